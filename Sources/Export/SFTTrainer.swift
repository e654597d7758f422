internal import Pipeline
internal import Records

/// Prompts with the preferred response for `SFTTrainer` of TRL.
///
/// A response that wins several pairs gives a row for each.
struct SFTTrainer: Trainer {
  static let name = "trl.sft"
  static let summary = "preferred responses for TRL's SFT: prompt, completion"

  init(options: inout OptionReader) throws(WinnowError) {}

  var columns: [ExportColumn] {
    [
      ExportColumn("prompt", .turns, "what was asked"),
      ExportColumn("completion", .turns, "the preferred response"),
    ]
  }

  func write(_ pair: ExportPair, to rows: inout RowWriter) -> RowOutcome {
    guard pair.rejected != nil || pair.isGood else { return .refused(.badAnswer) }
    if let refusal = rows.completion(pair, pair.chosen) { return .refused(refusal) }
    rows.end(pair.id)
    return .rows(1)
  }
}
