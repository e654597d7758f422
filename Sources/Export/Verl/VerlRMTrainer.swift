internal import Pipeline
internal import Records

/// Pairs of texts for verl's reward model data sets.
struct VerlRMTrainer: Trainer {
  static let name = "verl.rm"
  static let summary = "pairs of texts for verl's reward models: prompt, chosen, rejected"
  static let container = ShardForm.Container.parquet

  init(options: inout OptionReader) throws(WinnowError) {}

  /// verl joins the texts as they stand.
  var fixedShape: ExportShape? { .standard }

  var columns: [ExportColumn] { ExportColumn.preference }

  func write(_ pair: ExportPair, to rows: inout RowWriter) -> RowOutcome {
    if let refusal = rows.preference(pair) { return .refused(refusal) }
    rows.end(pair)
    return .rows(1)
  }
}
