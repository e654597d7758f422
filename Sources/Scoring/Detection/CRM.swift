/// Collaborative reward modelling: two learners, each choosing the small-loss pairs its peer learns from.
///
/// After 2505.10597. Its schedule, warm-up and batch size are not published: these are ours, and over
/// linear learners it is not the paper's setting (Llama-3 reward models). Where it differs on purpose:
/// one global cut per epoch in place of a keep ratio per batch, and pairs inside the cut in random order; a
/// strict easy-to-hard order with a cut per batch ends each epoch on almost pure noise (algorithms.md, 1.2).
/// Two convex learners of the same data are the same learner, so peers must differ: by bootstrap, views or
/// hash seeds.
package struct CRM: Sendable, Equatable {
  /// Who chooses for whom.
  package enum Review: Sendable { case peer, own }

  package var epochs: Int
  /// η in 0 ..< ½: the share that is cut in the end.
  package var noisePrior: Double
  /// T_k: epochs until the cut has its final size.
  package var rampEpochs: Int
  package var review: Review
  /// Whether an epoch takes the easiest part alone, by mean margin of the two: half of the pairs at first,
  /// 1 − η after `rampEpochs`.
  package var isPaced: Bool

  /// - Parameter rampEpochs: half of the epochs by default (co-teaching's 10 is for 200 epochs).
  package init(
    epochs: Int = 10, noisePrior: Double = 0.2, rampEpochs: Int? = nil, review: Review = .peer,
    isPaced: Bool = true
  ) {
    self.epochs = max(1, epochs)
    self.noisePrior = noisePrior.isFinite ? min(max(noisePrior, 0), 0.49) : 0
    self.rampEpochs = max(1, rampEpochs ?? epochs / 2)
    self.review = review
    self.isPaced = isPaced
  }

  /// λ_t = 1 − η·min(t / T_k, 1), t from 1: the share a reviewer keeps (co-teaching's schedule).
  package func keepShare(_ t: Int) -> Double {
    1 - noisePrior * min(Double(t) / Double(rampEpochs), 1)
  }

  /// The easiest share that epoch t takes: all at first, when nothing is known; then ½ … 1 − η.
  package func paceShare(_ t: Int) -> Double {
    guard isPaced, t > 1 else { return 1 }
    let progress = min(Double(t - 1) / Double(rampEpochs), 1)
    return 0.5 + (0.5 - noisePrior) * progress
  }

  /// What came of it, each of shape (pairs).
  package struct Result: Sendable, Equatable {
    /// Margins of every model per epoch.
    package var dynamics: Dynamics
    /// Minus the mean margin over epochs and models: the score.
    package var noise: [Double]
    /// Share of the epochs after the ramp in which its reviewers cut it, 0…1.
    package var dropFrequency: [Double]
    /// Mean over epochs of |Δ₁ − Δ₂|; 0 of one model.
    package var disagreement: [Double]
  }

  /// Which pairs each model may learn from in epoch t, and which its reviewer kept.
  ///
  /// - Parameters:
  ///   - margins: of the given label after the epoch before, by model, each of shape (pairs).
  ///   - pool: the pairs in training; a cut keeps ⌈share · pool⌉ of them.
  /// - Returns: by model, shape (pairs): admitted, and kept by the reviewer before pacing.
  package func exchange(_ margins: [[Float]], pool: [Int], epoch t: Int) -> (
    admitted: [[Bool]], kept: [[Bool]]
  ) {
    let count = margins.first?.count ?? 0
    let kept = margins.indices.map { model -> [Bool] in
      let reviewer = review == .peer && margins.count > 1 ? (model + 1) % margins.count : model
      return Self.top(keepShare(t), of: pool, by: margins[reviewer])
    }
    guard isPaced else { return (kept, kept) }
    let mean = (0..<count).map { i in
      margins.reduce(0) { $0 + $1[i] } / Float(max(1, margins.count))
    }
    let easy = Self.top(paceShare(t), of: pool, by: mean)
    return (kept.map { kept in kept.indices.map { kept[$0] && easy[$0] } }, kept)
  }

  /// Marks the ⌈share · pool⌉ pairs of `pool` with the largest values; equal ones by place.
  ///
  /// The loss falls with the margin, so the smallest losses are the largest margins.
  private static func top(_ share: Double, of pool: [Int], by values: [Float]) -> [Bool] {
    var marks = [Bool](repeating: false, count: values.count)
    // 1e-9: a share of 0.8 of 10 pairs is 8, whatever the last bit says.
    let size = min(pool.count, Int((share * Double(pool.count) - 1e-9).rounded(.up)))
    guard size > 0 else { return marks }
    let order = pool.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
    for i in order.prefix(size) { marks[i] = true }
    return marks
  }

  /// Trains the models of `trainer` together; copies for the same fold review each other.
  ///
  /// - Parameter watch: follows it; when that ends the work, the result means nothing.
  package func run(
    _ trainer: some MarginTrainer, watch: TrainingWatch = TrainingWatch()
  ) -> Result {
    let count = trainer.facts.count
    var (training, dynamics, beside) = watch.begin(trainer)
    var drops = [Double](repeating: 0, count: count)
    var reviews = drops
    if beside.count == 2 * count {
      drops = beside[..<count].map { Double($0) }
      reviews = beside[count...].map { Double($0) }
    }
    while trainer.epoch < epochs, watch.asks() {
      let t = trainer.epoch + 1
      if t > 1 { review(trainer, epoch: t, &drops, &reviews) }
      trainer.trainEpoch()
      for model in trainer.models.indices {
        dynamics.add(trainer.heldOutMargins(model: model), to: trainer.models[model].name)
      }
      watch.trained(training, trainer, dynamics, beside: (drops + reviews).map { Float($0) })
    }
    let means = dynamics.runs.map { $0.meanMargins() }
    let models = Double(max(1, means.count))
    return Result(
      dynamics: dynamics,
      noise: drops.indices.map { i in -means.reduce(0) { $0 + $1[i] } / models },
      dropFrequency: drops.indices.map { reviews[$0] > 0 ? drops[$0] / reviews[$0] : 0 },
      disagreement: Self.disagreement(dynamics))
  }

  private func review(
    _ trainer: some MarginTrainer, epoch t: Int, _ drops: inout [Double], _ reviews: inout [Double]
  ) {
    let facts = trainer.facts
    let copies = trainer.models.indices.map { trainer.copies($0) }.min() ?? 0
    for copy in 0..<copies {
      let isFolded = trainer.models.allSatisfy(\.isCrossFitted)
      let pool = facts.indices.filter { !isFolded || trainer.folds.assignment[$0] != copy }
      let margins = trainer.models.indices.map { model in
        let first = trainer.margins(model: model, copy: copy)
        return facts.indices.map { facts[$0].firstIsBetter ? first[$0] : -first[$0] }
      }
      let (admitted, kept) = exchange(margins, pool: pool, epoch: t)
      for model in trainer.models.indices {
        trainer.select(admitted[model], model: model, copy: copy)
        guard t >= min(rampEpochs, epochs) else { continue }
        for i in pool {
          reviews[i] += 1
          if !kept[model][i] { drops[i] += 1 }
        }
      }
    }
  }

  private static func disagreement(_ dynamics: Dynamics) -> [Double] {
    guard dynamics.runs.count > 1 else { return [Double](repeating: 0, count: dynamics.pairs) }
    let (one, other) = (dynamics.runs[0].epochs, dynamics.runs[1].epochs)
    return (0..<dynamics.pairs).map { i in
      zip(one, other).reduce(0) { $0 + abs(Double($1.0[i] - $1.1[i])) }
        / Double(max(1, one.count))
    }
  }
}
