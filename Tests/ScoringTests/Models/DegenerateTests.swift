import Foundation
import Records
import Testing

@testable import Scoring

@Suite struct DegenerateTests {
  /// Sets on which nothing can be learnt, by name.
  static func rows(_ name: String) -> PairRows {
    func dense(_ labels: [Bool], _ values: [Float]) -> PairRows {
      PairRows(
        facts: facts(labels), sparse: [],
        dense: [("answer", DenseRows(dimension: 2, values))])
    }
    switch name {
    case "no pairs": return dense([], [])
    case "one pair": return dense([true], [1, -1])
    case "rows of zeros": return dense([true, false, true], [0, 0, 0, 0, 0, 0])
    case "labels all the same": return dense([true, true, true, true], [1, 0, 2, 0, 3, 0, 4, 0])
    case "numbers that are none":
      return dense([true, false, true], [.nan, 1, .infinity, -.infinity, 2, 1])
    case "huge numbers":
      return dense([true, false, true], [1e38, -1e38, 3e38, 1e38, -1e38, 1e-38])
    case "no views": return PairRows(facts: facts([true, false]), sparse: [], dense: [])
    case "one group":
      var rows = dense([true, false, true], [1, 2, 3, 4, 5, 6])
      for i in rows.facts.indices { rows.facts[i].group = rows.facts[0].group }
      return rows
    default:
      let sparse = SparseRows(dimension: 4, [[], [(0, .nan), (3, 1)], [(1, 1)]])
      return PairRows(facts: facts([true, false, true]), sparse: [("words", sparse)], dense: [])
    }
  }

  static let names = [
    "no pairs", "one pair", "rows of zeros", "labels all the same", "numbers that are none",
    "huge numbers", "no views", "one group", "sparse rows of nothing",
  ]

  @Test(arguments: names)
  func `every method gives a finite number for every pair`(name: String) {
    let rows = Self.rows(name)
    let context = DetectionContext(rows: rows, options: .init(epochs: 3))
    for method in DetectionMethods.all {
      let score = method.score(context)
      #expect(score.count == rows.count, "\(method.name)")
      #expect(score.allSatisfy { $0.isFinite }, "\(method.name)")
    }
  }

  @Test(arguments: names)
  func `the network stays finite`(name: String) {
    let rows = Self.rows(name)
    let trainer = MLPTrainer(
      rows: rows, models: [ModelPlan(name: "m", views: rows.settings())],
      options: .init(hidden: 4, step: 0.1))
    let dynamics = trainer.record(epochs: 2, seen: true)
    #expect(dynamics.runs.allSatisfy { $0.epochs.allSatisfy { $0.count == rows.count } })
    #expect(dynamics.runs.allSatisfy { $0.epochs.joined().allSatisfy { $0.isFinite } })
  }

  @Test func `settings that make no sense train nothing`() {
    let rows = World(pairs: 20, columns: 2, flips: 0, seed: 1).rows
    for setting in [
      ViewSetting(step: .nan), ViewSetting(step: -1), ViewSetting(step: 1e30, l2: 1e30),
    ] {
      let trainer = LinearTrainer(rows: rows, models: [ModelPlan(name: "m", views: [setting])])
      let dynamics = trainer.record(epochs: 2)
      #expect(dynamics.runs[0].epochs.joined().allSatisfy { $0.isFinite })
    }
    let empty = LinearTrainer(
      rows: rows, models: [ModelPlan(name: "m", views: [], weights: [.nan], targets: [.nan])])
    #expect(empty.record(epochs: 1).runs[0].epochs[0].allSatisfy { $0 == 0 })
    #expect(LinearTrainer(rows: rows, models: []).record(epochs: 1).runs.isEmpty)
  }
}
