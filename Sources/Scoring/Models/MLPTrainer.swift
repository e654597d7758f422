internal import Foundation
internal import Records

/// Small odd networks of dense feature differences: g(x) − g(−x), one hidden layer, Adam.
///
/// g(x) = v·φ(W·x + b). Rows are differences, so a score of each answer is not to be had; taking g apart
/// from its mirror image makes the margin change its sign when the answers change places, as
/// Bradley–Terry wants it. Sparse views are not read. Penalty, folds, weights, targets, selection and
/// recording are those of `LinearTrainer`; the margins of an epoch are those of its last network (Adam's
/// step falls as for the linear models; averaging over epochs is the reader's).
///
/// Same bytes for any number of workers: a copy of a model is trained by one thread.
///
/// - Note: `@unchecked Sendable`: not to be used from two threads at once.
/// - Complexity: per epoch, copy and pair 6·columns·hidden multiplications.
@safe package final class MLPTrainer: MarginTrainer, @unchecked Sendable {
  package struct Options: Sendable, Equatable {
    package var hidden: Int
    package var activation: MLPNetwork.Activation
    /// First step of Adam.
    package var step: Double
    package var decay: Double
    /// Pairs per step.
    package var batch: Int
    package var seed: UInt64
    package var workers: Int

    package init(
      hidden: Int = 32, activation: MLPNetwork.Activation = .tanh, step: Double = 0.005,
      decay: Double = 0.3, batch: Int = 32, seed: UInt64 = 0, workers: Int = 1
    ) {
      self.hidden = max(1, hidden)
      self.activation = activation
      self.step = step
      self.decay = decay
      self.batch = max(1, batch)
      self.seed = seed
      self.workers = workers
    }
  }

  package let facts: [PairFact]
  package let folds: Folds
  package let models: [ModelPlan]
  package let options: Options
  package private(set) var epoch = 0
  private let copies: [MLPCopy]
  private let firstCopies: [Int]

  package init(
    rows: PairRows, models: [ModelPlan], folds: Folds? = nil, options: Options = .init()
  ) {
    facts = rows.facts
    let given = folds ?? Folds(rows.facts)
    self.folds =
      given.assignment.count == rows.count ? given : Folds(rows.facts, count: given.count)
    self.models = models
    self.options = options
    let views = ScaledView.all(rows)
    var first: [Int] = []
    var copies: [MLPCopy] = []
    for model in models {
      first.append(copies.count)
      let own: [Int?] = model.isCrossFitted ? (0..<self.folds.count).map { $0 } : [nil]
      for fold in own {
        copies.append(
          MLPCopy(
            model, settings: model.views(without: fold), views: views, options: options,
            factors: PairWeights.of(model, without: fold, rows.facts, self.folds),
            targets: PairWeights.targets(model, rows.facts)))
      }
    }
    self.copies = copies
    firstCopies = first
  }

  package func trainEpoch() {
    let order = RowOrder(count: facts.count, epoch: epoch, seed: options.seed)
    let (copies, epoch) = (copies, epoch)
    Parallel.forEach(copies.count, workers: options.workers) { index in
      copies[index].trainEpoch(order: order, epoch: epoch)
    }
    self.epoch += 1
  }

  package func margins(model: Int, copy: Int) -> [Float] {
    copies[firstCopies[model] + copy].margins
  }

  package func select(_ selection: [Bool]?, model: Int, copy: Int) {
    copies[firstCopies[model] + copy].selection = selection
  }

  /// The state after the last epoch.
  package func save() -> TrainingState {
    var writer = TrainingState.writer(plan: planDigest, epoch: epoch)
    for copy in copies {
      writer.add(copy.network.weights)
      writer.add(copy.adam.mean)
      writer.add(copy.adam.square)
      writer.add(UInt64(copy.adam.steps))
      writer.add(copy.margins)
    }
    return TrainingState(bytes: writer.bytes)
  }

  /// Goes back to a state; `false`, and nothing changed, when it is of another plan or damaged.
  package func restore(_ state: TrainingState) -> Bool {
    guard let opened = state.reader(plan: planDigest) else { return false }
    var reader = opened.reader
    var parts: [([Float], [Float], [Float], Int, [Float])] = []
    for copy in copies {
      guard let weights = reader.floats(), let mean = reader.floats(), let square = reader.floats(),
        let steps = reader.integer(UInt64.self), let margins = reader.floats(),
        weights.count == copy.network.weights.count, mean.count == weights.count,
        square.count == weights.count, margins.count == copy.margins.count, steps < 1 << 40
      else { return false }
      parts.append((weights, mean, square, Int(steps), margins))
    }
    guard reader.isAtEnd else { return false }
    for (copy, part) in zip(copies, parts) {
      copy.network.weights = part.0
      copy.adam = MLPAdam(mean: part.1, square: part.2, steps: part.3)
      copy.margins = part.4
    }
    epoch = opened.epoch
    return true
  }

  private var planDigest: UInt64 {
    var numbers: [UInt64] = [
      UInt64(facts.count), options.seed, options.step.bitPattern, options.decay.bitPattern,
      UInt64(options.hidden), UInt64(options.batch), UInt64(folds.count),
      options.activation == .tanh ? 0 : 1,
    ]
    for (model, copy) in zip(models, firstCopies) {
      numbers += [model.seed, model.isCrossFitted ? 1 : 0, UInt64(copies[copy].network.inputs)]
      numbers += [model.objective.target.bitPattern, model.objective.damping.bitPattern]
      for view in model.views + (model.viewsByFold ?? []).joined() {
        numbers += [view.step.bitPattern, view.l2.bitPattern]
      }
    }
    for (i, fact) in facts.enumerated() {
      numbers += [fact.id.low, UInt64(folds.assignment[i]) << 1 | (fact.firstIsBetter ? 1 : 0)]
    }
    return TrainingState.digest(numbers)
  }
}

/// First and second moments of a network's gradients.
struct MLPAdam {
  var mean: [Float]
  var square: [Float]
  var steps: Int

  /// One step of Adam (Kingma and Ba 2015) with β₁ 0.9, β₂ 0.999, ε 1e-8.
  mutating func step(_ weights: inout [Float], _ gradient: [Float], rate: Float) {
    steps += 1
    let first = 1 - powf(0.9, Float(min(steps, 1000)))
    let second = 1 - powf(0.999, Float(min(steps, 100_000)))
    for k in weights.indices where gradient[k].isFinite {
      mean[k] = 0.9 * mean[k] + 0.1 * gradient[k]
      square[k] = 0.999 * square[k] + 0.001 * gradient[k] * gradient[k]
      weights[k] -= rate * (mean[k] / first) / ((square[k] / second).squareRoot() + 1e-8)
    }
  }
}
