internal import Pipeline
internal import Records

/// Where a mapping finds a number: a value, or a lookup.
enum MappingNumber: Sendable {
  case value(MappingValue)
  case lookup(MappingLookup<Double>)

  init(_ node: ConfigNode, _ context: inout MappingContext) throws(WinnowError) {
    guard node["of"] != nil else {
      self = .value(try MappingValue(node, &context))
      return
    }
    self = .lookup(
      try MappingLookup(node, &context) { (node) throws(WinnowError) in
        switch node.value {
        case .int(let value): return Double(value)
        case .double(let value): return value
        default: throw WinnowError(.badOption, "a number must stand here", mark: node.mark)
        }
      })
  }
}

extension RecordBuilder {
  /// The number, `nil` if there is none: absent, null, or something else, which stays in `extra`.
  mutating func number(
    _ number: MappingNumber, _ index: Int, in scope: inout MappingScope
  ) throws(RecordError) -> Double? {
    switch number {
    case .lookup(let lookup): return try find(lookup, index, in: &scope)
    case .value(.place(let place)):
      isJoined = place.isJoined
      defer { isJoined = false }
      return self.number(scope.value(at: place, index))
    case .value(let value):
      return try text(value, index, in: &scope).flatMap { arena.number($0) }
    }
  }
}
