/// How often one of two raters is wrong, from how often they differ, and what it takes from a share.
///
/// With both wrong independently with chance ε on every item, they differ with chance D = 2ε(1−ε),
/// hence ε = (1 − √(1−2D))/2. Of items with a wrong label both call it wrong with chance (1−ε)², of
/// those with a right label with ε²: with B the share that both call wrong and U that on which both
/// decide, B = π(1−ε)² + (U−π)ε² and **π = (B − Uε²)/(1 − 2ε)**. Mistakes that both raters make
/// together (hard items) leave ε too low and π too high: they cannot be told from wrong labels.
struct RaterError: Sendable, Equatable {
  /// ε with its interval; no value where the raters agree no more than chance.
  var error: Estimate

  /// - Parameter disagreement: share of items on which both decide and differ, of those on which
  ///   both decide.
  init(disagreement: Estimate) {
    guard let d = disagreement.value, let interval = disagreement.interval, d < 0.5 else {
      error = Estimate(nil, nil)
      return
    }
    error = Estimate(
      VoteEvidence.errorIfEquallyHard(d),
      Interval(
        low: VoteEvidence.errorIfEquallyHard(interval.low),
        high: VoteEvidence.errorIfEquallyHard(interval.high), level: interval.level))
  }

  /// The corrected share π; `nil` where ε is unknown.
  ///
  /// The distances that come from B and from ε add as squares (Zou & Donner 2008), the larger ε
  /// held at 0.45.
  func correct(both: Estimate, decided: Double) -> Estimate? {
    guard let e = error.value, let errors = error.interval, let b = both.value,
      let range = both.interval
    else { return nil }
    func share(_ b: Double, _ e: Double) -> Double {
      let e = min(e, 0.45)
      return ((b - decided * e * e) / (1 - 2 * e)).clamped(0, max(decided, 0))
    }
    let value = share(b, e)
    let moved = [share(b, errors.low), share(b, errors.high), value]
    func away(_ ends: [Double]) -> Double {
      ends.reduce(0) { $0 + ($1 - value) * ($1 - value) }.squareRoot()
    }
    let low = value - away([share(range.low, e), moved.min() ?? value])
    let high = value + away([share(range.high, e), moved.max() ?? value])
    return Estimate(
      value, Interval(low: low, high: high, level: range.level).asProportion)
  }
}
