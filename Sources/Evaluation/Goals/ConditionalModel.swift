internal import Records
internal import Scoring

/// A small reward model that reads the goal: Bradley-Terry, linear in [φ, g·φ].
///
/// The reward that the augmentation rests on is −(g − r)² = 2gr − r² + what both answers share, so a score that is
/// linear in φ and in g·φ can hold it where r is linear in φ. Folds by group: every margin is by the copy
/// that has not seen the prompt.
struct ConditionalModel {
  var epochs: Int
  var folds: Int
  var seed: UInt64
  var workers: Int

  /// What is asked of a pair that was held out.
  enum Question: CaseIterable {
    /// Under the goal of the better answer, does it win?
    case better
    /// Under the goal of the other, does that one win?
    case worse
    /// Under the highest goal, does the better one win?
    case best
  }

  /// Margins of the right answer to each question, shape (questions, pairs).
  ///
  /// - Parameter features: differences, first minus second, in the order of the pairs.
  func margins(
    _ arm: GoalArm, _ pairs: [ScoredPair], _ features: DenseRows
  ) -> [[Double]] {
    let training = arm.rows(pairs, seed: seed)
    var facts: [PairFact] = []
    var values: [Float] = []
    func add(_ i: Int, goal: Double?, turned: Bool, isFitted: Bool) {
      let pair = pairs[i]
      facts.append(
        PairFact(
          id: pair.id, group: pair.group, row: Int64(facts.count),
          firstIsBetter: pair.firstIsBetter != turned, isFitted: isFitted))
      let row = unsafe features[i]
      for k in 0..<features.dimension { values.append(unsafe row[k]) }
      let g = Float(goal ?? 0)
      for k in 0..<features.dimension { values.append(g * (unsafe row[k])) }
    }
    for row in training { add(row.pair, goal: row.goal, turned: row.turned, isFitted: true) }
    let start = facts.count
    // An arm without goals is asked without one.
    let isBlind = arm == .original || arm == .duplicated
    for question in Question.allCases {
      for i in pairs.indices {
        let goal = question == .better ? pairs[i].better : question == .worse ? pairs[i].worse : 1
        add(i, goal: isBlind ? nil : goal, turned: question == .worse, isFitted: false)
      }
    }
    let rows = PairRows(
      facts: facts, sparse: [],
      dense: [("answer", DenseRows(dimension: 2 * features.dimension, values))])
    let folds = Folds(facts, count: folds, seed: seed)
    let options = LinearTrainer.Options(step: 0.3, seed: seed, workers: workers)
    let choice = InnerValidation(
      sparsePenalties: [1], densePenalties: [100, 30, 10, 3], steps: [0.3], epochs: 4
    ).choose(rows, folds: folds, options: options)
    var plan = ModelPlan(name: "conditional", views: choice.views)
    plan.viewsByFold = choice.byFold
    let trainer = LinearTrainer(rows: rows, models: [plan], folds: folds, options: options)
    // Equal numbers of updates: an arm with half the rows passes over them twice as often.
    let passes = max(1, (epochs * 2 * pairs.count + training.count / 2) / max(1, training.count))
    let dynamics = trainer.record(epochs: passes)
    let means = dynamics.runs.first?.meanMargins(skipped: passes / 2) ?? []
    return Question.allCases.indices.map { q in
      pairs.indices.map { i in
        let place = start + q * pairs.count + i
        return place < means.count ? means[place] : 0
      }
    }
  }
}
