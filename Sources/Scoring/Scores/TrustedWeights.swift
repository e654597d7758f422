/// Weights of scorers that trusted labels support: logistic regression on score differences.
///
/// P(trusted label) = σ(Σ_m w_m (s_m(better) − s_m(worse))), w ≥ 0, so that a scorer may be left out
/// but never turned round; ridge on columns of root mean square 1. There is no intercept: exchanging
/// the answers changes nothing. Of the ridges the strongest is taken whose held-out loss is within half
/// a standard error of the least (`HeldOutChoice`).
///
/// For validation `accuracy`, of the ridge chosen without the fold, stands beside that of the plain mean
/// and of the best single scorer: with few labels the mean is hard to beat.
///
/// - SeeAlso: Gupta et al., "Behavior Alignment via Reward Function Optimization" (BARFI), 2023: weights
///   of auxiliary rewards by the loss on primary ones, 0 within reach; two nested problems there, one here.
package struct TrustedWeights: Sendable, Equatable {
  /// Of raw scores, shape (scorers), ≥ 0, by all labels. Margins in logits.
  package let weights: [Double]
  package let ridge: Double
  /// Held-out share of labels that the weighted sum gets right, a margin of 0 counting half.
  package let accuracy: Proportion
  /// The same of the mean of the scorers, each on root mean square 1.
  package let accuracyOfMean: Proportion
  /// The same of the scorer that is best on the other folds.
  package let accuracyOfBest: Proportion
  /// Mean held-out loss in nats; log 2 is a coin.
  package let loss: Double

  /// - Parameters:
  ///   - differences: s(better) − s(worse) by the trusted label, a column of shape (pairs) per
  ///     scorer; one that is not finite counts as 0.
  ///   - folds: a prompt's pairs in one fold.
  ///   - ridges: from the strongest to the weakest.
  /// - Complexity: O(ridges · folds · rounds · scorers · pairs), 25 rounds.
  package init(
    differences: [[Double]], folds: Folds, ridges: [Double] = [50, 5, 0.5]
  ) {
    let pairs = folds.assignment.count
    let ridges = ridges.isEmpty ? [5] : ridges
    let fits = ridges.map { Stacking(ridge: $0).fit(differences, folds: folds) }
    let choice = HeldOutChoice(fits.map(\.margins), folds: folds)
    let margins = choice.margins(fits.map(\.margins), folds: folds)
    let fit = fits[choice.overall]
    ridge = ridges[choice.overall]
    let scaled = zip(differences, fit.scales).map { column, scale in
      (0..<pairs).map { $0 < column.count && column[$0].isFinite ? column[$0] * scale : 0 }
    }
    let all = Stacking(ridge: ridge).solve(scaled, Array(0..<pairs))
    weights = zip(all, fit.scales).map { $0 * $1 }
    accuracy = Self.accuracy(margins)
    loss = Numerics.mean(margins.map { Numerics.softplus(-$0) })
    accuracyOfMean = Self.accuracy(
      (0..<pairs).map { i in scaled.reduce(0) { $0 + $1[i] } })
    accuracyOfBest = Self.accuracy(Self.best(scaled, folds))
  }

  private static func accuracy(_ margins: [Double]) -> Proportion {
    Proportion(hits(margins), of: Double(margins.count))
  }

  private static func hits(_ margins: some Sequence<Double>) -> Double {
    margins.reduce(0) { $0 + ($1 > 0 ? 1 : $1 < 0 ? 0 : 0.5) }
  }

  /// Margins by the scorer that gets most labels of the other folds right; the first of equals.
  private static func best(_ columns: [[Double]], _ folds: Folds) -> [Double] {
    var margins = [Double](repeating: 0, count: folds.assignment.count)
    for fold in 0..<folds.count {
      let others = folds.assignment.indices.filter { folds.assignment[$0] != fold }
      var best = (hits: -1.0, column: 0)
      for (m, column) in columns.enumerated() {
        let hits = hits(others.lazy.map { column[$0] })
        if hits > best.hits { best = (hits, m) }
      }
      for i in folds.assignment.indices where folds.assignment[i] == fold && !columns.isEmpty {
        margins[i] = columns[best.column][i]
      }
    }
    return margins
  }
}
