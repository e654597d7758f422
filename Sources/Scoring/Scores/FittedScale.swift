/// A standardisation fitted to some scores, which scales others too: what is held out has no say in it.
package struct FittedScale: Sendable {
  private let standardisation: Standardisation
  /// Mean and deviation, or low and width.
  private var origin = 0.0
  private var unit = 1.0
  /// Of quantiles alone.
  private var sorted = SortedScores()

  /// `nil` where the finite ones among `scores` have no spread.
  ///
  /// Depends on the scores alone, not on their order.
  package init?(_ standardisation: Standardisation, to scores: [Double]) {
    self.standardisation = standardisation
    let fitted = SortedScores(scores)
    let sorted = fitted.values
    guard let low = sorted.first, let high = sorted.last, low < high else { return nil }
    switch standardisation {
    case .z:
      origin = Numerics.mean(sorted)
      unit = Numerics.variance(sorted).squareRoot()
      // Of numbers that differ in their last digits only the deviation is rounding.
      guard unit > 1e-12 * max(low.magnitude, high.magnitude), unit.isFinite else { return nil }
    case .uniformQuantile, .normalQuantile: self.sorted = fitted
    case .range(let trim):
      let trim = trim.clamped(0, 0.49)
      origin = Quantile.of(sorted, trim)
      unit = Quantile.of(sorted, 1 - trim) - origin
      guard unit > 0, unit.isFinite else { return nil }
    }
  }

  /// A score on the new scale; not a number stays so.
  ///
  /// - Complexity: O(1), O(log n) for quantiles.
  package func scaled(_ score: Double) -> Double {
    guard score.isFinite else { return .nan }
    switch standardisation {
    case .z: return (score - origin) / unit
    case .range: return ((score - origin) / unit).clamped(0, 1)
    case .uniformQuantile: return share(score)
    case .normalQuantile: return NormalScores.quantile(share(score))
    }
  }

  /// (rank − ½) / n, ranks shared by ties; of a score beyond the fitted ones that of the end.
  private func share(_ score: Double) -> Double {
    let count = Double(sorted.values.count)
    return (sorted.midRank(score) / count).clamped(0.5 / count, 1 - 0.5 / count)
  }
}
