/// The language of a text, by script and, where languages share one, by its most frequent words and letters.
enum LanguageGuess {
  /// An ISO 639-1 code; `nil` where nothing decides.
  ///
  /// - Complexity: O(scalars).
  static func of(_ text: ScalarText) -> String? {
    let counts = scripts(text)
    // One letter is of no language.
    guard counts.values.reduce(0, +) > 1,
      let best = counts.max(by: { $0.value < $1.value || $0.value == $1.value && $0.key > $1.key })
    else { return nil }
    switch best.key {
    case "kana", "han":
      return counts["kana", default: 0] * 20 >= counts["han", default: 0]
        && counts["kana", default: 0] > 0 ? "ja" : "zh"
    case "latin", "cyrillic", "arabic", "devanagari": return byWords(text, script: best.key)
    default: return best.key
    }
  }

  /// Letters by script; a script of one language bears its code.
  private static func scripts(_ text: ScalarText) -> [String: Int] {
    var latin = 0
    var counts: [String: Int] = [:]
    for (i, scalar) in text.scalars.enumerated() where text.classes[i].contains(.word) {
      if scalar.value < 0x250 {
        if !text.classes[i].contains(.digit), scalar != "_" { latin += 1 }
      } else if let script = ranges.first(where: { $0.range.contains(scalar.value) }) {
        counts[script.name, default: 0] += 1
      }
    }
    if latin > 0 { counts["latin"] = latin }
    return counts
  }

  private static let ranges: [(range: ClosedRange<UInt32>, name: String)] = [
    (0x0370...0x03FF, "el"), (0x0400...0x052F, "cyrillic"), (0x0590...0x05FF, "he"),
    (0x0600...0x077F, "arabic"), (0x0900...0x097F, "devanagari"), (0x0980...0x09FF, "bn"),
    (0x0A00...0x0A7F, "pa"), (0x0A80...0x0AFF, "gu"), (0x0B80...0x0BFF, "ta"),
    (0x0C00...0x0C7F, "te"), (0x0C80...0x0CFF, "kn"), (0x0D00...0x0D7F, "ml"),
    (0x0E00...0x0E7F, "th"), (0x1E00...0x1EFF, "latin"), (0x3040...0x30FF, "kana"),
    (0x4E00...0x9FFF, "han"), (0xAC00...0xD7AF, "ko"), (0x1100...0x11FF, "ko"),
    (0xFB50...0xFDFF, "arabic"), (0xFE70...0xFEFF, "arabic"),
  ]

  private static func byWords(_ text: ScalarText, script: String) -> String? {
    var scores = LanguageWords.letterScores(text, script: script)
    var start: Int?
    for i in 0...text.count {
      // Signs that Devanagari and Arabic set on letters belong to the word.
      let isWord = i < text.count && (text.has(i, .word) || text.scalars[i].properties.isAlphabetic)
      if isWord {
        start = start ?? i
      } else if let first = start {
        start = nil
        guard i - first <= 12, !(i - first == 1 && isClitic(first, text)) else { continue }
        let word = String(String.UnicodeScalarView(text.folded[first..<i]))
        for code in LanguageWords.languages(of: word, script: script) {
          scores[code, default: 0] += i - first == 1 ? 1 : 2
        }
      }
    }
    let best = scores.max { $0.value < $1.value || $0.value == $1.value && $0.key > $1.key }
    let isPlain = script == "latin" && text.scalars.allSatisfy(\.isASCII)
    if let best, best.value > (isPlain ? 2 : 0) { return best.key }
    return isPlain ? "en" : fallback[script]
  }

  /// Whether the letter at `index` is what an apostrophe cut off, as in `it's`.
  private static func isClitic(_ index: Int, _ text: ScalarText) -> Bool {
    text.scalarIs(index - 1, "'") || text.scalarIs(index - 1, "’")
  }

  private static let fallback = ["cyrillic": "ru", "arabic": "ar", "devanagari": "hi"]
}
