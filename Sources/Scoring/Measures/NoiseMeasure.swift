/// A number that says how well a score finds wrong labels.
package enum NoiseMeasure: Hashable, Sendable, CustomStringConvertible {
  /// P(a wrong pair scores above a right one) + ½ P(they tie), in [0, 1]; ½ is chance.
  ///
  /// Mann–Whitney U with mid-ranks (Hanley & McNeil 1982).
  case auroc
  /// Σ (R_t − R_{t−1}) P_t over distinct thresholds t, in [0, 1]; the share of wrong pairs is chance.
  ///
  /// The definition of scikit-learn's `average_precision_score`: equal scores are one threshold.
  case averagePrecision
  /// Share of wrong pairs among the top k, in [0, 1].
  case precisionAt(Int)
  /// Precision at k = the number of wrong pairs, in [0, 1]; equals the recall there.
  case precisionAtPlanted
  /// Share of the wrong pairs that lie in the top `budget` (0 … 1) of all pairs, in [0, 1].
  case recallAt(Double)
  /// Share of the hardest fifth of the right pairs that a budget would drop, in [0, 1]; low is good.
  case hardFalseDropsAt(Double)
  /// Expected calibration error of the score as a probability, in [0, 1] (Guo et al. 2017): ten bins.
  case ece
  /// Mean (p − y)² of the score as a probability, in [0, 1] (Brier 1950).
  case brier

  /// What is printed for every detector and control.
  package static let standard: [NoiseMeasure] =
    [.auroc, .averagePrecision, .precisionAtPlanted]
    + [0.01, 0.05, 0.1, 0.2, 0.3].map(NoiseMeasure.recallAt) + [.hardFalseDropsAt(0.1)]
  /// What is printed besides where the score is a probability.
  package static let probability: [NoiseMeasure] = [.ece, .brier]

  /// The name in tables and in JSON.
  package var description: String {
    switch self {
    case .auroc: "auroc"
    case .averagePrecision: "average_precision"
    case .precisionAt(let k): "precision_at_\(k)"
    case .precisionAtPlanted: "precision_at_planted"
    case .recallAt(let share): "recall_at_\(Self.percent(share))"
    case .hardFalseDropsAt(let share): "hard_false_drops_at_\(Self.percent(share))"
    case .ece: "ece"
    case .brier: "brier"
    }
  }

  private static func percent(_ share: Double) -> String {
    let thousandths = Int((share.clamped(0, 1) * 1000).rounded())
    return thousandths % 10 == 0 ? "\(thousandths / 10)" : "\(thousandths / 10)_\(thousandths % 10)"
  }
}

extension Double {
  /// The nearest number in [low, high]; `low` for what is not a number.
  func clamped(_ low: Double, _ high: Double) -> Double {
    self > low ? (self < high ? self : high) : low
  }
}
