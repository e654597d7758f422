/// Makes probabilities that labels are wrong agree with what is known of how many are.
package enum Recalibration {
  /// Adds one constant to all log-odds, so that the mean probability is `rate`: σ(logit p + δ).
  ///
  /// The right correction when the share of wrong labels differs from that the detector was fitted to
  /// while wrong and right labels look as they did (Saerens, Latinne & Decaestecker 2002). It
  /// keeps the order.
  /// Probabilities that are not a number count as the rate itself. Cost: O(60 n).
  package static func shift(_ probabilities: [Double], to rate: Double) -> [Double] {
    guard rate.isFinite, !probabilities.isEmpty else { return probabilities }
    if rate <= 0 { return probabilities.map { _ in 0 } }
    if rate >= 1 { return probabilities.map { _ in 1 } }
    let odds = probabilities.map { $0.isNaN ? Logit.logit(rate) : Logit.logit($0) }
    var low = -64.0
    var high = 64.0
    for _ in 0..<60 {
      let middle = (low + high) / 2
      let sum = odds.reduce(0) { $0 + Logit.sigmoid($1 + middle) }
      if sum < rate * Double(odds.count) { low = middle } else { high = middle }
    }
    let delta = (low + high) / 2
    return odds.map { Logit.sigmoid($0 + delta) }
  }

  /// The non-decreasing step function of the score that is nearest to what was found (weighted
  /// least squares).
  ///
  /// Pool adjacent violators (Ayer et al. 1955); equal scores are one point. Between two points the value
  /// is linear. Empty input, or no weight above zero, gives a function that knows nothing.
  package struct Isotonic: Sendable, Equatable {
    /// Ascending scores and the share of wrong labels at each.
    package let points: [Point]

    package struct Point: Sendable, Equatable {
      package var score: Double
      package var share: Double
    }

    /// - Parameters:
    ///   - wrong: 1 for wrong, 0 for right.
    ///   - weights: how many pairs of the corpus each stands for.
    ///
    /// Cost: O(n log n).
    package init(scores: [Double], wrong: [Double], weights: [Double]) {
      let count = min(scores.count, wrong.count, weights.count)
      let order = (0..<count).filter {
        scores[$0].isFinite && weights[$0] > 0 && weights[$0].isFinite && wrong[$0].isFinite
      }.sorted { (scores[$0], $0) < (scores[$1], $1) }
      var blocks: [Block] = []
      for i in order {
        let own = Block(
          low: scores[i], high: scores[i], sum: wrong[i] * weights[i], weight: weights[i])
        if let last = blocks.indices.last, blocks[last].high == scores[i] {
          blocks[last].take(own)
        } else {
          blocks.append(own)
        }
        while blocks.count > 1, blocks[blocks.count - 2].mean >= blocks[blocks.count - 1].mean {
          let top = blocks.removeLast()
          blocks[blocks.count - 1].take(top)
        }
      }
      points = blocks.flatMap { block in
        block.low == block.high
          ? [Point(score: block.low, share: block.mean)]
          : [
            Point(score: block.low, share: block.mean),
            Point(score: block.high, share: block.mean),
          ]
      }
    }

    private struct Block {
      var low: Double
      var high: Double
      var sum: Double
      var weight: Double
      var mean: Double { sum / weight }

      mutating func take(_ other: Block) {
        high = max(high, other.high)
        sum += other.sum
        weight += other.weight
      }
    }

    /// The share of wrong labels at a score; `nil` when nothing was found, or for what is not a number.
    package func callAsFunction(_ score: Double) -> Double? {
      guard let first = points.first, let last = points.last, !score.isNaN else { return nil }
      if score <= first.score { return first.share }
      if score >= last.score { return last.share }
      var low = 0
      var high = points.count - 1
      while high - low > 1 {
        let middle = (low + high) / 2
        if points[middle].score <= score { low = middle } else { high = middle }
      }
      let span = points[high].score - points[low].score
      let place = span > 0 ? (score - points[low].score) / span : 0
      return points[low].share + place * (points[high].share - points[low].share)
    }
  }
}
