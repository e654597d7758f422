internal import Pipeline
internal import Records

/// UltraFeedback turned into pairs, as by Hugging Face's H4 team, and its descendants.
struct UltraFeedbackBinarizedFormat: RecordFormat {
  static let name = "ultrafeedback-binarized"
  static let summary = "binarized UltraFeedback: chosen and rejected with their scores"
  static let discussion = """
    `chosen` and `rejected` are texts or whole dialogues, `prompt` (or `instruction`) a text or
    messages; `score_chosen` and `score_rejected`, or `chosen-rating` and `rejected-rating`, become
    the scores `score` and `rating`, also where they stand in `metadata`. `messages`, a copy of
    `chosen`, is dropped if it is one.

    The vote is a model's, for `chosen`, with strength 1, also where the scores are equal or say the
    opposite: filters can be told to use the scores.
    """

  private enum Field: String, FieldName {
    case prompt, instruction, chosen, rejected, messages, metadata
  }
  private let names = FieldNames<Field>()
  private let kind: AnnotatorKind

  init(options: inout OptionReader) throws(WinnowError) {
    kind = try options.annotatorKind(default: .model)
  }

  func read(_ value: JSONValue, into record: inout RecordBuilder) throws(RecordError) {
    record.match(names)
    guard let chosen = record[Field.chosen] else { throw record.missing(Field.chosen) }
    guard let rejected = record[Field.rejected] else { throw record.missing(Field.rejected) }
    let (prompt, messages) = (
      record[Field.prompt] ?? record[Field.instruction], record[Field.messages]
    )
    let metadata = record[Field.metadata]
    let pair = try record.comparison(
      prompt: prompt, chosen: chosen, rejected: rejected, models: try record.sideModels(value))
    record.sideScores(value, pair)
    if let metadata, metadata.kind == .object { record.sideScores(metadata, pair) }
    if let messages, messages.kind == .array, record.areEqual(messages, chosen) {
      record.take(messages)
    }
    record.vote(pair.chosen, pair.rejected, .first, kind: kind)
  }

  static func recognise(_ record: JSONValue) -> Recognition? {
    guard record["chosen"] != nil, record["rejected"] != nil,
      record["prompt"] != nil || record["instruction"] != nil
    else { return nil }
    if record["score_chosen"] != nil, record["score_rejected"] != nil {
      return Recognition(.certain, "have `chosen`, `rejected`, `score_chosen` and `score_rejected`")
    }
    if record["chosen-rating"] != nil, record["rejected-rating"] != nil {
      return Recognition(.certain, "have `chosen`, `rejected`, `chosen-rating`, `rejected-rating`")
    }
    guard record["metadata"]?["score_chosen"] != nil, record["metadata"]?["score_rejected"] != nil
    else { return nil }
    return Recognition(
      .certain, "have `chosen`, `rejected`, and in `metadata` `score_chosen`, `score_rejected`")
  }
}

extension RecordBuilder {
  /// Whether two values are the same JSON.
  func areEqual(_ a: JSONValue, _ b: JSONValue) -> Bool {
    guard a.kind == b.kind, a.count == b.count else { return false }
    let arena = arena
    let start = arena.count
    let first = a.appendCompact(to: arena)
    let second = b.appendCompact(to: arena)
    defer { arena.truncate(to: start) }
    return arena.areEqual(first, second)
  }
}
