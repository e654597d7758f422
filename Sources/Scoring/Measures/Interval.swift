/// An interval with the share of repetitions in which such intervals hold the truth.
package struct Interval: Sendable, Equatable {
  package var low: Double
  package var high: Double
  /// Nominal coverage, 0.95 unless said otherwise.
  package var level: Double

  package init(low: Double, high: Double, level: Double = 0.95) {
    self.low = low
    self.high = high
    self.level = level
  }

  package func contains(_ value: Double) -> Bool { low <= value && value <= high }

  /// The part inside [0, 1].
  package var asProportion: Interval {
    Interval(low: low.clamped(0, 1), high: high.clamped(0, 1), level: level)
  }
}

/// A value with its interval, either absent where it cannot be had.
package struct Estimate: Sendable, Equatable {
  /// `nil` where undefined: no pairs, one class only.
  package var value: Double?
  /// `nil` where undefined, or where resampling cannot give one.
  package var interval: Interval?

  package init(_ value: Double?, _ interval: Interval?) {
    self.value = value.flatMap { $0.isFinite ? $0 : nil }
    self.interval = interval
  }
}
