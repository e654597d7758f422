/// Counts words in all capitals among the tokens of the Penn Treebank's rules, as NLTK cuts them.
///
/// Punctuation is cut off; hyphens, slashes and inner dots stay inside a word; `I'M` is two tokens, `CANNOT` too.
struct CapitalWords {
  private let text: ScalarText
  private var found = 0

  private init(_ text: ScalarText) { self.text = text }

  /// - Complexity: O(scalars).
  static func count(_ text: ScalarText) -> Int {
    var counter = CapitalWords(text)
    var start = 0
    for i in 0...text.count where i == text.count || counter.isCut(i) {
      if start < i { counter.add(start..<i) }
      start = i + 1
    }
    return counter.found
  }

  /// Whether the scalar is a blank or punctuation that never stays in a token.
  private func isCut(_ i: Int) -> Bool {
    if text.classes[i].contains(.blank) { return true }
    switch text.scalars[i] {
    case ";", "@", "#", "$", "%", "&", "?", "!", "(", ")", "[", "]", "{", "}", "<", ">", "\"", "`",
      "«", "»", "“", "”", "‘", "’", "„":
      return true
    case ",", ":": return !text.has(i + 1, .digit)
    case "-": return text.scalarIs(i - 1, "-") || text.scalarIs(i + 1, "-")
    case ".": return text.scalarIs(i - 1, ".") && text.scalarIs(i + 1, ".")
    default: return false
    }
  }

  /// Counts a piece; its clitics are tokens of their own.
  private mutating func add(_ piece: Range<Int>) {
    var piece = piece
    while let last = piece.last, text.scalars[last] == "'" { piece = piece.dropLast() }
    while let first = piece.first, text.scalars[first] == "'" { piece = piece.dropFirst() }
    for clitic in Self.clitics where piece.count > clitic.count {
      let start = piece.upperBound - clitic.count
      guard text.starts(text.folded, at: start, clitic) else { continue }
      count(start..<piece.upperBound)
      count(piece.lowerBound..<start)
      return
    }
    for word in Self.joined where piece.count == word.all.count {
      guard text.starts(text.folded, at: piece.lowerBound, word.all) else { continue }
      count(piece.lowerBound..<piece.lowerBound + word.first)
      count(piece.lowerBound + word.first..<piece.upperBound)
      return
    }
    count(piece)
  }

  private mutating func count(_ token: Range<Int>) {
    var hasUpper = false
    for i in token {
      let kind = text.classes[i]
      if kind.contains(.lower) || text.scalars[i].properties.generalCategory == .titlecaseLetter {
        return
      }
      if kind.contains(.upper) { hasUpper = true }
    }
    if hasUpper { found += 1 }
  }

  private static let clitics: [[Unicode.Scalar]] = ["'s", "'m", "'d", "'ll", "'re", "'ve", "n't"]
    .map { Array($0.unicodeScalars) }

  private static let joined: [(all: [Unicode.Scalar], first: Int)] = [
    ("cannot", 3), ("gimme", 3), ("gonna", 3), ("gotta", 3), ("lemme", 3), ("wanna", 3),
  ].map { (Array($0.0.unicodeScalars), $0.1) }
}

extension ScalarText {
  /// Whether `scalar` stands at `index`; no for an index outside.
  func scalarIs(_ index: Int, _ scalar: Unicode.Scalar) -> Bool {
    index >= 0 && index < count && scalars[index] == scalar
  }
}
