/// A failure the person at the terminal can act on.
///
/// The wording follows one form: lower case, no full stop, literals in backticks, the offending
/// value last after a colon; what to do stands in `hint`, never in the message.
public struct WinnowError: Error, Sendable, CustomStringConvertible {
  public var code: Code
  public var message: String
  public var mark: SourceMark?
  public var hint: String?

  public init(_ code: Code, _ message: String, mark: SourceMark? = nil, hint: String? = nil) {
    self.code = code
    self.message = message
    self.mark = mark
    self.hint = hint
  }

  /// What kind of failure it is; new kinds may be added in a minor release.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    public let description: String
    /// The exit status of a command that ends with it: 1 the data failed, 2 the command or
    /// pipeline is wrong.
    public let exitStatus: Int32

    public init(_ name: String, exitStatus: Int32) {
      description = name
      self.exitStatus = exitStatus
    }

    public static func == (a: Code, b: Code) -> Bool { a.description == b.description }
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }
  }

  /// The message as it is printed: code, message, place with caret, hint.
  public var description: String {
    var text = "error[\(code)]: \(message)"
    if let mark {
      text += "\n --> \(mark)"
      if let excerpt = mark.excerpt, let column = mark.column {
        let indent = String(repeating: " ", count: max(0, column - 1))
        text += "\n  | \(excerpt)\n  | \(indent)^"
      }
    }
    if let hint { text += "\nhint: \(hint)" }
    return text
  }
}

extension WinnowError.Code {
  public static let badInput = Self("bad-input", exitStatus: 1)
  public static let badOption = Self("bad-option", exitStatus: 2)
  public static let unknownOption = Self("unknown-option", exitStatus: 2)
}

/// A place in a text file a person wrote.
public struct SourceMark: Sendable, Equatable, CustomStringConvertible {
  public var file: String
  /// 1-based; `nil` when only the file is known.
  public var line: Int?
  /// 1-based, in characters.
  public var column: Int?
  /// The whole line, shown under the place with a caret.
  public var excerpt: String?

  public init(file: String, line: Int? = nil, column: Int? = nil, excerpt: String? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.excerpt = excerpt
  }

  public var description: String {
    ([file] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":")
  }
}
