/// How pairs are ranked by margins that somebody else's training recorded: methods that train nothing.
package enum RecordedMethod: String, CaseIterable, Sendable {
  case winnow, aum, cartography, forgetting, gmm
  case lossFluctuation = "loss_fluctuation"
  case ensembleStrength = "ensemble_strength"

  /// The mean over models of what `PairStatistics` says of each, higher for labels more likely wrong.
  fileprivate func statistic(_ curves: [PairStatistics]) -> Double {
    Numerics.mean(
      curves.map { curve in
        switch self {
        case .winnow, .aum, .ensembleStrength: -curve.meanMargin
        case .cartography: -curve.confidence
        // The term of the margin is below 1/2, so it orders equal counts only.
        case .forgetting: Double(curve.forgetting) + 0.49 * (1 - 2 * curve.confidence)
        case .lossFluctuation: curve.lossFluctuation
        case .gmm: PairStatistics(Array(curve.margins.suffix(5))).meanLoss
        }
      })
  }
}

/// What recorded margins say of one pair: a few numbers, whatever the length of the curves.
package struct RecordedPair: Sendable {
  /// Number of each model that has the pair, and its mean margin of the given label.
  package var means: [(model: Int32, margin: Float)]
  fileprivate var statistic: Double
  /// Population standard deviation of σ(margin) over all models and moments, in 0…½.
  package var variability: Double

  /// - Parameter curves: for each model its number and its margins of the given label, in order; not empty.
  package init(_ curves: [(model: Int32, margins: [Double])], _ method: RecordedMethod) {
    let statistics = curves.map { PairStatistics($0.margins) }
    means = zip(curves, statistics).map { ($0.model, Float($1.meanMargin)) }
    statistic = method.statistic(statistics)
    variability = PairStatistics(curves.flatMap(\.margins)).variability
  }
}

/// Judges labels by recorded margins; nothing is trained.
///
/// `winnow` combines the models' mean margins by `Stacking`, fold by fold, so that σ fits the given labels of the
/// other folds; the probability follows under the noise prior as in `DefaultDetector`, and the variability stands
/// for ambiguity. Margins of models that were trained on these very
/// labels have learnt part of the mistakes by heart: the ranking stays of use, the probability is too low.
package struct RecordedDetection: Sendable {
  package var method: RecordedMethod
  package var folds: Int
  /// Share of wrong labels that the probability assumes.
  package var noisePrior: Double
  package var seed: UInt64

  package init(
    method: RecordedMethod, folds: Int = 5, noisePrior: Double = 0.2, seed: UInt64 = 0
  ) {
    self.method = method
    self.folds = folds
    self.noisePrior = noisePrior
    self.seed = seed
  }

  /// - Parameters:
  ///   - pairs: what is recorded of each of `facts`.
  ///   - models: their names, by number.
  /// - Complexity: that of `Stacking`; O(pairs · log pairs) for the others.
  package func run(
    _ pairs: [RecordedPair], facts: [PairFact], models: [String]
  ) -> NoiseJudgement {
    let folds = Folds(facts, count: folds, seed: seed)
    let columns = columns(pairs, models.count)
    let runs = zip(models, columns).map { name, column in
      Dynamics.Run(name: name, epochs: [column])
    }
    let dynamics = Dynamics(pairs: pairs.count, runs: runs)
    guard method == .winnow else {
      return NoiseJudgement(
        scores: scores(pairs), wrong: nil, ambiguity: nil, margins: nil, dynamics: dynamics,
        folds: folds, detector: nil)
    }
    let stack = Stacking().fit(columns.map { $0.map(Double.init) }, folds: folds)
    var recipe = Recipe.standard
    recipe.noisePrior = min(max(noisePrior, 0.01), 0.49)
    let detector = DefaultDetector(recipe: recipe)
    return NoiseJudgement(
      // Probabilities tie at their ends; margins do not.
      scores: stack.margins.map { -$0 }, wrong: stack.margins.map { detector.wrong($0) },
      ambiguity: pairs.map { min(1, 2 * $0.variability) },
      margins: nil, dynamics: dynamics, folds: folds, detector: nil)
  }

  /// Mean margins by model and pair; not a number where a model does not have the pair.
  private func columns(_ pairs: [RecordedPair], _ models: Int) -> [[Float]] {
    var columns = [[Float]](
      repeating: [Float](repeating: .nan, count: pairs.count), count: models)
    for (i, pair) in pairs.enumerated() {
      for (model, margin) in pair.means where Int(model) < models {
        columns[Int(model)][i] = margin
      }
    }
    return columns
  }

  private func scores(_ pairs: [RecordedPair]) -> [Double] {
    let values = pairs.map(\.statistic)
    guard method == .gmm else { return values }
    guard let low = values.min(), let high = values.max(), low < high else {
      return values.map { _ in 0.5 }
    }
    let scaled = values.map { ($0 - low) / (high - low) }
    let mixture = GaussianMixture(scaled)
    // As in `MixtureMethod`: a smaller loss is never worse.
    return scaled.map { 1 - mixture.lowerPosterior(max($0, mixture.means.min() ?? 0)) }
  }
}
