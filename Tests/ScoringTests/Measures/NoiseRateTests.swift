import Records
import Testing

@testable import Scoring

@Suite struct NoiseRateTests {
  /// `error` gives the chance that a vote on pair i by annotator a is wrong.
  private func votes(
    _ random: inout SplitMix64, pairs: Int, each: Int, annotators: Int,
    error: (Int, Int) -> Double
  ) -> [PairVotes] {
    (0..<pairs).map { i in
      var first = 0
      for _ in 0..<each where !random.chance(error(i, random.below(annotators))) { first += 1 }
      return PairVotes(group: Simulation.id(i / 2), first: first, second: each - first)
    }
  }

  private func evidence(_ votes: [PairVotes]) -> VoteEvidence {
    VoteEvidence(votes, seed: 3, replicates: Simulation.runs(40, long: 400))
  }

  static let worlds: [(String, Double, Bool, @Sendable (Int, Int) -> Double)] = [
    ("no noise", 0, true, { _, _ in 0 }),
    ("symmetric 20 %", 0.2, true, { _, _ in 0.2 }),
    ("annotators from 5 to 35 %", 0.2, true, { _, a in [0.05, 0.15, 0.25, 0.35][a % 4] }),
    ("hard but clean: a third coin tosses", 1.0 / 6, false, { i, _ in i % 3 == 0 ? 0.5 : 0 }),
    ("difficulty from 0 to 40 %", 0.2, false, { i, _ in [0, 0.1, 0.2, 0.3, 0.4][i % 5] }),
  ]

  @Test(arguments: worlds)
  func `votes: bounds hold the error of one vote, the estimate where pairs are equally hard`(
    name: String, truth: Double, isEqual: Bool, error: @Sendable (Int, Int) -> Double
  ) {
    let runs = Simulation.runs(25, long: 1000)
    var held = 0
    var inBounds = 0
    _ = Simulation.coverage("votes, \(name)", runs: runs) { random in
      let rate = evidence(
        votes(&random, pairs: 300, each: 3, annotators: 4, error: error)
      ).oneVote
      if rate.interval?.contains(truth) == true { inBounds += 1 }
      let isHeld = rate.ifEquallyHard?.interval?.contains(truth) == true
      if isHeld { held += 1 }
      return isHeld
    }
    if Simulation.isLong { print("  of the bounds: \(Double(inBounds) / Double(runs))") }
    #expect(Double(inBounds) >= 0.95 * Double(runs))
    if isEqual {
      #expect(Double(held) >= (Simulation.isLong ? 0.93 : 0.8) * Double(runs))
    }
  }

  @Test func `the same two annotators on everything, one careless`() {
    // The mean error is 0.15; equal difficulty would say (1 − √0.4)/2 = 0.18.
    var random = SplitMix64(14)
    let votes = (0..<2000).map { i in
      let agrees = !random.chance(0.3)
      return PairVotes(group: Simulation.id(i), first: agrees ? 2 : 1, second: agrees ? 0 : 1)
    }
    let rate = evidence(votes).oneVote
    #expect(rate.interval?.contains(0.15) == true)
    #expect(isClose(rate.ifEquallyHard?.value, 0.184, 0.02))
  }

  @Test func `the majority of three is better than one vote`() throws {
    var random = SplitMix64(4)
    let rates = evidence(votes(&random, pairs: 2000, each: 3, annotators: 1) { _, _ in 0.2 })
    // 3ε² − 2ε³ at 0.2.
    #expect(isClose(rates.majority.estimate, 0.104, 0.02))
    #expect(isClose(rates.oneVote.estimate, 0.2, 0.02))
    #expect(isClose(rates.disagreement.value, 0.32, 0.02))
    let bounds = try #require(rates.majority.bounds)
    #expect(bounds.contains(0.104) && bounds.high < 0.4)
    #expect(!rates.majority.isIdentified)
    #expect(rates.oneVote.words.contains("if all pairs are about equally hard"))
    #expect(rates.oneVote.words.contains("annotators share do not show"))
  }

  @Test func `two votes and balance`() {
    // ε = 0.2: both wrong 0.04 of 0.68 that agree.
    let curve = MajorityError(sizes: [2, 2])
    #expect(isClose(curve.ifEquallyHard(0.32), 0.04 / 0.68))
    // A share q = 0.64 of coin tosses: wrong 0.16, decided 0.68.
    #expect(isClose(curve.atMost(0.32), 0.16 / 0.68))
    #expect(isClose(MajorityError(sizes: [1]).ifEquallyHard(0.32), 0.2))
    #expect(isClose(MajorityError(sizes: [1]).atMost(0.32), 0.32))
    #expect(MajorityError(sizes: []).atMost(0.3) == 0)
    #expect(MajorityError(sizes: [5000]).ifEquallyHard(0.3) < 1e-6)
  }

  @Test func `votes that say nothing`() {
    #expect(evidence([]).oneVote.kind == .unknown)
    let single = [PairVotes(group: Simulation.id(1), first: 1, second: 0, ties: 3)]
    #expect(evidence(single).oneVote.estimate == nil && evidence(single).tieShare == 0.75)
    let chance = (0..<200).map {
      PairVotes(group: Simulation.id($0), first: $0 % 2 + 1, second: 2 - $0 % 2)
    }
    #expect(evidence(chance).oneVote.estimate == nil)
    #expect(evidence(chance).oneVote.words.contains("may be chance"))
  }

  @Test(arguments: [(0.0, 1), (0.02, 1), (0.2, 1), (0.2, 4)])
  func `trusted labels: intervals cover, groups counted`(rate: Double, size: Int) {
    let covered = Simulation.coverage(
      "trusted, \(rate), groups of \(size)", runs: Simulation.runs(100, long: 3000)
    ) { random in
      let pairs = (0..<200 / size).flatMap { g in
        // Pairs of one group are all right or all wrong half of the time.
        let whole = random.chance(rate)
        let isWhole = random.chance(0.5)
        return (0..<size).map { _ in
          TrustedPair(
            group: Simulation.id(g), isWrong: size > 1 && isWhole ? whole : random.chance(rate))
        }
      }
      let evidence = TrustedEvidence(pairs, sizes: [100_000])
      return evidence.rate.interval?.contains(rate) == true
    }
    #expect(covered >= (Simulation.isLong ? 0.93 : 0.88))
  }

  @Test func `trusted labels in words, and none`() {
    let pairs = (0..<100).map { TrustedPair(group: Simulation.id($0), isWrong: $0 < 20) }
    let rate = TrustedEvidence(pairs, sizes: [10_000]).rate
    #expect(rate.isIdentified && rate.estimate == 0.2)
    #expect(
      rate.words
        == "20.0 % (95 % interval 12.7 to 29.2 %) of the labels are wrong, by 100 pairs with trusted labels, "
        + "if these were drawn at random.")
    #expect(TrustedEvidence([], sizes: [10]).rate.kind == .unknown)
    #expect(TrustedEvidence(pairs, sizes: []).rate.kind == .unknown)
  }

  @Test func `one label per pair: bounds, never an estimate`() throws {
    let rate = NoiseRate.unknown(agreement: Estimate(0.7, Interval(low: 0.68, high: 0.72)))
    #expect(rate.estimate == nil && rate.interval == nil && !rate.isIdentified)
    let bounds = try #require(rate.bounds)
    #expect(bounds.low == 0 && isClose(bounds.high, 0.32))
    #expect(rate.words.contains("cannot be known from one label per pair"))
    #expect(rate.words.contains("at most 32.0 % are wrong, and possibly none"))
    for agreement in [Estimate(nil, nil), Estimate(0.5, nil), Estimate(0.3, nil)] {
      let rate = NoiseRateEvidence.none(agreement: agreement).rate
      #expect(rate.bounds == Interval(low: 0, high: 1) && rate.estimate == nil)
    }
  }

  @Test func `the bound holds for random mistakes whatever the model is worth`() {
    var random = SplitMix64(2)
    for noise in [0, 0.1, 0.3] {
      for model in [0, 0.1, 0.4] {
        var agree = 0
        for _ in 0..<4000 where random.chance(noise) == random.chance(model) { agree += 1 }
        let share = Double(agree) / 4000
        let rate = NoiseRate.unknown(
          agreement: Estimate(share, Proportion(agree, of: 4000).wilson()))
        #expect(rate.bounds?.contains(noise) == true)
      }
    }
  }

  @Test func `planted flips are told under their name`() {
    var random = SplitMix64(6)
    let planted = (0..<400).map { _ in random.chance(0.1) }
    let scores = planted.map { ($0 ? 1.0 : 0) + random.normal() }
    let check = SentinelCheck(
      scores: scores, isPlanted: planted, groups: (0..<400).map(Simulation.id), seed: 1,
      replicates: 100)
    #expect(check.words.hasPrefix("AUROC for random flips: 0."))
    #expect(check.words.contains("says nothing of natural mistakes"))
    let none = SentinelCheck(
      scores: [1], isPlanted: [false], groups: [Simulation.id(1)], seed: 1, replicates: 10)
    #expect(none.auroc.value == nil && none.words.contains("undefined"))
  }
}
