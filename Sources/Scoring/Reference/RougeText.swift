/// A text as `rouge-score` reads it: runs of ASCII letters and digits in lower case, stemmed or not, and
/// its lines.
struct RougeText {
  /// The tokens, and `EightBytes.padding` bytes behind them.
  private(set) var bytes: [UInt8] = []
  private(set) var tokens: [TokenBound] = []
  /// Tokens before the end of each line that has any.
  private(set) var lineEnds: [Int] = []
  private var stemmer = PorterStemmer()

  /// Replaces what it holds by `text`. Words of more than three letters are stemmed if `stems`.
  ///
  /// - Complexity: O(n) in bytes.
  mutating func read(_ text: Span<UInt8>, stems: Bool) {
    bytes.removeAll(keepingCapacity: true)
    tokens.removeAll(keepingCapacity: true)
    lineEnds.removeAll(keepingCapacity: true)
    var start = 0
    var i = 0
    while i < text.count {
      let byte = text[i]
      i += 1
      if byte &- 0x61 < 26 || byte &- 0x30 < 10 {
        bytes.append(byte)
        continue
      }
      if byte &- 0x41 < 26 {
        bytes.append(byte | 0x20)
        continue
      }
      // Two characters beyond ASCII have an ASCII letter in lower case: the Kelvin sign, k, and the
      // capital I with a dot, i and a combining dot.
      if byte == 0xE2, i + 1 < text.count, text[i] == 0x84, text[i + 1] == 0xAA {
        bytes.append(0x6B)
        i += 2
        continue
      }
      if byte == 0xC4, i < text.count, text[i] == 0xB0 {
        bytes.append(0x69)
        i += 1
      }
      end(&start, stems: stems)
      if byte == 0x0A { endLine() }
    }
    end(&start, stems: stems)
    endLine()
    for _ in 0..<EightBytes.padding { bytes.append(0) }
  }

  /// Ends the token that began at `start`, if it has a letter.
  private mutating func end(_ start: inout Int, stems: Bool) {
    guard start < bytes.count else { return }
    if stems, bytes.count - start > 3 {
      stemmer.stem(&bytes, from: start)
    }
    tokens.append(TokenBound(start, bytes.count))
    start = bytes.count
  }

  private mutating func endLine() {
    if tokens.count > lineEnds.last ?? 0 { lineEnds.append(tokens.count) }
  }
}
