internal import Pipeline
internal import Records

/// Turns values into outcomes: `{of: /preference, is: {a-is-better: a, tie: tie}}`.
///
/// The first key that fits decides. A key is a text, a number, `true`, `false`, `null` (which an
/// absent field also is), `else`, or a range: `<1.5`, `<=1.5`, `>1.5`, `>=1.5`, `1..2`.
struct MappingLookup<Outcome: Sendable>: Sendable {
  let value: MappingValue
  let cases: [(key: MappingKey, outcome: Outcome)]

  init(
    _ node: ConfigNode, _ context: inout MappingContext,
    _ outcome: (ConfigNode) throws(WinnowError) -> Outcome
  ) throws(WinnowError) {
    var reader = try OptionReader(node, of: "a lookup of the mapping")
    let of = try reader.node("of", doc: "place or template of the value that is looked up")
    let table = try reader.node("is", doc: "what each value means")
    try reader.finish()
    guard let of, let table, let entries = table.entries else {
      throw WinnowError(
        .badOption, "a lookup has `of` and, for each value it can have, an entry in `is`",
        mark: (table ?? node).mark, hint: "write `{of: /winner, is: {left: a, right: b, tie: tie}}`"
      )
    }
    value = try MappingValue(of, &context)
    var cases: [(MappingKey, Outcome)] = []
    for entry in entries {
      cases.append((try MappingKey(entry.key), try outcome(entry.value)))
    }
    self.cases = cases
  }
}

/// What a value is compared with.
enum MappingKey: Sendable {
  /// A text; a number, too, if it is one.
  case text(String, number: Double?)
  case null
  case anything
  case range(ClosedRange<Double>, excludesLower: Bool, excludesUpper: Bool)

  init(_ node: ConfigNode) throws(WinnowError) {
    guard let text = node.text else {
      throw WinnowError(
        .badOption, "a value to compare with must be a text or number", mark: node.mark)
    }
    if text == "else" {
      self = .anything
    } else if node.isNull || text == "null" {
      self = .null
    } else if let range = Self.range(text) {
      self = range
    } else {
      self = .text(text, number: Self.number(text))
    }
  }

  private static func range(_ text: String) -> MappingKey? {
    for (sign, excludes) in [("<=", false), ("<", true)] where text.hasPrefix(sign) {
      guard let bound = number(text.dropFirst(sign.count)) else { return nil }
      return .range(-.infinity...bound, excludesLower: false, excludesUpper: excludes)
    }
    for (sign, excludes) in [(">=", false), (">", true)] where text.hasPrefix(sign) {
      guard let bound = number(text.dropFirst(sign.count)) else { return nil }
      return .range(bound...(.infinity), excludesLower: excludes, excludesUpper: false)
    }
    let bounds = text.split(separator: "..", maxSplits: 1, omittingEmptySubsequences: false)
    guard bounds.count == 2, let lower = number(bounds[0]), let upper = number(bounds[1]),
      lower <= upper
    else { return nil }
    return .range(lower...upper, excludesLower: false, excludesUpper: false)
  }

  private static func number(_ text: some StringProtocol) -> Double? {
    let trimmed = text.drop { $0 == " " }
    guard let first = trimmed.utf8.first,
      first >= 0x30 && first <= 0x39 || first == 0x2D || first == 0x2E
    else { return nil }
    return Double(String(trimmed)).flatMap { $0.isFinite ? $0 : nil }
  }
}

/// A value as lookups compare it.
private enum MappingScalar {
  case null
  case text(ByteSlice, number: Double?)
}

extension RecordBuilder {
  /// The outcome for the value of `lookup`; `nil` if no key fits.
  mutating func find<Outcome>(
    _ lookup: MappingLookup<Outcome>, _ index: Int = 0, in scope: inout MappingScope
  ) throws(RecordError) -> Outcome? {
    let scalar = try scalar(lookup.value, index, in: &scope, takes: true)
    return lookup.cases.first { fits(scalar, $0.key) }?.outcome
  }

  /// Whether `value` is one of `keys`.
  mutating func fits(
    _ value: MappingValue, _ keys: [MappingKey], in scope: inout MappingScope
  ) throws(RecordError) -> Bool {
    let scalar = try scalar(value, 0, in: &scope, takes: false)
    return keys.contains { fits(scalar, $0) }
  }

  /// That no key of a lookup fits the value it looks up.
  mutating func unknownValue(
    _ value: MappingValue, _ index: Int = 0, in scope: inout MappingScope
  ) -> RecordError {
    if case .place(let place) = value {
      guard let found = scope.value(at: place, index), !found.isNull else {
        return missing(place, index)
      }
      isJoined = place.isJoined
      defer { isJoined = false }
      return badValue(found, "a value the mapping knows")
    }
    let text = (try? text(value, index, in: &scope, takes: false)).flatMap { $0 } ?? .empty
    return RecordError(.badValue, "not a value the mapping knows: `\(arena.string(text))`")
  }

  private mutating func scalar(
    _ value: MappingValue, _ index: Int, in scope: inout MappingScope, takes: Bool
  ) throws(RecordError) -> MappingScalar {
    // A place alone says all there is to say; of a template only a part may have been used.
    if case .place(let place) = value, let found = scope.value(at: place, index) {
      isJoined = place.isJoined
      defer { isJoined = false }
      if takes { take(found) }
      if let bool = found.bool { return .text(arena.append(bool ? "true" : "false"), number: nil) }
      if let digits = found.rawNumber { return .text(digits, number: found.double) }
    }
    guard let text = try text(value, index, in: &scope, takes: false) else { return .null }
    return .text(text, number: arena.number(text))
  }

  private func fits(_ scalar: MappingScalar, _ key: MappingKey) -> Bool {
    switch (key, scalar) {
    case (.anything, _), (.null, .null): return true
    case (.text(let text, let number), .text(let slice, let own)):
      if let number, let own { return number == own }
      return slice.count == UInt32(text.utf8.count)
        && arena.string(slice).utf8.elementsEqual(text.utf8)
    case (.range(let range, let excludesLower, let excludesUpper), .text(_, let number?)):
      return range.contains(number) && !(excludesLower && number == range.lowerBound)
        && !(excludesUpper && number == range.upperBound)
    default: return false
    }
  }
}

/// When a case or vote of a mapping counts: `/field` for one that is there, or `{of: …, is: …}`.
struct MappingCondition: Sendable {
  private let value: MappingValue
  /// What the value must be; `nil` if it must be there, not null, and not empty.
  private let keys: [MappingKey]?

  init(_ node: ConfigNode, _ context: inout MappingContext) throws(WinnowError) {
    guard node.entries != nil else {
      value = .place(try MappingPlace(node.text ?? "", at: node, &context))
      keys = nil
      return
    }
    var reader = try OptionReader(node, of: "a condition of the mapping")
    let of = try reader.node("of", doc: "place or template of the value")
    let values = try reader.node("is", doc: "a value, or a list of them, of which it must be one")
    try reader.finish()
    guard let of, let values else {
      throw WinnowError(
        .badOption, "a condition has `of` and `is`", mark: node.mark,
        hint: "write `when: /field`, or `when: {of: /field, is: [one, two]}`")
    }
    value = try MappingValue(of, &context)
    var keys: [MappingKey] = []
    for key in values.elements ?? [values] { keys.append(try MappingKey(key)) }
    self.keys = keys
  }

  func holds(
    for record: inout RecordBuilder, in scope: inout MappingScope
  ) throws(RecordError) -> Bool {
    if let keys { return try record.fits(value, keys, in: &scope) }
    guard case .place(let place) = value, let found = scope.value(at: place, 0) else {
      return false
    }
    return !found.isNull && !(found.string?.isEmpty ?? false)
  }
}
