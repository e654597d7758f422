/// A failure the person at the terminal can act on.
///
/// The wording follows one form: lower case, no full stop, literals in backticks, the offending
/// value last after a colon; what to do stands in `hint`, never in the message.
public struct WinnowError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public var code: Code
  /// What is wrong: lower case, no full stop.
  public var message: String
  /// Where, in a file a person wrote.
  public var mark: SourceMark?
  /// What to do about it.
  public var hint: String?

  /// A failure of a kind.
  public init(_ code: Code, _ message: String, mark: SourceMark? = nil, hint: String? = nil) {
    self.code = code
    self.message = message
    self.mark = mark
    self.hint = hint
  }

  /// What kind of failure it is; new kinds may be added in a minor release.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The word in brackets, such as `bad-option`.
    public let description: String
    /// The exit status of a command that ends with it: 1 the data failed, 2 the command or
    /// pipeline is wrong.
    public let exitStatus: Int32

    /// A kind by its word.
    public init(_ name: String, exitStatus: Int32) {
      description = name
      self.exitStatus = exitStatus
    }

    /// Kinds are equal if their words are.
    public static func == (a: Code, b: Code) -> Bool { a.description == b.description }
    /// Hashes the word.
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
  /// Input that cannot be read.
  public static let badInput = Self("bad-input", exitStatus: 1)
  /// An option with an unusable value.
  public static let badOption = Self("bad-option", exitStatus: 2)
  /// An option nobody asks for.
  public static let unknownOption = Self("unknown-option", exitStatus: 2)
}

/// A place in a text file a person wrote.
public struct SourceMark: Sendable, Equatable, CustomStringConvertible {
  /// The file as the person named it.
  public var file: String
  /// 1-based; `nil` when only the file is known.
  public var line: Int?
  /// 1-based, in characters.
  public var column: Int?
  /// The whole line, shown under the place with a caret.
  public var excerpt: String?

  /// A place in a file.
  public init(file: String, line: Int? = nil, column: Int? = nil, excerpt: String? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.excerpt = excerpt
  }

  /// `file:line:column`, as far as they are known.
  public var description: String {
    ([file] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":")
  }
}
