/// Turns the scores of one attribute into goals on one scale.
///
/// Quantised before anything is compared: two scores that give the same goal are a tie (algorithms.md, 2.5).
struct GoalScale: Sendable, Equatable {
  /// How scores of different prompts are compared.
  enum Anchor: String, CaseIterable, Sendable {
    /// Place among the scored responses of the prompt: for scores whose zero means nothing.
    case rank
    /// The number itself, brought to the scale.
    case absolute
    /// Place among all scores of the corpus.
    case quantile
  }

  var anchor: Anchor
  var low: Double
  var high: Double
  /// Steps of the scale, ends included; 0 for none.
  var levels: Int
  /// What `low` and `high` stand for, of `absolute`.
  var from: ClosedRange<Double>
  /// All scores that may be fitted, ascending, of `quantile`.
  var sorted: [Double] = []

  /// The goal for a score.
  ///
  /// - Parameter peers: all scores of the prompt for the attribute, this one among them.
  func goal(_ score: Double, among peers: [Double]) -> Double {
    let share: Double
    switch anchor {
    case .rank:
      // Mid-ranks, so that equal scores have equal goals; alone, it is in the middle.
      let below = Double(peers.count { $0 < score })
      let same = Double(peers.count { $0 == score })
      share = peers.count > 1 ? (below + (same - 1) / 2) / Double(peers.count - 1) : 0.5
    case .absolute:
      let width = from.upperBound - from.lowerBound
      share = width > 0 ? (score - from.lowerBound) / width : 0.5
    case .quantile:
      share = quantile(score)
    }
    return quantised(low + (high - low) * min(1, max(0, share)))
  }

  private func quantised(_ value: Double) -> Double {
    guard levels > 1, high > low else { return value }
    let step = (high - low) / Double(levels - 1)
    return low + ((value - low) / step).rounded() * step
  }

  /// Mid-rank among `sorted`, drawn out so that the least score has 0 and the highest 1, however many share it.
  private func quantile(_ score: Double) -> Double {
    guard let least = sorted.first, let most = sorted.last, least < most else { return 0.5 }
    let (first, last) = (midRank(least), midRank(most))
    return (midRank(score) - first) / (last - first)
  }

  /// Scores below, and half of those that are equal; O(log n).
  private func midRank(_ score: Double) -> Double {
    Double(place { $0 < score } + place { $0 <= score }) / 2
  }

  /// How many of `sorted` come before the first that `isBefore` does not hold for.
  private func place(_ isBefore: (Double) -> Bool) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(sorted[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
