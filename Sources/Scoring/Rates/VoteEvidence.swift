package import Records

/// Votes of annotators on one pair.
package struct PairVotes: Sendable {
  package var group: PublicID
  /// Votes for the answer that stands first, for the other, and for neither.
  package var first: Int
  package var second: Int
  package var ties: Int

  package init(group: PublicID, first: Int, second: Int, ties: Int = 0) {
    self.group = group
    self.first = max(0, first)
    self.second = max(0, second)
    self.ties = max(0, ties)
  }

  var decisive: Int { first + second }
}

/// What repeated votes say of the error of one vote and of the majority label.
///
/// "Wrong" is against what most people would say of the pair. D is the chance that two decisive votes
/// on a pair differ, a mean over pairs of 2fs / (k(k−1)). With e_i ≤ ½ the chance that a vote on pair i
/// is wrong and votes independent given the pair, D = E[2e(1−e)], hence for the mean error ē of one
/// vote:
///
/// - ē ≥ D/2: of two votes that differ one is wrong. Needs no independence and no model of annotators.
/// - ē ≤ D: since 1−e ≥ ½. Met where pairs are either undisputed or coin tosses.
/// - ē = (1 − √(1−2D))/2 where all pairs are equally hard (2A − 1 = (1−2ε)² with A = 1 − D). When pairs
///   differ in difficulty this is too low, because 1 − 2D = E[(1−2e)²] ≥ (1−2ē)²; annotators of
///   differing care do not bias it when each vote's annotator is drawn afresh, and make it slightly too
///   high when the same two annotators vote on everything.
///
/// Mistakes that most annotators share leave no disagreement: no number here sees them.
/// Ties are an outcome of their own: their share is told, the rates are those of decisive votes.
package struct VoteEvidence: Sendable {
  /// Which label the rate is of.
  package enum Label: String, Sendable { case oneVote, majority }

  /// Pairs with two decisive votes or more: the only ones that count.
  package let pairs: Int
  /// Share of ties among all votes; `nil` without votes.
  package let tieShare: Double?
  /// Share of those pairs whose votes balance, so that they have no majority label.
  package let balancedShare: Double?
  /// Chance that two decisive votes on a pair differ.
  package let disagreement: Estimate
  package let oneVote: NoiseRate
  package let majority: NoiseRate

  /// Cost: O(replicates · pairs). The interval resamples groups; with fewer than 15 disputed pairs it is
  /// Clopper–Pearson's with the groups as cases, because resampling nothing gives nothing.
  package init(
    _ votes: [PairVotes], seed: UInt64, replicates: Int = GroupBootstrap.replicates, jobs: Int = 1
  ) {
    let used = votes.filter { $0.decisive >= 2 }
    pairs = used.count
    let all = votes.reduce(0) { $0 + $1.decisive + $1.ties }
    tieShare = all > 0 ? Double(votes.reduce(0) { $0 + $1.ties }) / Double(all) : nil
    balancedShare =
      used.isEmpty
      ? nil : Double(used.count { $0.first == $0.second }) / Double(used.count)
    disagreement = Self.disagreement(used, seed: seed, replicates: replicates, jobs: jobs)
    let curve = MajorityError(sizes: used.map(\.decisive))
    oneVote = Self.rate(
      disagreement, pairs: used.count, subject: "single votes",
      low: { $0 / 2 }, equal: VoteEvidence.errorIfEquallyHard, high: { $0 })
    // For the majority label the least comes with equal difficulty too: its error is convex in e(1−e).
    majority = Self.rate(
      disagreement, pairs: used.count, subject: "majority labels",
      low: curve.ifEquallyHard, equal: curve.ifEquallyHard, high: curve.atMost)
  }

  /// (1 − √(1−2D))/2, at most ½.
  static func errorIfEquallyHard(_ d: Double) -> Double {
    (1 - max(0, 1 - 2 * d).squareRoot()) / 2
  }

  private static func disagreement(
    _ votes: [PairVotes], seed: UInt64, replicates: Int, jobs: Int
  ) -> Estimate {
    guard !votes.isEmpty else { return Estimate(nil, nil) }
    let resampling = GroupResampling(groups: votes.map(\.group), seed: seed)
    let sample = MeanSample(
      name: "disagreement",
      cases: votes.map { vote in
        let k = Double(vote.decisive)
        return 2 * Double(vote.first) * Double(vote.second) / (k * (k - 1))
      }, groups: resampling.index)
    let disputed = votes.count { $0.first > 0 && $0.second > 0 }
    let value = sample.values()[0]
    let groups = Double(resampling.groupCount)
    let exact = Proportion(value * groups, of: groups).clopperPearson()
    guard disputed >= 15 else { return Estimate(value, exact) }
    let drawn = GroupBootstrap.run(
      [MeasuredCell(resampling: resampling, methods: [sample])], methods: ["votes"],
      replicates: replicates, jobs: jobs
    ).estimate("votes", "disagreement")
    return Estimate(value, drawn.interval ?? exact)
  }

  private static func rate(
    _ disagreement: Estimate, pairs: Int, subject: String, low: (Double) -> Double,
    equal: (Double) -> Double, high: (Double) -> Double
  ) -> NoiseRate {
    guard let d = disagreement.value, let interval = disagreement.interval else {
      return NoiseRate(
        kind: .unknown, bounds: Interval(low: 0, high: 1),
        words: "No pair has two votes that decide: the votes do not tell how many labels are wrong."
      )
    }
    let differ =
      "Two votes on the same pair differ in \(Words.percent(d)) of cases"
      + "\(Words.interval(interval)), on \(Words.pairs(pairs))."
    guard interval.high < 0.5 else {
      return NoiseRate(
        kind: .unknown, bounds: Interval(low: low(interval.low).clamped(0, 0.5), high: 1),
        words: "\(differ) That may be chance: the votes do not tell how many labels are wrong.")
    }
    let bounds = Interval(
      low: low(interval.low), high: high(interval.high), level: interval.level)
    let estimate = Estimate(
      equal(d),
      Interval(low: equal(interval.low), high: equal(interval.high), level: interval.level))
    return NoiseRate(
      kind: .votes, estimate: estimate.value, interval: bounds, ifEquallyHard: estimate,
      bounds: bounds,
      words:
        "\(differ) So \(Words.range(bounds)) of \(subject) go against what most people would say; "
        + "\(Words.estimate(estimate)) if all pairs are about equally hard. "
        + "Mistakes that annotators share do not show in votes.")
  }
}

/// The weighted mean of a number over pairs.
struct MeanSample: GroupStatistic {
  let name: String
  let cases: [Double]
  let groups: [Int32]

  var names: [String] { [name] }

  func values() -> [Double] { [mean { _ in 1 }] }

  func values(weights: [Double]) -> [Double] {
    [mean { $0 >= 0 && $0 < weights.count ? weights[$0] : 0 }]
  }

  private func mean(_ weight: (Int) -> Double) -> Double {
    var sum = 0.0
    var total = 0.0
    for (value, group) in zip(cases, groups) {
      let w = weight(Int(group))
      sum += w * value
      total += w
    }
    return total > 0 ? sum / total : .nan
  }
}
