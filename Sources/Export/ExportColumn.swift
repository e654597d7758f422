/// A column as the dataset card declares it.
struct ExportColumn: Sendable {
  var name: String
  var kind: Kind
  /// One line for the dataset card.
  var doc: String

  indirect enum Kind: Sendable {
    /// A text in standard shape, a list of messages in conversational shape.
    case turns
    case text, number, integer, truth
    /// A list of texts.
    case texts
    /// A list of truth values.
    case truths
    /// An object with these members.
    case object([ExportColumn])
    /// A list of such objects.
    case objects([ExportColumn])
  }

  init(_ name: String, _ kind: Kind, _ doc: String) {
    self.name = name
    self.kind = kind
    self.doc = doc
  }
}

/// As the front matter of a dataset card declares them, and as its table names them.
extension ExportColumn {
  /// - Parameter indent: blanks before the dash.
  func feature(_ shape: ExportShape, indent: Int = 2) -> [String] {
    let blanks = String(repeating: " ", count: indent)
    let own = [blanks + "- name: \(name)"]
    func typed(_ type: String) -> [String] { own + [blanks + "  dtype: \(type)"] }
    func inner(_ word: String, _ members: [ExportColumn]) -> [String] {
      own + [blanks + "  \(word):"] + members.flatMap { $0.feature(shape, indent: indent + 2) }
    }
    switch kind {
    case .turns where shape == .conversational:
      return inner("list", [ExportColumn("role", .text, ""), ExportColumn("content", .text, "")])
    case .turns, .text: return typed("string")
    case .number: return typed("float64")
    case .integer: return typed("int64")
    case .truth: return typed("bool")
    case .texts: return own + [blanks + "  list: string"]
    case .truths: return own + [blanks + "  list: bool"]
    case .object(let members): return inner("struct", members)
    case .objects(let members): return inner("list", members)
    }
  }

  func type(_ shape: ExportShape) -> String {
    switch kind {
    case .turns where shape == .conversational: "list of messages"
    case .turns, .text: "text"
    case .number: "number"
    case .integer: "integer"
    case .truth: "true or false"
    case .texts: "list of texts"
    case .truths: "list of true or false"
    case .object(let members): "object of \(Self.names(members))"
    case .objects(let members): "list of objects of \(Self.names(members))"
    }
  }

  private static func names(_ members: [ExportColumn]) -> String {
    members.map { "`\($0.name)`" }.joined(separator: ", ")
  }
}
