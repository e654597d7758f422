internal import Foundation

/// How the scores that several scorers give one response become one score.
///
/// Columns should be on one scale first (`Standardisation`). A score that is not finite is missing: the
/// others speak alone. Spread is the population variance over the scorers present.
///
/// - SeeAlso: Eisenstein et al., "Helping or Herding?", 2023 (mean, median, min, mean − k·std); Coste et
///   al., "Reward Model Ensembles Help Mitigate Overoptimization", 2023, where the minimum is called
///   worst-case (WCO) and mean − λ·variance uncertainty-weighted optimisation (UWO).
package enum ScoreEnsemble: Sendable, Equatable {
  case mean
  case median
  /// Coste's WCO.
  case minimum
  /// mean − k · standard deviation.
  case meanLessDeviation(k: Double)
  /// mean − λ · variance: Coste's UWO.
  case meanLessVariance(lambda: Double)
  /// Σ w x / Σ w over the scorers present; a weight is per scorer, 0 or more.
  case weighted([Double])

  /// One score for each response, and how many scorers spoke.
  package struct Result: Sendable, Equatable {
    /// Shape (responses); not a number where too few scorers spoke.
    package var values: [Double]
    /// Population standard deviation over the scorers present, shape (responses).
    package var deviations: [Double]
    /// Responses that some scorer left out.
    package var incomplete: Int
    /// Responses without a value.
    package var missing: Int
  }

  /// - Parameters:
  ///   - columns: a column for each scorer, all of the same length; what is missing at the end is missing.
  ///   - atLeast: fewer scorers than this give no value.
  /// - Complexity: O(scorers · responses); with the median times log scorers.
  package func combine(_ columns: [[Double]], atLeast: Int = 1) -> Result {
    let count = columns.map(\.count).max() ?? 0
    var result = Result(
      values: [Double](repeating: .nan, count: count),
      deviations: [Double](repeating: .nan, count: count), incomplete: 0, missing: 0)
    var values: [Double] = []
    var weights: [Double] = []
    for i in 0..<count {
      values.removeAll(keepingCapacity: true)
      weights.removeAll(keepingCapacity: true)
      for (m, column) in columns.enumerated() where i < column.count && column[i].isFinite {
        values.append(column[i])
        weights.append(weight(m))
      }
      if values.count < columns.count { result.incomplete += 1 }
      if values.count >= max(1, atLeast), let value = combine(values, weights) {
        result.values[i] = value
        result.deviations[i] = Numerics.variance(values).squareRoot()
      } else {
        result.missing += 1
      }
    }
    return result
  }

  private func weight(_ scorer: Int) -> Double {
    guard case .weighted(let weights) = self else { return 1 }
    return scorer < weights.count && weights[scorer].isFinite ? max(0, weights[scorer]) : 0
  }

  private func combine(_ values: [Double], _ weights: [Double]) -> Double? {
    switch self {
    case .mean: return Numerics.mean(values)
    case .median: return Quantile.of(values.sorted(), 0.5)
    case .minimum: return values.min()
    case .meanLessDeviation(let k):
      return Numerics.mean(values) - k * Numerics.variance(values).squareRoot()
    case .meanLessVariance(let lambda):
      return Numerics.mean(values) - lambda * Numerics.variance(values)
    case .weighted:
      let all = weights.reduce(0, +)
      return all > 0 ? zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / all : nil
    }
  }
}

/// Takes the logarithm of scores that spread too far, before they are added to others.
///
/// A scorer whose coefficient of variation, population standard deviation over |mean|, exceeds the
/// threshold becomes log(1 + r), so that its extremes do not drown the others. Negative scores, for
/// which PaCo-RL has no rule, become −log(1 + |r|): order and sign stay.
package struct LogTaming: Sendable, Equatable {
  /// Shape (scores).
  package let values: [Double]
  /// `nil` without scores or with mean 0.
  package let coefficientOfVariation: Double?
  package let isTamed: Bool

  package init(_ scores: [Double], above threshold: Double = 1) {
    let present = scores.filter(\.isFinite)
    let mean = Numerics.mean(present)
    let deviation = Numerics.variance(present).squareRoot()
    coefficientOfVariation = mean != 0 ? deviation / mean.magnitude : nil
    // A mean of 0 under a spread is variation without bound.
    isTamed = coefficientOfVariation.map { $0 > threshold } ?? (deviation > 0)
    values = isTamed ? scores.map(Self.tamed) : scores
  }

  /// A score after taming.
  package static func tamed(_ score: Double) -> Double {
    score < 0 ? -log1p(-score) : log1p(score)
  }
}
