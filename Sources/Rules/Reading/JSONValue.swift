import Records

/// A JSON value, read by the strict grammar plus `NaN` and `Infinity`, which Python's reader takes too.
package enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// Reads a whole text; `nil` where it is no JSON, or nests more than 500 deep.
  ///
  /// - Complexity: O(bytes).
  package init?(_ text: String) {
    var reader = JSONReader(bytes: Array(text.utf8))
    guard let value = reader.value(depth: 0) else { return nil }
    reader.skipBlanks()
    guard reader.at == reader.bytes.count else { return nil }
    self = value
  }

  /// The text of a string; `nil` for any other value.
  package var string: String? { if case .string(let text) = self { text } else { nil } }
  /// The members of an object; of equal keys the last. `nil` for any other value.
  package var object: [String: JSONValue]? { if case .object(let all) = self { all } else { nil } }
  /// The elements of an array; `nil` for any other value.
  package var array: [JSONValue]? { if case .array(let all) = self { all } else { nil } }
  /// `true` or `false`; `nil` for any other value.
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// A whole number; `nil` for any other value.
  package var int: Int? {
    guard case .number(let number) = self else { return nil }
    return Int(exactly: number)
  }

  /// The texts of an array of strings; `nil` if one is none.
  package var strings: [String]? {
    guard let array else { return nil }
    let texts = array.compactMap(\.string)
    return texts.count == array.count ? texts : nil
  }
}

/// Reads JSON by recursive descent.
private struct JSONReader {
  let bytes: [UInt8]
  var at = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  mutating func value(depth: Int) -> JSONValue? {
    guard depth < 500 else { return nil }
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): return object(depth: depth)
    case UInt8(ascii: "["): return array(depth: depth)
    case UInt8(ascii: "\""): return string().map(JSONValue.string)
    case .none: return nil
    default: return word() ?? number()
    }
  }

  private mutating func word() -> JSONValue? {
    let words: [(StaticString, JSONValue)] = [
      ("true", .bool(true)), ("false", .bool(false)), ("null", .null), ("NaN", .number(.nan)),
      ("Infinity", .number(.infinity)), ("-Infinity", .number(-.infinity)),
    ]
    for (word, value) in words {
      let text = Array(word.description.utf8)
      guard bytes[at...].starts(with: text) else { continue }
      at += text.count
      return value
    }
    return nil
  }

  private mutating func digits() -> Int {
    let start = at
    while let byte = next, byte >= 0x30, byte <= 0x39 { at += 1 }
    return at - start
  }

  private mutating func number() -> JSONValue? {
    let start = at
    _ = take("-")
    let leadingZero = next == 0x30
    let whole = digits()
    guard whole == 1 || whole > 1 && !leadingZero else { return nil }
    if take(".") {
      guard digits() > 0 else { return nil }
    }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard digits() > 0 else { return nil }
    }
    return Double(String(decoding: bytes[start..<at], as: UTF8.self)).map(JSONValue.number)
  }

  private mutating func string() -> String? {
    let start = at
    at += 1
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        var text: [UInt8] = []
        bytes.span.appendUnescaped(start..<at, to: &text)
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard skipEscape() else { return nil }
      case 0..<0x20: return nil
      default: at += 1
      }
    }
    return nil
  }

  private mutating func skipEscape() -> Bool {
    at += 1
    guard let byte = next else { return false }
    at += 1
    if byte != UInt8(ascii: "u") { return "\"\\/bfnrt".utf8.contains(byte) }
    for _ in 0..<4 {
      guard let digit = next, Character(Unicode.Scalar(digit)).isHexDigit else { return false }
      at += 1
    }
    return true
  }

  private mutating func array(depth: Int) -> JSONValue? {
    at += 1
    var values: [JSONValue] = []
    skipBlanks()
    if take("]") { return .array([]) }
    repeat {
      guard let value = value(depth: depth + 1) else { return nil }
      values.append(value)
      skipBlanks()
    } while take(",")
    return take("]") ? .array(values) : nil
  }

  private mutating func object(depth: Int) -> JSONValue? {
    at += 1
    var members: [String: JSONValue] = [:]
    skipBlanks()
    if take("}") { return .object([:]) }
    repeat {
      skipBlanks()
      guard next == UInt8(ascii: "\""), let key = string() else { return nil }
      skipBlanks()
      guard take(":"), let value = value(depth: depth + 1) else { return nil }
      members[key] = value
      skipBlanks()
    } while take(",")
    return take("}") ? .object(members) : nil
  }
}
