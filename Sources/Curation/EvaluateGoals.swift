internal import Evaluation
internal import Foundation
internal import Pipeline
public import Records

/// What an evaluation of goals found, for people and for programs.
public struct EvaluateGoalsSummary: Sendable {
  /// The table as a JSON object.
  public let json: String
  /// A table for a terminal.
  public let text: String
}

extension Curation {
  /// Trains small reward models on pairs and on goal-conditioned ones, and compares how they rank held-out answers.
  ///
  /// - Parameters:
  ///   - store: read, never written.
  ///   - score: the name of the score that goals are made of.
  ///   - sample: pairs to take, by their ids; `nil` for all.
  /// - Throws: `no-store`, `too-few-pairs`, `interrupted`.
  public static func evaluateGoals(
    store: String, score: String, sample: Int?, seeds: Int, _ resources: Resources
  ) throws(WinnowError) -> EvaluateGoalsSummary {
    let found = try GoalEvaluation(
      store: store, score: score, sample: sample, seeds: seeds, jobs: resources.jobs
    ).run(progress: resources.progressSink)
    return EvaluateGoalsSummary(json: found.json, text: found.text)
  }
}

extension Curation {
  /// What training did to the likelihood of good rejected answers, as a table.
  ///
  /// - Parameters:
  ///   - score: the name of the score that says how good an answer is.
  ///   - before: that of its log-probability before training.
  ///   - after: that after it.
  /// - Throws: `no-store`, `too-few-pairs`.
  public static func evaluateUnlearning(
    store: String, score: String, before: String, after: String, _ resources: Resources
  ) throws(WinnowError) -> String {
    try UnlearningProbe(
      store: store, score: score, before: before, after: after, jobs: resources.jobs
    ).run()
  }
}
