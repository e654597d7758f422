import Foundation
import Testing

@testable import Scoring

/// Floors stand about .02 below what algorithms.md, section 7, gives for worlds of this kind.
@Suite struct MethodTests {
  static let world = World(pairs: 1000, columns: 30, flips: 0.3, seed: 1)

  /// Methods with the AUROC they must reach on 30 % flips of drawn labels.
  @Test(
    arguments: [
      ("crm", 0.80), ("co_teaching", 0.80), ("aum", 0.80), ("cartography", 0.80),
      ("confident_learning", 0.78), ("gmm", 0.78), ("ensemble_strength", 0.80),
      ("two_averaged", 0.80), ("self_review", 0.78), ("gradient_irregularity", 0.62),
      ("forgetting", 0.70), ("early_cutting", 0.62), ("loss_fluctuation", 0.45),
    ] as [(String, Double)])
  func `planted flips are found`(name: String, floor: Double) throws {
    let context = DetectionContext(
      rows: Self.world.rows, views: [ViewSetting()], options: .init(epochs: 6, noisePrior: 0.3))
    let method = try #require(DetectionMethods.named(name))
    let reached = Self.world.auroc(method.score(context))
    #expect(reached > floor, "\(name): \(reached)")
  }

  @Test func `chance is chance, and so is the side`() {
    let context = DetectionContext(rows: Self.world.rows, views: [ViewSetting()])
    #expect(abs(Self.world.auroc(RandomMethod().score(context)) - 0.5) < 0.06)
    let side = Nuisance.score(
      [Float](repeating: 1, count: 1000), facts: Self.world.rows.facts, folds: context.folds)
    #expect(abs(Self.world.auroc(side) - 0.5) < 0.08)
  }

  @Test func `a nuisance that makes the label is found out`() {
    let world = World(pairs: 300, columns: 1, flips: 0.2, isCertain: true, seed: 2)
    let column = (0..<300).map { i in unsafe world.rows.dense[0].rows[i][0] }
    let score = Nuisance.score(column, facts: world.rows.facts, folds: Folds(world.rows.facts))
    #expect(world.auroc(score) > 0.9)
  }

  @Test func `held-out margins averaged over epochs beat those of the last epoch`() {
    var (averaged, last) = (0.0, 0.0)
    for seed in 1...3 as ClosedRange<UInt64> {
      let world = World(pairs: 600, columns: 30, flips: 0.4, seed: seed)
      let trainer = LinearTrainer(
        rows: world.rows, models: [ModelPlan(name: "m", views: [ViewSetting(l2: 0.1)])],
        options: .init(step: 2, decay: 0, snapshots: 1))
      let run = trainer.record(epochs: 6).runs[0]
      averaged += world.auroc(run.meanMargins().map { -$0 })
      last += world.auroc((run.epochs.last ?? []).map { -Double($0) })
    }
    #expect(averaged > last + 0.03)
  }

  @Test func `inner validation prefers a strong penalty where the label is chance`() {
    let noise = World(pairs: 300, columns: 30, flips: 0.5, seed: 3)
    let signal = World(pairs: 300, columns: 30, flips: 0, isCertain: true, seed: 3)
    let validation = InnerValidation(densePenalties: [0.1, 300], epochs: 4)
    let chosen = [noise, signal].map {
      validation.choose($0.rows, folds: Folds($0.rows.facts)).views[0].l2
    }
    #expect(chosen == [300, 0.1])
  }

  @Test func `methods are named once and say what they are`() {
    let names = DetectionMethods.all.map(\.name)
    #expect(Set(names).count == names.count)
    for method in DetectionMethods.all {
      #expect(!method.summary.isEmpty && !method.source.isEmpty)
      #expect(method.name.allSatisfy { $0.isLowercase || $0 == "_" })
    }
    #expect(CRMMethod().learner == "linear")
  }
}
