internal import Pipeline
internal import Records
internal import Store

/// Single responses with a thumb up or down for `KTOTrainer` of TRL.
///
/// A pair gives two rows, the chosen response with `true` and the rejected one with `false`; a
/// judgement of one response gives one. A pair says which response is better, not which is good:
/// where both are bad the chosen one is still labelled `true`. Filter by an absolute score where
/// that matters.
struct KTOTrainer: Trainer {
  static let name = "trl.kto"
  static let summary = "responses for TRL's KTO: prompt, completion, label; a pair gives two rows"

  init(options: inout OptionReader) throws(WinnowError) {}

  var columns: [ExportColumn] {
    [
      ExportColumn("prompt", .turns, "what was asked"),
      ExportColumn("completion", .turns, "a response"),
      ExportColumn("label", .truth, "whether it was preferred, or judged good"),
    ]
  }

  var note: String {
    """
    A pair says which of two responses is better, not which is good: where both are bad, the better one \
    is labelled `true` all the same. Filter by an absolute score where that matters.
    """
  }

  func write(_ pair: ExportPair, to rows: inout RowWriter) -> RowOutcome {
    let label = pair.rejected == nil ? pair.isGood : true
    if let refusal = rows.completion(pair, pair.chosen) { return .refused(refusal) }
    rows.truth("label", label)
    rows.end(pair.id)
    guard let rejected = pair.rejected else { return .rows(1) }
    let chosen = rows.lastAnswer
    if let refusal = rows.completion(pair, rejected) { return .refused(refusal) }
    rows.truth("label", false)
    rows.end(pair.id)
    // One response cannot be good and bad. A prefix of the other it may be.
    if rows.sameness(chosen, rows.lastAnswer) == .identicalAnswers {
      return .refused(.identicalAnswers)
    }
    return .rows(2)
  }
}

extension RowWriter {
  /// Begins a row with prompt and completion.
  mutating func completion(_ pair: ExportPair, _ text: PairTexts.Text) -> Refusal? {
    begin("prompt", pair.prompt) ?? answer("completion", text)
  }
}
