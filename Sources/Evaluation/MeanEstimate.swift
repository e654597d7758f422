internal import Scoring

/// A mean with its standard error.
struct MeanEstimate: Sendable {
  var mean: Double
  var error: Double

  init(_ values: [Double]) {
    let count = Double(max(1, values.count))
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    error = (squares / max(1, count - 1) / count).squareRoot()
  }

  /// `0.602 [0.590, 0.614]`, by 1.96 standard errors.
  func words(sign: Bool = false) -> String {
    Estimate(mean, Interval(low: mean - 1.96 * error, high: mean + 1.96 * error))
      .words(sign: sign)
  }
}
