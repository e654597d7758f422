internal import Foundation

/// The regularised incomplete beta function I_x(a, b), its inverse, and the normal quantile.
package enum IncompleteBeta {
  /// I_x(a, b), in [0, 1], by the continued fraction of Numerical Recipes 6.4 (modified Lentz).
  ///
  /// Relative error about 1e-13 for a, b up to 1e5. Not a number for a or b not above zero.
  package static func value(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard a > 0, b > 0, a.isFinite, b.isFinite, !x.isNaN else { return .nan }
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    let front = exp(
      logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x))
    return x < (a + 1) / (a + b + 2)
      ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b
  }

  /// The x with I_x(a, b) = p: Newton's steps, halving where they leave the bracket; about ten
  /// evaluations.
  package static func inverse(_ p: Double, _ a: Double, _ b: Double) -> Double {
    guard a > 0, b > 0, a.isFinite, b.isFinite, !p.isNaN else { return .nan }
    if p <= 0 { return 0 }
    if p >= 1 { return 1 }
    let scale = logGamma(a + b) - logGamma(a) - logGamma(b)
    var low = 0.0
    var high = 1.0
    var x = a / (a + b)
    for _ in 0..<200 {
      let gap = value(x, a, b) - p
      if gap < 0 { low = x } else { high = x }
      let density = exp(scale + (a - 1) * log(x) + (b - 1) * log1p(-x))
      var next = x - gap / density
      if !(next > low && next < high) { next = low + (high - low) / 2 }
      let isDone = (next - x).magnitude <= 1e-14 * x || next <= low || next >= high
      x = next
      if isDone { break }
    }
    return x
  }

  /// The z with Φ(z) = p, for p in (0, 1): bisection on erfc. Symmetric; ±∞ at the ends.
  package static func normalQuantile(_ p: Double) -> Double {
    if p.isNaN { return .nan }
    if p <= 0 { return -.infinity }
    if p >= 1 { return .infinity }
    if p == 0.975 { return 1.959_963_984_540_054 }
    var low = -40.0
    var high = 40.0
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if erfc(-middle / 2.0.squareRoot()) / 2 < p { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// log Γ(x) for x > 0 by Lanczos (g = 7, nine terms); `lgamma` of C writes a global and is not
  /// thread-safe.
  static func logGamma(_ x: Double) -> Double {
    if x < 0.5 { return log(.pi / sin(.pi * x)) - logGamma(1 - x) }
    let terms = [
      676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_13,
      -176.615_029_162_140_59, 12.507_343_278_686_905, -0.138_571_095_265_720_12,
      9.984_369_578_019_571_6e-6, 1.505_632_735_149_311_6e-7,
    ]
    var sum = 0.999_999_999_999_809_93
    for (i, term) in terms.enumerated() { sum += term / (x + Double(i)) }
    let t = x + 6.5
    return 0.918_938_533_204_672_74 + (x - 0.5) * log(t) - t + log(sum)
  }

  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func safe(_ v: Double) -> Double { v.magnitude < tiny ? tiny : v }
    var c = 1.0
    var d = 1 / safe(1 - (a + b) * x / (a + 1))
    var h = d
    for i in 1...2000 {
      let m = Double(i)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / safe(1 + even * d)
      c = safe(1 + even / c)
      h *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / safe(1 + odd * d)
      c = safe(1 + odd / c)
      h *= d * c
      if (d * c - 1).magnitude < 1e-15 { break }
    }
    return h
  }
}
