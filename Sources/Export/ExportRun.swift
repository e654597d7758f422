internal import Foundation
internal import Parquet
internal import Pipeline
internal import Records
internal import Store

/// Writes one export: plans pairs or prompts on one thread, turns them into packed rows on `jobs` threads, and
/// writes the rows to shards on the caller's, in the order of the plan.
struct ExportRun {
  let export: PreparedTrainerExport
  let context: ExportContext
  /// Size before packing at which a frame ends; tests make it small.
  var frameSize = PackedFrame.size

  private var options: ExportOptions { export.settings }

  /// - Returns: units by what became of them, `in` = `written` + each reason; `rows`, and rows by
  ///   split.
  func run() throws(WinnowError) -> Counts {
    let folder = OutputFolder(export.folder)
    let temporary = try folder.begin(context.digest)
    do throws(WinnowError) {
      let written = try write(to: temporary, folder)
      let report = ExportReport(export: export, context: context, written: written)
      // `datasets` loads no folder without rows, and what an earlier run wrote is no longer true.
      guard written.total.rows > 0 else {
        try folder.remove(by: temporary)
        return report.counts
      }
      try OutputFile.append(
        Array(report.manifest.utf8), to: "\(temporary)/\(Manifest.fileName)")
      try OutputFile.append(Array(report.card.utf8), to: "\(temporary)/README.md")
      try folder.exchange(temporary)
      return report.counts
    } catch {
      folder.discard(temporary)
      throw error
    }
  }

  /// Writes all shards. Where the shape is to be found out the standard one is tried first: nearly
  /// always the first pairs show that it will not do.
  private func write(
    to temporary: String, _ folder: OutputFolder
  ) throws(WinnowError) -> WrittenExport {
    if let shape = export.trainerValue.fixedShape,
      let written = try attempt(shape, isFinal: true, to: temporary)
    {
      return written
    }
    let first: ExportShape = options.shape == .conversational ? .conversational : .standard
    let written = try attempt(first, isFinal: options.shape != .auto, to: temporary)
    if let written { return written }
    _ = try folder.begin(context.digest)
    guard let written = try attempt(.conversational, isFinal: true, to: temporary) else {
      throw WinnowError(
        WinnowError.Code("export-failed", exitStatus: 1), "no shape holds all rows")
    }
    return written
  }

  /// `nil` if `shape` is not the right one.
  private func attempt(
    _ shape: ExportShape, isFinal: Bool, to temporary: String
  ) throws(WinnowError) -> WrittenExport? {
    let plan = ExportPlan.Context(
      store: context.store, selection: context.selection, seed: context.seed, options: options,
      unit: options.unit, carriesWeights: type(of: export.trainerValue).carriesWeights,
      skipsRepeats: export.trainerValue.skipsRepeats)
    let schema = try Schema(export.columns, shape)
    let threads = ExportThreads(
      trainer: export.trainerValue, jobs: context.jobs, plan: plan,
      work: ExportWork(
        store: context.store, selection: context.selection, options: options, shape: shape,
        schema: schema, stopsAtMessages: !isFinal, frameSize: min(frameSize, options.shardBytes)))
    defer { threads.stop() }
    let step = "export \(export.trainer)"
    let total = try plan.count()
    context.progress.begin(step, total: total)
    threads.start()
    let settings = ShardSettings(
      folder: temporary, form: options.form, schema: schema, limit: options.shardBytes,
      threads: context.jobs)
    func newSplit(_ name: String) -> SplitOutput {
      SplitOutput(shards: ShardWriter(settings, split: name))
    }
    var splits: [String: SplitOutput] = [:]
    var done = 0
    while let piece = try threads.next() {
      try Interrupt.check()
      var output = splits.removeValue(forKey: piece.split) ?? newSplit(piece.split)
      switch piece.content {
      case .needsConversational: return nil
      case .frame(let frame):
        try output.shards.append(frame)
        try Self.limit(&splits, and: &output)
      case .end(let tally):
        output.tally.add(tally)
        done += tally.written
        context.progress.advance(step, done: done, unit: options.unit.plural, share: nil)
      }
      splits[piece.split] = output
    }
    for (split, tally) in try threads.tallies() {
      splits[split, default: newSplit(split)].tally.add(tally)
    }
    let written = try WrittenExport(shape: shape, splits, order: context.provenance.splits)
    context.progress.end(step, note: "\(written.total.rows) rows")
    return written
  }
}

extension ExportRun {
  /// Ends the largest row group if all that are open, of `splits` and of one more, hold too much.
  ///
  /// Pieces come in one order for any number of threads, and so do the ends.
  private static func limit(
    _ splits: inout [String: SplitOutput], and last: inout SplitOutput
  ) throws(WinnowError) {
    let pending = splits.values.reduce(last.shards.pendingBytes) { $0 + $1.shards.pendingBytes }
    guard pending > ShardSettings.pendingBytes else { return }
    let largest = splits.max {
      ($0.value.shards.pendingBytes, $1.key) < ($1.value.shards.pendingBytes, $0.key)
    }
    guard let largest, largest.value.shards.pendingBytes > last.shards.pendingBytes else {
      return try last.shards.endRowGroup()
    }
    try splits[largest.key]?.shards.endRowGroup()
  }
}

/// The shards of a split while they are written, and what its pairs or prompts came to.
private struct SplitOutput {
  var shards: ShardWriter
  var tally = ExportTally()
}

/// What an export has written.
struct WrittenExport {
  var shape: ExportShape
  /// In the order of the pipeline; those it does not name by name at the end.
  var splits: [(name: String, tally: ExportTally, shards: [Shard])] = []
  var total = ExportTally()

  fileprivate init(
    shape: ExportShape, _ outputs: [String: SplitOutput], order: [String]
  ) throws(WinnowError) {
    self.shape = shape
    let others = outputs.keys.filter { !order.contains($0) }.sorted()
    for name in order + others {
      guard var output = outputs[name] else {
        splits.append((name, ExportTally(), []))
        continue
      }
      guard output.tally.isClosed else {
        throw WinnowError(
          WinnowError.Code("pairs-lost", exitStatus: 1),
          "what is in the split does not add up to what was written and left out: `\(name)`",
          hint: "this is a fault of winnow; please report it")
      }
      total.add(output.tally)
      splits.append((name, output.tally, try output.shards.finish()))
    }
  }
}
