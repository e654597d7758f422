/// A way to rank pairs by how likely their given label is wrong.
///
/// Add one: a value of this protocol in a file of its own, and a line in `DetectionMethods.all`.
package protocol DetectionMethod: Sendable {
  /// As a pipeline names it.
  var name: String { get }
  /// One line for the documentation.
  var summary: String { get }
  /// Paper or code it follows, and where it differs.
  var source: String { get }

  /// Noise score of every pair, shape (pairs), finite; higher for labels more likely wrong.
  func score(_ context: DetectionContext) -> [Double]
}

/// Every method, in the order the documentation lists them.
package enum DetectionMethods {
  package static let all: [any DetectionMethod] = [
    CRMMethod(), CoTeachingMethod(), AUMMethod(), CartographyMethod(), ForgettingMethod(),
    LossFluctuationMethod(), GradientIrregularityMethod(), ConfidentLearningMethod(),
    MixtureMethod(), EnsembleStrengthMethod(), EarlyCuttingMethod(),
    SelfReviewMethod(), TwoAveragedMethod(), RandomMethod(),
  ]

  /// The method of that name.
  package static func named(_ name: String) -> (any DetectionMethod)? {
    all.first { $0.name == name }
  }
}

/// What the methods share: rows, folds, settings, and one training whose dynamics most of them read.
///
/// The learner is linear. Its penalties are chosen once, by inner validation, unless given.
///
/// - Note: not `Sendable`: trainings are made when first asked for.
package final class DetectionContext {
  package struct Options: Sendable, Equatable {
    package var epochs: Int
    /// Assumed share of wrong labels, η in 0 ..< ½: a prior, not an estimate.
    package var noisePrior: Double
    package var seed: UInt64
    package var trainer: LinearTrainer.Options

    package init(
      epochs: Int = 10, noisePrior: Double = 0.2, seed: UInt64 = 0,
      trainer: LinearTrainer.Options = .init()
    ) {
      self.epochs = max(1, epochs)
      self.noisePrior = noisePrior.isFinite ? min(max(noisePrior, 0), 0.49) : 0
      self.seed = seed
      self.trainer = trainer
    }
  }

  package let rows: PairRows
  package let folds: Folds
  package let options: Options
  /// Follows every training.
  package let watch: TrainingWatch
  private let given: [ViewSetting]?

  /// - Parameter views: settings of the views; `nil` chooses them by inner validation.
  package init(
    rows: PairRows, folds: Folds? = nil, views: [ViewSetting]? = nil, options: Options = .init(),
    watch: TrainingWatch = TrainingWatch()
  ) {
    self.rows = rows
    self.watch = watch
    self.folds = folds ?? Folds(rows.facts, seed: options.seed)
    self.options = options
    given = views
  }

  /// Settings used by every method.
  package private(set) lazy var choice: InnerValidation.Choice = {
    if let given { return .init(views: given, byFold: [], losses: []) }
    return InnerValidation().choose(
      rows, folds: folds, options: options.trainer, watch: watch)
  }()

  /// A model with the chosen settings.
  package func plan(
    _ name: String, bootstrap: Bootstrap = .none, seed: UInt64 = 0, isCrossFitted: Bool = false
  ) -> ModelPlan {
    var plan = ModelPlan(
      name: name, views: choice.views, bootstrap: bootstrap,
      seed: SplitMix64.mix(options.seed &+ SplitMix64.mix(seed)), isCrossFitted: isCrossFitted)
    if !choice.byFold.isEmpty { plan.viewsByFold = choice.byFold }
    return plan
  }

  package func trainer(_ models: [ModelPlan]) -> LinearTrainer {
    LinearTrainer(rows: rows, models: models, folds: folds, options: options.trainer)
  }

  /// Held-out margins per epoch, and those of a model that has seen every pair, as the papers have them.
  package private(set) lazy var standard: (heldOut: Dynamics.Run, seen: Dynamics.Run) = {
    let trainer = trainer([plan("linear", isCrossFitted: true), plan("linear+all")])
    let dynamics = trainer.record(epochs: options.epochs, watch: watch)
    // Where the watch has ended the work there may be nothing.
    guard dynamics.runs.count == 2 else {
      let none = Dynamics.Run(
        name: "linear", epochs: [[Float](repeating: 0, count: rows.count)])
      return (none, none)
    }
    return (dynamics.runs[0], dynamics.runs[1])
  }()

  /// A number from the statistics of each pair under the model that has seen them all.
  package func scoreSeen(_ statistic: (PairStatistics) -> Double) -> [Double] {
    let run = standard.seen
    return rows.facts.indices.map { statistic(PairStatistics(run.margins(of: $0))) }
  }
}
