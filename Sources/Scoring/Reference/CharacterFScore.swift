/// What chrF depends on. The defaults are those of sacrebleu's `sentence_chrf`.
package struct CharacterFScoreOptions: Sendable, Equatable {
  /// Longest n-grams of characters, 1 to 16.
  package var characterOrder: Int
  /// Longest n-grams of words, 0 to 16: 2 is chrF++.
  package var wordOrder: Int
  /// Recall counts β² times as much as precision.
  package var beta: Double
  package var lowercase: Bool
  /// Whether blanks are characters too.
  package var keepsBlanks: Bool
  /// Whether the F-scores of all orders are averaged, with 1e-16 for what is undefined, as chrF++.py,
  /// NLTK and Moses do; else precision and recall are averaged over the orders that both texts have.
  package var usesEpsilon: Bool

  package init(
    characterOrder: Int = 6, wordOrder: Int = 0, beta: Double = 2, lowercase: Bool = false,
    keepsBlanks: Bool = false, usesEpsilon: Bool = false
  ) {
    self.characterOrder = characterOrder
    self.wordOrder = wordOrder
    self.beta = beta
    self.lowercase = lowercase
    self.keepsBlanks = keepsBlanks
    self.usesEpsilon = usesEpsilon
  }

  /// chrF++: n-grams of up to two words besides.
  package static let plusPlus = CharacterFScoreOptions(wordOrder: 2)
}

/// chrF and chrF++ (Popović 2015, 2017) of a sentence, in [0, 100], as sacrebleu 2.6 defines them.
///
/// An F-score over n-grams of characters, and for chrF++ of words, from which one mark of ASCII
/// punctuation at the end, else at the start, is cut. Of several references the one with the highest
/// score counts. Lower case is that of the Swift runtime's version of Unicode, not of Python's.
package struct CharacterFScore: ReferenceMetric {
  package let options: CharacterFScoreOptions

  /// What is kept of a reference.
  private struct Reference {
    var characters: [UInt32] = []
    /// In use while its integers are wide enough for the references' characters, else the table is.
    var sorted = SortedGrams()
    var table = GramTable()
    var words = GramTable()
    var wordCount = 0
  }

  private var references: [Reference] = []
  private var referenceCount = 0
  private var referenceBytes = 0
  /// Whether the references' characters have been counted.
  private var isReady = false
  private var response = SortedGrams()
  private var vocabulary = Vocabulary()
  private var text = CharacterText()
  private var scalars = ScalarNumbers()
  private var characters: [UInt32] = []
  private var words: [UInt32] = []
  private var matches: [Int] = []

  package init(_ options: CharacterFScoreOptions = CharacterFScoreOptions()) {
    var options = options
    options.characterOrder = min(max(options.characterOrder, 1), 16)
    options.wordOrder = min(max(options.wordOrder, 0), 16)
    self.options = options
    matches = [Int](repeating: 0, count: 16)
  }

  package mutating func removeReferences() {
    vocabulary.removeAll()
    scalars.removeAll()
    referenceCount = 0
    referenceBytes = 0
  }

  package mutating func addReference(_ reference: Span<UInt8>) {
    isReady = false
    referenceBytes += reference.count
    guard referenceBytes <= ReferenceLimits.bytes else { return }
    read(reference)
    if referenceCount == references.count { references.append(Reference()) }
    let at = referenceCount
    referenceCount += 1

    references[at].characters = text.characters
    scalars.number(&references[at].characters)

    guard options.wordOrder > 0 else { return }
    words.removeAll(keepingCapacity: true)
    vocabulary.number(text.words, of: text.bytes, into: &words)
    references[at].wordCount = words.count
    references[at].words.removeAll()
    references[at].words.add(words)
    references[at].words.finish(order: options.wordOrder, distinct: vocabulary.count)
  }

  package mutating func score(_ response: Span<UInt8>) -> Double? {
    guard referenceCount > 0, referenceBytes <= ReferenceLimits.bytes,
      response.count <= ReferenceLimits.bytes
    else { return nil }
    if !isReady { countReferences() }
    read(response)
    words.removeAll(keepingCapacity: true)
    vocabulary.find(text.words, of: text.bytes, into: &words)
    characters = text.characters
    scalars.find(&characters)
    if let bits = sortedBits {
      self.response.read(
        characters, distinct: scalars.count, order: options.characterOrder, bits: bits,
        isReference: false)
    }
    var best = -1.0
    for at in 0..<referenceCount { best = max(best, score(against: at)) }
    return best
  }

  private var sortedBits: Int? {
    SortedGrams.bits(distinct: scalars.count, order: options.characterOrder)
  }

  private mutating func countReferences() {
    for at in 0..<referenceCount {
      if let bits = sortedBits {
        references[at].sorted.read(
          references[at].characters, distinct: scalars.count, order: options.characterOrder,
          bits: bits, isReference: true)
      } else {
        references[at].table.removeAll()
        references[at].table.add(references[at].characters)
        references[at].table.finish(order: options.characterOrder, distinct: scalars.count)
      }
    }
    isReady = true
  }

  private mutating func read(_ text: Span<UInt8>) {
    self.text.read(
      text, lowercase: options.lowercase, keepsBlanks: options.keepsBlanks,
      cutsWords: options.wordOrder > 0)
  }

  /// The F-score of the response that was read and of one reference.
  private mutating func score(against at: Int) -> Double {
    var sums = FScoreSums(beta: options.beta)
    clearMatches()
    if sortedBits != nil {
      references[at].sorted.match(response, into: &matches)
    } else {
      references[at].table.match(characters, orders: 1...options.characterOrder, into: &matches)
    }
    sums.add(
      matches, orders: options.characterOrder, response: characters.count,
      reference: references[at].characters.count)
    if options.wordOrder > 0 {
      clearMatches()
      references[at].words.match(words, orders: 1...options.wordOrder, into: &matches)
      sums.add(
        matches, orders: options.wordOrder, response: words.count,
        reference: references[at].wordCount)
    }
    return sums.score(usesEpsilon: options.usesEpsilon)
  }

  private mutating func clearMatches() {
    for i in matches.indices { matches[i] = 0 }
  }
}

/// Sums over the orders from which an F-score is made.
private struct FScoreSums {
  let factor: Double
  private var fScores = 0.0
  private var precisions = 0.0
  private var recalls = 0.0
  private var orders = 0
  private var effectiveOrders = 0

  private static let epsilon = 1e-16

  init(beta: Double) { factor = beta * beta }

  /// Adds the orders from 1 on of texts of so many tokens.
  mutating func add(
    _ matches: [Int], orders count: Int, response: Int, reference: Int
  ) {
    for n in 0..<count {
      let inReference = max(0, reference - n)
      // n-grams of the response do not count where the reference has none.
      let inResponse = inReference > 0 ? max(0, response - n) : 0
      let matched = Double(matches[n])
      let precision = inResponse > 0 ? matched / Double(inResponse) : Self.epsilon
      let recall = inReference > 0 ? matched / Double(inReference) : Self.epsilon
      let below = factor * precision + recall
      fScores += below > 0 ? (1 + factor) * precision * recall / below : Self.epsilon
      orders += 1
      if inResponse > 0, inReference > 0 {
        precisions += precision
        recalls += recall
        effectiveOrders += 1
      }
    }
  }

  func score(usesEpsilon: Bool) -> Double {
    if usesEpsilon { return 100 * fScores / Double(orders) }
    guard effectiveOrders > 0 else { return 0 }
    let precision = precisions / Double(effectiveOrders)
    let recall = recalls / Double(effectiveOrders)
    guard precision + recall > 0 else { return 0 }
    return 100 * (1 + factor) * precision * recall / (factor * precision + recall)
  }
}
