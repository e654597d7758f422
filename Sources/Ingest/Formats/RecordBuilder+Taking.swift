internal import Records

// Taking values out of a record. What is taken is accounted for; the rest goes to `extra`.
extension RecordBuilder {
  /// Notes that `value`, and all within it, is accounted for.
  mutating func take(_ value: JSONValue) {
    if isJoined { return }
    let word = Int(value.index >> 6)
    while taken.count <= word { taken.append(0) }
    taken[word] |= 1 << UInt64(value.index & 63)
  }

  /// Whether `value` itself was taken.
  func isTaken(_ value: JSONValue) -> Bool {
    let word = Int(value.index >> 6)
    return word < taken.count && taken[word] & 1 << UInt64(value.index & 63) != 0
  }

  /// Takes the text of `value`.
  ///
  /// - Throws: `wrong_type`, or `missing_field` for null.
  mutating func text(_ value: JSONValue) throws(RecordError) -> ByteSlice {
    guard let text = value.string else { throw wrongType(value, "a text") }
    take(value)
    return text
  }

  /// Takes the text of a field that must be there.
  mutating func text<Field: FieldName>(_ field: Field) throws(RecordError) -> ByteSlice {
    guard let value = self[field] else { throw missing(field) }
    return try text(value)
  }

  /// Takes a name: a text, a number as it is written, or nothing.
  mutating func name(_ value: JSONValue?) throws(RecordError) -> ByteSlice {
    guard let value, !value.isNull else { return .empty }
    guard let name = value.string ?? value.rawNumber else { throw wrongType(value, "a name") }
    take(value)
    return name
  }

  /// Takes `value` as a number, which may stand in quotes; `nil`, and nothing taken, if it is none.
  mutating func number(_ value: JSONValue?) -> Double? {
    guard let value, let number = value.double ?? value.string.flatMap({ arena.number($0) }),
      number.isFinite
    else { return nil }
    take(value)
    return number
  }

  /// Takes `value` as a truth value: `true`, `false`, 1 or 0.
  mutating func bool(_ value: JSONValue) throws(RecordError) -> Bool {
    guard let bool = value.bool ?? value.int64.flatMap({ $0 == 1 ? true : $0 == 0 ? false : nil })
    else { throw wrongType(value, "`true` or `false`") }
    take(value)
    return bool
  }
}

// What is wrong with a record, in words.
extension RecordBuilder {
  /// `value` is not `expected`.
  func wrongType(_ value: JSONValue, _ expected: String) -> RecordError {
    let place = path(of: value)
    if value.isNull { return RecordError(.missingField, "`\(place)` is null") }
    let kind =
      switch value.kind {
      case .array: "a list"
      case .object: "an object"
      case .string: "a text"
      default: "a \(value.kind.word)"
      }
    return RecordError(.wrongType, "`\(place)` is \(kind), not \(expected)")
  }

  /// `value` is of the right type, but not `expected`.
  func badValue(_ value: JSONValue, _ expected: String) -> RecordError {
    var shown = value.string ?? value.rawNumber ?? .empty
    let isLong = shown.count > 60
    if isLong { shown.count = 60 }
    let text =
      if let bool = value.bool { "\(bool)" } else if value.isNull { "null" } else {
        arena.string(shown) + (isLong ? "…" : "")
      }
    return RecordError(.badValue, "`\(path(of: value))` is not \(expected): `\(text)`")
  }

  /// The field `field` is absent or null.
  func missing<Field: FieldName>(_ field: Field) -> RecordError {
    let place = JSONPointer(key: field.rawValue).description
    return RecordError(.missingField, "`\(place)` is \(has(field) ? "null" : "missing")")
  }

  /// The member `key` of `value` is absent.
  func missing(_ key: String, in value: JSONValue) -> RecordError {
    let place = path(of: value) + JSONPointer(key: key).description
    return RecordError(.missingField, "`\(place)` is missing")
  }

  /// The JSON pointer to `value`, which lies in the record.
  func path(of value: JSONValue) -> String {
    guard var at = isJoined ? joined : root else { return "" }
    var path = isJoined ? "@" : ""
    while at.index < value.index {
      var position = 0
      var inner: JSONValue?
      var key = ByteSlice.empty
      if at.kind == .object {
        for (name, member) in at.members where member.index <= value.index {
          (key, inner) = (name, member)
        }
        path += JSONPointer(key: arena.string(key)).description
      } else {
        for element in at.elements where element.index <= value.index {
          inner = element
          position += 1
        }
        path += "/\(position - 1)"
      }
      guard let inner else { return path }
      at = inner
    }
    return path
  }
}
