/// Numbers of a sample that can be had again with its groups weighted.
package protocol GroupStatistic: Sendable {
  /// Names of the numbers, in their order.
  var names: [String] { get }
  /// Every pair counted once; not a number where undefined.
  func values() -> [Double]
  /// The pairs of group g counted `weights[g]` times.
  func values(weights: [Double]) -> [Double]
}

extension NoiseSample: GroupStatistic {
  package var names: [String] { measures.map(\.description) }
}

/// Margins of a learner on trusted labels: `accuracy`, `mean_margin`, and `ece` and `brier` of σ(margin).
///
/// Accuracy counts a margin of zero half. Calibration is that of the predicted winner: confidence
/// σ(|margin|) in [½, 1] against whether it is right, ten bins; Brier is mean (1 − σ(margin))².
/// Margins that are not a number count as zero. Cost of a replicate: O(n).
package struct FitSample: GroupStatistic {
  package let names = ["accuracy", "mean_margin", "ece", "brier"]
  private let margins: [Double]
  private let groups: [Int32]

  /// - Parameters:
  ///   - margins: r(better) − r(worse) by the trusted label.
  ///   - groups: the number of each pair's group (`GroupResampling.index`).
  package init(margins: [Double], groups: [Int32]) {
    let count = min(margins.count, groups.count)
    self.margins = margins.prefix(count).map { $0.isNaN ? 0 : $0.clamped(-1e6, 1e6) }
    self.groups = groups.prefix(count).map { max(0, $0) }
  }

  package func values() -> [Double] { sum { _ in 1 } }

  package func values(weights: [Double]) -> [Double] {
    sum { $0 < weights.count ? weights[$0] : 0 }
  }

  private func sum(_ weight: (Int) -> Double) -> [Double] {
    var total = 0.0
    var right = 0.0
    var margin = 0.0
    var brier = 0.0
    var gaps = [Double](repeating: 0, count: 10)
    for i in margins.indices {
      let w = weight(Int(groups[i]))
      let m = margins[i]
      let isRight = m > 0 ? 1 : m < 0 ? 0 : 0.5
      let p = Logit.sigmoid(m)
      let confidence = max(p, 1 - p)
      total += w
      right += w * isRight
      margin += w * m
      brier += w * (1 - p) * (1 - p)
      gaps[Calibration.bin(2 * confidence - 1, of: 10)] += w * (confidence - isRight)
    }
    guard total > 0 else { return [.nan, .nan, .nan, .nan] }
    return [
      right / total, margin / total, gaps.reduce(0) { $0 + $1.magnitude } / total, brier / total,
    ]
  }
}
