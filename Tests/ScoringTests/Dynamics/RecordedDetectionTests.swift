import Records
import Scoring
import Testing

/// Recorded margins: statistics by hand, and a world in which wrong labels are known.
@Suite struct RecordedDetectionTests {
  private func fact(_ i: Int) -> PairFact {
    PairFact(
      id: PublicID(high: UInt64(i), low: 0), group: PublicID(high: UInt64(i), low: 1),
      row: Int64(i + 1), firstIsBetter: true)
  }

  private func scores(_ method: RecordedMethod, _ curves: [[(Int32, [Double])]]) -> [Double] {
    let pairs = curves.map { curve in
      RecordedPair(curve.map { (model: $0.0, margins: $0.1) }, method)
    }
    return RecordedDetection(method: method).run(
      pairs, facts: curves.indices.map(fact), models: ["m", "n"]
    ).scores
  }

  @Test func `means over the models of what each curve says`() {
    // Means 1 and 3 of two models; a curve of one model; one that is learnt and forgotten.
    let curves: [[(Int32, [Double])]] = [
      [(0, [0, 2]), (1, [3])], [(1, [-1, -1])], [(0, [1, -1, 1, -1])],
    ]
    #expect(scores(.aum, curves) == [-2, 1, 0])
    #expect(scores(.ensembleStrength, curves) == [-2, 1, 0])
    let forgetting = scores(.forgetting, curves)
    #expect(forgetting[1] > 999 && abs(forgetting[2] - 2) < 1e-12)
    #expect(forgetting[0] < 0)
    #expect(scores(.cartography, curves)[2] == -0.5)
    #expect(scores(.lossFluctuation, curves)[1] == 0)
    #expect(abs(scores(.lossFluctuation, curves)[2] - 1) < 1e-12)
    let mixture = scores(.gmm, curves)
    #expect(mixture[1] >= mixture[2] && mixture[2] >= mixture[0] && mixture[1] > mixture[0])
  }

  @Test func `variability is of all moments and models`() {
    let steady = RecordedPair([(model: 0, margins: [1, 1]), (model: 1, margins: [1])], .winnow)
    #expect(steady.variability < 1e-12)
    let torn = RecordedPair([(model: 0, margins: [40]), (model: 1, margins: [-40])], .winnow)
    #expect(abs(torn.variability - 0.5) < 1e-12)
  }

  @Test func `wrong labels come out on top, models without a say are left out`() {
    var random = SplitMix64(7)
    var isWrong: [Bool] = []
    let pairs = (0..<2000).map { i -> RecordedPair in
      let wrong = random.unit() < 0.2
      isWrong.append(wrong)
      let truth = 1 + random.unit()
      func noise() -> Double { 2 * (random.unit() + random.unit() + random.unit() - 1.5) }
      var curves: [(model: Int32, margins: [Double])] = [
        (0, (0..<4).map { _ in (wrong ? -truth : truth) + noise() }), (1, [noise(), noise()]),
      ]
      // Some pairs are missing in one of the models.
      if i % 10 == 0 { curves.removeLast() }
      return RecordedPair(curves, .winnow)
    }
    let judged = RecordedDetection(method: .winnow, seed: 3).run(
      pairs, facts: pairs.indices.map(fact), models: ["m", "n"])
    let wrong = judged.wrong ?? []
    #expect(wrong.count == pairs.count && wrong.allSatisfy { $0 >= 0 && $0 <= 1 })
    let top = wrong.indices.sorted { wrong[$0] > wrong[$1] }.prefix(400)
    #expect(top.count { isWrong[$0] } > 330)
    #expect((judged.ambiguity ?? []).allSatisfy { $0 >= 0 && $0 <= 1 })
    // Under the right prior the probability is about the share of wrong labels.
    let mean = wrong.reduce(0, +) / Double(wrong.count)
    #expect(abs(mean - 0.2) < 0.05)
  }

  @Test func `no pairs and equal pairs are judged too`() {
    for method in RecordedMethod.allCases {
      #expect(scores(method, []).isEmpty)
      let same = scores(method, [[(0, [0])], [(0, [0])]])
      #expect(same.count == 2 && same[0] == same[1] && same[0].isFinite)
    }
  }
}
