internal import Foundation

/// Small functions of margins, safe at any input.
package enum Numerics {
  /// Margins are held within ±this: σ is then within 1e-13 of 0 or 1, and nothing overflows.
  package static let marginBound: Float = 30

  /// `value` within ±`marginBound`; 0 for what is not a number.
  @inline(__always)
  package static func bounded(_ value: Float) -> Float {
    if value.magnitude <= marginBound { return value }
    return value > 0 ? marginBound : (value < 0 ? -marginBound : 0)
  }

  /// 1 / (1 + e^−z).
  @inline(__always)
  package static func sigmoid(_ z: Double) -> Double {
    z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z))
  }

  /// The same for a bounded margin in single precision.
  @inline(__always)
  package static func sigmoid(_ z: Float) -> Float { 1 / (1 + exp(-z)) }

  /// log(1 + e^z), without overflow: the Bradley–Terry loss of margin m is `softplus(-m)`.
  @inline(__always)
  package static func softplus(_ z: Double) -> Double { max(z, 0) + log1p(exp(-z.magnitude)) }

  /// log(p / (1 − p)), with p held within 1e-9 of 0 and 1.
  package static func logit(_ p: Double) -> Double {
    let held = min(max(p.isFinite ? p : 0.5, 1e-9), 1 - 1e-9)
    return log(held / (1 - held))
  }

  /// Arithmetic mean; 0 of nothing.
  package static func mean(_ values: some Collection<Double>) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// Population variance; 0 of nothing.
  package static func variance(_ values: some Collection<Double>) -> Double {
    let centre = mean(values)
    return values.isEmpty
      ? 0 : values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count)
  }

  /// Average ranks 1…n of `values`: ties share the mean of their ranks.
  ///
  /// - Complexity: O(n log n).
  package static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
      for i in start..<end { ranks[order[i]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }
}
