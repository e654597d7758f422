/// The rewards of a prompt's responses, as training on groups (GRPO, best of N) sees them.
package struct RewardGroup: Sendable, Equatable {
  /// Whether a group teaches anything.
  package enum Verdict: String, Sendable, CaseIterable {
    case kept
    /// Fewer than two responses with a reward.
    case tooFew = "too_few"
    /// All rewards alike: every advantage is 0.
    case zeroVariance = "zero_variance"
    /// Pass rate below the band.
    case tooHard = "too_hard"
    /// Pass rate above the band.
    case tooEasy = "too_easy"
  }

  /// Responses with a reward.
  package var count: Int
  /// Not a number without rewards.
  package var mean: Double
  /// Population standard deviation; not a number without rewards.
  package var deviation: Double
  /// Share of rewards at the passing mark or above; not a number without rewards.
  package var passRate: Double
  package var verdict: Verdict
  /// 1 − pass rate, 0…1.
  package var difficulty: Double { 1 - passRate }

  /// GRPO's advantage of a reward, (r − mean) / (deviation + 1e-4).
  package func advantage(_ reward: Double) -> Double { (reward - mean) / (deviation + 1e-4) }
}

/// Which groups a trainer should see, by the spread and the pass rate of their rewards.
package struct RewardGroupRule: Sendable, Equatable {
  /// A reward passes from here upwards.
  package var passingMark: Double
  /// The band of pass rates that is kept, ends included.
  package var passRates: ClosedRange<Double>
  /// Rewards that differ by no more than this are alike.
  package var spread: Double

  package init(
    passingMark: Double = 0.5, passRates: ClosedRange<Double> = 0...1, spread: Double = 1e-9
  ) {
    self.passingMark = passingMark
    self.passRates = passRates
    self.spread = max(0, spread)
  }

  /// One group; rewards that are not finite are left out.
  package func judge(_ rewards: [Double]) -> RewardGroup {
    let rewards = rewards.filter(\.isFinite)
    guard let low = rewards.min(), let high = rewards.max() else {
      return RewardGroup(
        count: 0, mean: .nan, deviation: .nan, passRate: .nan, verdict: .tooFew)
    }
    let passRate = Double(rewards.count { $0 >= passingMark }) / Double(rewards.count)
    let verdict: RewardGroup.Verdict =
      rewards.count < 2
      ? .tooFew
      : high - low <= spread
        ? .zeroVariance
        : passRate < passRates.lowerBound
          ? .tooHard : passRate > passRates.upperBound ? .tooEasy : .kept
    return RewardGroup(
      count: rewards.count, mean: Numerics.mean(rewards),
      deviation: Numerics.variance(rewards).squareRoot(), passRate: passRate, verdict: verdict)
  }

  /// All groups of a corpus, by prompt.
  ///
  /// - Parameter prompts: shape (rewards), the number of each reward's prompt.
  package func judge(_ rewards: [Double], prompts: [Int32], count: Int) -> [RewardGroup] {
    let index = RowIndex(Array(prompts.prefix(rewards.count)), count: count)
    return (0..<index.count).map { prompt in judge(index[prompt].map { rewards[Int($0)] }) }
  }
}
