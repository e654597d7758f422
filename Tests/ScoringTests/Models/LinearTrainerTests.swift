import Foundation
import Records
import Testing

@testable import Scoring

@Suite struct LinearTrainerTests {
  static func plan(
    _ name: String = "m", _ objective: Objective = .plain, folded: Bool = true, l2: Double = 1
  ) -> ModelPlan {
    ModelPlan(
      name: name, views: [ViewSetting(l2: l2)], objective: objective, isCrossFitted: folded)
  }

  /// One pair, one column of value 2 (scaled to 1): the first step is −step · slope(0).
  @Test(arguments: ObjectiveTests.all)
  func `the first step goes down the objective's slope`(objective: Objective) {
    for isFirst in [true, false] {
      let rows = PairRows(
        facts: facts([isFirst]), sparse: [("w", SparseRows(dimension: 3, [[(1, 2)]]))], dense: [])
      let trainer = LinearTrainer(
        rows: rows, models: [Self.plan("m", objective, folded: false, l2: 0)],
        options: .init(step: 0.5, decay: 0, snapshots: 1))
      trainer.trainEpoch()
      let expected = -0.5 * objective.slope(0) * (isFirst ? 1 : -1)
      #expect(abs(Double(trainer.margins(model: 0, copy: 0)[0]) - expected) < 1e-6)
      #expect(trainer.heldOutMargins(model: 0)[0] > 0)
    }
  }

  /// Weights after many small steps stand where the gradient of the whole objective, by differences, is 0.
  @Test(arguments: [Objective.plain, .smoothed(0.2), .unbiased(0.2), .mixture(0.2)])
  func `training ends where the penalised objective is flat`(objective: Objective) {
    let world = World(pairs: 60, columns: 3, flips: 0.1, seed: 3)
    let trainer = LinearTrainer(
      rows: world.rows, models: [Self.plan("m", objective, folded: false, l2: 4)],
      options: .init(step: 0.3, decay: 0.5, snapshots: 16))
    for _ in 0..<150 { trainer.trainEpoch() }
    let view = ScaledView.all(world.rows)[0]
    let weights = trainer.blocks[0].epochSum[0].lane(0, width: 1).map { Double($0) }
    func objectiveValue(_ w: [Double]) -> Double {
      var sum = 2 * w.reduce(0) { $0 + $1 * $1 }
      for i in 0..<world.rows.count {
        var z = 0.0
        let row = unsafe world.rows.dense[0].rows[i]
        for k in 0..<3 { unsafe z += w[k] * Double(row[k] * view.columnScale(k)) }
        sum += objective.loss(world.rows.facts[i].firstIsBetter ? z : -z)
      }
      return sum
    }
    for k in 0..<3 {
      var (up, down) = (weights, weights)
      up[k] += 1e-4
      down[k] -= 1e-4
      // The sum of 60 losses: a slope of 0.5 is an error of about 0.02 in a weight.
      #expect(abs(objectiveValue(up) - objectiveValue(down)) / 2e-4 < 0.5)
    }
  }

  @Test func `both kernels give the same bits at every width`() {
    var random = SplitMix64(9)
    let values = (0..<7).map { _ in Float(random.unit() - 0.5) }
    let columns: [UInt32] = [0, 3, 4, 9, 11, 12, 15]
    for width in [1, 4, 8, 16] {
      for isSparse in [true, false] {
        let (one, other) = (LaneMemory(count: 16 * width), LaneMemory(count: 16 * width))
        let start = (0..<16 * width).map { _ in Float(random.unit() - 0.5) }
        (one.values, other.values) = (start, start)
        let (a, b, f) = (LaneMemory(count: 16), LaneMemory(count: 16), LaneMemory(count: 16))
        f.values = (0..<16).map { _ in Float(random.unit()) }
        unsafe columns.withUnsafeBufferPointer { columns in
          unsafe values.withUnsafeBufferPointer { values in
            guard let column = columns.baseAddress, let value = values.baseAddress else { return }
            let places = unsafe isSparse ? column : nil
            let pointers = unsafe [a, b, f].map {
              unsafe $0.base.assumingMemoryBound(to: Float.self)
            }
            unsafe PlainKernels.dot(
              places, value, count: 7, one.base, width: width, into: pointers[0])
            unsafe VectorKernels.dot(
              places, value, count: 7, other.base, width: width, into: pointers[1])
            unsafe PlainKernels.add(
              places, value, count: 7, pointers[2], width: width, to: one.base)
            unsafe VectorKernels.add(
              places, value, count: 7, pointers[2], width: width, to: other.base)
          }
        }
        #expect(a.values == b.values)
        #expect(one.values == other.values)
      }
    }
  }

  @Test func `a model's numbers do not depend on what is trained beside it`() {
    let world = World(pairs: 200, columns: 5, flips: 0.2, seed: 4)
    func margins(_ models: [ModelPlan]) -> [Float] {
      let trainer = LinearTrainer(rows: world.rows, models: models)
      for _ in 0..<3 { trainer.trainEpoch() }
      return trainer.heldOutMargins(model: 0)
    }
    let strong = (0..<4).map { Self.plan("other-\($0)", l2: Double($0) * 500) }
    #expect(margins([Self.plan()]) == margins([Self.plan()] + strong))
  }

  @Test func `one and two workers give the same bytes`() {
    let world = World(pairs: 200, columns: 5, flips: 0.2, seed: 5)
    let models = (0..<5).map { Self.plan("m\($0)", l2: Double($0 + 1)) }
    let states = [1, 2].map { workers -> [UInt8] in
      let trainer = LinearTrainer(
        rows: world.rows, models: models, options: .init(workers: workers))
      _ = trainer.record(epochs: 3)
      return trainer.save().bytes
    }
    #expect(states[0] == states[1])
  }

  @Test func `saved and restored in mid-training it ends on the same bytes`() {
    let world = World(pairs: 150, columns: 5, flips: 0.2, isSparse: true, seed: 6)
    let models = [Self.plan("a"), Self.plan("b", .mixture(0.2), folded: false)]
    let whole = LinearTrainer(rows: world.rows, models: models)
    for _ in 0..<5 { whole.trainEpoch() }
    let first = LinearTrainer(rows: world.rows, models: models)
    for _ in 0..<2 { first.trainEpoch() }
    let state = first.save()
    let second = LinearTrainer(rows: world.rows, models: models)
    #expect(second.restore(state))
    #expect(second.epoch == 2)
    for _ in 0..<3 { second.trainEpoch() }
    #expect(second.save().bytes == whole.save().bytes)
    // A state that is cut, of another version or of another plan is refused.
    let other = LinearTrainer(rows: world.rows, models: [Self.plan("a")])
    #expect(!other.restore(state))
    #expect(!second.restore(TrainingState(bytes: Array(state.bytes.dropLast()))))
    #expect(!second.restore(TrainingState(bytes: [1, 2, 3])))
    #expect(second.save().bytes == whole.save().bytes)
  }

  @Test func `a held-out pair has no part in the model that judges it`() {
    let world = World(pairs: 100, columns: 4, flips: 0.2, seed: 7)
    var turned = world.rows
    turned.facts[10].firstIsBetter.toggle()
    let margins = [world.rows, turned].map { rows -> Float in
      let trainer = LinearTrainer(rows: rows, models: [Self.plan()])
      for _ in 0..<3 { trainer.trainEpoch() }
      return trainer.margins(model: 0, copy: trainer.folds.assignment[10])[10]
    }
    #expect(margins[0] == margins[1])
  }

  @Test func `groups are never split and the folds are of like size`() {
    let labels = [Bool](repeating: true, count: 600)
    let folds = Folds(facts(labels, groups: (0..<600).map { UInt64($0 / 3) }), count: 5, seed: 1)
    for i in 0..<600 { #expect(folds.assignment[i] == folds.assignment[i / 3 * 3]) }
    for fold in 0..<5 { #expect((60...180).contains(folds.assignment.count { $0 == fold })) }
    #expect(Folds(assignment: [-1, 7], count: 5).assignment == [4, 2])
  }

  @Test func `bootstraps count one pair on average`() {
    let ids = facts([Bool](repeating: true, count: 4000)).map(\.id)
    let poisson = ids.map { Bootstrap.poisson.weight($0, seed: 3) }
    #expect(abs(poisson.reduce(0, +) / 4000 - 1) < 0.06)
    #expect(abs(Double(poisson.count { $0 == 0 }) / 4000 - 0.368) < 0.03)
    let share = ids.map { Bootstrap.share(0.7).weight($0, seed: 3) }
    #expect(abs(share.reduce(0, +) / 4000 - 0.7) < 0.03)
  }

  @Test func `an epoch walks every row once, in another order each time`() {
    for count in [0, 1, 63, 64, 65, 300] {
      var seen: [Int] = []
      RowOrder(count: count, epoch: 1, seed: 2).forEach { seen.append($0) }
      #expect(seen.sorted() == Array(0..<count))
    }
    var orders: Set<[Int]> = []
    for epoch in 0..<4 {
      var seen: [Int] = []
      RowOrder(count: 300, epoch: epoch, seed: 2).forEach { seen.append($0) }
      orders.insert(seen)
    }
    #expect(orders.count == 4)
  }

  @Test func `a model can be applied to other pairs and says what pulled`() {
    let world = World(pairs: 300, columns: 4, flips: 0, isCertain: true, seed: 8)
    let trainer = LinearTrainer(rows: world.rows, models: [Self.plan("m", folded: false)])
    for _ in 0..<4 { trainer.trainEpoch() }
    let model = trainer.linearModel(model: 0, copy: 0)
    let margins = model.margins(world.rows)
    let right = margins.indices.count { (margins[$0] > 0) == world.truth[$0] }
    #expect(right > 280)
    let parts = model.topDense(0, limit: 4)
    #expect(parts.count == 4)
    #expect(abs(parts.reduce(0) { $0 + $1.contribution } - margins[0]) < 1e-4)
    #expect(abs(parts[0].contribution) >= abs(parts[3].contribution))
  }
}
