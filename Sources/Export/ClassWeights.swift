/// What KTO's two kinds of rows should weigh.
///
/// The paper wants λ_D n_D : λ_U n_U between 1 : 1 and 4 : 3, D the desirable rows and U the others. The smaller of
/// the two weights is 1, and the other no larger than it must be.
///
/// - SeeAlso: Ethayarajh et al., "KTO: Model Alignment as Prospect Theoretic Optimization", 2024, section 4.2.
struct ClassWeights: Equatable {
  let good: Int
  let bad: Int
  let desirable: Double
  let undesirable: Double

  /// `nil` where a kind has no rows.
  init?(good: Int, bad: Int) {
    guard good > 0, bad > 0 else { return nil }
    self.good = good
    self.bad = bad
    let ratio = Double(good) / Double(bad)
    desirable = max(1, 1 / ratio)
    undesirable = max(1, ratio * 3 / 4)
  }

  var words: String {
    guard desirable > 1 || undesirable > 1 else { return "" }
    return """
      \(good) rows are labelled `true` and \(bad) `false`. KTO wants their weights between 1 : 1 and 4 : 3: \
      `desirable_weight=\(Self.digits(desirable))`, `undesirable_weight=\(Self.digits(undesirable))`.
      """
  }

  /// Four decimals, rounded up, so that the ratio stays within the band.
  private static func digits(_ value: Double) -> String {
    "\((value * 10_000 - 1e-6).rounded(.up) / 10_000)"
  }
}
