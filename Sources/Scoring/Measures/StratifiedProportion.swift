internal import Foundation

/// A part of a population of which some cases were drawn at random and looked at.
package struct SampledStratum: Sendable, Equatable {
  /// Cases in the population.
  package var size: Double
  /// Cases looked at; below the true number where they are clustered (divide by the design effect).
  package var sampled: Double
  /// Hits among them; may be fractional.
  package var hits: Double

  package init(size: Double, sampled: Double, hits: Double) {
    self.size = size.isFinite ? max(0, size) : 0
    self.sampled = sampled.clamped(0, self.size)
    self.hits = hits.clamped(0, self.sampled)
  }

  package init(size: Int, sampled: Int, hits: Int) {
    self.init(size: Double(size), sampled: Double(sampled), hits: Double(hits))
  }
}

/// Shares of a population from a stratified sample, each stratum weighing by its size.
///
/// The interval is MOVER (Zou & Donner 2008): for θ = Σ c_h p_h the distances of each stratum's own
/// limits (here Clopper–Pearson, drawn in by √((N−n)/(N−1)) for a finite population) add as squares:
/// `low = θ̂ − √Σ (c_h p̂_h − min(c_h l_h, c_h u_h))²`, high likewise. Chosen by simulation (strata of
/// 12 to 25 cases, rates 0 to ½): it covered 94 to 100 %, with Jeffreys limits 91 %, with an effective
/// n in Wilson's formula 81 %, by drawing from Beta posteriors 0 % where nothing was wrong. When no
/// case is a hit, the high end is the exact one: the largest share under which that has a chance of 2.5
/// %.
package struct StratifiedProportion: Sendable {
  package let strata: [SampledStratum]
  package let level: Double

  package init(_ strata: [SampledStratum], level: Double = 0.95) {
    self.strata = strata.filter { $0.size > 0 }
    self.level = level.clamped(0.5, 0.999999)
  }

  /// Share of hits in the population; no value when nothing was looked at, and then the interval
  /// is [0, 1].
  package func share() -> Estimate {
    let size = strata.reduce(0) { $0 + $1.size }
    guard size > 0, strata.contains(where: { $0.sampled > 0 }) else {
      return Estimate(nil, Interval(low: 0, high: 1, level: level))
    }
    let parts = limits()
    var estimate = combine(parts, strata.map { $0.size / size })
    if strata.allSatisfy({ $0.sampled > 0 && $0.hits == 0 }) {
      estimate.high = min(estimate.high, highWhenNone(size))
    } else if strata.allSatisfy({ $0.sampled > 0 && $0.hits == $0.sampled }) {
      estimate.low = max(estimate.low, 1 - highWhenNone(size))
    }
    return Estimate(
      estimate.value,
      Interval(low: estimate.low, high: estimate.high, level: level).asProportion)
  }

  /// Number of hits in the population.
  package func total() -> Estimate {
    let size = strata.reduce(0) { $0 + $1.size }
    let share = share()
    return Estimate(
      share.value.map { $0 * size },
      share.interval.map { Interval(low: $0.low * size, high: $0.high * size, level: level) })
  }

  /// Which share of all hits lies in the strata for which `isPart`: D / (D + K).
  ///
  /// Its interval holds the R for which the interval of (1 − R) D − R K holds zero. No value without a
  /// hit, and then the interval is [0, 1].
  ///
  /// - Parameters:
  ///   - isPart: beside the strata given to `init`; those of no size count as well.
  ///   - less: what is taken from each stratum's share of hits (a rater's error); zero when absent.
  package static func ratio(
    _ strata: [SampledStratum], isPart: [Bool], less: [Double] = [], level: Double = 0.95
  ) -> Estimate {
    let all = StratifiedProportion([], level: level)
    let parts = zip(strata, isPart).enumerated().filter { $1.0.size > 0 }
    let limits = limits(parts.map(\.element.0), level: all.level).enumerated().map { i, limit in
      let offset = parts[i].offset < less.count ? less[parts[i].offset] : 0
      return limit.shifted(by: -offset)
    }
    func coefficients(_ r: Double) -> [Double] {
      parts.map { $0.element.1 ? (1 - r) * $0.element.0.size : -r * $0.element.0.size }
    }
    let dropped = all.combine(limits, coefficients(0)).value
    let kept = -all.combine(limits, coefficients(1)).value
    guard max(0, dropped) + max(0, kept) > 0 else {
      return Estimate(nil, Interval(low: 0, high: 1, level: all.level))
    }
    let value = max(0, dropped) / (max(0, dropped) + max(0, kept))
    // low(R) falls and high(R) falls with R: the ends are where they cross zero.
    func crossing(from start: Double, to end: Double, _ sign: (Double) -> Bool) -> Double {
      if sign(end) { return end }
      var inside = start
      var outside = end
      for _ in 0..<50 {
        let middle = (inside + outside) / 2
        if sign(middle) { inside = middle } else { outside = middle }
      }
      return inside
    }
    let low = crossing(from: value, to: 0) { all.combine(limits, coefficients($0)).low <= 0 }
    let high = crossing(from: value, to: 1) { all.combine(limits, coefficients($0)).high >= 0 }
    return Estimate(value, Interval(low: low, high: high, level: all.level))
  }

  struct Limits {
    var value: Double
    var low: Double
    var high: Double

    func shifted(by offset: Double) -> Limits {
      Limits(value: value + offset, low: low + offset, high: high + offset)
    }
  }

  private func limits() -> [Limits] { Self.limits(strata, level: level) }

  /// Each stratum's share with its own limits. One that nobody looked at may be anything; for the value
  /// the share of the others stands in.
  static func limits(_ strata: [SampledStratum], level: Double) -> [Limits] {
    let sampled = strata.reduce(0) { $0 + $1.sampled }
    let pooled = sampled > 0 ? strata.reduce(0) { $0 + $1.hits } / sampled : 0.5
    return strata.map { stratum in
      guard stratum.sampled > 0 else { return Limits(value: pooled, low: 0, high: 1) }
      let p = stratum.hits / stratum.sampled
      let own = Proportion(stratum.hits, of: stratum.sampled).clopperPearson(level: level)
      let rest = max(0, stratum.size - stratum.sampled) / max(1, stratum.size - 1)
      let shrink = min(1, rest).squareRoot()
      return Limits(
        value: p, low: p - (p - own.low) * shrink, high: p + (own.high - p) * shrink)
    }
  }

  func combine(_ parts: [Limits], _ coefficients: [Double]) -> Limits {
    var sum = Limits(value: 0, low: 0, high: 0)
    for (part, c) in zip(parts, coefficients) {
      let down = c * (part.value - (c >= 0 ? part.low : part.high))
      let up = c * ((c >= 0 ? part.high : part.low) - part.value)
      sum.value += c * part.value
      sum.low += down * down
      sum.high += up * up
    }
    return Limits(
      value: sum.value, low: sum.value - sum.low.squareRoot(),
      high: sum.value + sum.high.squareRoot())
  }

  /// max Σ W_h p_h subject to Π (1 − p_h)^n_h ≥ (1 − level)/2.
  ///
  /// The maximum has 1 − p_h = min(1, λ n_h / W_h), with λ by bisection.
  private func highWhenNone(_ size: Double) -> Double {
    let budget = -log((1 - level) / 2)
    let rates = strata.map { $0.sampled / ($0.size / size) }
    func spent(_ lambda: Double) -> Double {
      zip(strata, rates).reduce(0) { sum, part in
        sum - part.0.sampled * log(min(1, lambda * part.1))
      }
    }
    var low = 0.0
    var high = 1 / (rates.min() ?? 1)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if spent(middle) > budget { low = middle } else { high = middle }
    }
    return zip(strata, rates).reduce(0) { sum, part in
      sum + part.0.size / size * (1 - min(1, high * part.1))
    }
  }
}
