internal import Pipeline
internal import Records

/// The preference formats of TRL, paired and unpaired.
struct TRLFormat: RecordFormat {
  static let name = "trl"
  static let summary = "TRL preference data: pairs with or without prompt, and unpaired"
  static let discussion = """
    Paired records have `chosen` and `rejected`, and mostly `prompt`; each is a text or a list of
    messages. Without a prompt it is what both answers begin with, cut as TRL cuts it: of texts
    before the blank in front of the first difference, of messages before the first assistant turn
    that differs. Lists that begin with the prompt are cut after it.

    Unpaired records have `prompt`, `completion` and `label`, where `true` is thumbs up.

    Where they are there, `chosen_score`, `score_chosen`, `chosen_rating` and `chosen-rating` become
    scores (`score`, `rating`), `chosen_model` and `chosen-model` the models; likewise for
    `rejected`. `margin` and all other fields are kept as they are. Who judged is not known to the
    format: give `annotator_kind`.
    """

  private enum Field: String, FieldName { case prompt, chosen, rejected, completion, label }
  private let names = FieldNames<Field>()
  private let kind: AnnotatorKind

  init(options: inout OptionReader) throws(WinnowError) {
    kind = try options.annotatorKind(default: .unknown)
  }

  func read(_ value: JSONValue, into record: inout RecordBuilder) throws(RecordError) {
    record.match(names)
    guard !record.has(Field.chosen), !record.has(Field.rejected), record.has(Field.completion)
    else { return try readPair(value, &record) }
    guard let prompt = record[Field.prompt] else { throw record.missing(Field.prompt) }
    guard let label = record[Field.label] else { throw record.missing(Field.label) }
    guard let completion = record[Field.completion] else {
      throw record.missing(Field.completion)
    }
    try record.prompt(prompt)
    let response = try record.response(completion)
    record.vote(response, -1, try record.bool(label) ? .first : .second, kind: kind)
  }

  private func readPair(
    _ value: JSONValue, _ record: inout RecordBuilder
  ) throws(RecordError) {
    guard let chosen = record[Field.chosen] else { throw record.missing(Field.chosen) }
    guard let rejected = record[Field.rejected] else { throw record.missing(Field.rejected) }
    let models = try record.sideModels(value)
    let pair = try record.comparison(
      prompt: record[Field.prompt], chosen: chosen, rejected: rejected, models: models)
    record.sideScores(value, pair)
    record.vote(pair.chosen, pair.rejected, .first, kind: kind)
  }

  static func recognise(_ record: JSONValue) -> Recognition? {
    let prompt = record["prompt"]
    if isBody(prompt), isBody(record["completion"]), record["label"]?.bool != nil {
      return Recognition(.likely, "have `prompt`, `completion` and a true or false `label`")
    }
    guard isBody(record["chosen"]), isBody(record["rejected"]) else { return nil }
    let what = record["chosen"]?.kind == .array ? "messages" : "texts"
    if isBody(prompt) {
      return Recognition(.likely, "have `prompt`, `chosen` and `rejected` \(what)")
    }
    let others: [StaticString] = ["prompt", "instruction", "question", "conversations", "messages"]
    guard others.allSatisfy({ record[$0] == nil }) else { return nil }
    return Recognition(.likely, "have `chosen` and `rejected` \(what), and no prompt")
  }

  private static func isBody(_ value: JSONValue?) -> Bool {
    switch value?.kind {
    case .string: true
    case .array: value?[0]?["role"] != nil
    default: false
    }
  }
}

extension OptionReader {
  /// The option `annotator_kind`.
  mutating func annotatorKind(
    default fallback: AnnotatorKind
  ) throws(WinnowError) -> AnnotatorKind {
    let word = try choice(
      "annotator_kind", default: AnnotatorWord(rawValue: fallback.word) ?? .unknown,
      doc: "who judged: a person, a model, a rule, or nobody knows")
    return word.kind
  }
}

/// The kinds of annotators as options and mappings name them.
enum AnnotatorWord: String, CaseIterable {
  case human, model, rule, unknown

  var kind: AnnotatorKind {
    switch self {
    case .human: .human
    case .model: .model
    case .rule: .rule
    case .unknown: .unknown
    }
  }
}

// What else is said of chosen and rejected in fields of their own.
extension RecordBuilder {
  private static let modelKeys: [(chosen: StaticString, rejected: StaticString)] = [
    ("chosen_model", "rejected_model"), ("chosen-model", "rejected-model"),
    ("model_chosen", "model_rejected"),
  ]
  private typealias ScoreKeys = (name: StaticString, chosen: StaticString, rejected: StaticString)
  private static let scoreKeys: [ScoreKeys] = [
    ("score", "score_chosen", "score_rejected"),
    ("score", "chosen_score", "rejected_score"),
    ("rating", "chosen_rating", "rejected_rating"),
    ("rating", "chosen-rating", "rejected-rating"),
    ("rating", "rating_chosen", "rating_rejected"),
  ]

  /// Takes the names of the models that wrote chosen and rejected.
  mutating func sideModels(
    _ value: JSONValue
  ) throws(RecordError) -> (chosen: ByteSlice, rejected: ByteSlice) {
    for keys in Self.modelKeys {
      let (chosen, rejected) = (value[keys.chosen], value[keys.rejected])
      if chosen != nil || rejected != nil { return (try name(chosen), try name(rejected)) }
    }
    return (.empty, .empty)
  }

  /// Takes the scores of chosen and rejected; what is no number stays where it is.
  mutating func sideScores(_ value: JSONValue, _ pair: (chosen: Int32, rejected: Int32)) {
    for keys in Self.scoreKeys {
      if let score = number(value[keys.chosen]) { self.score(pair.chosen, keys.name, score) }
      if let score = number(value[keys.rejected]) { self.score(pair.rejected, keys.name, score) }
    }
  }
}
