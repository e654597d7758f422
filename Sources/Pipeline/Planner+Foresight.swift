package import Records
package import Store

/// What a stage tells of what it would do, from what is in the store already.
package struct Foresight: Sendable {
  /// Of the plan.
  package var step: Int
  package var notes: [RunNote]
}

extension Planner {
  /// What the stages tell whose turn it is: all before them is done and they are not.
  ///
  /// - Parameter store: what was read so far; `nil` if there is none.
  /// - Throws: what the stage would throw at its turn, such as a score that nobody gave.
  package static func foresight(
    of plan: RunPlan, _ catalog: Catalog, _ store: Store?
  ) throws(WinnowError) -> [Foresight] {
    guard let store else { return [] }
    var runs: [[Int64]] = []
    for (index, step) in plan.steps.enumerated() {
      if case .stage(_, let stage, let context) = step.work, let stage = stage as? any CorpusStage,
        let unit = step.units.first, unit.state != .finished
      {
        let corpus = Corpus(
          store: store, selection: plan.selection(for: index, part: nil, runs: runs),
          seed: unit.key.seed, jobs: 1, memory: plan.file.memory, digest: unit.key.digest,
          scratch: "", progress: NoProgress(), label: step.label, files: context.files,
          sources: catalog.sources, recorded: plan.recordedRuns(before: index, runs: runs),
          maxBadRecords: plan.file.maxBadRecords, isOffline: true,
          commit: { _ throws(WinnowError) in })
        return [Foresight(step: index, notes: try stage.foresee(corpus))]
      }
      var own: [Int64] = []
      for unit in step.units {
        guard unit.state == .finished, let run = try Ledger.find(store, unit.key.digest) else {
          return []
        }
        own.append(run.id)
      }
      runs.append(own)
    }
    return []
  }
}
