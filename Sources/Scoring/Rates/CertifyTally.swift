/// Counts of outcomes per stratum of a blind sample.
struct CertifyTally: Sendable {
  private let sizes: [Int]
  /// Items that a rater answered; items of two raters count once.
  private(set) var answered: [Double]
  /// Wrong labels: an item on which two raters differ counts half.
  private(set) var wrong: [Double]
  private(set) var tied: [Double]
  /// Items that both raters answered, those on which both decide, on which they differ, and that
  /// both call wrong.
  private(set) var shared: [Double]
  private(set) var decided: [Double]
  private(set) var differ: [Double]
  private(set) var both: [Double]
  /// Items that a rater answered, with what they came to.
  private(set) var checked: [CheckedPair] = []

  init(sample: CertifySample, reading: CertifyReading) {
    let zeros = [Double](repeating: 0, count: sample.strata.count)
    sizes = sample.strata.map(\.size)
    answered = zeros
    wrong = zeros
    tied = zeros
    shared = zeros
    decided = zeros
    differ = zeros
    both = zeros
    for (i, item) in sample.items.enumerated() where zeros.indices.contains(item.stratum) {
      let h = item.stratum
      let said = reading.outcomes.map { $0[i] }.filter { $0 != .none }
      guard !said.isEmpty else { continue }
      let n = Double(said.count)
      answered[h] += 1
      let share = Double(said.count { $0 == .wrong }) / n
      wrong[h] += share
      checked.append(CheckedPair(position: item.position, wrong: share, weight: Double(h)))
      tied[h] += Double(said.count { $0 == .tie }) / n
      guard said.count == 2 else { continue }
      shared[h] += 1
      guard !said.contains(.tie) else { continue }
      decided[h] += 1
      if said[0] != said[1] { differ[h] += 1 }
      if said[0] == .wrong && said[1] == .wrong { both[h] += 1 }
    }
    // Until here the weight holds the stratum, whose number of answers was not yet known.
    for i in checked.indices {
      let h = Int(checked[i].weight)
      checked[i].weight = Double(sizes[h]) / max(1, answered[h])
    }
  }

  func strata(_ hits: [Double], of counts: [Double]) -> [SampledStratum] {
    sizes.indices.map { h in
      SampledStratum(size: Double(sizes[h]), sampled: counts[h], hits: hits[h])
    }
  }
}
