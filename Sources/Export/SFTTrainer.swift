internal import Pipeline
internal import Records

/// Prompts with the preferred response for `SFTTrainer` of TRL.
///
/// A response that wins several pairs is written once, at the first, unless `repeats: keep` asks
/// for a row of each.
struct SFTTrainer: Trainer {
  static let name = "trl.sft"
  static let summary = "preferred responses for TRL's SFT: prompt, completion"

  /// What becomes of a response that wins several pairs.
  enum Repeats: String, CaseIterable {
    case drop, keep
  }

  let skipsRepeats: Bool

  init(options: inout OptionReader) throws(WinnowError) {
    let repeats = try options.choice(
      "repeats", default: Repeats.drop,
      doc: "`drop` writes a response that wins several pairs once, `keep` as often as it wins")
    skipsRepeats = repeats == .drop
  }

  var columns: [ExportColumn] {
    [
      ExportColumn("prompt", .turns, "what was asked"),
      ExportColumn("completion", .turns, "the preferred response"),
    ]
  }

  func write(_ pair: ExportPair, to rows: inout RowWriter) -> RowOutcome {
    guard pair.rejected != nil || pair.isGood else { return .refused(.badAnswer) }
    if let refusal = rows.completion(pair, pair.chosen) { return .refused(refusal) }
    rows.end(pair)
    return .rows(1)
  }
}
