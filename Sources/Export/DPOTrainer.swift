internal import Pipeline
internal import Records
internal import Store

/// Pairs for `DPOTrainer` of TRL; CPO and ORPO read the same.
struct DPOTrainer: Trainer {
  static let name = "trl.dpo"
  static let summary = "pairs for TRL's DPO, CPO and ORPO: prompt, chosen, rejected"

  init(options: inout OptionReader) throws(WinnowError) {}

  var columns: [ExportColumn] { ExportColumn.preference }

  func write(_ pair: ExportPair, to rows: inout RowWriter) -> RowOutcome {
    if let refusal = rows.preference(pair) { return .refused(refusal) }
    rows.end(pair)
    return .rows(1)
  }
}

extension ExportColumn {
  /// What `RowWriter.preference` writes.
  static let preference = [
    ExportColumn("prompt", .turns, "what was asked"),
    ExportColumn("chosen", .turns, "the preferred response"),
    ExportColumn("rejected", .turns, "the other response"),
  ]
}

extension RowWriter {
  /// Begins a row with prompt, chosen and rejected.
  mutating func preference(_ pair: ExportPair) -> Refusal? {
    guard let rejected = pair.rejected else { return .unpaired }
    if let refusal = begin("prompt", pair.prompt) { return refusal }
    return answers(pair.chosen, rejected)
  }

  /// Adds both answers.
  mutating func answers(_ chosen: PairTexts.Text, _ rejected: PairTexts.Text) -> Refusal? {
    if let refusal = answer("chosen", chosen) { return refusal }
    let first = lastAnswer
    if let refusal = answer("rejected", rejected) { return refusal }
    return sameness(first, lastAnswer)
  }
}
