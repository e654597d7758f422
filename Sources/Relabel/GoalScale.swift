internal import Scoring

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
  /// All scores that may be fitted, of `quantile`.
  var fitted = SortedScores()

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

  /// Mid-rank among `fitted`, drawn out so that the least score has 0 and the highest 1, however many share it.
  private func quantile(_ score: Double) -> Double {
    guard let least = fitted.values.first, let most = fitted.values.last, least < most else {
      return 0.5
    }
    let (first, last) = (fitted.midRank(least), fitted.midRank(most))
    return (fitted.midRank(score) - first) / (last - first)
  }
}
