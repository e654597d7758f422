/// What a text's length and repetition say, for R³.
package struct RelevanceFacts: Sendable, Equatable {
  /// Runs of letters, digits and `_`, and runs of other characters that are no blanks: those of NLTK's
  /// `wordpunct_tokenize` where its pattern is Python's own, as it was when the paper appeared.
  package var words = 0
  /// Different trigrams over all trigrams of words, in (0, 1]; 1 for fewer than three words.
  package var freshness = 1.0

  /// `nil` for a text beyond `ReferenceLimits`.
  ///
  /// - Complexity: expected O(n) in bytes.
  package init?(_ text: Span<UInt8>) {
    guard text.count <= ReferenceLimits.bytes else { return nil }
    var bytes: [UInt8] = []
    for i in text.indices { bytes.append(text[i]) }
    let bounds = Self.tokens(bytes)
    for _ in 0..<EightBytes.padding { bytes.append(0) }
    var vocabulary = Vocabulary()
    var numbers: [UInt32] = []
    vocabulary.number(bounds, of: bytes, into: &numbers)
    words = numbers.count
    guard words >= 3 else { return }
    // Words are fewer than 2^21, so that three numbers are one integer.
    var trigrams = Set<UInt64>(minimumCapacity: words)
    var key: UInt64 = 0
    for (i, number) in numbers.enumerated() {
      key = (key << 21 | UInt64(number)) & (1 << 63 - 1)
      if i >= 2 { trigrams.insert(key) }
    }
    freshness = Double(trigrams.count) / Double(words - 2)
  }

  private static func tokens(_ bytes: [UInt8]) -> [TokenBound] {
    let text = bytes.span
    var bounds: [TokenBound] = []
    var start = -1
    var wasWord = false
    var i = 0
    while i < text.count {
      let at = i
      let code = text.codePoint(&i)
      let isBlank = Blanks.isBlank(code)
      let isWord = !isBlank && isWordCharacter(code)
      if start >= 0, isBlank || isWord != wasWord {
        bounds.append(TokenBound(start, at))
        start = -1
      }
      if !isBlank, start < 0 { start = at }
      wasWord = isWord
    }
    if start >= 0 { bounds.append(TokenBound(start, text.count)) }
    return bounds
  }

  /// Python's `\w`: letters, what has a numeric value, and `_`.
  private static func isWordCharacter(_ code: UInt32) -> Bool {
    if code < 0x80 {
      return (code | 0x20) &- 0x61 < 26 || code &- 0x30 < 10 || code == 0x5F
    }
    guard let properties = Unicode.Scalar(code)?.properties else { return false }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      return true
    default: return properties.numericType != nil
    }
  }
}

/// Regularised relevance, R³ (Kim & Seo 2024, "Rethinking the Role of Proxy Rewards in Language Model
/// Alignment"): a reward without a reward model.
///
/// Relevance is the dot product of two embeddings: of the prompt and the response where many answers are
/// good, of the reference and the response where one is. Which of the two a prompt is, its source must
/// say: the paper's labels came from a model. Embeddings come from outside; the paper's are Contriever's
/// without normalisation, and its bounds of relevance, 0 and 3.5, are meant for those.
///
/// Differs from the paper's script: nothing is cut at role names or runs of blank lines before words are
/// counted; role names are the chat template's and have been taken out by then.
package struct RegularisedRelevance: Sendable, Equatable {
  /// Relevance that closed prompts' scores take for lowest and highest.
  package var relevance: ClosedRange<Double>
  /// What those become: so that closed prompts' scores are as large as open ones'.
  package var scores: ClosedRange<Double>

  /// The paper's: 0…3.5 becomes 0…5.12, the length incentive of its longest response, 512 tokens.
  package init(
    relevance: ClosedRange<Double> = 0...3.5, scores: ClosedRange<Double> = 0...5.12
  ) {
    self.relevance = relevance
    self.scores = scores
  }

  /// Where many answers are good: relevance to the prompt · words / 100 · freshness. Unbounded.
  package static func open(relevance: Double, _ facts: RelevanceFacts) -> Double {
    relevance * Double(facts.words) / 100 * facts.freshness
  }

  /// Where one answer is right: relevance to the reference, brought from its range to the scores', times
  /// freshness. Relevance beyond its range gives scores beyond theirs, as in the paper.
  package func closed(relevance value: Double, _ facts: RelevanceFacts) -> Double {
    let width = relevance.upperBound - relevance.lowerBound
    let share = width > 0 ? (value - relevance.lowerBound) / width : 0
    return (scores.lowerBound + share * (scores.upperBound - scores.lowerBound)) * facts.freshness
  }

  /// The dot product of two embeddings, of the length of the shorter.
  package static func relevance(_ a: Span<Float>, _ b: Span<Float>) -> Double {
    var sum = 0.0
    for i in 0..<min(a.count, b.count) { sum += Double(a[i]) * Double(b[i]) }
    return sum
  }
}
