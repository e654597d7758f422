internal import Evaluation
internal import Pipeline
public import Records

/// What a comparison of ways to make pairs found, for people and for programs.
public struct EvaluatePairsSummary: Sendable {
  /// The table as a JSON object.
  public let json: String
  /// A table for a terminal.
  public let text: String
}

extension Curation {
  /// Trains reward models on equally many pairs of each stage that made any, and compares them on held-out prompts.
  ///
  /// - Parameters:
  ///   - store: read, never written.
  ///   - sample: pairs of each way to train on; `nil` for as many as the rarest has.
  ///   - test: the beginning of the name of the way whose pairs are asked about; `nil` for those of all.
  /// - Throws: `no-store`, `nothing-to-compare`, `too-few-pairs`, `bad-option`, `interrupted`.
  public static func evaluatePairs(
    store: String, sample: Int?, test: String?, seeds: Int, _ resources: Resources
  ) throws(WinnowError) -> EvaluatePairsSummary {
    let found = try PairEvaluation(
      store: store, sample: sample, test: test, seeds: seeds, jobs: resources.jobs
    ).run(progress: resources.progressSink)
    return EvaluatePairsSummary(json: found.json, text: found.text)
  }
}
