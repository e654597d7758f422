internal import Scoring
internal import Store

/// How what is said of each criterion becomes one number (algorithms.md 3.2).
enum RubricAggregate: String, CaseIterable, Sendable {
  /// Σ w·c / Σ w, as in Rubrics as Rewards (2507.17746); of a criterion with a weight below 0 it counts, by the size of
  /// its weight, that it is *not* met, which the paper does not have. From 0 to 1.
  case explicit
  /// Σ of the points of what is met by Σ of the points above 0 (HealthBench, simple-evals); below 0 where what should
  /// not be met is. Undefined without points above 0.
  case healthbench
  /// Hard rules first: with k of n kept and the principles at p, (2k + p) / (2n + 1), so that no principle outweighs
  /// a rule. From 0 to 1.
  case gatekeeper
  /// One number of a judge who sees all criteria, from 0 to 1.
  case implicit

  /// - Parameter met: how far each criterion is met, 0 to 1, shape (criteria).
  /// - Returns: `nil` where it is undefined.
  func score(_ criteria: [Criterion], met: [Double]) -> Double? {
    switch self {
    case .explicit: Self.weighted(zip(criteria, met))
    case .healthbench: Self.points(zip(criteria, met))
    case .gatekeeper: Self.gated(criteria, met)
    case .implicit: nil
    }
  }

  private static func weighted(_ rows: some Sequence<(Criterion, Double)>) -> Double? {
    var (sum, all) = (0.0, 0.0)
    for (own, met) in rows {
      sum += own.weight.magnitude * (own.weight < 0 ? 1 - met : met)
      all += own.weight.magnitude
    }
    return all > 0 ? sum / all : nil
  }

  /// Of HealthBench; met by half or more counts as met.
  static func points(_ rows: some Sequence<(Criterion, Double)>) -> Double? {
    var (sum, all) = (0.0, 0.0)
    for (own, met) in rows {
      if met >= 0.5 { sum += own.weight }
      all += max(0, own.weight)
    }
    return all > 0 ? sum / all : nil
  }

  private static func gated(_ criteria: [Criterion], _ met: [Double]) -> Double? {
    let rows = zip(criteria, met)
    let rules = rows.filter { $0.0.kind == .hardRule }
    let principles = rows.filter { $0.0.kind == .principle }
    guard !criteria.isEmpty else { return nil }
    let kept = rules.reduce(0.0) { $0 + ($1.0.weight < 0 ? 1 - $1.1 : $1.1) }
    let soft = weighted(principles) ?? (principles.isEmpty ? 1 : 0)
    return (2 * kept + soft) / (2 * Double(rules.count) + 1)
  }

  /// The ends of the scale; `nil` where there are none.
  var range: ClosedRange<Double>? { self == .healthbench ? nil : 0...1 }
}

/// HealthBench's mean over examples: held within 0 and 1, with the standard deviation of its bootstrap.
struct ClippedMean: Equatable {
  let mean: Double
  /// Over 1,000 resamples, each mean held within 0 and 1 too.
  let deviation: Double
  let count: Int

  /// - Parameter seed: of the resamples.
  /// - Complexity: O(1000 · n).
  init?(_ scores: [Double], seed: UInt64 = 0, resamples: Int = 1000) {
    guard !scores.isEmpty else { return nil }
    func clipped(_ sum: Double) -> Double { max(0, min(1, sum / Double(scores.count))) }
    count = scores.count
    mean = clipped(scores.reduce(0, +))
    var random = SplitMix64(seed)
    let means = (0..<resamples).map { _ in
      var sum = 0.0
      for _ in scores { sum += scores[random.below(scores.count)] }
      return clipped(sum)
    }
    let middle = means.reduce(0, +) / Double(max(1, resamples))
    deviation =
      (means.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(max(1, resamples)))
      .squareRoot()
  }
}
