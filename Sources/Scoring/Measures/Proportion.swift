/// A share of independent yes-or-no cases, with its intervals.
///
/// `hits` may be fractional, where a case counts half. Without cases the value is `nil` and every
/// interval is [0, 1].
package struct Proportion: Sendable, Equatable {
  package let hits: Double
  package let count: Double

  /// Hits beyond the count, negative numbers and NaN are held to what makes sense.
  package init(_ hits: Double, of count: Double) {
    self.count = count.isFinite ? max(0, count) : 0
    self.hits = hits.clamped(0, self.count)
  }

  package init(_ hits: Int, of count: Int) { self.init(Double(hits), of: Double(count)) }

  package var value: Double? { count > 0 ? hits / count : nil }

  /// Wilson's score interval (1927): |p̂ − p| = z √(p(1 − p)/n) solved for p. For display of many shares.
  package func wilson(level: Double = 0.95) -> Interval {
    guard let p = value else { return Interval(low: 0, high: 1, level: level) }
    let z = IncompleteBeta.normalQuantile((1 + level.clamped(0, 0.999999)) / 2)
    let scale = 1 + z * z / count
    let centre = (p + z * z / (2 * count)) / scale
    let half =
      z / scale * (p * (1 - p) / count + z * z / (4 * count * count)).squareRoot()
    return Interval(
      low: hits > 0 ? max(0, centre - half) : 0, high: hits < count ? min(1, centre + half) : 1,
      level: level)
  }

  /// Clopper & Pearson (1934): the exact binomial tails; coverage is never below the level.
  package func clopperPearson(level: Double = 0.95) -> Interval {
    beta(level, low: (hits, count - hits + 1), high: (hits + 1, count - hits))
  }

  /// Equal tails of the posterior under Beta(½, ½), ends at 0 and 1 kept (Brown, Cai & DasGupta 2001).
  package func jeffreys(level: Double = 0.95) -> Interval {
    let shape = (hits + 0.5, count - hits + 0.5)
    return beta(level, low: shape, high: shape)
  }

  private func beta(
    _ level: Double, low: (Double, Double), high: (Double, Double)
  ) -> Interval {
    guard count > 0 else { return Interval(low: 0, high: 1, level: level) }
    let tail = (1 - level.clamped(0, 0.999999)) / 2
    return Interval(
      low: hits > 0 ? IncompleteBeta.inverse(tail, low.0, low.1) : 0,
      high: hits < count ? IncompleteBeta.inverse(1 - tail, high.0, high.1) : 1, level: level)
  }
}
