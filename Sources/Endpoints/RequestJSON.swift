internal import Records

/// A JSON value of a request, which is written in one way only: equal values give equal bytes.
package indirect enum RequestJSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case int(Int)
  /// A finite number.
  case number(Double)
  case string(String)
  case list([RequestJSON])
  case object([String: RequestJSON])

  /// Compact UTF-8, members sorted by the bytes of their names.
  package var bytes: [UInt8] {
    var text = ""
    write(to: &text)
    return Array(text.utf8)
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .int(let value): text += "\(value)"
    case .number(let value): text += value.isFinite ? "\(value)" : "null"
    case .string(let value): text += JSONText.quoted(value)
    case .list(let values):
      text += "["
      for (i, value) in values.enumerated() {
        if i > 0 { text += "," }
        value.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      for (i, member) in sorted.enumerated() {
        if i > 0 { text += "," }
        text += JSONText.quoted(member.key) + ":"
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  /// An object without the members that are `nil`.
  static func object(_ members: [String: RequestJSON?]) -> RequestJSON {
    .object(members.compactMapValues { $0 })
  }
}
