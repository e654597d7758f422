import Foundation
import Testing

@testable import Scoring

@Suite struct DetectorTests {
  static let recipe = Recipe(
    parts: [
      .init(name: "answer", views: ["answer"], grid: [.init(l2: 30), .init(l2: 1)]),
      .init(name: "missing", views: ["embedding"], grid: [.init()]),
    ], epochs: 5)

  @Test func `wrong labels get a high probability`() {
    let world = World(pairs: 600, columns: 10, flips: 0.2, isCertain: true, seed: 1)
    let result = DefaultDetector(recipe: Self.recipe).detect(world.rows)
    #expect(world.auroc(result.wrong) > 0.92)
    #expect(result.columns == ["answer"])
    #expect(result.dynamics.runs[0].epochs.count == 5)
    // Of the pairs called wrong with .9, most are.
    let sure = result.wrong.indices.filter { result.wrong[$0] > 0.7 }
    #expect(Double(sure.count { world.flipped[$0] }) > 0.8 * Double(sure.count))
    #expect(result.topFeatures(0, limit: 3).count == 3)
  }

  @Test func `ambiguous is not wrong`() {
    let world = World(pairs: 600, columns: 10, flips: 0.2, isCertain: true, seed: 2)
    let result = DefaultDetector(recipe: Self.recipe).detect(world.rows)
    #expect(result.ambiguity.allSatisfy { (0...1).contains($0) })
    #expect(abs(world.auroc(result.ambiguity) - 0.5) < 0.08)
    // Large combined margins, either way, are not ambiguous.
    let firm = result.margins.map { abs($0) }
    let median = firm.sorted()[300]
    let (a, b) = (
      Numerics.mean(firm.indices.filter { firm[$0] > median }.map { result.ambiguity[$0] }),
      Numerics.mean(firm.indices.filter { firm[$0] <= median }.map { result.ambiguity[$0] })
    )
    #expect(a < b)
  }

  @Test func `one and two workers give the same probabilities`() {
    let world = World(pairs: 150, columns: 4, flips: 0.2, seed: 3)
    let results = [1, 2].map { workers in
      DefaultDetector(recipe: .standard, trainer: .init(workers: workers)).detect(world.rows).wrong
    }
    #expect(results[0] == results[1])
  }

  @Test func `a column of chance gets little weight, one against the label none`() {
    let world = World(pairs: 400, columns: 1, flips: 0.1, isCertain: true, seed: 5)
    var random = SplitMix64(6)
    let good = (0..<400).map { i -> Double in
      let x = unsafe Double(world.rows.dense[0].rows[i][0])
      return world.rows.facts[i].firstIsBetter == (world.truth[i]) ? abs(x) : -abs(x)
    }
    let columns = [
      good, good.map { -$0 }, good.map { _ in random.unit() - 0.5 }, good.map { _ in 0 },
    ]
    let folds = Folds(world.rows.facts)
    let result = Stacking(ridge: 1).fit(columns, folds: folds)
    for weights in result.weights {
      #expect(weights[0] > 0.5)
      #expect(weights[1] == 0)
      #expect(weights[2] < 0.3 * weights[0])
      #expect(weights[3] == 0)
    }
    #expect(result.margins.allSatisfy { $0.isFinite })
  }

  @Test func `of margins that know alike the most restrained is taken`() {
    let world = World(pairs: 300, columns: 1, flips: 0.2, isCertain: true, seed: 6)
    var random = SplitMix64(7)
    let good = (0..<300).map { i -> Double in
      let x = unsafe Double(world.rows.dense[0].rows[i][0])
      return world.flipped[i] ? -abs(x) : abs(x)
    }
    let chance = good.map { _ in random.unit() - 0.5 }
    let folds = Folds(world.rows.facts)
    func choice(_ candidates: [[Double]]) -> HeldOutChoice {
      HeldOutChoice(candidates, folds: folds)
    }
    #expect(choice([good.map { $0 * 9 }, good, chance]).byFold == [0, 0, 0, 0, 0])
    #expect(choice([chance, good]).byFold == [1, 1, 1, 1, 1])
    #expect(choice([chance, good]).overall == 1)
    #expect(choice([chance, good]).margins([chance, good], folds: folds) == good)
    #expect(choice([]).overall == 0)
    #expect(choice([[], []]).byFold == [0, 0, 0, 0, 0])
  }

  @Test(arguments: DegenerateTests.names)
  func `it stays finite on sets that teach nothing`(name: String) {
    let rows = DegenerateTests.rows(name)
    let result = DefaultDetector(trainer: .init(workers: 2)).detect(rows)
    #expect(result.wrong.count == rows.count)
    #expect(result.wrong.allSatisfy { (0...1).contains($0) })
    #expect(result.ambiguity.allSatisfy { (0...1).contains($0) })
    for i in 0..<rows.count { _ = result.topFeatures(i) }
  }
}
