/// In how many answers each term stands.
///
/// Integers, so that those of several workers add up to the same in any order.
package struct DocumentFrequencies: Sendable, Equatable {
  /// Answers added.
  package private(set) var documents = 0
  /// By term.
  package private(set) var counts: [UInt32]

  /// Of no answers yet.
  ///
  /// - Parameter bits: terms are below 2^`bits`.
  package init(bits: Int) { counts = [UInt32](repeating: 0, count: 1 << bits) }

  /// Adds one answer; leave out the answers of held-out pairs.
  mutating func add(_ terms: borrowing TermCounts) {
    documents += 1
    var span = counts.mutableSpan
    let indices = terms.indices.span
    for i in indices.indices { span[Int(indices[i])] &+= 1 }
  }

  /// Adds the answers that another worker has counted, over as many terms.
  package mutating func merge(_ other: DocumentFrequencies) {
    documents += other.documents
    for i in 0..<min(counts.count, other.counts.count) { counts[i] &+= other.counts[i] }
  }
}

/// What a term weighs: its rarity, times how often it stands in the answer, dampened.
///
/// weight = (1 + ln tf) · (ln((1 + n) / (1 + df)) + 1), each answer divided by its Euclidean length.
///
/// - SeeAlso: scikit-learn's `TfidfTransformer(sublinear_tf=True, smooth_idf=True)`. Differs: a term in
///   fewer than `minimum` answers weighs nothing, as if a vectoriser with `min_df` had not kept it.
struct TermWeights {
  /// ln((1 + n) / (1 + df)) + 1 by term; 0 for rare terms.
  let rarity: [Float]
  /// 1 + ln tf for small tf.
  private let damped: [Double]

  init(_ frequencies: DocumentFrequencies, minimum: Int) {
    let n = Double(frequencies.documents)
    rarity = frequencies.counts.map { df in
      df < minimum || df == 0 ? 0 : Float(ln((1 + n) / (1 + Double(df))) + 1)
    }
    damped = (0..<256).map { $0 == 0 ? 0 : 1 + ln(Double($0)) }
  }

  /// Writes the weighted row of an answer: the terms that weigh something, ascending.
  func weigh(_ terms: borrowing TermCounts, into row: inout WeightedTerms) {
    row.indices.removeAll(keepingCapacity: true)
    row.weights.removeAll(keepingCapacity: true)
    let weights = rarity.span
    let dampedSpan = damped.span
    let indices = terms.indices.span
    let counts = terms.counts.span
    var squares = 0.0
    for i in indices.indices {
      let idf = Double(weights[Int(indices[i])])
      guard idf > 0 else { continue }
      let tf = Int(counts[i])
      let weight = idf * (tf < 256 ? dampedSpan[tf] : 1 + ln(Double(tf)))
      row.indices.append(indices[i])
      row.weights.append(weight)
      squares += weight * weight
    }
    guard squares > 0 else { return }
    let scale = 1 / squares.squareRoot()
    var out = row.weights.mutableSpan
    for i in out.indices { out[i] *= scale }
  }
}

/// The terms of an answer with their weights: indices ascending, Euclidean length 1 or no terms.
struct WeightedTerms {
  var indices: [UInt32] = []
  var weights: [Double] = []
}

/// The difference of two answers' rows: indices ascending, no zeros.
struct DifferenceRow {
  var indices: [UInt32] = []
  var values: [Float] = []

  /// Makes it a − b.
  ///
  /// - Complexity: O(n) in terms.
  mutating func set(_ a: borrowing WeightedTerms, minus b: borrowing WeightedTerms) {
    indices.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    let aIndices = a.indices.span
    let bIndices = b.indices.span
    let aWeights = a.weights.span
    let bWeights = b.weights.span
    var i = 0
    var k = 0
    while i < aIndices.count || k < bIndices.count {
      let left = i < aIndices.count ? aIndices[i] : UInt32.max
      let right = k < bIndices.count ? bIndices[k] : UInt32.max
      let index = min(left, right)
      var value = 0.0
      if left == index {
        value += aWeights[i]
        i += 1
      }
      if right == index {
        value -= bWeights[k]
        k += 1
      }
      let rounded = Float(value)
      guard rounded != 0 else { continue }
      indices.append(index)
      values.append(rounded)
    }
  }
}
