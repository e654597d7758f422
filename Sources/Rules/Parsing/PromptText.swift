/// A prompt as tokens and sentences.
struct PromptText {
  let bytes: [UInt8]
  let tokens: [PromptToken]
  /// Ranges of tokens. Line breaks end sentences too and lie between them.
  let sentences: [Range<Int>]

  init(_ prompt: String) {
    bytes = Array(prompt.utf8)
    tokens = PromptTokenizer.tokens(of: bytes)
    sentences = Self.sentences(tokens)
  }

  /// The text of a range of bytes, without blanks and line breaks at both ends.
  func string(_ range: Range<Int>) -> String {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high, Self.isBlank(bytes[low]) { low += 1 }
    while low < high, Self.isBlank(bytes[high - 1]) { high -= 1 }
    return String(decoding: bytes[low..<high], as: UTF8.self)
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// The bytes of a range of tokens that is not empty.
  func bytes(_ range: Range<Int>) -> Range<Int> {
    tokens[range.lowerBound].range.lowerBound..<tokens[range.upperBound - 1].range.upperBound
  }

  /// Where the line ends that `offset` lies in.
  func lineEnd(_ offset: Int) -> Int {
    var end = offset
    while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    return end
  }

  private static func sentences(_ tokens: [PromptToken]) -> [Range<Int>] {
    var sentences: [Range<Int>] = []
    var start = 0
    for i in tokens.indices {
      let isNewline = tokens[i].kind == .newline
      // A cut after 300 tokens bounds the work on texts that are no prose.
      guard isNewline || ends(i, tokens) || i - start >= 300 else { continue }
      let end = isNewline ? i : i + 1
      if start < end { sentences.append(start..<end) }
      start = i + 1
    }
    if start < tokens.count { sentences.append(start..<tokens.count) }
    return sentences
  }

  /// Whether the token ends a sentence: a mark with a blank behind it and no small letter after that, or a
  /// quotation that ends with a mark before a capital.
  private static func ends(_ i: Int, _ tokens: [PromptToken]) -> Bool {
    let token = tokens[i]
    guard i + 1 < tokens.count, token.isQuote || [".", "?", "!"].contains(token.text) else {
      return false
    }
    let next = tokens[i + 1]
    let startsLarge =
      next.original.unicodeScalars.first.map { !$0.properties.isLowercase && $0 != "," } ?? true
    guard next.range.lowerBound > token.range.upperBound, startsLarge, next.kind != .newline else {
      return false
    }
    if token.isQuote {
      return next.isWord && token.text.utf8.last.map { ".?!".utf8.contains($0) } ?? false
    }
    guard token.text == ".", i > 0 else { return true }
    let before = tokens[i - 1]
    // "1. Do not …" and "i.e. Title" go on.
    if i == 1 || tokens[i - 2].kind == .newline, before.number != nil { return false }
    return !["i.e", "e.g", "vs", "mr", "mrs", "dr", "etc", "ie", "eg"].contains(before.text)
  }
}
