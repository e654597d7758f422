internal import Foundation

/// Log-odds and back.
enum Logit {
  /// 1 / (1 + e^−x), without overflow.
  static func sigmoid(_ x: Double) -> Double {
    let e = exp(-x.magnitude)
    return x >= 0 ? 1 / (1 + e) : e / (1 + e)
  }

  /// log p − log (1 − p), with p held inside (0, 1).
  static func logit(_ p: Double) -> Double {
    let p = p.clamped(1e-12, 1 - 1e-12)
    return log(p) - log1p(-p)
  }
}
