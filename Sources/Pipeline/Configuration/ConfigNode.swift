public import Records

/// One value of a file a person wrote, with the place where it stands.
///
/// Nothing is interpreted yet: a scalar is its text, and `isPlain` says whether it stood without
/// quotes and so may mean a number, a truth value or nothing. `OptionReader` turns it into values.
public struct ConfigNode: Sendable {
  /// What the node is.
  public enum Content: Sendable {
    /// A text; plain if it stood without quotes.
    case scalar(text: String, isPlain: Bool)
    /// A list, in the order of the file.
    case sequence([ConfigNode])
    /// Keys with values, in the order of the file; every key stands once.
    case mapping([Entry])
  }

  /// A key with its value.
  public struct Entry: Sendable {
    /// The key, always a scalar.
    public var key: ConfigNode
    /// What stands behind the colon.
    public var value: ConfigNode

    /// The text of the key.
    public var name: String { key.text ?? "" }
  }

  /// A line and column, both 1-based, the column in Unicode scalars.
  struct Place: Sendable {
    var text: ConfigText
    var line: Int
    var column: Int
  }

  /// What the node is.
  public var content: Content
  var place: Place

  init(_ content: Content, at place: Place) {
    self.content = content
    self.place = place
  }

  /// Where the node begins: file, line, column, and the line itself.
  public var mark: SourceMark { place.text.mark(line: place.line, column: place.column) }

  /// The text of a scalar; `nil` for lists and mappings.
  public var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// The elements of a list; `nil` for anything else.
  public var elements: [ConfigNode]? {
    if case .sequence(let nodes) = content { nodes } else { nil }
  }

  /// The entries of a mapping; `nil` for anything else.
  public var entries: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// The value of `key` in a mapping; `nil` if there is none. Linear in the number of keys.
  public subscript(key: String) -> ConfigNode? {
    entries?.first { $0.name == key }?.value
  }

  /// Whether nothing was written: an empty value, `null` or `~`.
  public var isNull: Bool {
    if case .null = value { true } else { false }
  }

  /// The node as an error message names it: a clipped text, or words such as `a list` or `nothing`.
  var described: String {
    switch content {
    case .scalar("", false): "an empty text"
    case .scalar(let text, _): isNull ? "nothing" : quoted(text)
    case .sequence(let nodes): nodes.isEmpty ? "an empty list" : "a list"
    case .mapping(let entries): entries.isEmpty ? "an empty mapping" : "a mapping"
    }
  }
}

/// `text` between backticks, without control characters and at most 60 characters long.
func quoted(_ text: String) -> String {
  var shown = ""
  for scalar in text.unicodeScalars.prefix(61) {
    if scalar.steersTerminal {
      shown += "\\u{" + String(scalar.value, radix: 16) + "}"
    } else {
      shown.unicodeScalars.append(scalar)
    }
  }
  if text.unicodeScalars.count > 60 { shown = String(shown.prefix(59)) + "…" }
  return "`\(shown)`"
}
