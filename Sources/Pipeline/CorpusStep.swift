internal import Foundation
internal import Records
internal import Store
internal import Synchronization

/// Runs a stage over the corpus as a whole.
extension StageStep {
  /// Calls the stage and commits what it gives; batches that are committed already are passed over.
  func runCorpus(
    _ run: LedgerRun, _ unit: RunPlan.Unit, _ stage: any CorpusStage, _ judge: Judge,
    _ relabel: Selection?
  ) throws(WinnowError) -> Counts {
    let store = runner.store
    // A store that was removed and made anew has other rows under the same digest.
    let begun = try Ledger.begun(store, run: run.id)
    let scratch = try Scratch(store: store.path, run: "\(unit.key.digest)-\(begun)")
    let writer = StageWriter(store, run: run.id)
    let state = Mutex((next: 0, counts: run.committed))
    let first = firstBatch(run)
    var files: [RunPlan.PlannedFile] = []
    if case .stage(_, _, let context) = runner.plan.steps[index].work { files = context.files }
    let corpus = Corpus(
      store: store, selection: judge.selection, seed: unit.key.seed, jobs: runner.jobs,
      memory: runner.plan.file.memory, digest: unit.key.digest, scratch: scratch.path,
      progress: runner.progress, label: label, files: files, sources: runner.catalog.sources,
      recorded: runner.plan.recordedRuns(before: index, runs: runs),
      maxBadRecords: runner.plan.file.maxBadRecords, committed: (first, run.committed),
      isOffline: runner.plan.file.isOffline,
      commit: { batch throws(WinnowError) in
        try Interrupt.check()
        let number = state.withLock { state in
          state.next += 1
          return state.next - 1
        }
        guard number >= first else { return }
        var judged = Judged(findings: batch.findings, counts: batch.counts)
        if !batch.scores.isEmpty { judged.counts["scores"] = batch.scores.count }
        if !batch.labels.isEmpty { judged.counts["labels"] = batch.labels.count }
        if !batch.rubrics.isEmpty { judged.counts["rubrics"] = batch.rubrics.count }
        if !batch.trees.isEmpty { judged.counts["trees"] = batch.trees.count }
        if !batch.responses.isEmpty {
          judged.counts["responses made"] = batch.responses.reduce(0) { $0 + $1.texts.count }
        }
        try judge.count(batch.pairs, votes: batch.votes, from: 0, &judged) {
          $0.pairReasons + batch.fallen
        }
        let made = try writer.commit(
          judged.findings, dynamics: batch.dynamics, noise: batch.noise, scores: batch.scores,
          scales: batch.scales, labels: batch.labels, rubrics: batch.rubrics,
          judgements: batch.judgements, trees: batch.trees,
          made: (batch.made, batch.responses, judge.selection), number: number,
          counts: judged.counts, relabel: relabel)
        judged.counts.add(made)
        state.withLock { $0.counts.add(judged.counts) }
      })
    try RunNote.keep(try stage.judge(corpus), of: run.id, in: store)
    scratch.remove()
    return state.withLock { $0.counts }
  }
}

/// A folder beside the store for what a run keeps between its passes.
struct Scratch {
  let path: String

  /// Makes the folder, or finds it as a killed run left it.
  ///
  /// Those of other runs are of pipelines that were changed before they ended: nobody else holds the store.
  init(store: String, run: String) throws(WinnowError) {
    let parent = "\(store)-scratch"
    path = "\(parent)/\(run)"
    let others = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for other in others where other != run {
      try? FileManager.default.removeItem(atPath: "\(parent)/\(other)")
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw WinnowError(
        .diskFull, "the folder for scratch files cannot be made: `\(path)`",
        hint: "it lies beside the store; may you write there?")
    }
  }

  /// Removes the folder, and that of the store if nothing else is in it.
  func remove() {
    try? FileManager.default.removeItem(atPath: path)
    let parent = PathText.parent(path)
    if (try? FileManager.default.contentsOfDirectory(atPath: parent))?.isEmpty == true {
      try? FileManager.default.removeItem(atPath: parent)
    }
  }
}
