/// How a text is cut for BLEU: the tokenizers of sacrebleu 2.6 that need no model.
///
/// Each begins by taking away the blanks at the text's end.
package enum BLEUTokenizer: String, Sendable, CaseIterable {
  /// `mteval-v13a`'s, the default of WMT: English punctuation apart, `<skipped>` and a hyphen at the
  /// end of a line taken out, four XML entities resolved.
  case wmt13a = "13a"
  /// By blanks only.
  case none
  /// Each character that is no blank.
  case character = "char"
  /// `mteval-v14`'s: punctuation and symbols of any script apart.
  case international = "intl"
  /// Each Chinese character, the rest as `13a` without its replacements.
  case chinese = "zh"
}

/// A text and its tokens. Memory is kept between texts.
struct BLEUText {
  /// The text, and `EightBytes.padding` bytes behind it.
  private(set) var bytes: [UInt8] = []
  private var cutter = TokenCutter()

  var tokens: [TokenBound] { cutter.bounds }

  /// Replaces what it holds by `text`.
  ///
  /// - Complexity: O(n) in bytes.
  mutating func read(_ text: Span<UInt8>, _ tokenizer: BLEUTokenizer, lowercase: Bool) {
    bytes.removeAll(keepingCapacity: true)
    if lowercase {
      LowerCase.append(text, to: &bytes)
    } else {
      for i in text.indices { bytes.append(text[i]) }
    }
    let end = Blanks.end(of: bytes.span)
    for _ in 0..<EightBytes.padding { bytes.append(0) }
    guard !Self.cut(bytes, end, tokenizer, into: &cutter) else { return }
    let count = Self.resolve(&bytes, upTo: end)
    _ = Self.cut(bytes, count, tokenizer, isResolved: true, into: &cutter)
  }

  /// Whether the text could be cut as it is.
  private static func cut(
    _ bytes: [UInt8], _ end: Int, _ tokenizer: BLEUTokenizer, isResolved: Bool = false,
    into cutter: inout TokenCutter
  ) -> Bool {
    let text = bytes.span
    switch tokenizer {
    case .wmt13a:
      return WesternCut.cut(text, 0..<end, isResolved: isResolved, into: &cutter)
    case .none: cutBlanks(text, end, into: &cutter)
    case .character: cutCharacters(text, end, into: &cutter)
    case .international: InternationalCut.cut(text, 0..<end, into: &cutter)
    case .chinese:
      WesternCut.cutChinese(text, min(Blanks.start(of: text), end)..<end, into: &cutter)
    }
    return true
  }

  private static func cutBlanks(
    _ text: Span<UInt8>, _ end: Int, into cutter: inout TokenCutter
  ) {
    cutter.begin(isPadded: false)
    var i = 0
    while i < end {
      let length = Blanks.length(at: i, in: text)
      if length > 0 { cutter.blank(i) } else { cutter.letter(i) }
      i += max(length, 1)
    }
    cutter.end(end)
  }

  private static func cutCharacters(
    _ text: Span<UInt8>, _ end: Int, into cutter: inout TokenCutter
  ) {
    cutter.begin(isPadded: false)
    var i = 0
    while i < end {
      var next = i
      if !Blanks.isBlank(text.codePoint(&next)) { cutter.append(i, next) }
      i = next
    }
  }

  /// What `13a` replaces in the first `end` bytes, in its order; how many bytes are left. Ends of lines
  /// become blanks, which they are already.
  private static func resolve(_ bytes: inout [UInt8], upTo end: Int) -> Int {
    var count = replace(&bytes, "<skipped>", by: nil, upTo: end)
    count = replace(&bytes, "-\n", by: nil, upTo: count)
    count = replace(&bytes, "&quot;", by: 0x22, upTo: count)
    count = replace(&bytes, "&amp;", by: 0x26, upTo: count)
    count = replace(&bytes, "&lt;", by: 0x3C, upTo: count)
    return replace(&bytes, "&gt;", by: 0x3E, upTo: count)
  }

  /// Replaces `pattern` in the first `end` bytes; how many bytes are left.
  private static func replace(
    _ bytes: inout [UInt8], _ pattern: String, by replacement: UInt8?, upTo end: Int
  ) -> Int {
    let pattern = Array(pattern.utf8)
    var text = bytes.mutableSpan
    var (from, to) = (0, 0)
    while from < end {
      var k = 0
      while k < pattern.count, from + k < end, text[from + k] == pattern[k] { k += 1 }
      if k == pattern.count {
        from += k
        guard let replacement else { continue }
        text[to] = replacement
      } else {
        text[to] = text[from]
        from += 1
      }
      to += 1
    }
    return to
  }
}
