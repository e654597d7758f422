internal import Foundation

/// Logarithms of counts.
enum Logarithms {
  /// ln((1 + a) / (1 + b)).
  static func ratio(_ a: Int, _ b: Int) -> Double { log1p(Double(a)) - log1p(Double(b)) }
}
