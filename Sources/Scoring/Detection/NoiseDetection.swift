/// One run of a method over pairs, whichever it is: what a stage, an audit and an evaluation call.
package struct NoiseDetection: Sendable {
  /// `winnow`, or a name of `DetectionMethods`.
  package var method: String
  package var epochs: Int
  package var folds: Int
  /// Share of wrong labels that methods with a schedule assume.
  package var noisePrior: Double
  package var seed: UInt64
  package var workers: Int
  /// Follows every training; when it ends the work, what is returned means nothing.
  package var watch: TrainingWatch

  package init(
    method: String = "winnow", epochs: Int = 10, folds: Int = 5, noisePrior: Double = 0.2,
    seed: UInt64 = 0, workers: Int = 1, watch: TrainingWatch = TrainingWatch()
  ) {
    self.method = method
    self.epochs = epochs
    self.folds = folds
    self.noisePrior = noisePrior
    self.seed = seed
    self.workers = workers
    self.watch = watch
  }

  /// - Complexity: that of the method; minutes for 100,000 pairs.
  package func run(_ rows: PairRows) -> NoiseJudgement {
    let folds = Folds(rows.facts, count: folds, seed: seed)
    guard method != "winnow", let other = DetectionMethods.named(method) else {
      var recipe = Recipe.standard
      recipe.noisePrior = min(max(noisePrior, 0.01), 0.49)
      var detector = DefaultDetector(
        recipe: recipe, trainer: .init(seed: seed, workers: workers))
      detector.watch = watch
      let result = detector.detect(rows, folds: folds)
      return NoiseJudgement(
        // Probabilities tie at their ends; margins do not.
        scores: result.margins.map { -$0 }, wrong: result.wrong, ambiguity: result.ambiguity,
        margins: result.margins, dynamics: result.dynamics, folds: folds, detector: result)
    }
    let context = DetectionContext(
      rows: rows, folds: folds,
      options: .init(
        epochs: epochs, noisePrior: noisePrior, seed: seed,
        trainer: .init(seed: seed, workers: workers)), watch: watch)
    // What is kept beside the ranking is what it rests on.
    if other is RandomMethod {
      return NoiseJudgement(
        scores: other.score(context), wrong: nil, ambiguity: nil, margins: nil,
        dynamics: Dynamics(pairs: rows.count), folds: folds, detector: nil)
    }
    if let crm = other as? CRMMethod {
      let result = crm.run(context)
      return NoiseJudgement(
        scores: result.noise, wrong: nil, ambiguity: nil, margins: nil,
        dynamics: result.dynamics, folds: folds, detector: nil,
        seen: Set(result.dynamics.runs.map(\.name)))
    }
    let scores = other.score(context)
    let (heldOut, seen) = context.standard
    return NoiseJudgement(
      scores: scores, wrong: nil, ambiguity: nil, margins: heldOut.meanMargins(),
      dynamics: Dynamics(pairs: rows.count, runs: [heldOut, seen]), folds: folds, detector: nil,
      seen: [seen.name])
  }
}

/// What a method says of every pair, each of shape (pairs).
package struct NoiseJudgement: Sendable {
  /// Higher for labels more likely wrong.
  package var scores: [Double]
  /// Probability that the label is wrong; `nil` where the method only ranks.
  package var wrong: [Double]?
  package var ambiguity: [Double]?
  /// Held-out margins of the given label.
  package var margins: [Double]?
  /// Of the models the scores rest on; of models that have not seen the pair, unless `seen` names them.
  package var dynamics: Dynamics
  /// Names of the runs whose models were trained on the pair too.
  package var seen: Set<String>
  package var folds: Folds
  private let detector: DefaultDetector.Result?

  init(
    scores: [Double], wrong: [Double]?, ambiguity: [Double]?, margins: [Double]?,
    dynamics: Dynamics, folds: Folds, detector: DefaultDetector.Result?,
    seen: Set<String> = []
  ) {
    self.scores = scores
    self.wrong = wrong
    self.ambiguity = ambiguity
    self.margins = margins
    self.dynamics = dynamics
    self.folds = folds
    self.detector = detector
    self.seen = seen
  }

  /// Named features that pull the margin of pair `i` most, by what they add to it: towards the answer that
  /// stands first where positive.
  package func pulls(_ i: Int, limit: Int = 5) -> [(feature: String, margin: Double)] {
    detector?.topFeatures(i, limit: limit).map { part in
      let isNamed = part.view == "answer" && part.column < DenseFeature.all.count
      return (
        isNamed ? DenseFeature.all[part.column].name : "\(part.view) \(part.column)",
        part.contribution
      )
    } ?? []
  }
}
