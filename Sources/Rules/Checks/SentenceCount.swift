/// Counts English sentences as NLTK's pretrained cutter (Punkt) does, as nearly as rules and short lists can.
///
/// A sentence ends at `?` and `!`, and at a full stop that ends no abbreviation, initial, ellipsis or number
/// before a small letter, when a blank or a closing mark follows. Line breaks end none.
///
/// - SeeAlso: Kiss and Strunk, "Unsupervised Multilingual Sentence Boundary Detection", 2006. Differs: no
///   model; its lists of abbreviations and of words that open sentences are replaced by short ones.
struct SentenceCount {
  private let text: ScalarText
  /// The end of what was cut off so far, closing marks included.
  private var start = 0
  private var found = 0

  private init(_ text: ScalarText) { self.text = text }

  /// The number of sentences; 0 for a blank text.
  ///
  /// - Complexity: O(scalars).
  static func of(_ text: ScalarText) -> Int {
    var counter = SentenceCount(text)
    return counter.run()
  }

  private mutating func run() -> Int {
    let all = text.trimmed
    guard !all.isEmpty else { return 0 }
    var i = all.lowerBound
    while i < all.upperBound {
      let chunk = i..<end(ofChunk: i, in: all)
      i = chunk.upperBound
      while i < all.upperBound, text.classes[i].contains(.blank) { i += 1 }
      let next: Range<Int>? = i < all.upperBound ? i..<end(ofChunk: i, in: all) : nil
      guard let end = candidate(in: chunk, next: next) else { continue }
      guard isBreak(at: end, in: chunk, next: next) else { continue }
      found += 1
      start = end + 1
    }
    return isLeftOver(all) ? found : found + 1
  }

  /// Whether nothing but closing marks lies behind the last break.
  private func isLeftOver(_ all: Range<Int>) -> Bool {
    start >= all.upperBound
      || text.scalars[start..<all.upperBound].allSatisfy { "\"')]}".unicodeScalars.contains($0) }
  }

  private func end(ofChunk start: Int, in all: Range<Int>) -> Int {
    var end = start
    while end < all.upperBound, !text.classes[end].contains(.blank) { end += 1 }
    return end
  }

  /// The last mark of the chunk that a blank and more text follow, or a mark that is part of no word.
  private func candidate(in chunk: Range<Int>, next: Range<Int>?) -> Int? {
    var i = chunk.upperBound - 1
    while i >= chunk.lowerBound {
      if Self.isEnd(text.scalars[i]) {
        if i + 1 == chunk.upperBound {
          if next != nil { return i }
        } else if Self.isNonWord(text.scalars[i + 1]) {
          return i
        }
      }
      i -= 1
    }
    return nil
  }

  private func isBreak(at end: Int, in chunk: Range<Int>, next: Range<Int>?) -> Bool {
    for i in chunk.lowerBound...end where text.scalars[i] == "?" || text.scalars[i] == "!" {
      return true
    }
    let word = word(endingAt: end, in: chunk)
    let follower: Range<Int> =
      end + 1 < chunk.upperBound ? end + 1..<end + 2 : next.map(firstToken) ?? end..<end
    if word.count >= 2, text.scalars[word.upperBound - 1] == "." {
      return opensSentence(follower) == true  // An ellipsis.
    }
    if word.count == 1, text.has(word.lowerBound, .word), !text.has(word.lowerBound, .digit) {
      return opensSentence(follower) == true  // An initial.
    }
    if isNumber(word) { return !startsSmall(follower) }
    let key = String(String.UnicodeScalarView(text.folded[word]))
    if Self.abbreviations.contains(key) { return opensSentence(follower) == true }
    if let dash = key.lastIndex(of: "-"),
      Self.abbreviations.contains(String(key[key.index(after: dash)...]))
    {
      return opensSentence(follower) == true
    }
    return true
  }

  /// The token before the full stop at `end`, without it.
  private func word(endingAt end: Int, in chunk: Range<Int>) -> Range<Int> {
    var start = end
    if end > chunk.lowerBound, text.scalars[end - 1] == "." {
      while start > chunk.lowerBound, text.scalars[start - 1] == "." { start -= 1 }
      return start..<end + 1
    }
    while start > chunk.lowerBound {
      let scalar = text.scalars[start - 1]
      if Self.isNonWord(scalar) || scalar == "—" { break }
      if scalar == "-", start - 2 >= chunk.lowerBound, text.scalars[start - 2] == "-" { break }
      if scalar == ".", start - 2 >= chunk.lowerBound, text.scalars[start - 2] == "." { break }
      start -= 1
    }
    return start..<end
  }

  private func firstToken(_ chunk: Range<Int>) -> Range<Int> {
    guard text.classes[chunk.lowerBound].contains(.word) else {
      return chunk.lowerBound..<chunk.lowerBound + 1
    }
    var end = chunk.lowerBound
    while end < chunk.upperBound, !Self.isNonWord(text.scalars[end]), text.scalars[end] != "," {
      end += 1
    }
    return chunk.lowerBound..<end
  }

  /// Whether the token opens a sentence behind an abbreviation; `nil` where it cannot be told.
  private func opensSentence(_ token: Range<Int>) -> Bool? {
    guard !token.isEmpty, text.has(token.lowerBound, .upper) else { return false }
    return Self.openers.contains(String(String.UnicodeScalarView(text.folded[token]))) ? true : nil
  }

  private func startsSmall(_ token: Range<Int>) -> Bool {
    token.isEmpty || text.has(token.lowerBound, .lower)
      || ";:,.!?".unicodeScalars.contains(text.scalars[token.lowerBound])
  }

  private func isNumber(_ word: Range<Int>) -> Bool {
    var hasDigit = false
    for i in word {
      if text.has(i, .digit) {
        hasDigit = true
      } else if !"-.,".unicodeScalars.contains(text.scalars[i]) {
        return false
      }
    }
    return hasDigit
  }

  private static func isEnd(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "." || scalar == "?" || scalar == "!"
  }

  private static func isNonWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "?", "!", ")", "\"", ";", "}", "]", "*", ":", "@", "'", "(", "{", "[": true
    default: false
    }
  }

  private static let abbreviations: Set<String> = [
    "dr", "mr", "mrs", "ms", "prof", "st", "sr", "jr", "rev", "gen", "col", "lt", "sgt", "capt",
    "maj", "sen", "rep", "gov", "hon", "vs", "inc", "co", "corp", "ltd", "bros", "cos", "assn",
    "u.s", "u.n", "u.k", "d.c", "n.y", "l.a", "p.m", "a.m", "a.d", "b.c", "ph.d", "m.d", "e.g",
    "i.e", "jan", "feb", "mar", "apr", "aug", "sept", "oct", "nov", "dec", "calif", "conn", "fla",
    "ga", "ill", "mass", "mich", "minn", "pa", "va", "vt", "wash", "wis", "ave", "fig", "ft",
    "nos",
  ]

  private static let openers: Set<String> = [
    "the", "he", "she", "it", "but", "in", "a", "an", "this", "that", "these", "those", "they",
    "we", "there", "so", "for", "if", "when", "while", "some", "such", "many", "most", "several",
    "both", "each", "no", "one", "two", "since", "under", "until", "although", "also", "among",
    "despite", "during", "however", "still", "according", "today", "yesterday", "separately",
    "last", "you", "as", "at", "on", "by", "with", "what", "how", "why", "and", "its", "his",
    "her", "their", "our",
  ]
}
