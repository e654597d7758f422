internal import Pipeline
internal import Records

/// Where a value stands: a JSON pointer or column into the record, or into the row joined to it.
struct MappingPlace: Sendable {
  /// The way to the value, or to the list that `*` goes through.
  let head: JSONPointer
  /// The way from each element of the list; `nil` without `*`.
  let tail: JSONPointer?
  /// The place is in the joined row.
  let isJoined: Bool
  /// Where `MappingScope` keeps the elements of the list; unused without `*`.
  let slot: Int
  /// As it was written, for messages.
  let description: String

  /// Reads `/a/b`, `column`, `@/a/b` or `@column`; one part of a pointer may be `*`.
  init(
    _ written: String, at node: ConfigNode, _ context: inout MappingContext
  ) throws(WinnowError) {
    description = written
    isJoined = written.utf8.first == UInt8(ascii: "@")
    let text = isJoined ? String(written.dropFirst()) : written
    guard !text.isEmpty, !isJoined || context.hasJoin else {
      throw WinnowError(
        .badOption,
        text.isEmpty ? "the name of a field is empty" : "there is no `join` for: `\(written)`",
        mark: node.mark, hint: "write `/a/b`, or the name of a field; `@` is for the joined row")
    }
    guard text.utf8.first == UInt8(ascii: "/") else {
      head = JSONPointer(key: text)
      tail = nil
      slot = 0
      return
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    let stars = parts.indices.filter { parts[$0] == "*" }
    guard stars.count <= 1 else {
      throw WinnowError(
        .badOption, "`*` can stand only once in a pointer: `\(written)`", mark: node.mark)
    }
    if let star = stars.first {
      head = try Self.pointer(parts[..<star], node)
      tail = try Self.pointer(parts[(star + 1)...], node)
      slot = context.listCount
      context.listCount += 1
    } else {
      head = try Self.pointer(parts, node)
      tail = nil
      slot = 0
    }
  }

  private static func pointer(
    _ parts: ArraySlice<Substring>, _ node: ConfigNode
  ) throws(WinnowError) -> JSONPointer {
    do {
      return try JSONPointer(parts.map { "/" + $0 }.joined())
    } catch {
      throw WinnowError(error.code, error.message, mark: node.mark, hint: error.hint)
    }
  }

  /// The place as messages name it, for one element of the list.
  func described(_ index: Int) -> String {
    guard let tail else { return isJoined ? "@" + head.description : head.description }
    return "\(isJoined ? "@" : "")\(head)/\(index)\(tail)"
  }
}

/// What is known while a mapping is read.
struct MappingContext {
  /// Whether records have a joined row.
  var hasJoin = false
  /// How many places go through a list.
  var listCount = 0
}

/// What places are looked up in: a record, the row joined to it, and the lists places go through.
struct MappingScope {
  let record: JSONValue
  let joined: JSONValue?
  private var lists: [[JSONValue]?]

  init(record: JSONValue, joined: JSONValue?, listCount: Int) {
    self.record = record
    self.joined = joined
    lists = listCount == 0 ? [] : .init(repeating: nil, count: listCount)
  }

  /// The value at `place`; `nil` if it is absent.
  ///
  /// - Parameter index: Which element of the list the place goes through; else unused.
  mutating func value(at place: MappingPlace, _ index: Int) -> JSONValue? {
    guard let tail = place.tail else { return root(place)?[place.head] }
    let elements = elements(of: place)
    guard index < elements.count else { return nil }
    return elements[index][tail]
  }

  /// The list that `place` goes through; `nil` if it is absent.
  func list(of place: MappingPlace) -> JSONValue? { root(place)?[place.head] }

  private mutating func elements(of place: MappingPlace) -> [JSONValue] {
    if let known = lists[place.slot] { return known }
    let found = list(of: place).map { Array($0.elements) } ?? []
    lists[place.slot] = found
    return found
  }

  private func root(_ place: MappingPlace) -> JSONValue? { place.isJoined ? joined : record }
}
