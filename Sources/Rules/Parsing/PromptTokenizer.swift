/// Cuts a prompt into tokens in one pass over its bytes.
struct PromptTokenizer {
  private let bytes: [UInt8]
  private var at = 0
  private var tokens: [PromptToken] = []

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// - Complexity: O(bytes).
  static func tokens(of bytes: [UInt8]) -> [PromptToken] {
    var tokenizer = PromptTokenizer(bytes)
    while tokenizer.at < bytes.count { tokenizer.step() }
    return tokenizer.tokens
  }

  private mutating func step() {
    let byte = bytes[at]
    switch byte {
    case 0x20, 0x09, 0x0D: at += 1
    case 0x0A: add(.newline, at..<at + 1)
    case UInt8(ascii: "*"): add(run(of: byte))
    case UInt8(ascii: "<") where quoted("<<", ">>", limit: 200, .angled): break
    case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"), 0xE2:
      if !quotation() { word() }
    default: word()
    }
  }

  private func run(of byte: UInt8) -> PromptToken {
    var end = at
    while end < bytes.count, bytes[end] == byte { end += 1 }
    let text = String(decoding: bytes[at..<end], as: UTF8.self)
    return PromptToken(kind: .stars(end - at), text: text, original: text, range: at..<end)
  }

  private mutating func add(_ token: PromptToken) {
    var token = token
    if let last = tokens.last, token.range.lowerBound == last.range.upperBound + 1,
      bytes[last.range.upperBound] == UInt8(ascii: "-"), token.isWord || token.number != nil
    {
      token.isHyphenated = true
    }
    tokens.append(token)
    at = token.range.upperBound
  }

  private mutating func add(_ kind: PromptToken.Kind, _ range: Range<Int>) {
    let text = String(decoding: bytes[range], as: UTF8.self)
    let plain = bytes[range].contains(0xE2) ? text.replacing("’", with: "'") : text
    add(PromptToken(kind: kind, text: plain.lowercased(), original: text, range: range))
  }

  private mutating func quotation() -> Bool {
    let before = at > 0 ? bytes[at - 1] : 0x20
    let isInside = Self.isWordByte(before)
    if bytes[at] == UInt8(ascii: "\"") { return quoted("\"", "\"", or: "”", limit: 2000, .quote) }
    if bytes[at] == UInt8(ascii: "`") { return quoted("`", "`", limit: 200, .quote) }
    if isInside { return false }
    return quoted("“", "”", or: "\"", limit: 2000, .quote)
      || quoted("”", "\"", or: "”", limit: 200, .quote)
      || quoted("‘", "’", limit: 100, .quote)
      || quoted("'", "'", limit: 100, .quote)
  }

  /// Takes a text between two marks, if both are there within `limit` bytes.
  private mutating func quoted(
    _ open: String, _ close: String, or other: String? = nil, limit: Int, _ kind: PromptToken.Kind
  ) -> Bool {
    guard bytes[at...].starts(with: open.utf8) else { return false }
    let start = at + open.utf8.count
    let single = close == "'" || close == "’"
    let closers = [Array(close.utf8)] + (other.map { [Array($0.utf8)] } ?? [])
    var i = start
    while i < bytes.count, i - start <= limit {
      if single, bytes[i] == 0x0A { return false }
      if let closer = closers.first(where: { bytes[i...].starts(with: $0) }), i > start,
        !single || !Self.isWordByte(i + closer.count < bytes.count ? bytes[i + closer.count] : 0x20)
      {
        let text = String(decoding: bytes[start..<i], as: UTF8.self)
        add(PromptToken(kind: kind, text: text, original: text, range: at..<i + closer.count))
        return true
      }
      i += 1
    }
    return false
  }

  private mutating func word() {
    var end = at
    let isDigit = Self.isDigit(bytes[at])
    while end < bytes.count, belongs(end) { end += 1 }
    if end == at {
      end += 1
      while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
      // A hyphen between words is no token of its own.
      if bytes[at] == UInt8(ascii: "-"), at > 0, Self.isWordByte(bytes[at - 1]), end < bytes.count,
        Self.isWordByte(bytes[end])
      {
        at = end
        return
      }
      return add(.mark, at..<end)
    }
    guard isDigit else { return add(.word, at..<end) }
    let digits = bytes[at..<end].filter { $0 != UInt8(ascii: ",") }
    if digits.count <= 9, let number = Int(String(decoding: digits, as: UTF8.self)) {
      add(.number(number), at..<end)
    } else {
      add(.word, at..<end)
    }
  }

  /// Whether the byte at `index` goes on with the word that began at `at`.
  private func belongs(_ index: Int) -> Bool {
    let byte = bytes[index]
    if Self.isWordByte(byte) { return true }
    guard index > at, index + 1 < bytes.count else { return false }
    let next = bytes[index + 1]
    switch byte {
    case UInt8(ascii: "'"): return Self.isLetter(next)
    case UInt8(ascii: ","):
      return Self.isDigit(bytes[index - 1]) && index + 3 < bytes.count
        && bytes[index + 1...index + 3].allSatisfy(Self.isDigit)
        && (index + 4 >= bytes.count || !Self.isDigit(bytes[index + 4]))
    case UInt8(ascii: "."):
      if Self.isDigit(bytes[index - 1]), Self.isDigit(next) { return true }
      let isLone = index - 2 < at || bytes[index - 2] == UInt8(ascii: ".")
      return isLone && Self.isLetter(bytes[index - 1]) && Self.isLetter(next)
    default: return false
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  private static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
  }
  /// Letters, digits, `_` and every byte beyond ASCII but the first of typographic marks.
  private static func isWordByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: "_") || byte >= 0x80 && byte != 0xE2
  }
}
