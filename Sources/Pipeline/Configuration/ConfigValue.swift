internal import Records

/// A value as JSON knows it: what a scalar means by the core schema of YAML 1.2, and the canonical
/// form of options in run digests.
public indirect enum ConfigValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case int(Int64)
  /// Finite.
  case double(Double)
  case string(String)
  case list([ConfigValue])
  /// Keys in the order given.
  case object([Member])

  /// A key of an object with its value.
  public struct Member: Sendable, Equatable {
    /// The key.
    public var key: String
    /// Its value.
    public var value: ConfigValue

    /// A key with its value.
    public init(_ key: String, _ value: ConfigValue) {
      self.key = key
      self.value = value
    }
  }

  /// Compact JSON, one text for one value: shortest digits that read back to the same number, no
  /// blanks, non-ASCII as itself.
  public var json: String {
    var text = ""
    write(to: &text, indent: nil)
    return text
  }

  /// JSON for people: members and elements on lines of their own, indented by two blanks.
  public var indentedJSON: String {
    var text = ""
    write(to: &text, indent: "\n")
    return text
  }

  /// Appends the JSON; `indent` is the line break with the blanks of this level, `nil` for compact.
  private func write(to text: inout String, indent: String?) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .int(let value): text += String(value)
    case .double(let value): text += value.isFinite ? "\(value)" : "null"
    case .string(let value): Self.write(value, to: &text)
    case .list(let values):
      Self.write(values, in: ("[", "]"), to: &text, indent: indent) { (value, text, indent) in
        value.write(to: &text, indent: indent)
      }
    case .object(let members):
      Self.write(members, in: ("{", "}"), to: &text, indent: indent) { (member, text, indent) in
        Self.write(member.key, to: &text)
        text += indent == nil ? ":" : ": "
        member.value.write(to: &text, indent: indent)
      }
    }
  }

  private static func write<Part>(
    _ parts: [Part], in brackets: (String, String), to text: inout String, indent: String?,
    _ write: (Part, inout String, String?) -> Void
  ) {
    let inner = parts.isEmpty ? nil : indent.map { $0 + "  " }
    text += brackets.0
    for (i, part) in parts.enumerated() {
      if i > 0 { text += "," }
      if let inner { text += inner }
      write(part, &text, inner)
    }
    if inner != nil, let indent { text += indent }
    text += brackets.1
  }

  private static func write(_ string: String, to text: inout String) {
    text += JSONText.quoted(string)
  }
}

extension ConfigValue: ExpressibleByStringLiteral {
  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }
}

extension ConfigNode {
  /// What the node means: plain scalars by the core schema of YAML 1.2, everything else as it stands.
  ///
  /// `yes`, `no`, `on` and `off` are texts, as in YAML 1.2. Integers beyond Int64 stay texts.
  public var value: ConfigValue {
    switch content {
    case .scalar(let text, false): .string(text)
    case .scalar(let text, true): ConfigValue(plain: text)
    case .sequence(let nodes): .list(nodes.map(\.value))
    case .mapping(let entries): .object(entries.map { .init($0.name, $0.value.value) })
    }
  }
}

extension ConfigValue {
  /// What `text`, written without quotes, means.
  init(plain text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .bool(true)
    case "false", "False", "FALSE": self = .bool(false)
    default:
      if let value = Int64(plain: text) {
        self = .int(value)
      } else if let value = Double(plain: text) {
        self = .double(value)
      } else {
        self = .string(text)
      }
    }
  }
}

extension FixedWidthInteger {
  /// Reads a decimal number (`_` allowed between digits), `0x1f` or `0o17`; `nil` for anything else,
  /// for leading zeros, which YAML 1.1 takes for octal, and beyond the type's range.
  init?(plain text: String) {
    var digits = text[...]
    var sign = ""
    if let first = digits.first, first == "-" || first == "+" {
      if first == "-" { sign = "-" }
      digits.removeFirst()
    }
    let radix = digits.hasPrefix("0x") ? 16 : digits.hasPrefix("0o") ? 8 : 10
    if radix != 10 { digits.removeFirst(2) }
    guard let first = digits.utf8.first, first != UInt8(ascii: "_"),
      digits.utf8.last != UInt8(ascii: "_"),
      radix != 10 || first != UInt8(ascii: "0") || digits.utf8.count == 1,
      digits.utf8.allSatisfy({ $0.isHexDigit || $0 == UInt8(ascii: "_") })
    else { return nil }
    self.init(sign + digits.filter { $0 != "_" }, radix: radix)
  }
}

extension Double {
  /// Reads an integer or a decimal number; `nil` as for `init(plain:)`.
  init?(number text: some StringProtocol) {
    let text = String(text)
    guard let value = Double(plain: text) ?? Int64(plain: text).map({ Double($0) }) else {
      return nil
    }
    self = value
  }

  /// Reads a decimal number with `.` or exponent; `nil` for anything else, for leading zeros, and for
  /// numbers that are not finite.
  init?(plain text: String) {
    let body =
      text.utf8.first == UInt8(ascii: "-") || text.utf8.first == UInt8(ascii: "+")
      ? text.dropFirst() : text[...]
    guard let first = body.utf8.first, first.isDigit || first == UInt8(ascii: "."),
      body.utf8.contains(where: \.isDigit),
      first != UInt8(ascii: "0") || !(body.utf8.dropFirst().first?.isDigit ?? false),
      body.utf8.allSatisfy({
        $0.isDigit || [UInt8(ascii: "."), 0x65, 0x45, 0x2B, 0x2D].contains($0)
      }),
      let value = Double(body.hasPrefix(".") ? "0" + body : String(body)), value.isFinite
    else { return nil }
    self = text.hasPrefix("-") ? -value : value
  }
}

extension UInt8 {
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  var isHexDigit: Bool { isDigit || (self | 0x20 >= 0x61 && self | 0x20 <= 0x66) }
  /// Letter, digit or underscore.
  var isWord: Bool { isDigit || (self | 0x20 >= 0x61 && self | 0x20 <= 0x7A) || self == 0x5F }
}
