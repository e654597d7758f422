import Foundation
import Testing

@testable import Scoring

@Suite struct MLPTests {
  @Test(arguments: [MLPNetwork.Activation.tanh, .relu])
  func `the margin changes its sign with the row`(activation: MLPNetwork.Activation) {
    let network = MLPNetwork(inputs: 3, hidden: 5, activation: activation, seed: 1)
    var sums = [Float](repeating: 0, count: 5)
    let z = network.margin([0.5, -1, 2], sums: &sums)
    #expect(z != 0)
    #expect(network.margin([-0.5, 1, -2], sums: &sums) == -z)
    #expect(network.margin([0, 0, 0], sums: &sums) == 0)
  }

  @Test(arguments: ObjectiveTests.all)
  func `the gradient is the difference quotient of the loss`(objective: Objective) {
    for activation in [MLPNetwork.Activation.tanh, .relu] {
      let x: [Float] = [0.7, -0.4, 1.1]
      var sums = [Float](repeating: 0, count: 4)
      // A rectifier has no derivative at 0: a network whose units are all away from it.
      let networks = (0..<100 as Range<UInt64>).map {
        MLPNetwork(inputs: 3, hidden: 4, activation: activation, seed: $0)
      }
      var network =
        networks.first { network in
          _ = network.margin(x, sums: &sums)
          return (0..<4).allSatisfy { k in
            abs(sums[k].magnitude - network.weights[12 + k].magnitude) > 0.05
          }
        } ?? networks[0]
      let z = network.margin(x, sums: &sums)
      var gradient = [Float](repeating: 0, count: network.weights.count)
      network.addGradient(x, sums: sums, slope: Float(objective.slope(Double(z))), to: &gradient)
      for k in network.weights.indices {
        let (own, h) = (network.weights[k], Float(1e-2))
        network.weights[k] = own + h
        let up = objective.loss(Double(network.margin(x, sums: &sums)))
        network.weights[k] = own - h
        let down = objective.loss(Double(network.margin(x, sums: &sums)))
        network.weights[k] = own
        #expect(abs((up - down) / Double(2 * h) - Double(gradient[k])) < 2e-3)
      }
    }
  }

  @Test func `it learns what no linear model can`() {
    // The first answer is better when x₀·|x₁| is large: odd in x, flat on average in every column but one.
    var world = World(pairs: 500, columns: 2, flips: 0, seed: 5)
    for i in 0..<500 {
      let row = unsafe world.rows.dense[0].rows[i]
      world.rows.facts[i].firstIsBetter = unsafe row[0] * (row[1].magnitude - 0.8) > 0
    }
    let plan = ModelPlan(name: "m", views: [ViewSetting(l2: 0.01)])
    func right(_ trainer: some MarginTrainer) -> Int {
      for _ in 0..<15 { trainer.trainEpoch() }
      return trainer.heldOutMargins(model: 0).count { $0 > 0 }
    }
    let network = right(
      MLPTrainer(rows: world.rows, models: [plan], options: .init(hidden: 16, step: 0.03)))
    let linear = right(LinearTrainer(rows: world.rows, models: [plan]))
    #expect(network > 425)
    #expect(linear < 375)
  }

  @Test func `one and two workers, and a restored training, give the same bytes`() {
    let world = World(pairs: 80, columns: 3, flips: 0.2, seed: 6)
    let plans = [ModelPlan(name: "a", views: [ViewSetting()], objective: .smoothed(0.1))]
    func trainer(_ workers: Int) -> MLPTrainer {
      MLPTrainer(rows: world.rows, models: plans, options: .init(hidden: 4, workers: workers))
    }
    let (one, two, cut) = (trainer(1), trainer(2), trainer(1))
    for _ in 0..<4 { one.trainEpoch() }
    for _ in 0..<4 { two.trainEpoch() }
    for _ in 0..<2 { cut.trainEpoch() }
    let restored = trainer(2)
    #expect(restored.restore(cut.save()))
    for _ in 0..<2 { restored.trainEpoch() }
    #expect(one.save().bytes == two.save().bytes)
    #expect(one.save().bytes == restored.save().bytes)
    #expect(!restored.restore(TrainingState(bytes: [0])))
  }
}
