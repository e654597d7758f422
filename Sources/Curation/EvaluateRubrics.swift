internal import Evaluation
internal import Pipeline
public import Records

/// What an evaluation of rubrics found, for people and for programs.
public struct EvaluateRubricsSummary: Sendable {
  /// The tables as a JSON object.
  public let json: String
  /// Tables for a terminal.
  public let text: String
}

extension Curation {
  /// Mines rubrics from labelled pairs without a model, and judges pairs of held-out prompts by rubrics that are made
  /// from the prompt alone.
  ///
  /// - Parameters:
  ///   - store: read, never written.
  ///   - conditions: whose votes count, as for the evaluation of noise; empty for all.
  ///   - sample: pairs to take, by their ids; `nil` for all.
  /// - Throws: `no-store`, `bad-option`, `too-few-pairs`, `interrupted`.
  public static func evaluateRubrics(
    store: String, conditions: String, sample: Int?, seeds: Int, _ resources: Resources
  ) throws(WinnowError) -> EvaluateRubricsSummary {
    let found = try RubricEvaluation(
      store: store, clause: try WhereClause(conditions), sample: sample, seeds: seeds,
      jobs: resources.jobs
    ).run(progress: resources.progressSink)
    return EvaluateRubricsSummary(json: found.json, text: found.text)
  }
}
