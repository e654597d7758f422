package import Records

/// The n-grams behind the columns of one text, for people: what pulled a pair which way.
///
/// Of n-grams that fall into one column all are named, in the order in which they stand, parted by ` | `.
package struct TermNames: Sendable {
  package private(set) var words: [UInt32: String] = [:]
  package private(set) var characters: [UInt32: String] = [:]

  /// The n-grams of the text of `body`.
  ///
  /// - Complexity: O(n) in bytes; slow, for texts that are shown.
  package init(_ body: Body, in arena: ByteArena, options: FeatureOptions) {
    let options = options.clamped
    var text: [UInt8] = []
    AnswerText.read(body, in: arena, into: &text)
    var decoded = DecodedText()
    var list = TokenList()
    decoded.read(Array(text.prefix(options.maximumTextBytes)).span)
    list.read(decoded)
    nameWords(list.tokens.filter(\.isTerm), decoded, options)
    nameCharacters(decoded, options)
  }

  private mutating func nameWords(
    _ tokens: [Token], _ text: DecodedText, _ options: FeatureOptions
  ) {
    let ngrams = WordNgrams(bits: options.wordBits, seed: options.hashSeed)
    for (i, token) in tokens.enumerated() {
      let word = Self.string(text, Int(token.start)..<Int(token.start + token.count))
      if i > 0 {
        let last = tokens[i - 1]
        let before = Self.string(text, Int(last.start)..<Int(last.start + last.count))
        Self.add("\(before) \(word)", ngrams.bucket(last.hash, token.hash), to: &words)
      }
      Self.add(word, ngrams.bucket(token.hash), to: &words)
    }
  }

  private mutating func nameCharacters(_ text: DecodedText, _ options: FeatureOptions) {
    let ngrams = CharacterNgrams(bits: options.characterBits, seed: options.hashSeed)
    var start = 0
    while start + 2 < text.count {
      var end = start + 1
      while text.scalars[end] != 0x20, end + 1 < text.count { end += 1 }
      for first in start..<end + 1 {
        for length in 3...5 where first + length <= end + 1 {
          let range = first..<first + length
          let bucket = ngrams.bucket(text.scalars[range])
          Self.add(Self.string(text, range), bucket, to: &characters)
        }
      }
      start = end
    }
  }

  private static func add(_ name: String, _ bucket: UInt32, to names: inout [UInt32: String]) {
    guard let known = names[bucket] else {
      names[bucket] = name
      return
    }
    guard !known.split(separator: " | ").contains(Substring(name)) else { return }
    names[bucket] = known + " | " + name
  }

  private static func string(_ text: DecodedText, _ range: Range<Int>) -> String {
    var scalars = String.UnicodeScalarView()
    for i in range { scalars.append(Unicode.Scalar(text.scalars[i]) ?? "\u{FFFD}") }
    return String(scalars)
  }
}
