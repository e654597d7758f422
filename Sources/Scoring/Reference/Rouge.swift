/// Which ROUGE (Lin 2004).
package enum RougeVariant: Sendable, Equatable {
  /// n-grams of this many tokens, 1 to 9.
  case grams(Int)
  /// Longest common subsequence of the texts.
  case longest
  /// Union of the longest common subsequences of their lines.
  case longestByLine
}

/// What ROUGE depends on.
package struct RougeOptions: Sendable, Equatable {
  package var variant = RougeVariant.longest
  /// Whether words of more than three letters are stemmed.
  package var stems = false

  package init(_ variant: RougeVariant = .longest, stems: Bool = false) {
    self.variant = variant
    self.stems = stems
  }
}

/// Precision, recall and their harmonic mean, each in [0, 1].
package struct RougeScore: Sendable, Equatable {
  package var precision = 0.0
  package var recall = 0.0
  package var fMeasure = 0.0

  /// Of `hits` tokens or n-grams of both texts.
  init(hits: Int, response: Int, reference: Int) {
    precision = Double(hits) / Double(max(response, 1))
    recall = Double(hits) / Double(max(reference, 1))
    if precision + recall > 0 { fMeasure = 2 * precision * recall / (precision + recall) }
  }
}

/// ROUGE-N, ROUGE-L or ROUGE-Lsum as `rouge-score` 0.1.2 defines it with its default tokenizer.
///
/// The score is the F-measure, in [0, 1]; of several references the one with the highest counts, the
/// first of equals. Sentences of ROUGE-Lsum are lines; they are not found by a model.
package struct Rouge: ReferenceMetric {
  package let options: RougeOptions

  private struct Reference {
    var grams = GramTable()
    var subsequence = CommonSubsequence()
    var tokens: [UInt32] = []
    var isReady = false
  }

  private var references: [Reference] = []
  private var referenceCount = 0
  private var referenceBytes = 0
  private var vocabulary = Vocabulary()
  private var text = RougeText()
  private var tokens: [UInt32] = []
  private var column: [UInt64] = []
  private var union = UnionSubsequence()
  private var tally = HitTally()

  package init(_ options: RougeOptions = RougeOptions()) {
    var options = options
    if case .grams(let n) = options.variant { options.variant = .grams(min(max(n, 1), 9)) }
    self.options = options
  }

  package mutating func removeReferences() {
    vocabulary.removeAll()
    referenceCount = 0
    referenceBytes = 0
  }

  package mutating func addReference(_ reference: Span<UInt8>) {
    referenceBytes += reference.count
    guard referenceBytes <= ReferenceLimits.bytes else { return }
    text.read(reference, stems: options.stems)
    if referenceCount == references.count { references.append(Reference()) }
    let at = referenceCount
    referenceCount += 1
    references[at].tokens.removeAll(keepingCapacity: true)
    vocabulary.number(text.tokens, of: text.bytes, into: &references[at].tokens)
    let tokens = references[at].tokens
    let count = tokens.count
    switch options.variant {
    case .grams(let n):
      references[at].grams.removeAll()
      references[at].grams.add(tokens)
      references[at].grams.finish(order: n, distinct: vocabulary.count)
    case .longest:
      references[at].subsequence.read(
        tokens, ends: count > 0 ? [count] : [], distinct: vocabulary.count)
    case .longestByLine:
      references[at].subsequence.read(tokens, ends: text.lineEnds, distinct: vocabulary.count)
    }
  }

  package mutating func score(_ response: Span<UInt8>) -> Double? { best(response)?.fMeasure }

  /// The score against the reference that gives the highest F-measure; `nil` as for `score`.
  package mutating func best(_ response: Span<UInt8>) -> RougeScore? {
    guard referenceCount > 0, referenceBytes <= ReferenceLimits.bytes,
      response.count <= ReferenceLimits.bytes
    else { return nil }
    text.read(response, stems: options.stems)
    tokens.removeAll(keepingCapacity: true)
    vocabulary.find(text.tokens, of: text.bytes, into: &tokens)
    var best: RougeScore?
    var steps = 0
    for at in 0..<referenceCount {
      guard let score = score(against: at, steps: &steps) else { return nil }
      if let found = best, score.fMeasure <= found.fMeasure { continue }
      best = score
    }
    return best
  }

  private mutating func score(against at: Int, steps: inout Int) -> RougeScore? {
    let count = references[at].tokens.count
    switch options.variant {
    case .grams(let n):
      var matches = [0]
      references[at].grams.match(tokens, orders: n...n, into: &matches)
      return RougeScore(
        hits: matches[0], response: max(0, tokens.count - n + 1), reference: max(0, count - n + 1))
    case .longest:
      steps += tokens.count * references[at].subsequence.width
      guard steps <= ReferenceLimits.steps else { return nil }
      let length = references[at].subsequence.length(with: tokens, column: &column)
      return RougeScore(hits: length, response: tokens.count, reference: count)
    case .longestByLine:
      guard let hits = unionHits(at, &steps) else { return nil }
      return RougeScore(hits: hits, response: tokens.count, reference: count)
    }
  }

  /// Tokens of the union of subsequences, each at most as often as either text has it.
  private mutating func unionHits(_ at: Int, _ steps: inout Int) -> Int? {
    let sentences = references[at].subsequence.sentences.count
    steps += text.lineEnds.count * sentences
    let columns = tokens.count * references[at].subsequence.width
    guard steps + columns <= ReferenceLimits.steps else { return nil }
    union.begin(references[at].subsequence)
    var start = 0
    for end in text.lineEnds {
      let left = ReferenceLimits.steps - steps
      guard
        let taken = union.add(
          Array(tokens[start..<end]), to: &references[at].subsequence, limit: left)
      else { return nil }
      steps += taken
      start = end
    }
    return tally.hits(
      union.marks, of: references[at].subsequence.tokens, response: tokens,
      distinct: vocabulary.count)
  }
}

/// Counts marked tokens, each at most as often as the response has it.
private struct HitTally {
  private var left: [Int32] = []

  mutating func hits(
    _ marks: [Bool], of reference: [UInt32], response: [UInt32], distinct: Int
  ) -> Int {
    left = [Int32](repeating: 0, count: distinct)
    for token in response where token != Vocabulary.unknown { left[Int(token)] += 1 }
    var hits = 0
    for i in marks.indices where marks[i] {
      guard left[Int(reference[i])] > 0 else { continue }
      left[Int(reference[i])] -= 1
      hits += 1
    }
    return hits
  }
}
