internal import Evaluation
internal import Foundation
internal import Pipeline
public import Records

/// How well wrong labels are found on a corpus whose labels are trusted.
public struct EvaluateNoiseRequest: Sendable {
  /// The store.
  public var store: String
  /// Which votes are taken, such as `source=NAME,no-ties`; empty for all.
  public var conditions: String
  /// Which votes are the truth, where those of `conditions` are to be tested; `nil` to plant flips.
  public var trusted: String?
  /// Stores whose prompts are left out.
  public var without: [String]
  /// Pairs to draw by their ids; `nil` for all.
  public var sample: Int?
  /// Shares of labels to turn, such as `0,0.1,0.2`.
  public var rates: String
  /// Noise draws of each setting.
  public var seeds: Int
  /// `all`, `fast`, or names.
  public var methods: String
  /// Kinds of flips, with commas between.
  public var flips: String
  /// `group`, or `generator` for folds that share no generator either.
  public var folds: String
  /// Whether fresh learners are trained on what cleaning leaves.
  public var downstream: Bool
  /// The file of results; `nil` for none.
  public var out: String?

  /// A request with the defaults of the command line.
  public init(store: String) {
    self.store = store
    conditions = ""
    trusted = nil
    without = []
    sample = nil
    rates = "0,0.1,0.2,0.3,0.4"
    seeds = 3
    methods = "all"
    flips = "symmetric"
    folds = "group"
    downstream = true
    out = nil
  }
}

/// What an evaluation found, for people and for programs.
public struct EvaluateNoiseSummary: Sendable {
  /// The tables as a JSON object, as the file of results has them.
  public let json: String
  /// Tables for a terminal.
  public let text: String
}

extension Curation {
  /// Plants wrong labels and measures how well each method finds them.
  ///
  /// - Throws: `bad-option`, `no-store`, `too-few-pairs`, `unwritable-file`, `interrupted`.
  public static func evaluateNoise(
    _ request: EvaluateNoiseRequest, _ resources: Resources
  ) throws(WinnowError) -> EvaluateNoiseSummary {
    var evaluation = NoiseEvaluation(
      store: request.store, methods: try EvaluatedMethod.named(request.methods))
    evaluation.clause = try WhereClause(request.conditions)
    if let trusted = request.trusted {
      evaluation.trusted = try WhereClause(trusted, option: "--trusted")
    }
    evaluation.without = request.without
    evaluation.sample = request.sample
    evaluation.rates = try NoiseEvaluation.rates(request.rates)
    evaluation.seeds = request.seeds
    evaluation.flips = try NoiseEvaluation.flips(request.flips)
    evaluation.hasDownstream = request.downstream
    guard ["group", "generator"].contains(request.folds) else {
      throw WinnowError(
        .badOption, "no kind of folds: `\(request.folds)`",
        hint: "write `--folds group` or `--folds generator`")
    }
    evaluation.splitsGenerators = request.folds == "generator"
    evaluation.out = request.out
    evaluation.jobs = resources.jobs
    if let memory = resources.memory {
      do { evaluation.memory = try parseBytes(memory) } catch {
        throw WinnowError(
          .badOption, "no size of memory: `\(memory)`", hint: "write `--memory 2GB`")
      }
    }
    let found = try evaluation.run(progress: resources.progressSink)
    return EvaluateNoiseSummary(
      json: String(decoding: found.file.json ?? Data(), as: UTF8.self), text: found.text)
  }
}
