/// A rule's score of a response and how sure it is.
package struct RuleScore: Sendable, Equatable {
  /// On the scale of the model's score.
  package var value: Double
  /// In [0, 1]; what is beyond is held there, and what is no number is 0.
  package var confidence: Double

  package init(_ value: Double, confidence: Double) {
    self.value = value
    self.confidence = confidence.isNaN ? 0 : min(max(confidence, 0), 1)
  }
}

/// How a rule's score and a model's become one (Gulhane & Indurthi 2026, "Beyond Monolithic Rewards").
///
/// The paper joins rules, which judge correctness with a confidence, and a learned reward; it gave the
/// idea, and the formulas are winnow's own.
package enum HybridReward: Sendable, Equatable {
  /// The rule's score if its confidence reaches the bound, else the model's.
  case override(above: Double)
  /// c · rule + (1 − c) · model, with the rule's confidence c.
  case blend

  /// The one score. Without a rule's score the model's, and without both nothing.
  package func score(rule: RuleScore?, model: Double?) -> Double? {
    guard let rule else { return model }
    switch self {
    case .override(let bound): return rule.confidence >= bound ? rule.value : model
    case .blend:
      // A model that is missing does not make the rule any surer.
      guard let model else { return rule.confidence > 0 ? rule.value : nil }
      return rule.confidence * rule.value + (1 - rule.confidence) * model
    }
  }

  /// Weighted mean of the aspects that have a score, such as correctness and adherence to the
  /// instruction; `nil` if none has.
  package static func aspects(_ aspects: [(value: Double?, weight: Double)]) -> Double? {
    var (sum, weights) = (0.0, 0.0)
    for case (let value?, let weight) in aspects where weight > 0 {
      sum += weight * value
      weights += weight
    }
    return weights > 0 ? sum / weights : nil
  }
}

/// What a response's length costs: nothing within a band, and beyond it a power of how far it is outside.
///
/// min(limit, rate · d^power) with d = (shortest − length) / shortest below the band, and
/// (length − longest) / longest above it, so that it has no unit. With power 1 and no lower end this is
/// the linear penalty of long responses, with a power of 2 a soft one. The paper of `HybridReward` has
/// a generalised length penalty; this form is winnow's own.
package struct LengthPenalty: Sendable, Equatable {
  /// Length that costs nothing, in any unit; its lower end may be 0.
  package var band: ClosedRange<Double>
  package var rate: Double
  package var power: Double
  /// The most it can be.
  package var limit: Double

  package init(
    band: ClosedRange<Double>, rate: Double = 1, power: Double = 1, limit: Double = .infinity
  ) {
    self.band = band
    self.rate = rate
    self.power = power
    self.limit = limit
  }

  /// The penalty, 0 or more, which is to be taken from the score.
  package func penalty(length: Double) -> Double {
    let (low, high) = (band.lowerBound, band.upperBound)
    let excess =
      length < low
      ? (low - length) / low : length > high ? (length - high) / max(high, 1) : 0
    guard excess > 0 else { return 0 }
    return min(limit, rate * raised(excess, to: power))
  }
}
