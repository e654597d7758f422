internal import Records
internal import Store

// What of a plan is done, and how the store is split.
extension Planner {
  func addStates(_ plan: inout RunPlan, _ store: Store?) throws(WinnowError) {
    for step in plan.steps.indices {
      for unit in plan.steps[step].units.indices {
        plan.steps[step].units[unit].state = try state(
          plan.steps[step].units[unit].key, plan.steps[step].work, store)
      }
    }
  }

  private func state(
    _ key: RunKey, _ work: RunPlan.Work, _ store: Store?
  ) throws(WinnowError) -> RunPlan.State {
    guard let store else { return .new("there is no store yet") }
    guard let run = try Ledger.find(store, key.digest) else {
      return .new(try Ledger.whatChanged(store, key))
    }
    if case .export(let export) = work {
      if run.finished && export.isIntact(key.digest, run.counts) { return .finished }
      return .new(run.finished ? "its folder is not as it was written" : "it was not finished")
    }
    if run.finished { return .finished }
    return .begun((run.lastBatch?.number ?? -1) + 1)
  }
}

extension SplitAssigner {
  init(_ file: PipelineFile) {
    self.init(shares: file.splits.map { ($0.name, $0.share) }, seed: file.seed)
  }

  /// A store is split once: another way of splitting needs another store.
  ///
  /// - Parameter kept: how the store was split; `nil` if it was not yet.
  func check(_ kept: String?, of file: PipelineFile) throws(WinnowError) {
    guard let kept, kept != canonical else { return }
    throw WinnowError(
      .badPipeline, "the store was split in another way (\(kept)): `\(file.store)`",
      mark: SourceMark(file: file.file),
      hint: "splits are fixed when records are read; name another `store:` for other splits or seed"
    )
  }
}
