/// The seven languages whose most frequent words are known.
package enum Language: UInt8, Sendable, CaseIterable {
  case english, german, french, spanish, italian, portuguese, dutch

  /// The language of a text by its most frequent words; `nil` where they are too few or decide nothing.
  ///
  /// A guess, made for tables: three words at least, a twentieth of all, and a quarter more than those of any
  /// other language. A text in a language not listed is mostly `nil`, at times a relative's.
  ///
  /// - Parameter text: UTF-8.
  package static func guess(_ text: Span<UInt8>) -> Language? {
    var decoded = DecodedText()
    var words = TokenList()
    decoded.read(text)
    words.read(decoded)
    var counts = [Int](repeating: 0, count: WordClass.count)
    do {
      var all = counts.mutableSpan
      for i in 0..<words.count {
        _ = Lexicon.shared.count(words.tokens.span, i, into: &all)
      }
    }
    let own = counts[WordClass.languages]
    let best = own.indices.reduce(own.startIndex) { own[$1] > own[$0] ? $1 : $0 }
    let second = own.indices.filter { $0 != best }.map { own[$0] }.max() ?? 0
    guard own[best] >= 3, 20 * own[best] >= words.count, 4 * own[best] >= 5 * second else {
      return nil
    }
    return Language(rawValue: UInt8(best - own.startIndex))
  }
}
