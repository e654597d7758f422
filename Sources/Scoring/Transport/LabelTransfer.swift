/// Labels of compared source items told to pairs of target items, through the plan that aligns the two pools.
///
/// The probability that target item i is better than j is that of the source comparisons, each weighed by how much of
/// i goes to its one item and of j to its other: p̂(i ≻ j) = Σ T_ik T_jl p(k ≻ l) / Σ T_ik T_jl over the ordered pairs
/// (k, l) that were compared (PEARL's cross-task preference alignment, 2306.03615, eq. 8).
///
/// - Note: The paper's sum runs over all pairs of source items, which its tasks can compare; a corpus compares few, so
///   that the weights are divided by their sum.
package struct LabelTransfer: Sendable {
  /// A source comparison: places of two items, and the probability that the first is better.
  package struct Comparison: Sendable, Equatable {
    package var first: Int
    package var second: Int
    package var probability: Double

    package init(first: Int, second: Int, probability: Double) {
      self.first = first
      self.second = second
      self.probability = probability
    }
  }

  /// What is said of a target pair.
  package struct Label: Sendable, Equatable {
    /// That the first item is better, 0 to 1.
    package var probability: Double
    /// Effective number of source comparisons that speak, (Σ w)² / Σ w² (Kish): from 1 on.
    package var evidence: Double
    /// Standard error of the probability, the comparisons being drawn by chance.
    package var error: Double
    /// Reward of the first item less that of the second.
    package var reward: Reward

    package init(probability: Double, evidence: Double, error: Double, reward: Reward) {
      self.probability = probability
      self.evidence = evidence
      self.error = error
      self.reward = reward
    }

    /// By how many standard errors the probability differs from ½; infinite where all that speak agree.
    package var certainty: Double {
      let lead = (probability - 0.5).magnitude
      return error > 0 ? lead / error : lead > 0 ? .infinity : 0
    }
  }

  /// A normal distribution.
  package struct Reward: Sendable, Equatable {
    package var mean: Double
    package var variance: Double

    package init(mean: Double, variance: Double) {
      self.mean = mean
      self.variance = variance
    }
  }

  private let plan: TransportPlan
  private let comparisons: [Comparison]
  /// By source item: mean over its comparisons of 2p − 1; `nil` where it is in none.
  private let standing: [Double?]

  /// - Parameter comparisons: those whose places or probabilities make no sense are left out.
  package init(plan: TransportPlan, comparisons: [Comparison]) {
    self.plan = plan
    self.comparisons = comparisons.filter {
      $0.first != $0.second && (0..<plan.columns).contains($0.first)
        && (0..<plan.columns).contains($0.second) && $0.probability >= 0 && $0.probability <= 1
    }
    var sums = [(sum: Double, count: Double)](repeating: (0, 0), count: plan.columns)
    for own in self.comparisons {
      sums[own.first].sum += 2 * own.probability - 1
      sums[own.second].sum -= 2 * own.probability - 1
      sums[own.first].count += 1
      sums[own.second].count += 1
    }
    standing = sums.map { $0.count > 0 ? $0.sum / $0.count : nil }
  }

  /// What the source says of target items `i` and `j`; `nil` where nothing of it reaches them.
  ///
  /// - Complexity: O(comparisons + source items).
  package func label(_ i: Int, _ j: Int) -> Label? {
    guard i != j, (0..<plan.rows).contains(i), (0..<plan.rows).contains(j) else { return nil }
    let (first, second) = (plan.row(i), plan.row(j))
    // Of each comparison what speaks for it as it stands and turned round.
    let weights = comparisons.map { own in
      (
        straight: Double(first[own.first]) * Double(second[own.second]),
        turned: Double(first[own.second]) * Double(second[own.first])
      )
    }
    let sum = weights.reduce(0) { $0 + $1.straight + $1.turned }
    guard sum > 0, sum.isFinite else { return nil }
    let shares = weights.map { (straight: $0.straight / sum, turned: $0.turned / sum) }
    var probability = 0.0
    for (own, share) in zip(comparisons, shares) {
      probability += share.straight * own.probability + share.turned * (1 - own.probability)
    }
    var (squares, variance) = (0.0, 0.0)
    for (own, share) in zip(comparisons, shares) {
      let weight = share.straight + share.turned
      squares += weight * weight
      let residual =
        share.straight * (own.probability - probability)
        + share.turned * (1 - own.probability - probability)
      variance += residual * residual
    }
    let (a, b) = (reward(first), reward(second))
    return Label(
      probability: min(1, max(0, probability)), evidence: squares > 0 ? 1 / squares : 1,
      error: variance.squareRoot(),
      reward: Reward(mean: a.mean - b.mean, variance: a.variance + b.variance))
  }

  /// The reward of a target item as a normal distribution: that of what the source items that it goes to won (1) or lost
  /// (−1), weighed by the plan.
  ///
  /// - Note: PEARL's robust reward learning trains a network whose two outputs, mean and variance, explain the
  ///   transferred labels. Nothing is trained here: both are read off the plan, so that an item whose mass goes to winners
  ///   and losers alike has a wide reward. Items that were never compared do not count.
  package func reward(of i: Int) -> Reward? {
    (0..<plan.rows).contains(i) ? reward(plan.row(i)) : nil
  }

  private func reward(_ row: [Float]) -> Reward {
    var (mass, sum) = (0.0, 0.0)
    for (weight, own) in zip(row, standing) {
      guard let own else { continue }
      mass += Double(weight)
      sum += Double(weight) * own
    }
    guard mass > 0 else { return Reward(mean: 0, variance: 1) }
    let mean = sum / mass
    var spread = 0.0
    for (weight, own) in zip(row, standing) {
      guard let own else { continue }
      spread += Double(weight) * (own - mean) * (own - mean)
    }
    return Reward(mean: mean, variance: spread / mass)
  }
}
