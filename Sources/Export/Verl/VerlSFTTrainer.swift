internal import Pipeline
internal import Records

/// Prompts with the preferred response for verl's SFT.
///
/// A response that wins several pairs is written once, at the first, unless `repeats: keep` asks for a row of each.
struct VerlSFTTrainer: Trainer {
  static let name = "verl.sft"
  static let summary = "preferred responses for verl's SFT: messages, or prompt and response"
  static let container = ShardForm.Container.parquet

  /// What a row is.
  enum Form: String, CaseIterable {
    case messages
    case promptResponse = "prompt_response"
  }

  let skipsRepeats: Bool
  let form: Form

  init(options: inout OptionReader) throws(WinnowError) {
    form = try options.choice(
      "form", default: Form.messages,
      doc: "`messages` for the whole conversation as one list, `prompt_response` for two texts")
    let repeats = try options.choice(
      "repeats", default: SFTTrainer.Repeats.drop,
      doc: "`drop` writes a response that wins several pairs once, `keep` as often as it wins")
    skipsRepeats = repeats == .drop
  }

  var fixedShape: ExportShape? { form == .messages ? .conversational : .standard }

  var columns: [ExportColumn] {
    switch form {
    case .messages:
      [ExportColumn("messages", .turns, "what was asked and the preferred response")]
    case .promptResponse:
      [
        ExportColumn("prompt", .turns, "what was asked"),
        ExportColumn("response", .turns, "the preferred response"),
      ]
    }
  }

  func write(_ pair: ExportPair, to rows: inout RowWriter) -> RowOutcome {
    guard pair.rejected != nil || pair.isGood else { return .refused(.badAnswer) }
    let refusal =
      form == .messages
      ? rows.conversation("messages", pair.prompt, pair.chosen)
      : rows.begin("prompt", pair.prompt) ?? rows.answer("response", pair.chosen)
    if let refusal { return .refused(refusal) }
    rows.end(pair)
    return .rows(1)
  }
}
