/// Turns the values of dense columns into normal scores: what a normal variable of the same rank would be.
///
/// Fitted on a sample of answers. A value with `l` sample values below it and `e` equal to it gets
/// Φ⁻¹((l + e / 2) / m), m being the size of the sample, so equal values share their mean rank; the ends stand
/// at half a rank. No monotone squash before it changes anything but ties.
struct NormalScores {
  /// Most answers in the sample; 14 MB for 105 columns.
  static let sampleSize = 1 << 15

  /// By column, ascending.
  private let columns: [[Float]]
  /// Scores by twice the rank.
  private let scores: [Float]

  /// - Parameter sample: by column, each as long.
  init(_ sample: [[Float]]) {
    columns = sample.map { $0.sorted() }
    let size = sample.first?.count ?? 0
    scores = (0...2 * max(1, size)).map { twice in
      let ends = max(1, min(2 * size - 1, twice))
      return size > 0 ? Float(Self.quantile(Double(ends) / Double(2 * size))) : 0
    }
  }

  /// The score of a value in a column.
  func score(_ value: Float, _ column: Int) -> Float {
    let sorted = columns[column]
    var below = 0
    var end = sorted.count
    while below < end {
      let middle = (below + end) / 2
      if sorted[middle] < value { below = middle + 1 } else { end = middle }
    }
    var upTo = below
    end = sorted.count
    while upTo < end {
      let middle = (upTo + end) / 2
      if sorted[middle] <= value { upTo = middle + 1 } else { end = middle }
    }
    return scores[below + upTo]
  }

  /// The standard normal quantile of `p` in 0 … 1, exclusive; right to 1.2e-9 of itself.
  ///
  /// - SeeAlso: Acklam, "An algorithm for computing the inverse normal cumulative distribution function".
  static func quantile(_ p: Double) -> Double {
    func polynomial(_ x: Double, _ c: [Double]) -> Double { c.reduce(0) { $0 * x + $1 } }
    let tail = [
      -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838, -2.549732539343734,
      4.374664141464968, 2.938163982698783,
    ]
    let tailBelow = [
      7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1,
    ]
    if p < 0.02425 {
      let q = (-2 * ln(p)).squareRoot()
      return polynomial(q, tail) / polynomial(q, tailBelow)
    }
    if p > 1 - 0.02425 { return -quantile(1 - p) }
    let q = p - 0.5
    let r = q * q
    let above = polynomial(
      r,
      [
        -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
        1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239,
      ])
    let below = polynomial(
      r,
      [
        -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
        6.680131188771972e+01, -1.328068155288572e+01, 1,
      ])
    return above * q / below
  }
}
