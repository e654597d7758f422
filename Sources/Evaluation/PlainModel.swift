internal import Foundation
internal import Scoring

/// The peer: one linear model on words and dense features, with settings that nobody has tuned to the corpus,
/// and cleanlab's self-confidence on its out-of-fold probabilities.
///
/// The twin of a logistic regression with C = 0.1 on words × 3 and dense columns × 0.3
/// (`noise_baseline.py`), brought to views of mean square norm 1: C = 0.1 is a penalty of 10 against the sum of
/// losses, 10 / 15 where squared norms are about 15 (words), 10 / 1.3 for the dense ones. The last of twenty
/// epochs stands for the optimum that a solver would find.
struct PlainModel {
  var seed: UInt64
  var workers: Int

  private static let words = ViewSetting(step: 0.3, l2: 0.7)
  private static let dense = ViewSetting(step: 0.1, l2: 8)
  private static let epochs = 20

  /// Held-out margins of the given label, shape (pairs).
  func margins(_ rows: PairRows, folds: Folds) -> [Double] {
    margins(rows, folds: folds, weights: [nil])[0]
  }

  /// Those of models that learn from other pairs each, shape (models, pairs).
  ///
  /// - Parameter weights: of each pair, by model; `nil` for 1 of all.
  func margins(_ rows: PairRows, folds: Folds, weights: [[Float]?]) -> [[Double]] {
    let views = rows.viewNames.map { name in
      name == "words" ? Self.words : name == "answer" ? Self.dense : ViewSetting.off
    }
    let trainer = LinearTrainer(
      rows: rows, models: weights.map { ModelPlan(name: "plain", views: views, weights: $0) },
      folds: folds, options: .init(seed: seed, workers: workers))
    for _ in 0..<Self.epochs { trainer.trainEpoch() }
    return weights.indices.map { trainer.heldOutMargins(model: $0).map(Double.init) }
  }

  /// 1 − p of the given label, shape (pairs): cleanlab's self-confidence turned round.
  func wrong(_ rows: PairRows, folds: Folds) -> [Double] {
    margins(rows, folds: folds).map { 1 / (1 + exp($0)) }
  }
}

/// Control: what the names of the models say of the label, without a look at the text.
struct GeneratorControl {
  var seed: UInt64
  var workers: Int

  /// Held-out logistic regression on names; the penalty by held-out loss. 0 for all where names are unknown.
  func score(_ names: SparseRows?, facts: [PairFact], folds: Folds) -> [Double] {
    guard let names else { return facts.map { _ in 0 } }
    let rows = PairRows(facts: facts, sparse: [("generator", names)], dense: [])
    let options = LinearTrainer.Options(seed: seed, workers: workers)
    let choice = InnerValidation(
      sparsePenalties: [100, 30, 10, 3, 1], densePenalties: [1], steps: [0.3], epochs: 8
    ).choose(rows, folds: folds, options: options)
    var plan = ModelPlan(name: "generator", views: choice.views)
    plan.viewsByFold = choice.byFold
    let trainer = LinearTrainer(rows: rows, models: [plan], folds: folds, options: options)
    let run = trainer.record(epochs: 8).runs.first
    return run?.meanMargins(skipped: 1).map { -$0 } ?? facts.map { _ in 0 }
  }
}
