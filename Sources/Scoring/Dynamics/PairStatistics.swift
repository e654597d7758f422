internal import Foundation

/// What the margins of one pair over epochs 1…E say (algorithms.md, section 1.3).
///
/// Δ_t is the margin of the given label after epoch t, p_t = σ(Δ_t), ℓ_t = softplus(−Δ_t). Every statistic
/// is 0 where there is no epoch, unless it says otherwise, and finite for finite margins. Each costs O(E).
package struct PairStatistics: Sendable {
  package let margins: [Double]
  private let probabilities: [Double]
  private let losses: [Double]

  /// - Parameter margins: oriented by the given label, in the order of epochs; non-finite ones count as 0.
  package init(_ margins: [Double]) {
    let finite = margins.map { $0.isFinite ? $0 : 0 }
    self.margins = finite
    probabilities = finite.map { Numerics.sigmoid($0) }
    losses = finite.map { Numerics.softplus(-$0) }
  }

  /// (1/E)·Σ Δ_t: the area under the margin; low for wrong labels.
  ///
  /// Pleiss et al., "Identifying mislabeled data using the area under the margin ranking", 2020; with two
  /// classes the largest other logit is minus the given one's, so AUM is the mean margin.
  package var meanMargin: Double { Numerics.mean(margins) }

  /// (1/E)·Σ ℓ_t; high for wrong labels.
  package var meanLoss: Double { Numerics.mean(losses) }

  /// Population variance of ℓ_t; high, weakly, for wrong labels.
  package var lossVariance: Double { Numerics.variance(losses) }

  /// (1/(E−1))·Σ |ℓ_t − ℓ_{t−1}|; 0 of one epoch. Our form of CRM's "sharp fluctuation".
  package var lossFluctuation: Double {
    guard losses.count > 1 else { return 0 }
    let steps = zip(losses.dropFirst(), losses).reduce(0) { $0 + abs($1.0 - $1.1) }
    return steps / Double(losses.count - 1)
  }

  /// (1/E)·Σ p_t, in 0…1; ½ where there is no epoch. Low for wrong labels.
  ///
  /// Swayamdipta et al., "Dataset Cartography", 2020 (`train_dy_filtering.py`).
  package var confidence: Double {
    probabilities.isEmpty ? 0.5 : Numerics.mean(probabilities)
  }

  /// Population standard deviation of p_t, in 0…½: high for ambiguous pairs, no sign of a wrong label.
  package var variability: Double { Numerics.variance(probabilities).squareRoot() }

  /// Variability with its sampling error, sqrt(V + V²/(E−1)), V = Var p_t; √V of one epoch.
  package var variabilityWithInterval: Double {
    let variance = Numerics.variance(probabilities)
    guard probabilities.count > 1 else { return variance.squareRoot() }
    return (variance + variance * variance / Double(probabilities.count - 1)).squareRoot()
  }

  /// How many epochs have Δ_t > 0, in 0…E; low for wrong labels.
  package var correctness: Int { margins.count { $0 > 0 } }

  /// μ·(1−μ) with μ the confidence, in 0…¼.
  package var thresholdCloseness: Double { confidence * (1 - confidence) }

  /// Transitions from Δ > 0 to Δ ≤ 0; 1000 for a pair never learnt (no epoch with Δ > 0).
  ///
  /// Toneva et al., "An empirical study of example forgetting", 2019, as in `train_dy_filtering.py`.
  package var forgetting: Int {
    guard margins.contains(where: { $0 > 0 }) else { return 1000 }
    return zip(margins, margins.dropFirst()).count { $0.0 > 0 && $0.1 <= 0 }
  }

  /// First epoch, from 1, that is with the next one right (Δ > 0); E + 1 where there is none.
  ///
  /// Early Cutting (2502.08227): two consecutive predictions equal to the given label.
  package var learningTime: Int {
    for (t, pair) in zip(margins, margins.dropFirst()).enumerated()
    where pair.0 > 0 && pair.1 > 0 {
      return t + 1
    }
    return margins.count + 1
  }

  /// Mean of (1 − p_t)·‖φ_w − φ_l‖: the size of a linear model's gradient; high for wrong labels.
  ///
  /// - Parameter norm: ‖φ_w − φ_l‖ of the pair; what is not a number counts as 0.
  package func gradientSize(norm: Double) -> Double {
    guard norm.isFinite, !probabilities.isEmpty else { return 0 }
    return (1 - confidence) * norm
  }

  /// Where the pair stands by our three-way rule.
  package var region: Region {
    let epochs = Double(margins.count)
    let right = Double(correctness)
    if confidence >= 0.6 && right >= 2 * epochs / 3 { return .robust }
    if confidence <= 0.4 && right <= epochs / 3 { return .nonRobust }
    return .ambiguous
  }

  /// CRM's three kinds of pair, by thresholds of ours: the paper's are not published.
  package enum Region: String, Sendable, CaseIterable {
    /// Confidence ≥ 0.6 and right in at least two thirds of the epochs.
    case robust
    /// Between the two.
    case ambiguous
    /// Confidence ≤ 0.4 and right in at most a third of the epochs.
    case nonRobust = "non-robust"
  }
}
