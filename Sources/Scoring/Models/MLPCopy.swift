internal import Foundation

/// One network of a model, with what it is trained on.
///
/// - Note: `@unchecked Sendable`: one thread at a time uses a copy.
@safe final class MLPCopy: @unchecked Sendable {
  var network: MLPNetwork
  var adam: MLPAdam
  /// First over second, shape (pairs), after the last epoch.
  var margins: [Float]
  var selection: [Bool]?
  private let views: [ScaledView]
  private let factors: [Float]
  private let targets: [Float]
  private let objective: Objective
  private let options: MLPTrainer.Options
  private let decayPerPair: Double

  init(
    _ model: ModelPlan, settings: [ViewSetting], views: [ScaledView],
    options: MLPTrainer.Options, factors: [Float], targets: [Float]
  ) {
    let settings = ViewSetting.usable(settings, count: views.count)
    let used = views.indices.filter { views[$0].isDense && settings[$0].step > 0 }
    self.views = used.map { views[$0] }
    self.factors = factors
    self.targets = targets
    self.options = options
    objective = model.objective
    let inputs = self.views.reduce(0) { $0 + $1.dimension }
    network = MLPNetwork(
      inputs: inputs, hidden: options.hidden, activation: options.activation,
      seed: model.seed &+ options.seed &* 31)
    let zeros = [Float](repeating: 0, count: network.weights.count)
    adam = MLPAdam(mean: zeros, square: zeros, steps: 0)
    margins = [Float](repeating: 0, count: factors.count)
    let trained = factors.reduce(0) { $0 + Double($1) }
    let l2 = used.map { settings[$0].l2 }.max() ?? 0
    decayPerPair = trained > 0 ? l2 / trained : 0
  }

  func trainEpoch(order: RowOrder, epoch: Int) {
    guard network.inputs > 0 else { return }
    var x = [Float](repeating: 0, count: network.inputs)
    var sums = [Float](repeating: 0, count: network.hidden)
    var gradient = [Float](repeating: 0, count: network.weights.count)
    var inBatch = 0
    var weight: Float = 0
    let rows = Double(max(1, factors.count))
    var done = 0.0
    func step() {
      guard weight > 0 else { return }
      let share = 1 / weight
      for k in gradient.indices {
        gradient[k] = gradient[k] * share + Float(decayPerPair) * network.weights[k]
      }
      let rate = options.step / (1 + options.decay * (Double(epoch) + done / rows))
      adam.step(&network.weights, gradient, rate: Float(rate))
      for k in gradient.indices { gradient[k] = 0 }
      weight = 0
    }
    order.forEach { row in
      done += 1
      let factor = selection.map { row < $0.count && $0[row] } ?? true ? factors[row] : 0
      if factor > 0 {
        fill(&x, row)
        let z = network.margin(x, sums: &sums)
        network.addGradient(x, sums: sums, slope: factor * slope(row, z), to: &gradient)
        weight += factor
      }
      inBatch += 1
      if inBatch == options.batch {
        step()
        inBatch = 0
      }
    }
    step()
    for row in margins.indices {
      fill(&x, row)
      margins[row] = network.margin(x, sums: &sums)
    }
  }

  /// dℓ/dz, first over second, with soft targets mixed linearly.
  private func slope(_ row: Int, _ z: Float) -> Float {
    let first = Double(targets[row])
    let z = Double(z)
    return Float(first * objective.slope(z) - (1 - first) * objective.slope(-z))
  }

  private func fill(_ x: inout [Float], _ row: Int) {
    var start = 0
    for view in views {
      let (from, size) = (start, view.dimension)
      for k in from..<from + size { x[k] = 0 }
      unsafe x.withUnsafeMutableBufferPointer { x in
        guard let base = x.baseAddress else { return }
        unsafe view.withRow(row, scratch: base + from) { _, _, count in
          for k in 0..<count { unsafe x[from &+ k] *= view.scale }
        }
      }
      start += size
    }
  }
}
