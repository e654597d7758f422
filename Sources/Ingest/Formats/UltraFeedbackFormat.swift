internal import Pipeline
internal import Records

/// UltraFeedback as OpenBMB published it: four completions, each rated on four aspects.
struct UltraFeedbackFormat: RecordFormat {
  static let name = "ultrafeedback"
  static let summary = "UltraFeedback (OpenBMB): an instruction and rated completions"
  static let discussion = """
    One record is an `instruction` with `completions`, each with `model`, `response`,
    `overall_score`, `fine-grained_score` and `annotations`, whose aspects have a `Rating`.

    Each completion is a response with the scores `overall`, `fine_grained` and one for each aspect.
    A rating that is no number, mostly `N/A`, is no score and stays in `extra`, as do critiques,
    rationales, principles and system prompts.

    Votes come from `overall_score`, by a model, with strength 1; equal scores tie. Beware: about
    2,000 overall scores of the published set are 10 and should be 1.
    """

  private enum Field: String, FieldName { case instruction, completions }
  private let names = FieldNames<Field>()
  private let pairs: RankedPairs
  private let maxResponses: Int

  init(options: inout OptionReader) throws(WinnowError) {
    pairs = try options.choice(
      "pairs", default: RankedPairs.all, doc: "which completions are compared by their scores")
    maxResponses = try options.maxResponses()
  }

  func read(_ value: JSONValue, into record: inout RecordBuilder) throws(RecordError) {
    record.match(names)
    record.prompt(text: try record.text(Field.instruction))
    guard let completions = record[Field.completions] else {
      throw record.missing(Field.completions)
    }
    guard completions.kind == .array else { throw record.wrongType(completions, "a list") }
    try record.checkResponses(completions.count, limit: maxResponses)
    var ranked: [(response: Int32, value: Double)] = []
    for completion in completions.elements {
      guard completion.kind == .object else { throw record.wrongType(completion, "a completion") }
      guard let text = completion["response"] else {
        throw record.missing("response", in: completion)
      }
      let response = record.response(
        text: try record.text(text), model: try record.name(completion["model"]))
      if let overall = record.number(completion["overall_score"]) {
        record.score(response, "overall", overall)
        ranked.append((response, overall))
      }
      if let score = record.number(completion["fine-grained_score"]) {
        record.score(response, "fine_grained", score)
      }
      aspects(completion["annotations"], of: response, &record)
    }
    try record.votes(pairs, of: ranked) { (first, second, winner, record) in
      record.vote(first, second, winner, kind: .model)
    }
  }

  private func aspects(
    _ annotations: JSONValue?, of response: Int32, _ record: inout RecordBuilder
  ) {
    guard let annotations, annotations.kind == .object else { return }
    for (name, aspect) in annotations.members {
      if let rating = record.number(aspect["Rating"]) { record.score(response, name, rating) }
    }
  }

  static func recognise(_ record: JSONValue) -> Recognition? {
    guard record["instruction"]?.kind == .string, let first = record["completions"]?[0],
      first["response"] != nil, first["annotations"] != nil || first["overall_score"] != nil
    else { return nil }
    return Recognition(.certain, "have `instruction` and `completions` with `response` and scores")
  }
}

extension OptionReader {
  /// The option `max_responses`.
  mutating func maxResponses() throws(WinnowError) -> Int {
    try int(
      "max_responses", default: 10_000, in: 1...1_000_000,
      doc: "responses of one record; a record with more is quarantined")
  }
}
