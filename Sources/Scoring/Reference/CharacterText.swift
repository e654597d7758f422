/// A text as chrF reads it: its characters, and its words without a mark of punctuation at their ends.
struct CharacterText {
  /// The text, and `EightBytes.padding` bytes behind it.
  private(set) var bytes: [UInt8] = []
  /// Code points.
  private(set) var characters: [UInt32] = []
  private(set) var words: [TokenBound] = []

  /// Replaces what it holds by `text`. Blanks are left out of the characters unless they are kept.
  ///
  /// - Complexity: O(n) in bytes.
  mutating func read(
    _ text: Span<UInt8>, lowercase: Bool, keepsBlanks: Bool, cutsWords: Bool
  ) {
    bytes.removeAll(keepingCapacity: true)
    if lowercase {
      LowerCase.append(text, to: &bytes)
    } else {
      for i in text.indices { bytes.append(text[i]) }
    }
    for _ in 0..<EightBytes.padding { bytes.append(0) }
    characters.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    Self.decode(
      bytes, keepsBlanks: keepsBlanks, cutsWords: cutsWords, into: &characters, &words)
  }

  private static func decode(
    _ bytes: [UInt8], keepsBlanks: Bool, cutsWords: Bool,
    into characters: inout [UInt32], _ words: inout [TokenBound]
  ) {
    let read = bytes.span
    let end = bytes.count - EightBytes.padding
    var i = 0
    var start = -1
    while i < end {
      let at = i
      let byte = read[i]
      var code = UInt32(byte)
      if byte < 0x80 { i += 1 } else { code = read.codePoint(&i) }
      let isBlank = byte < 0x80 ? Blanks.isBlank(byte) : Blanks.isBlank(code)
      if keepsBlanks || !isBlank { characters.append(code) }
      if isBlank {
        if cutsWords, start >= 0 { append(read, start, at, to: &words) }
        start = -1
      } else if start < 0 {
        start = at
      }
    }
    if cutsWords, start >= 0 { append(read, start, end, to: &words) }
  }

  /// Adds a word, from which one mark of punctuation at its end is cut, or else one at its start.
  private static func append(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, to words: inout [TokenBound]
  ) {
    var first = start
    _ = text.codePoint(&first)
    if first < end, isPunctuation(text[end - 1]) {
      words.append(TokenBound(start, end - 1))
      words.append(TokenBound(end - 1, end))
    } else if first < end, isPunctuation(text[start]) {
      words.append(TokenBound(start, start + 1))
      words.append(TokenBound(start + 1, end))
    } else {
      words.append(TokenBound(start, end))
    }
  }

  /// ASCII's 32 marks.
  private static func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }
}
