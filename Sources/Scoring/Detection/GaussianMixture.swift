internal import Foundation

/// Two normal distributions fitted to numbers on a line by expectation maximisation.
///
/// scikit-learn's `GaussianMixture(2, max_iter=10, tol=1e-2, reg_covar=5e-4)`, the split of DivideMix. Differs:
/// it starts from the best cut of the sorted values into two clusters, which k-means only looks for.
package struct GaussianMixture: Sendable, Equatable {
  package private(set) var means = [0.0, 0.0]
  package private(set) var variances = [1.0, 1.0]
  package private(set) var weights = [0.5, 0.5]

  /// - Parameter values: non-finite ones are left out. With fewer than two different ones both
  ///   components are the same.
  /// - Complexity: O(n·log n) for the start, O(n) per round.
  package init(
    _ values: [Double], rounds: Int = 10, tolerance: Double = 1e-2, floor: Double = 5e-4
  ) {
    let values = values.filter(\.isFinite).sorted()
    guard let first = values.first, let last = values.last, first < last else {
      means = [values.first ?? 0, values.first ?? 0]
      variances = [floor, floor]
      return
    }
    let cut = Self.cut(values)
    var lower = values.indices.map { $0 < cut ? 1.0 : 0.0 }
    update(values, lower, floor)
    var bound = -Double.infinity
    for _ in 0..<max(1, rounds) {
      var sum = 0.0
      for (i, value) in values.enumerated() {
        let logs = logDensities(value)
        let top = max(logs[0], logs[1])
        let all = top + log(exp(logs[0] - top) + exp(logs[1] - top))
        lower[i] = exp(logs[0] - all)
        sum += all
      }
      update(values, lower, floor)
      let reached = sum / Double(values.count)
      if abs(reached - bound) < tolerance { break }
      bound = reached
    }
  }

  /// P(component with the lower mean | value), 0…1; ½ for what is not a number or cannot be told apart.
  package func lowerPosterior(_ value: Double) -> Double {
    guard value.isFinite, means[0] != means[1] else { return 0.5 }
    let logs = logDensities(value)
    let (low, high) = means[0] < means[1] ? (logs[0], logs[1]) : (logs[1], logs[0])
    let difference = high - low
    guard !difference.isNaN else { return 0.5 }
    return difference > 700 ? 0 : 1 / (1 + exp(difference))
  }

  private func logDensities(_ value: Double) -> [Double] {
    (0...1).map { k in
      let d = value - means[k]
      return log(max(weights[k], 1e-300)) - 0.5 * log(2 * .pi * variances[k])
        - 0.5 * d * d / variances[k]
    }
  }

  private mutating func update(_ values: [Double], _ lower: [Double], _ floor: Double) {
    for k in 0...1 {
      let shares = k == 0 ? lower : lower.map { 1 - $0 }
      let size = shares.reduce(0, +) + 10 * Double.ulpOfOne
      let mean = zip(shares, values).reduce(0) { $0 + $1.0 * $1.1 } / size
      means[k] = mean
      variances[k] =
        zip(shares, values).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) } / size + floor
      weights[k] = size / Double(values.count)
    }
  }

  /// How many of the sorted values form the lower of two clusters with the least squared error.
  private static func cut(_ sorted: [Double]) -> Int {
    let total = sorted.reduce(0, +)
    var sum = 0.0
    var best = (gain: -Double.infinity, cut: 1)
    for cut in 1..<sorted.count {
      sum += sorted[cut - 1]
      let (n, m) = (Double(cut), Double(sorted.count - cut))
      // The least squared error is the largest Σ (sum of cluster)² / size.
      let gain = sum * sum / n + (total - sum) * (total - sum) / m
      if gain > best.gain { best = (gain, cut) }
    }
    return best.cut
  }
}

/// DivideMix's split: posterior of the high-loss component.
package struct MixtureMethod: DetectionMethod {
  package let name = "gmm"
  package let summary = "loss that belongs to the higher of two normal distributions"
  package let source =
    "DivideMix (Li et al. 2020), its split alone, on the mean loss of the last five epochs, min-max scaled"
  package init() {}

  package func score(_ context: DetectionContext) -> [Double] {
    let losses = context.scoreSeen { statistics in
      PairStatistics(Array(statistics.margins.suffix(5))).meanLoss
    }
    guard let low = losses.min(), let high = losses.max(), low < high else {
      return losses.map { _ in 0.5 }
    }
    let scaled = losses.map { ($0 - low) / (high - low) }
    let mixture = GaussianMixture(scaled)
    // The lower tail of the wider component can win again below the lower mean; a smaller loss is
    // never worse, so the posterior is held there.
    return scaled.map { 1 - mixture.lowerPosterior(max($0, mixture.means.min() ?? 0)) }
  }
}
