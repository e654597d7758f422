/// Pairs that teach a reward model what a stated confidence is worth: sure when right, unsure when wrong.
///
/// A chosen and a rejected response each come with high and with low stated confidence: chosen and high
/// beats chosen and low, rejected and low beats rejected and high. `combined` keeps the original pair,
/// nothing stated, beside them.
///
/// - SeeAlso: Leng et al., "Taming Overconfidence in LLMs: Reward Calibration in RLHF" (PPO-M), 2024.
package enum ConfidencePairs {
  /// What is stated beside a response.
  package enum Confidence: String, Sendable, CaseIterable { case none, low, high }

  /// A response by number with what is stated beside it.
  package struct Side: Sendable, Hashable {
    package var response: Int
    package var confidence: Confidence

    package init(_ response: Int, _ confidence: Confidence) {
      self.response = response
      self.confidence = confidence
    }
  }

  /// A pair of such sides.
  package struct Pair: Sendable, Hashable {
    package var chosen: Side
    package var rejected: Side

    package init(chosen: Side, rejected: Side) {
      self.chosen = chosen
      self.rejected = rejected
    }
  }

  /// The two pairs that a pair becomes, three if combined.
  package static func of(chosen: Int, rejected: Int, combined: Bool = false) -> [Pair] {
    let pairs = [
      Pair(chosen: Side(chosen, .high), rejected: Side(chosen, .low)),
      Pair(chosen: Side(rejected, .low), rejected: Side(rejected, .high)),
    ]
    let original = Pair(chosen: Side(chosen, .none), rejected: Side(rejected, .none))
    return combined ? pairs + [original] : pairs
  }

  /// The pairs of a prompt's best and worst response by score; none where the gap is not above `leastGap`.
  ///
  /// - Parameter scores: one that is not finite is passed over; of equal ones the lower number is taken.
  package static func of(
    scores: [Double], leastGap: Double = 0, combined: Bool = false
  ) -> [Pair] {
    var best: Int?
    var worst: Int?
    for i in scores.indices where scores[i].isFinite {
      if best.map({ scores[i] > scores[$0] }) ?? true { best = i }
      if worst.map({ scores[i] < scores[$0] }) ?? true { worst = i }
    }
    guard let best, let worst, scores[best] - scores[worst] > max(0, leastGap) else { return [] }
    return of(chosen: best, rejected: worst, combined: combined)
  }
}

/// Rewards corrected by the confidence an answer states (PPO-C).
///
/// With c in 0…1 and m a moving mean of rewards: r + w·|r|·(c − ½) where r ≥ m, r − w·|r|·(c − ½) where
/// below. Rewards are taken batch by batch, because m moves: m ← (1 − α) m + α · mean of the batch,
/// after the batch; the first batch is judged by its own mean.
package struct ConfidenceCalibration: Sendable, Equatable {
  package var weight: Double
  package var smoothing: Double
  /// m; `nil` before the first batch.
  package private(set) var threshold: Double?

  package init(weight: Double = 0.5, smoothing: Double = 0.1) {
    self.weight = weight
    self.smoothing = smoothing.clamped(0, 1)
  }

  /// - Parameters:
  ///   - confidence: shape (rewards), 0…1; `nil`, or one that is not a number, states nothing and leaves
  ///     the reward.
  package mutating func calibrate(_ rewards: [Double], confidence: [Double?]) -> [Double] {
    let finite = rewards.filter(\.isFinite)
    let mean = finite.isEmpty ? nil : Numerics.mean(finite)
    let threshold = self.threshold ?? mean ?? 0
    let calibrated = rewards.enumerated().map { i, reward -> Double in
      guard i < confidence.count, let c = confidence[i], c.isFinite else { return reward }
      let shift = weight * reward.magnitude * (c.clamped(0, 1) - 0.5)
      return reward >= threshold ? reward + shift : reward - shift
    }
    if let mean { self.threshold = (1 - smoothing) * threshold + smoothing * mean }
    return calibrated
  }
}
