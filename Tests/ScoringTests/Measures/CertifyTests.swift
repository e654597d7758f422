import Records
import Testing

@testable import Scoring

@Suite struct CertifyTests {
  /// Pairs whose labels are wrong with `rate(p)`, where p is what the detector says.
  private func corpus(
    _ random: inout SplitMix64, pairs: Int = 3000, rate: (Double) -> Double
  ) -> (candidates: [CertifyCandidate], wrong: [Bool]) {
    var wrong: [Bool] = []
    let candidates = (0..<pairs).map { i in
      let u = random.unit()
      let p = u * u * u
      wrong.append(random.chance(rate(p)))
      return CertifyCandidate(
        id: PublicID(high: random.next(), low: UInt64(i)), firstIsBetter: random.chance(0.5),
        pWrong: p, isDropped: p >= 0.6)
    }
    return (candidates, wrong)
  }

  /// What a rater says who errs with a chance, in the order the item is shown or the other.
  private func answer(
    _ item: CertifySample.Item, isWrong: Bool, errs: Bool, rater: String = "a",
    other: Bool = false
  ) -> CertifyAnswer {
    let firstIsBetter = (item.firstIsBetter != isWrong) != errs
    let isSwapped = item.isSwapped != other
    return CertifyAnswer(
      item: item.id, rater: rater, verdict: firstIsBetter != isSwapped ? .first : .second,
      isOtherOrder: other)
  }

  @Test func `the draw depends on ids and seed alone`() {
    var random = SplitMix64(1)
    let (candidates, _) = corpus(&random) { $0 }
    let one = CertifySample.draw(candidates, budget: 150, seed: 7)
    let back = CertifySample.draw(candidates.reversed(), budget: 150, seed: 7)
    #expect(one.items.map(\.id) == back.items.map(\.id))
    #expect(one.items.map(\.isSwapped) == back.items.map(\.isSwapped))
    #expect(one.strata == back.strata)
    #expect(one.items.count == 150 && Set(one.items.map(\.pair)).count == 150)
    let next = CertifySample.draw(candidates, budget: 150, seed: 8)
    #expect(Set(next.items.map(\.pair)) != Set(one.items.map(\.pair)))
    #expect(Set(next.items.map(\.id)).isDisjoint(with: one.items.map(\.id)))
  }

  @Test func `strata hold all pairs, both sides get a third, presentation is a coin`() {
    var random = SplitMix64(2)
    let (candidates, _) = corpus(&random) { $0 }
    let sample = CertifySample.draw(candidates, budget: 150, seed: 7)
    #expect(sample.strata.reduce(0) { $0 + $1.size } == candidates.count)
    #expect(sample.strata.allSatisfy { $0.sampled >= CertifySample.minimum })
    let dropped = sample.strata.filter(\.isDropped).reduce(0) { $0 + $1.sampled }
    #expect(dropped >= 50 && dropped <= 100)
    #expect((sample.items.count { $0.isSwapped } - 75).magnitude < 25)
    for (h, stratum) in sample.strata.enumerated() {
      let members = candidates.indices.filter { sample.assignment[$0] == h }
      #expect(members.count == stratum.size)
      #expect(
        members.allSatisfy {
          candidates[$0].isDropped == stratum.isDropped
            && candidates[$0].pWrong >= stratum.low && candidates[$0].pWrong <= stratum.high
        })
    }
  }

  @Test(arguments: [0, 1, 2, 5, 40, 3000, 9999, -4])
  func `any budget`(budget: Int) {
    var random = SplitMix64(3)
    for pairs in [0, 1, 3, 30, 400] {
      for cut in [0.0, 0.6, 2] {
        var candidates = corpus(&random, pairs: pairs) { $0 }.candidates
        for i in candidates.indices { candidates[i].isDropped = candidates[i].pWrong >= cut }
        if pairs > 2 { candidates[0].pWrong = .nan }
        let sample = CertifySample.draw(candidates, budget: budget, seed: 1)
        #expect(sample.items.count == max(0, min(budget, pairs)))
        #expect(sample.strata.reduce(0) { $0 + $1.size } == pairs)
        let result = CertifyResult(sample: sample, answers: [])
        #expect(result.rate.value == nil && result.noiseRate.kind == .unknown)
      }
    }
  }

  @Test func `answers are mapped through the order shown`() {
    var random = SplitMix64(4)
    let (candidates, wrong) = corpus(&random, pairs: 200) { $0 }
    let sample = CertifySample.draw(candidates, budget: 200, seed: 7)
    // Everything is looked at, in both orders: the truth without an interval.
    let answers = sample.items.flatMap { item in
      [false, true].map {
        answer(item, isWrong: wrong[item.position], errs: false, other: $0)
      }
    }
    let result = CertifyResult(sample: sample, answers: answers)
    let all = Double(wrong.count { $0 })
    let dropped = candidates.indices.filter { candidates[$0].isDropped }
    let hit = Double(dropped.count { wrong[$0] })
    #expect(isClose(result.rate.value, all / 200) && isClose(result.rate.interval?.high, all / 200))
    #expect(isClose(result.precision.value, hit / Double(dropped.count)))
    #expect(
      isClose(result.recall.value, hit / all)
        && isClose(result.recall.interval?.low, hit / all, 1e-6))
    #expect(result.consistency.value == 1 && result.answered == 200)
    #expect(isClose(result.checked.reduce(0) { $0 + $1.wrong * $1.weight }, all))
  }

  @Test func `ties, silence, strangers and a judge that goes by position`() {
    var random = SplitMix64(5)
    let (candidates, _) = corpus(&random) { $0 }
    let sample = CertifySample.draw(candidates, budget: 100, seed: 7)
    var answers = sample.items.prefix(50).flatMap { item in
      [false, true].map {
        CertifyAnswer(item: item.id, rater: "judge", verdict: .first, isOtherOrder: $0)
      }
    }
    answers += sample.items.dropFirst(50).prefix(20).map {
      CertifyAnswer(item: $0.id, rater: "judge", verdict: .cannotTell)
    }
    answers.append(CertifyAnswer(item: Simulation.id(1), rater: "judge", verdict: .tie))
    let result = CertifyResult(sample: sample, answers: answers)
    #expect(result.consistency.value == 0 && result.ties.value == 1 && result.rate.value == 0)
    #expect(result.answered == 50 && result.strangers == 1 && result.recall.value == nil)
    #expect(result.words.contains { $0.contains("No wrong label was found") })
    #expect(result.words.contains { $0.contains("50 of 100 items have no answer") })
  }

  @Test func `a later answer takes the place of an earlier, a third rater is left out`() {
    var random = SplitMix64(6)
    let (candidates, wrong) = corpus(&random) { $0 }
    let sample = CertifySample.draw(candidates, budget: 60, seed: 7)
    let good = sample.items.map { answer($0, isWrong: wrong[$0.position], errs: false) }
    let bad = sample.items.map { answer($0, isWrong: wrong[$0.position], errs: true) }
    let twice = CertifyResult(sample: sample, answers: bad + good)
    #expect(twice.rate == CertifyResult(sample: sample, answers: good).rate)
    let third = good.prefix(3).map {
      CertifyAnswer(item: $0.item, rater: "c", verdict: $0.verdict)
    }
    let second = good.map { CertifyAnswer(item: $0.item, rater: "b", verdict: $0.verdict) }
    let result = CertifyResult(sample: sample, answers: third + good + second)
    #expect(result.raters == ["a", "b"] && result.unused == 3 && result.isCorrected)
    #expect(result.raterError.value == 0)
  }

  static let worlds: [(String, Int, Double, @Sendable (Double) -> Double)] = [
    ("no noise, a perfect rater", 1, 0, { _ in 0 }),
    ("symmetric 20 %, a perfect rater", 1, 0, { _ in 0.2 }),
    ("a calibrated detector, a perfect rater", 1, 0, { $0 }),
    ("few wrong, found by the detector", 1, 0, { $0 > 0.6 ? 0.2 : 0.002 }),
    ("hard but clean: two raters err 15 %", 2, 0.15, { _ in 0 }),
    ("symmetric 20 %, two raters err 10 %", 2, 0.1, { _ in 0.2 }),
    ("a calibrated detector, two raters err 10 %", 2, 0.1, { $0 }),
  ]

  @Test(arguments: worlds)
  func `rate, precision and recall cover`(
    name: String, raters: Int, error: Double, rate: @Sendable (Double) -> Double
  ) {
    let runs = Simulation.runs(25, long: 1000)
    var precision = 0
    var recall = 0
    let covered = Simulation.coverage("certify, \(name)", runs: runs) { random in
      let (candidates, wrong) = corpus(&random, pairs: 1500, rate: rate)
      let sample = CertifySample.draw(candidates, budget: 150, seed: random.next())
      let answers = sample.items.flatMap { item in
        ["a", "b"].prefix(raters).map {
          answer(item, isWrong: wrong[item.position], errs: random.chance(error), rater: $0)
        }
      }
      let result = CertifyResult(sample: sample, answers: answers)
      let all = Double(wrong.count { $0 })
      let dropped = candidates.indices.filter { candidates[$0].isDropped }
      let hit = Double(dropped.count { wrong[$0] })
      if result.precision.interval?.contains(hit / Double(dropped.count)) == true { precision += 1 }
      if all == 0 || result.recall.interval?.contains(hit / all) == true { recall += 1 }
      return result.rate.interval?.contains(all / 1500) == true
    }
    if Simulation.isLong {
      print(
        "  of precision: \(Double(precision) / Double(runs)), of recall: \(Double(recall) / Double(runs))"
      )
    }
    let least = Simulation.isLong ? 0.93 : 0.85
    #expect(covered >= least)
    #expect(Double(precision) >= least * Double(runs))
    #expect(Double(recall) >= least * Double(runs))
  }

  @Test func `one rater's mistakes are wrong labels, and the words say so`() throws {
    var random = SplitMix64(7)
    let (candidates, _) = corpus(&random) { _ in 0 }
    let sample = CertifySample.draw(candidates, budget: 150, seed: 7)
    let answers = sample.items.map { answer($0, isWrong: false, errs: random.chance(0.2)) }
    let result = CertifyResult(sample: sample, answers: answers)
    #expect(try #require(result.rate.value) > 0.1)
    #expect(
      result.noiseRate.words.contains("by one rater, whose own mistakes count as wrong labels"))
    #expect(!result.isCorrected && result.raterError.value == nil)
    #expect(result.noiseRate.isIdentified)
  }
}
