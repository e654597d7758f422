/// A place in a JSON value (RFC 6901), such as `/messages/0/content`; parsed once, followed often.
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
  /// A key on the way.
  package struct Token: Sendable, Hashable {
    /// The UTF-8 of the key.
    package var key: [UInt8]
    /// The key as an array index; `nil` if it is none.
    package var position: Int?
  }
  package let tokens: [Token]
  /// The pointer as it was written.
  package let description: String

  /// The whole value.
  package static let whole = JSONPointer(tokens: [], description: "")

  private init(tokens: [Token], description: String) {
    self.tokens = tokens
    self.description = description
  }

  /// Parses `text`: empty for the whole value, else `/` before each key, with `~0` for `~` and `~1`
  /// for `/`.
  ///
  /// - Throws: `WinnowError` with `bad-option`.
  package init(_ text: String) throws(WinnowError) {
    guard text.isEmpty || text.utf8.first == UInt8(ascii: "/") else {
      throw WinnowError(
        .badOption, "a JSON pointer begins with `/`: `\(text)`", hint: "write `/\(text)`")
    }
    var tokens: [Token] = []
    for part in text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .dropFirst()
    {
      guard let key = Self.unescape(part) else {
        throw WinnowError(
          .badOption, "`~` in a JSON pointer stands only in `~0` and `~1`: `\(text)`",
          hint: "write `~0` for `~`")
      }
      tokens.append(Token(key: key, position: Self.position(key)))
    }
    self.init(tokens: tokens, description: text)
  }

  /// The member `key` of the value.
  package init(key: String) {
    let escaped = key.split(separator: "~", omittingEmptySubsequences: false).joined(
      separator: "~0"
    )
    .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
    let key = Array(key.utf8)
    self.init(
      tokens: [Token(key: key, position: Self.position(key))], description: "/" + escaped)
  }

  private static func unescape(_ part: Substring.UTF8View.SubSequence) -> [UInt8]? {
    var key: [UInt8] = []
    var bytes = part.makeIterator()
    while let byte = bytes.next() {
      guard byte == UInt8(ascii: "~") else {
        key.append(byte)
        continue
      }
      switch bytes.next() {
      case UInt8(ascii: "0"): key.append(UInt8(ascii: "~"))
      case UInt8(ascii: "1"): key.append(UInt8(ascii: "/"))
      default: return nil
      }
    }
    return key
  }

  /// Digits without a leading zero, as the RFC has it.
  private static func position(_ key: [UInt8]) -> Int? {
    guard let first = key.first, key.count == 1 || first != UInt8(ascii: "0"),
      key.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(String(decoding: key, as: UTF8.self))
  }
}
