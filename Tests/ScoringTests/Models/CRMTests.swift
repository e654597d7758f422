import Foundation
import Testing

@testable import Scoring

@Suite struct CRMTests {
  @Test func `the keep share falls to one minus the prior over the ramp`() {
    let crm = CRM(epochs: 10, noisePrior: 0.2, rampEpochs: 4)
    let shares = (1...6).map { crm.keepShare($0) }
    for (share, expected) in zip(shares, [0.95, 0.9, 0.85, 0.8, 0.8, 0.8]) {
      #expect(abs(share - expected) < 1e-12)
    }
  }

  @Test func `the pace grows from a half to one minus the prior`() {
    let crm = CRM(epochs: 10, noisePrior: 0.2, rampEpochs: 3)
    for (t, expected) in [(1, 1), (2, 0.6), (3, 0.7), (4, 0.8), (9, 0.8)] as [(Int, Double)] {
      #expect(abs(crm.paceShare(t) - expected) < 1e-12)
    }
    #expect(CRM(isPaced: false).paceShare(2) == 1)
  }

  /// Peer 1 thinks little of pairs 6 and 7, peer 2 of pairs 0 and 1.
  static let margins: [[Float]] = [
    [8, 7, 6, 5, 4, 3, -1, -2], [-2, -1, 3, 4, 5, 6, 7, 8],
  ]

  @Test func `each peer learns from what the other keeps`() {
    let crm = CRM(epochs: 8, noisePrior: 0.25, rampEpochs: 1, isPaced: false)
    let (admitted, kept) = crm.exchange(Self.margins, pool: Array(0..<8), epoch: 2)
    #expect(places(admitted[0]) == [2, 3, 4, 5, 6, 7])
    #expect(places(admitted[1]) == [0, 1, 2, 3, 4, 5])
    #expect(admitted == kept)
    let own = CRM(epochs: 8, noisePrior: 0.25, rampEpochs: 1, review: .own, isPaced: false)
    #expect(
      places(own.exchange(Self.margins, pool: Array(0..<8), epoch: 2).admitted[0]) == [
        0, 1, 2, 3, 4, 5,
      ])
  }

  @Test func `the pace takes the easiest by the mean of both`() {
    // Means 3, 3, 4.5, 4.5, 4.5, 4.5, 3, 3; at epoch 2 of a ramp of 5 the pace is ½ + ¼·⅕ = .55 of 8, so 5.
    let crm = CRM(epochs: 8, noisePrior: 0.25, rampEpochs: 5)
    let (admitted, kept) = crm.exchange(Self.margins, pool: Array(0..<8), epoch: 2)
    // λ₂ = .9: each peer keeps ⌈7.2⌉ = 8 pairs.
    #expect(places(kept[0]) == Array(0..<8))
    #expect(places(admitted[0]) == [0, 2, 3, 4, 5])
    #expect(admitted[0] == admitted[1])
  }

  @Test func `the cut is taken of the pairs in training alone, one cut for all`() {
    let crm = CRM(epochs: 8, noisePrior: 0.25, rampEpochs: 1, isPaced: false)
    let (admitted, _) = crm.exchange(Self.margins, pool: [0, 1, 6, 7], epoch: 2)
    #expect(places(admitted[0]) == [1, 6, 7])
    #expect(places(admitted[1]) == [0, 1, 6])
    #expect(
      crm.exchange(Self.margins, pool: [], epoch: 2).admitted.allSatisfy { places($0).isEmpty })
  }

  @Test func `what is cut gives no gradient, and a drop is counted`() {
    let world = World(pairs: 40, columns: 3, flips: 0.2, isCertain: true, seed: 2)
    let plans = (0..<2).map {
      ModelPlan(name: "peer-\($0)", views: [ViewSetting()], seed: UInt64($0), isCrossFitted: false)
    }
    let trainer = LinearTrainer(rows: world.rows, models: plans)
    let result = CRM(epochs: 5, noisePrior: 0.25, rampEpochs: 2).run(trainer)
    #expect(trainer.epoch == 5)
    // 4 epochs of review, 40 pairs, a quarter cut.
    #expect(abs(result.dropFrequency.reduce(0, +) - 10) < 1e-9)
    #expect(result.dropFrequency.allSatisfy { (0...1).contains($0) })
    #expect(world.auroc(result.dropFrequency) > 0.7)
    // Same data, same step, another seed that nothing uses: the peers are one and the same.
    #expect(result.disagreement.allSatisfy { $0 == 0 })
    let block = trainer.blocks[0]
    #expect((0..<40).count { block.factors[$0 * block.width] == 0 } == 10)
  }

  @Test func `cross-fitted peers review each other fold by fold`() {
    let world = World(pairs: 120, columns: 4, flips: 0.2, isCertain: true, seed: 3)
    let plans = (0..<2).map {
      ModelPlan(
        name: "peer-\($0)", views: [ViewSetting()], bootstrap: .share(0.7), seed: UInt64($0))
    }
    let result = CRM(epochs: 6, noisePrior: 0.2).run(LinearTrainer(rows: world.rows, models: plans))
    #expect(world.auroc(result.noise) > 0.85)
    #expect(result.disagreement.contains { $0 > 0 })
  }

  @Test func `networks can be peers`() {
    let world = World(pairs: 200, columns: 3, flips: 0.2, isCertain: true, seed: 4)
    let plans = (0..<2).map {
      ModelPlan(name: "peer-\($0)", views: [ViewSetting()], seed: UInt64($0), isCrossFitted: false)
    }
    let trainer = MLPTrainer(
      rows: world.rows, models: plans, options: .init(hidden: 4, step: 0.02))
    #expect(world.auroc(CRM(epochs: 6).run(trainer).noise) > 0.85)
  }

  private func places(_ marks: [Bool]) -> [Int] { marks.indices.filter { marks[$0] } }
}
