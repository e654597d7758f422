internal import Dispatch
internal import Records

/// Bradley–Terry reward models, linear in feature differences, by stochastic gradient descent.
///
/// Many models share one reading of the rows: weights lie `[column][lane]`, so that fetching a column serves
/// folds, regularisations, bootstraps and peers at once. What is minimised, by each copy of a model over
/// the pairs it is trained on, is Σ weight·(ℓ(z) + (l2/2n)·‖w‖²) with z the sum of its views' margins.
///
/// Steps fall as step / (1 + decay·t), t in epochs. The margins of an epoch are those of the mean of
/// `snapshots` iterates within it: for a linear model their mean over epochs is the margin of averaged
/// weights, which is what ranks wrong labels well (algorithms.md, section 7). Averaging snapshots costs
/// a pass over the columns each; the exact running mean (Xu 2011) would cost a second update of every
/// entry of every row.
///
/// Same bytes for any number of workers: they take blocks of 16 lanes, never parts of the rows.
///
/// - Note: `@unchecked Sendable`: not to be used from two threads at once.
/// - Complexity: per epoch and 16 lanes, three visits of each entry of each row, of 64 bytes.
@safe package final class LinearTrainer: MarginTrainer, @unchecked Sendable {
  package struct Options: Sendable, Equatable {
    /// First step, on views of mean square row norm 1.
    package var step: Double
    package var decay: Double
    /// Iterates averaged within an epoch.
    package var snapshots: Int
    /// Of the order of rows.
    package var seed: UInt64
    /// Threads.
    package var workers: Int

    package init(
      step: Double = 1, decay: Double = 1, snapshots: Int = 4, seed: UInt64 = 0, workers: Int = 1
    ) {
      self.step = step
      self.decay = decay
      self.snapshots = snapshots
      self.seed = seed
      self.workers = workers
    }
  }

  package let facts: [PairFact]
  package let folds: Folds
  package let models: [ModelPlan]
  package let options: Options
  package internal(set) var epoch = 0
  let views: [ScaledView]
  let blocks: [LaneBlock]
  /// Lane of copy 0 of each model; the others follow.
  private let firstLanes: [Int]
  /// Weights before selection, `[lane][row]` is `blocks[lane / 16].factors`; kept where a selection hides it.
  private var unselected: [Int: [Float]] = [:]

  /// - Parameter folds: by default five, by group.
  package init(
    rows: PairRows, models: [ModelPlan], folds: Folds? = nil, options: Options = .init()
  ) {
    facts = rows.facts
    let given = folds ?? Folds(rows.facts)
    self.folds =
      given.assignment.count == rows.count ? given : Folds(rows.facts, count: given.count)
    self.options = options
    let views = ScaledView.all(rows)
    self.views = views
    self.models = models
    var first: [Int] = []
    var copies: [(model: ModelPlan, fold: Int?)] = []
    for model in self.models {
      first.append(copies.count)
      copies += model.isCrossFitted ? (0..<self.folds.count).map { (model, $0) } : [(model, nil)]
    }
    firstLanes = first
    var blocks: [LaneBlock] = []
    for start in stride(from: 0, to: copies.count, by: 16) {
      let part = Array(copies[start..<min(start + 16, copies.count)])
      blocks.append(Self.block(part, views, rows.facts, self.folds))
    }
    self.blocks = blocks
  }

  private static func block(
    _ copies: [(model: ModelPlan, fold: Int?)], _ views: [ScaledView], _ facts: [PairFact],
    _ folds: Folds
  ) -> LaneBlock {
    let factors = copies.map { PairWeights.of($0.model, without: $0.fold, facts, folds) }
    let lanes = zip(copies, factors).map { copy, factors in
      LaneBlock.Lane(
        views: ViewSetting.usable(copy.model.views(without: copy.fold), count: views.count),
        target: Float(copy.model.objective.target),
        damping: Float(copy.model.objective.damping),
        trained: factors.reduce(0) { $0 + Double($1) })
    }
    let block = LaneBlock(lanes: lanes, views: views, rows: facts.count)
    for lane in lanes.indices {
      let targets = PairWeights.targets(copies[lane].model, facts)
      for row in facts.indices {
        block.factors[row * block.width + lane] = factors[lane][row]
        block.targets[row * block.width + lane] = targets[row]
      }
    }
    return block
  }

  package func trainEpoch() {
    let order = RowOrder(count: facts.count, epoch: epoch, seed: options.seed)
    let (blocks, options, epoch) = (blocks, options, epoch)
    Parallel.forEach(blocks.count, workers: options.workers) { index in
      blocks[index].trainEpoch(order: order, snapshots: options.snapshots) { share in
        options.step / (1 + options.decay * (Double(epoch) + share))
      }
    }
    self.epoch += 1
  }

  package func margins(model: Int, copy: Int) -> [Float] {
    let (block, lane) = place(model: model, copy: copy)
    return Array(block.margins[lane * facts.count..<(lane + 1) * facts.count])
  }

  package func select(_ selection: [Bool]?, model: Int, copy: Int) {
    let (block, lane) = place(model: model, copy: copy)
    let key = firstLanes[model] + copy
    let all =
      unselected[key] ?? facts.indices.map { block.factors[$0 * block.width + lane] }
    unselected[key] = all
    for row in facts.indices {
      let isIn = selection.map { row < $0.count && $0[row] } ?? true
      block.factors[row * block.width + lane] = isIn ? all[row] : 0
    }
  }

  /// Keeps the weights that no selection has hidden yet.
  func rememberUnselected() {
    for model in models.indices {
      for copy in 0..<copies(model) {
        let (block, lane) = place(model: model, copy: copy)
        let key = firstLanes[model] + copy
        guard unselected[key] == nil else { continue }
        unselected[key] = facts.indices.map { block.factors[$0 * block.width + lane] }
      }
    }
  }

  func place(model: Int, copy: Int) -> (block: LaneBlock, lane: Int) {
    let lane = firstLanes[model] + copy
    return (blocks[lane / 16], lane % 16)
  }
}

extension ViewSetting {
  /// Without what cannot be used: negative and non-finite numbers become 0.
  var usable: ViewSetting {
    ViewSetting(
      step: step.isFinite ? max(0, step) : 0, l2: l2.isFinite ? max(0, l2) : 0)
  }

  /// One usable setting per view; missing ones are off.
  static func usable(_ settings: [ViewSetting], count: Int) -> [ViewSetting] {
    (0..<count).map { $0 < settings.count ? settings[$0].usable : .off }
  }
}

/// Work on several threads.
enum Parallel {
  /// Calls `body` with each number below `count`, on up to `workers` threads; returns when all are done.
  static func forEach(_ count: Int, workers: Int, _ body: @Sendable (Int) -> Void) {
    let threads = max(1, min(workers, count))
    guard threads > 1 else { return (0..<count).forEach(body) }
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for index in stride(from: thread, to: count, by: threads) { body(index) }
    }
  }
}
