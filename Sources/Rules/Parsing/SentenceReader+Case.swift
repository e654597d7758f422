/// Demands on case.
extension SentenceReader {
  private static let lower: [Phrase] = [
    "in? all? lowercase|lowercases|lowercased", "in? all? lower case",
    "no|without|avoid using? any? capital|uppercase letters|letter|words",
    "not use|contain|include|using|have any? capital|uppercase letters",
    "don't use any? capital|uppercase letters",
    "capital|uppercase letters are|is not allowed", "not a? single capital|uppercase letter",
    "no capitals", "no capitalization", "without capitalization",
    "small letters only", "refrain from using? any? capital letters",
    "not|never|don't use|contain|include any? uppercase|capitals",
    "only|all small letters", "letters? lowercase|lowercased only",
  ]

  private static let upper: [Phrase] = [
    "all? capital letters", "all? capitals", "in? all caps", "all? uppercase", "all? upper case",
    "all? capitalized|capitalised", "only|in caps",
    "capitalize all|every letters|letter", "no|without using? any? lowercase|small letters|letter",
  ]

  mutating func readCase() {
    let hasEnglish = has("english")
    for phrase in Self.lower {
      guard let span = first(phrase), !isOfOtherText, isWholeCase(span) else {
        continue
      }
      let isHeld = has(
        "contain|use|have|include", from: max(range.lowerBound, span.lowerBound - 2),
        until: span.lowerBound)
      let negated =
        phrase.isLowerByName
        && (isNegative(before: span.lowerBound, reach: isHeld ? 14 : 6) || !asksForCase)
      guard !negated else { continue }
      add(.lowerCase(english: hasEnglish), span)
      return
    }
    for phrase in Self.upper {
      var from = range.lowerBound
      while let span = first(phrase, from: from) {
        from = span.upperBound
        guard isWholeCase(span), !isOfOtherText,
          !isNegative(before: span.lowerBound, reach: 6), asksForCase,
          ["no", "without"].contains(text(span.lowerBound))
            || has(
              "all|every|entire|entirely|only|whole|completely|in|use|using|with",
              from: max(range.lowerBound, span.lowerBound - 6), until: span.upperBound)
        else { continue }
        add(.upperCase(english: hasEnglish), span)
        return
      }
    }
  }

  /// Whether the sentence speaks of the case of other texts, or of turning it.
  private var isOfOtherText: Bool {
    has(
      """
      input|alternate|alternates|alternating|except|convert|change|turn|method|function|string|\
      sql|regex|python|code
      """)
  }

  /// Whether case is of the response: no "words in", "keys in", "title in" before it.
  private func isWholeCase(_ span: Range<Int>) -> Bool {
    let low = max(range.lowerBound, span.lowerBound - 4)
    let words = [
      "word", "words", "headings", "heading", "title", "titles", "name", "names", "acronym",
      "first", "initial", "keywords", "keys", "labels", "header", "headers", "key", "abilities",
    ]
    for i in low..<span.lowerBound where words.contains(text(i)) {
      if ["all", "every", "each", "single"].contains(text(i - 1)) { continue }
      return false
    }
    if ["word", "words", "first"].contains(text(span.upperBound)) { return false }
    return !has("letter|first letter of each|every|the", until: span.lowerBound)
  }

  private var asksForCase: Bool {
    has(
      """
      should|must|response|responses|answer|reply|respond|write|use|using|entire|entirely|only|\
      all|output|please|letters|letter|in|throughout|make
      """
    )
  }
}

extension Phrase {
  /// Whether the phrase names lowercase rather than forbidding capitals.
  fileprivate var isLowerByName: Bool {
    firstWords?.contains { $0 == WordHash.of("in") || $0 == WordHash.of("small") } ?? false
  }
}
