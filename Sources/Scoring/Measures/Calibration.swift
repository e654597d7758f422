/// How well probabilities that labels are wrong agree with what was wrong.
///
/// - Note: a probability that is not a number counts as zero: nothing is known against the label.
package struct Calibration: Sendable, Equatable {
  /// One bin of a reliability table.
  package struct Bin: Sendable, Equatable {
    /// The bin is [low, high), the last one closed.
    package var low: Double
    package var high: Double
    package var count: Int
    /// Mean probability of the bin; not a number when it is empty.
    package var meanProbability: Double
    /// Wrong pairs of the bin.
    package var wrong: Int
    /// Wilson interval of the share of wrong pairs; the whole of [0, 1] when the bin is empty.
    package var interval: Interval
    /// Share of wrong pairs; not a number when the bin is empty.
    package var share: Double { count > 0 ? Double(wrong) / Double(count) : .nan }
  }

  /// Bins of equal width over [0, 1].
  package let bins: [Bin]
  /// Σ (n_b / n) |mean p_b − share wrong_b|, in [0, 1] (Guo et al. 2017); `nil` without pairs.
  package let ece: Double?
  /// Mean (p − y)², in [0, 1]; `nil` without pairs.
  package let brier: Double?

  /// Cost: O(n).
  package init(probabilities: [Double], isWrong: [Bool], bins binCount: Int = 10) {
    let binCount = max(1, min(binCount, 200))
    var counts = [Int](repeating: 0, count: binCount)
    var wrongs = counts
    var sums = [Double](repeating: 0, count: binCount)
    var squares = 0.0
    let count = min(probabilities.count, isWrong.count)
    for i in 0..<count {
      let p = probabilities[i].clamped(0, 1)
      let b = Self.bin(p, of: binCount)
      counts[b] += 1
      sums[b] += p
      if isWrong[i] { wrongs[b] += 1 }
      let gap = p - (isWrong[i] ? 1 : 0)
      squares += gap * gap
    }
    bins = (0..<binCount).map { b in
      Bin(
        low: Double(b) / Double(binCount), high: Double(b + 1) / Double(binCount),
        count: counts[b], meanProbability: counts[b] > 0 ? sums[b] / Double(counts[b]) : .nan,
        wrong: wrongs[b],
        interval: Proportion(Double(wrongs[b]), of: Double(counts[b])).wilson())
    }
    let n = Double(count)
    brier = count > 0 ? squares / n : nil
    ece =
      count > 0
      ? (0..<binCount).reduce(0) { $0 + (sums[$1] - Double(wrongs[$1])).magnitude } / n : nil
  }

  /// The bin of a probability: ⌊p · bins⌋, 1 in the last.
  static func bin(_ p: Double, of bins: Int) -> Int {
    min(bins - 1, Int(p.clamped(0, 1) * Double(bins)))
  }
}

/// How a learner does on labels that are trusted: share right and mean margin.
package struct LabelFit: Sendable, Equatable {
  /// Share of margins above zero, a margin of zero counting half, in [0, 1]; `nil` without margins.
  package let accuracy: Double?
  /// Mean margin r(better) − r(worse); `nil` without margins.
  package let meanMargin: Double?
  /// Margins that were not finite: they count as half right and stay out of the mean.
  package let broken: Int

  /// - Parameter margins: r(better) − r(worse) by the trusted label. Cost: O(n).
  package init(margins: [Double]) {
    var right = 0.0
    var sum = 0.0
    var broken = 0
    for margin in margins {
      right += margin > 0 ? 1 : margin < 0 ? 0 : 0.5
      if margin.isFinite { sum += margin } else { broken += 1 }
    }
    self.broken = broken
    accuracy = margins.isEmpty ? nil : right / Double(margins.count)
    meanMargin = margins.count > broken ? sum / Double(margins.count - broken) : nil
  }
}
