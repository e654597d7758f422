internal import Records
internal import Store

/// Runs a stage over what it sees: batches are read and judged on workers, committed in order.
struct StageStep {
  let runner: Runner
  let index: Int
  /// Ledger rows of the steps before this one.
  let runs: [[Int64]]
  /// The reader for files that are judged on this thread.
  private let readers = ReaderKeeper()

  /// Pairs of a prompt past which a prompt stage passes it over.
  static let largestPrompt = 10_000

  var label: String { runner.plan.steps[index].label }

  /// Runs one unit, from its last committed batch on.
  func run(
    _ unit: RunPlan.Unit, _ entry: StageEntry, _ stage: any Stage, _ context: RunPlan.StageContext
  ) throws(WinnowError) -> (Int64, Counts) {
    let run = try Ledger.begin(runner.store, unit.key)
    if run.finished { return (run.id, run.counts) }
    try stage.checkResponses(entry.name, runner.store)
    let start = ContinuousClock.now
    let selection = runner.plan.selection(for: index, part: unit.part, runs: runs)
    let judge = try Judge(stage, entry, selection)
    let relabel = entry.writes.contains(.labels) ? selection : nil
    var counts = run.committed
    if let stage = stage as? any CorpusStage {
      counts = try runCorpus(run, unit, stage, judge, relabel)
    } else if stage is any PairStage {
      let slices =
        if let part = unit.part {
          try PairSlice.slices(runner.store, of: runs[0][part])
        } else { try PairSlice.all(runner.store) }
      try commit(run, slices.count, relabel, &counts) {
        (reader, number) throws(WinnowError) in try judge.pairs(reader, slices[number])
      }
    } else {
      let slices = try PromptSlice.slices(runner.store)
      try commit(run, slices.count, relabel, &counts) {
        (reader, number) throws(WinnowError) in try judge.prompts(reader, slices[number])
      }
    }
    try Ledger.finish(runner.store, run: run.id, counts: counts, seconds: start.seconds)
    let part = unit.part.map { runner.plan.parts[$0] }
    runner.progress.end(
      label,
      note: "\(counts["kept"]) of \(counts["in"]) pairs kept"
        + (part.map { ", \($0.source)/\($0.name)" } ?? ""))
    return (run.id, counts)
  }

  /// Takes the majority of votes of every pair.
  func runLabels(_ unit: RunPlan.Unit) throws(WinnowError) -> (Int64, Counts) {
    let run = try Ledger.begin(runner.store, unit.key)
    if run.finished { return (run.id, run.counts) }
    let start = ContinuousClock.now
    var slices: [PairSlice] = []
    for ingest in runs[0] { slices += try PairSlice.slices(runner.store, of: ingest) }
    let selection = Selection(ingests: runs[0])
    let writer = StageWriter(runner.store, run: run.id)
    runner.progress.begin(label, total: slices.count)
    for number in firstBatch(run)..<max(slices.count, firstBatch(run)) {
      try Interrupt.check()
      try writer.commitLabels(slices[number], number: number, selection)
    }
    let counts = try Ledger.find(runner.store, unit.key.digest)?.committed ?? Counts()
    try Ledger.finish(runner.store, run: run.id, counts: counts, seconds: start.seconds)
    runner.progress.end(label, note: "\(counts["labelled"]) pairs labelled")
    return (run.id, counts)
  }

  func firstBatch(_ run: LedgerRun) -> Int { (run.lastBatch?.number ?? -1) + 1 }

  private func commit(
    _ run: LedgerRun, _ total: Int, _ relabel: Selection?, _ counts: inout Counts,
    _ judge: @escaping @Sendable (PairReader, Int) throws(WinnowError) -> Judged
  ) throws(WinnowError) {
    let store = runner.store
    let writer = StageWriter(store, run: run.id)
    let first = firstBatch(run)
    guard first < total else { return }
    runner.progress.begin(label, total: total)
    var added = counts
    if total - first == 1 {
      // A small file: a thread and a connection of its own would cost more than the work.
      let judged = try judge(try readers.take(store), first)
      try writer.commit(judged.findings, number: first, counts: judged.counts, relabel: relabel)
      counts.add(judged.counts)
      return
    }
    try inOrder(
      first..<total, jobs: runner.jobs,
      worker: { () throws(WinnowError) in try PairReader(store) },
      work: { (reader, number) throws(WinnowError) in try judge(reader, number) },
      consume: { (number, judged) throws(WinnowError) in
        try writer.commit(
          judged.findings, number: number, counts: judged.counts, relabel: relabel)
        added.add(judged.counts)
        runner.progress.advance(
          label, done: added["in"], unit: "pairs", share: Double(number + 1) / Double(total))
      })
    counts = added
  }
}

/// Keeps one reader for the thread that runs a step.
private final class ReaderKeeper {
  private var reader: PairReader?

  func take(_ store: Store) throws(WinnowError) -> PairReader {
    if let reader { return reader }
    let new = try PairReader(store)
    reader = new
    return new
  }
}

/// What a stage found in a slice.
struct Judged: Sendable {
  var findings: [Finding] = []
  var counts = Counts()
}

/// A stage with what it sees, called for slices on any thread.
struct Judge: Sendable {
  let stage: any Stage
  let selection: Selection
  let columns: PairReader.Columns
  let reasons: Set<Reason>
  /// Whether pairs that lose votes are decided anew; else the stage must drop none.
  let decidesAnew: Bool

  init(_ stage: any Stage, _ entry: StageEntry, _ selection: Selection) throws(WinnowError) {
    self.stage = stage
    self.selection = selection
    var columns: PairReader.Columns = []
    if entry.reads.contains(.texts) { columns.insert(.texts) }
    if entry.reads.contains(.votes) { columns.insert(.votes) }
    self.columns = columns
    reasons = Set(entry.reasons.map(\.reason))
    decidesAnew = entry.writes.contains(.labels)
  }

  func pairs(_ reader: PairReader, _ slice: PairSlice) throws(WinnowError) -> Judged {
    guard let stage = stage as? any PairStage else { return Judged() }
    var judged = Judged()
    judged.counts["held_out"] = try reader.read(slice, selection, columns) { batch in
      let start = judged.findings.count
      stage.judge(batch, into: &judged.findings)
      try count(batch, from: start, &judged)
    }
    return judged
  }

  func prompts(
    _ reader: PairReader, _ prompts: ClosedRange<Int64>
  ) throws(WinnowError) -> Judged {
    guard let stage = stage as? any PromptStage else { return Judged() }
    var judged = Judged()
    var large: [Finding] = []
    judged.counts["held_out"] = try reader.read(
      prompts: prompts, selection, columns, largest: StageStep.largestPrompt,
      tooLarge: { prompt, pairs in
        let evidence = "{\"pairs\":\(pairs),\"largest\":\(StageStep.largestPrompt)}"
        large.append(Finding(.prompt, prompt, .mark("max_group", evidence: evidence)))
      },
      { batch in
        let start = judged.findings.count
        var first = 0
        for next in 1...batch.count
        where next == batch.count || batch.promptRows[next] != batch.promptRows[first] {
          stage.judge(batch, pairs: first..<next, into: &judged.findings)
          first = next
        }
        try count(batch, from: start, &judged)
      })
    judged.findings += large
    if !large.isEmpty { judged.counts["prompts passed over: max_group"] = large.count }
    return judged
  }

  /// Counts what was found in a batch: in = kept + each reason to drop.
  func count(_ batch: PairBatch, from start: Int, _ judged: inout Judged) throws(WinnowError) {
    try count(batch.count, votes: batch.votes.count, from: start, &judged) { $0.reasons(in: batch) }
  }

  /// - Parameter fallen: the reasons of the pairs that fall, one each.
  func count(
    _ pairs: Int, votes: Int, from start: Int, _ judged: inout Judged,
    fallen: (DroppedPairs) -> [Reason]
  ) throws(WinnowError) {
    var dropped = DroppedPairs()
    var seen: [SubjectKind: Set<Int64>] = [:]
    var repeated: [Int] = []
    for (index, finding) in zip(start..., judged.findings[start...]) {
      let reason = finding.verdict.reason
      guard reasons.contains(reason) else {
        throw WinnowError(
          WinnowError.Code("undeclared-reason", exitStatus: 1),
          "a stage gave a reason it does not declare: `\(reason)`",
          hint: "this is a fault of the stage; please report it")
      }
      switch (finding.kind, finding.verdict.action) {
      case (.pair, .drop):
        guard dropped.insert(finding) else { throw Self.twice(reason) }
      case (.pair, let action): judged.counts["\(action.word) \(reason)"] += 1
      case (.vote, .drop) where !decidesAnew:
        throw WinnowError(
          WinnowError.Code("undeclared-labels", exitStatus: 1),
          "a stage drops votes and does not declare that it writes labels: `\(reason)`",
          hint: "this is a fault of the stage; please report it")
      case (.vote, let action): judged.counts["vote \(action.word) \(reason)"] += 1
      case (let kind, let action):
        guard !(stage is any PairStage) else { throw Self.tooWide(kind, reason) }
        // A prompt or a response may be met in several pairs; what is said first counts.
        guard seen[kind, default: []].insert(finding.subject).inserted else {
          repeated.append(index)
          continue
        }
        judged.counts["\(kind) \(action.word) \(reason)"] += 1
        if action == .drop { _ = dropped.insert(finding) }
      }
    }
    for index in repeated.reversed() { judged.findings.remove(at: index) }
    let reasons = fallen(dropped)
    for reason in reasons { judged.counts["drop \(reason)"] += 1 }
    judged.counts["in"] += pairs
    judged.counts["kept"] += pairs - reasons.count
    if columns.contains(.votes) { judged.counts["votes in"] += votes }
  }

  /// A batch of pairs holds some of a prompt's or response's only: what they lose by it could not be counted.
  private static func tooWide(_ kind: SubjectKind, _ reason: Reason) -> WinnowError {
    WinnowError(
      WinnowError.Code("undeclared-subject", exitStatus: 1),
      "a stage that judges pairs speaks of a \(kind): `\(reason)`",
      hint: "this is a fault of the stage, which must judge prompts for that; please report it")
  }

  private static func twice(_ reason: Reason) -> WinnowError {
    WinnowError(
      WinnowError.Code("dropped-twice", exitStatus: 1),
      "a stage dropped one pair twice: `\(reason)`",
      hint: "this is a fault of the stage; please report it")
  }
}
