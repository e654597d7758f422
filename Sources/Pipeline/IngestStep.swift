internal import Records
internal import Store
internal import Synchronization

/// Reads the files of the sources: each on a thread of its own, a few ahead; written here, in order.
struct IngestStep {
  let runner: Runner
  let step: RunPlan.Step

  /// A file being read, and the ledger row it goes to.
  private struct Opened {
    let part: Int
    let run: LedgerRun
    let channel: Channel<MemberBatch>
    /// Filled in before the channel is finished.
    let passedOver: PassedOverBox
  }

  /// Carries what a reader passed over to the thread that writes.
  private final class PassedOverBox: Sendable {
    let counts = Mutex(Counts())
  }

  func run() throws(WinnowError) -> [(Int64, Counts)] {
    var results: [(Int64, Counts)] = []
    var waiting: [Opened] = []
    var next = 0
    defer { for opened in waiting { opened.channel.close() } }
    var source = SourceTotal()
    var writer = try IngestWriter(runner.store, splits: SplitAssigner(runner.plan.file))
    for _ in step.units.indices {
      // One file is read ahead per job beside the one that is written.
      while next < step.units.count && waiting.count < runner.jobs {
        waiting.append(try open(next))
        next += 1
      }
      let opened = waiting.removeFirst()
      defer { opened.channel.close() }
      let counts = try write(opened, with: &writer, &source)
      let isLast =
        opened.part + 1 == runner.plan.parts.count
        || runner.plan.parts[opened.part + 1].source != source.name
      if isLast { try checkAny(source, opened.run.id) }
      results.append((opened.run.id, counts))
    }
    return results
  }

  /// Begins to read a file, unless that is done.
  private func open(_ part: Int) throws(WinnowError) -> Opened {
    let run = try Ledger.begin(runner.store, step.units[part].key)
    let channel = Channel<MemberBatch>(capacity: 2)
    let passedOver = PassedOverBox()
    let opened = Opened(part: part, run: run, channel: channel, passedOver: passedOver)
    if run.finished {
      channel.finish()
      return opened
    }
    let position = run.lastBatch.map { IngestPosition(text: $0.position) } ?? IngestPosition()
    let source = runner.plan.parts[part].continued(after: run.committed, at: position)
    let reader = runner.catalog.sources
    let progress = runner.progress
    startThread("winnow reader") {
      do throws(WinnowError) {
        let reading = try reader.open(source, from: position)
        progress.begin(source.name, total: nil)
        while let batch = try reading.next() {
          progress.advance(
            source.name, done: Int(batch.records.batch.records.last?.number ?? 0),
            unit: "records", share: reading.progress)
          guard channel.send(batch) else { return }
        }
        try source.digest.confirm(source.path)
        let counts = PassedOver(reading.passedOver).ledger
        passedOver.counts.withLock { $0 = counts }
        channel.finish()
      } catch {
        channel.finish(error)
      }
    }
    return opened
  }

  /// Writes what a file's reader gives, and closes its run.
  private func write(
    _ opened: Opened, with writer: inout IngestWriter, _ source: inout SourceTotal
  ) throws(WinnowError) -> Counts {
    let part = runner.plan.parts[opened.part]
    source.begin(part.source)
    source.add(opened.run.committed)
    // A run that was stopped here must not pass when it is called again.
    try check(source, opened.run.id)
    if opened.run.finished { return opened.run.counts }
    let start = ContinuousClock.now
    try writer.begin(
      runner.store, run: opened.run.id, sourceName: part.source, declaredSplit: part.split)
    var number = (opened.run.lastBatch?.number ?? -1) + 1
    var counts = opened.run.committed
    while case let batches = try opened.channel.receiveAll(), !batches.isEmpty {
      try Interrupt.check()
      let added = try writer.commit(batches, number: number, to: runner.store).ledger
      runner.store.wantCheckpoint()
      counts.add(added)
      source.add(added)
      number += batches.count
      try check(source, opened.run.id)
    }
    // Not by batch: a run that goes on passes over all of them again.
    counts.add(opened.passedOver.counts.withLock { $0 })
    try Ledger.finish(runner.store, run: opened.run.id, counts: counts, seconds: start.seconds)
    runner.progress.end(
      part.name,
      note: "\(counts["stored"]) stored, \(counts["duplicates"]) duplicates, "
        + "\(counts["quarantined"]) quarantined")
    return counts
  }

  /// A source of which no record can be read is a mistake, however few they are.
  private func checkAny(_ source: SourceTotal, _ run: Int64) throws(WinnowError) {
    guard source.quarantined > 0, source.quarantined == source.records,
      runner.plan.file.maxBadRecords != .share(1)
    else { return }
    throw try badRecords(
      source.records == 1
        ? "the one record of `\(source.name)` cannot be read"
        : "none of the \(source.records) records of `\(source.name)` can be read", run,
      hint: "is it the right format? to go on without it, write `max_bad_records: 100%`")
  }

  /// The error that shows the first bad records of a run.
  private func badRecords(
    _ message: String, _ run: Int64, hint: String
  ) throws(WinnowError) -> WinnowError {
    let first = try Ledger.quarantined(runner.store, run: run, limit: 5)
    return WinnowError(
      WinnowError.Code("bad-records", exitStatus: 1),
      message + first.map { "\n  \($0)" }.joined(), hint: hint)
  }

  /// Stops when a source has more bad records than it may.
  private func check(_ source: SourceTotal, _ run: Int64) throws(WinnowError) {
    let limit = runner.plan.file.maxBadRecords.limit(of: source.records)
    guard source.quarantined > limit else { return }
    throw try badRecords(
      """
      \(source.quarantined) of \(source.records) records of `\(source.name)` cannot be read, \
      more than the \(limit) allowed
      """, run,
      hint: "mend the source, or raise `max_bad_records:` "
        + "(now \(runner.plan.file.maxBadRecords.rule))")
  }
}

/// How many records a source has given so far.
private struct SourceTotal {
  var name = ""
  var records = 0
  var quarantined = 0

  mutating func begin(_ source: String) {
    guard source != name else { return }
    self = SourceTotal(name: source)
  }

  mutating func add(_ counts: Counts) {
    records += counts["records"]
    quarantined += counts["quarantined"]
  }
}

extension SourcePart {
  /// The part with what is left of its limit.
  ///
  /// The reader counts the records of the member it goes on in; those of members before it are spent.
  fileprivate func continued(after committed: Counts, at position: IngestPosition) -> SourcePart {
    var part = self
    part.limit = limit.map { $0 - committed["records"] + Int(position.records) }
    return part
  }
}
