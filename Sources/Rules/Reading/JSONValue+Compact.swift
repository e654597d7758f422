internal import Records

extension JSONValue {
  /// Compact JSON with keys in order; numbers that JSON has no form for become `null`.
  package var compact: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let number):
      number.isFinite
        ? Int64(exactly: number).map(String.init) ?? "\(number)"
        : "null"
    case .string(let text): JSONText.quoted(text)
    case .array(let items): "[" + items.map(\.compact).joined(separator: ",") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.key < $1.key }
        .map { "\(JSONText.quoted($0.key)):\($0.value.compact)" }.joined(separator: ",") + "}"
    }
  }
}
