internal import Pipeline
internal import Records

/// The options that exports have besides those of their trainer. What a trainer has no use for is refused.
struct ExportOptions: Sendable {
  /// `auto` takes the standard shape unless a text needs the other one.
  enum Shape: String, CaseIterable, Sendable {
    case auto, standard, conversational
  }

  /// Which pairs or prompts are written.
  enum Where: String, CaseIterable, Sendable {
    /// What no stage dropped.
    case kept
    /// What a stage dropped, to look at it.
    case dropped
    case all
  }

  /// What becomes of weights, or of labels between 0 and 1, that the trainer has no column for.
  enum Carriage: String, CaseIterable, Sendable {
    case ignore, sample, threshold
    /// A column of ours, for trainers that are told to read it.
    case carry
  }

  /// What rows are made of.
  let unit: UnitKind
  let shape: Shape
  let included: Where
  /// `nil` if the pipeline says nothing.
  let weights: Carriage?
  let minWeight: Double
  /// `nil` if the pipeline says nothing.
  let softLabels: Carriage?
  let minProbability: Double
  let shuffle: Bool
  let form: ShardForm
  let shardBytes: Int
  let writesIDs: Bool
  let responsePrefix: String

  init(_ options: inout OptionReader, for trainer: any Trainer) throws(WinnowError) {
    unit = trainer.unit
    try Self.refuseUseless(options, trainer)
    shape = try Self.shape(&options, trainer)
    included = try options.choice(
      "where", default: Where.kept,
      doc: unit == .pair
        ? "which decided pairs: `kept`, `dropped` by a stage, or `all`"
        : "which prompts: `kept`, `dropped` by a stage, or `all`")
    (weights, minWeight) = try unit == .pair ? Self.weights(&options) : (nil, 0)
    (softLabels, minProbability) = try unit == .pair ? Self.softLabels(&options) : (nil, 0)
    shuffle = try options.bool(
      "shuffle", default: false,
      doc: "order by a digest of seed and \(unit.rawValue), not as the sources have it")
    form = try ShardForm(&options, default: type(of: trainer).container)
    shardBytes = Int(
      try options.bytes(
        "shard_bytes", default: 256_000_000, in: 1...1_000_000_000_000,
        doc: "greatest size of a shard's rows as JSON; a longer row stands alone"))
    writesIDs = try options.bool(
      "ids", default: false,
      doc: unit == .pair
        ? "add the column `pair_id`, the pair's public id for `winnow why`"
        : "add the column `prompt_id`, the prompt's public id")
    responsePrefix = try type(of: trainer).hasAnswers ? Self.responsePrefix(&options) : ""
  }

  private static func shape(
    _ options: inout OptionReader, _ trainer: any Trainer
  ) throws(WinnowError) -> Shape {
    let shape = try options.choice(
      "shape", default: Shape.auto,
      doc: """
        `standard` for texts, `conversational` for lists of messages, `auto` for texts unless one of \
        them is a dialogue
        """)
    guard let fixed = trainer.fixedShape else { return shape }
    guard shape == .auto || shape.rawValue == fixed.rawValue || options.isDescribing else {
      throw options.problem("shape", must: "be `\(fixed.rawValue)`, which is all its readers take")
    }
    return fixed == .standard ? .standard : .conversational
  }

  private static func weights(
    _ options: inout OptionReader
  ) throws(WinnowError) -> (Carriage?, Double) {
    let weights = try options.choice(
      optional: "weights", of: Carriage.self,
      doc: """
        what becomes of weights, which TRL has no column for: `sample` keeps a pair of weight w \
        with probability w, `threshold` keeps it from `min_weight` on, `carry` adds the column \
        `weight`, `ignore` keeps all
        """)
    let least = try options.double(
      "min_weight", default: 0.5, in: 0...1_000_000, doc: "least weight for `weights: threshold`")
    return (weights, least)
  }

  private static func softLabels(
    _ options: inout OptionReader
  ) throws(WinnowError) -> (Carriage?, Double) {
    let labels = try options.choice(
      optional: "soft_labels", of: Carriage.self,
      doc: """
        what becomes of labels between 0 and 1 where the trainer does not read them: `sample` puts \
        the preferred response first with the label's probability and else second, `threshold` \
        keeps pairs from `min_probability` on, `carry` adds the column `probability`, `ignore` \
        takes every label for certain
        """)
    let least = try options.double(
      "min_probability", default: 0.7, in: 0...1,
      doc: "least probability of the preferred response for `soft_labels: threshold`")
    return (labels, least)
  }

  private static func responsePrefix(_ options: inout OptionReader) throws(WinnowError) -> String {
    try options.string(
      "response_prefix", default: "",
      doc: """
        text before each response in standard shape; TRL joins prompt and response without a \
        blank, so that `\" \"` or a line break here parts them
        """)
  }

  /// Options that would say nothing about what the trainer writes.
  private static func refuseUseless(
    _ options: OptionReader, _ trainer: any Trainer
  ) throws(WinnowError) {
    if trainer.unit == .prompt {
      for key in ["weights", "min_weight", "soft_labels", "min_probability"] where options.has(key)
      {
        throw options.problem(
          key, must: "not be given: rows are made of prompts, which have no weight and no label")
      }
    }
    if !type(of: trainer).hasAnswers, options.has("response_prefix") {
      throw options.problem("response_prefix", must: "not be given: rows hold no response")
    }
  }
}

extension Trainer {
  /// What rows are made of.
  var unit: UnitKind { Unit.kind }
}
