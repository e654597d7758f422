/// How BLEU treats an order of which nothing matches (Chen & Cherry 2014).
package enum BLEUSmoothing: Sendable, Equatable {
  /// The score is 0.
  case none
  /// This many matches instead of none; sacrebleu's default is 0.1.
  case floor(Double = 0.1)
  /// So much is added to the matches and n-grams of each order above the first; 1 by default.
  case addK(Double = 1)
  /// 1/2, 1/4, … of a match for the first, second, … such order: mteval-v13a's.
  case exponential
}

/// What sentence BLEU depends on. The defaults are those of sacrebleu's `sentence_bleu`.
package struct BLEUOptions: Sendable, Equatable {
  package var tokenizer: BLEUTokenizer
  package var lowercase: Bool
  package var smoothing: BLEUSmoothing
  /// Longest n-grams, 1 to 16.
  package var maximumOrder: Int
  /// Whether orders that the response is too short for are left out of the mean.
  package var usesEffectiveOrder: Bool

  package init(
    tokenizer: BLEUTokenizer = .wmt13a, lowercase: Bool = false,
    smoothing: BLEUSmoothing = .exponential, maximumOrder: Int = 4,
    usesEffectiveOrder: Bool = true
  ) {
    self.tokenizer = tokenizer
    self.lowercase = lowercase
    self.smoothing = smoothing
    self.maximumOrder = maximumOrder
    self.usesEffectiveOrder = usesEffectiveOrder
  }
}

/// What BLEU counts in a response, by order where it is a list.
package struct BLEUStatistics: Sendable, Equatable {
  /// n-grams that a reference has, each at most as often as the reference that has it most.
  package var matches: [Int] = []
  /// n-grams of the response.
  package var totals: [Int] = []
  /// Tokens of the response.
  package var length = 0
  /// Tokens of the reference nearest in length; of two equally near, the shorter.
  package var referenceLength = 0

  /// 1, or e^(1 − r/h) for a response of h tokens shorter than the reference of r; 0 for none.
  package var brevityPenalty: Double {
    if length >= referenceLength { return 1 }
    return length > 0 ? exponential(1 - Double(referenceLength) / Double(length)) : 0
  }

  /// BLEU in [0, 100]: the brevity penalty times the geometric mean of the orders' precisions.
  package func score(_ smoothing: BLEUSmoothing, effectiveOrder: Bool) -> Double {
    guard matches.contains(where: { $0 > 0 }) else { return 0 }
    var halvings = 1.0
    var order = matches.count
    var sum = 0.0
    for n in matches.indices {
      var matched = Double(matches[n])
      var total = Double(totals[n])
      if case .addK(let k) = smoothing, n > 0 {
        matched += k
        total += k
      }
      if total == 0 {
        // Without effective order the orders that are left count as precisions of 0.
        if !effectiveOrder { sum += Double(matches.count - n) * Self.logarithmOfZero }
        break
      }
      if effectiveOrder { order = n + 1 }
      if matched == 0 {
        switch smoothing {
        case .exponential:
          halvings *= 2
          matched = 1 / halvings
        case .floor(let value): matched = value
        case .none, .addK: break
        }
      }
      sum += matched == 0 ? Self.logarithmOfZero : ln(100 * matched / total)
    }
    return brevityPenalty * exponential(sum / Double(order))
  }

  /// sacrebleu's.
  private static let logarithmOfZero = -9_999_999_999.0
}

/// Sentence BLEU (Papineni et al. 2002), in [0, 100], as sacrebleu 2.6 defines it.
///
/// Equal to its `sentence_bleu` but for the last digits. Characters have the classes and the lower case
/// of the Swift runtime's version of Unicode, not of Python's.
package struct SentenceBLEU: ReferenceMetric {
  package let options: BLEUOptions
  /// Of the last response that was scored.
  package private(set) var statistics = BLEUStatistics()

  private var vocabulary = Vocabulary()
  private var grams = GramTable()
  private var text = BLEUText()
  private var referenceLengths: [Int] = []
  private var referenceBytes = 0
  private var isReady = false
  private var tokens: [UInt32] = []

  package init(_ options: BLEUOptions = BLEUOptions()) {
    var options = options
    options.maximumOrder = min(max(options.maximumOrder, 1), 16)
    self.options = options
  }

  package mutating func removeReferences() {
    vocabulary.removeAll()
    grams.removeAll()
    referenceLengths.removeAll(keepingCapacity: true)
    referenceBytes = 0
    isReady = false
  }

  package mutating func addReference(_ reference: Span<UInt8>) {
    isReady = false
    referenceBytes += reference.count
    guard referenceBytes <= ReferenceLimits.bytes else { return }
    text.read(reference, options.tokenizer, lowercase: options.lowercase)
    tokens.removeAll(keepingCapacity: true)
    vocabulary.number(text.tokens, of: text.bytes, into: &tokens)
    grams.add(tokens)
    referenceLengths.append(text.tokens.count)
  }

  package mutating func score(_ response: Span<UInt8>) -> Double? {
    guard count(response) else { return nil }
    return statistics.score(
      options.smoothing, effectiveOrder: options.usesEffectiveOrder)
  }

  /// Fills `statistics`; whether it could.
  private mutating func count(_ response: Span<UInt8>) -> Bool {
    guard !referenceLengths.isEmpty, referenceBytes <= ReferenceLimits.bytes,
      response.count <= ReferenceLimits.bytes
    else { return false }
    let orders = 1...options.maximumOrder
    if !isReady { countReferences() }

    text.read(response, options.tokenizer, lowercase: options.lowercase)
    tokens.removeAll(keepingCapacity: true)
    vocabulary.find(text.tokens, of: text.bytes, into: &tokens)

    let length = tokens.count
    statistics.length = length
    statistics.referenceLength = nearestLength(to: length)
    statistics.totals.removeAll(keepingCapacity: true)
    statistics.matches.removeAll(keepingCapacity: true)
    for n in orders {
      statistics.totals.append(max(0, length - n + 1))
      statistics.matches.append(0)
    }
    grams.match(tokens, orders: orders, into: &statistics.matches)
    return true
  }

  private mutating func countReferences() {
    grams.finish(order: options.maximumOrder, distinct: vocabulary.count)
    isReady = true
  }

  private func nearestLength(to length: Int) -> Int {
    var nearest = -1
    for candidate in referenceLengths {
      let (new, old) = ((candidate - length).magnitude, (nearest - length).magnitude)
      if nearest < 0 || new < old || new == old && candidate < nearest { nearest = candidate }
    }
    return max(nearest, 0)
  }
}
