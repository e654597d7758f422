internal import Foundation
package import Records
package import Store

/// Does what a plan says is left to do.
///
/// Every step commits batch by batch with its ledger rows, so that a killed run goes on where it was and
/// ends with the bytes of an undisturbed one.
package struct Runner: Sendable {
  let catalog: Catalog
  let plan: RunPlan
  let store: Store
  let jobs: Int
  let progress: any ProgressSink

  /// - Parameter jobs: threads that work besides the one that writes.
  package init(
    catalog: Catalog, plan: RunPlan, store: Store, jobs: Int, progress: any ProgressSink
  ) {
    self.catalog = catalog
    self.plan = plan
    self.store = store
    // A worker holds a batch being read and two that wait: 16 MB of texts each, and SQLite's cache.
    let affordable = Int(clamping: (plan.file.memory - 128 << 20) / (96 << 20))
    self.jobs = max(1, min(jobs, affordable))
    self.progress = progress
  }

  /// Runs the plan.
  ///
  /// - Returns: what came of it, a row per step.
  /// - Throws: the first failure; what was committed before it stays.
  package func run() throws(WinnowError) -> RunReport {
    try keepSplits()
    var runs: [[Int64]] = []
    var report = RunReport(pipeline: plan.file.name, store: plan.file.store)
    for (index, step) in plan.steps.enumerated() {
      if case .export = step.work, report.plan == nil { report.plan = try storePlan(runs, report) }
      var ids: [Int64] = []
      var counts = Counts()
      for (id, count) in try run(index, runs, report) {
        ids.append(id)
        counts.add(count)
      }
      if case .stage(let entry, _, _) = step.work, ids.count > 1 {
        let seen = plan.selection(for: index, part: nil, runs: runs)
        counts.subtract(
          try PartOverlap.excess(
            store, seen, runs: ids, votes: entry.reads.contains(.votes)))
      }
      runs.append(ids)
      report.steps.append(
        RunReport.Step(
          label: step.label, stage: step.stage, counts: counts,
          notes: try notes(of: step, ids),
          reused: step.units.allSatisfy { $0.state == .finished }))
    }
    if report.plan == nil { report.plan = try storePlan(runs, report) }
    return report
  }

  private func run(
    _ index: Int, _ runs: [[Int64]], _ report: RunReport
  ) throws(WinnowError) -> [(Int64, Counts)] {
    let step = plan.steps[index]
    switch step.work {
    case .ingest:
      return try IngestStep(runner: self, step: step).run()
    case .labels:
      return [try StageStep(runner: self, index: index, runs: runs).runLabels(step.units[0])]
    case .stage(let entry, let stage, let context):
      let work = StageStep(runner: self, index: index, runs: runs)
      return try step.units.map { (unit) throws(WinnowError) in
        try work.run(unit, entry, stage, context)
      }
    case .export(let export):
      return [try runExport(export, step.units[0], index, runs, report)]
    }
  }

  /// Only a stage over the whole corpus has something to say.
  private func notes(of step: RunPlan.Step, _ runs: [Int64]) throws(WinnowError) -> [RunNote] {
    guard case .stage(let entry, _, _) = step.work, entry.scope == .corpus else { return [] }
    return try RunNote.read(store, of: runs)
  }

  private func runExport(
    _ export: any PreparedExport, _ unit: RunPlan.Unit, _ index: Int, _ runs: [[Int64]],
    _ report: RunReport
  ) throws(WinnowError) -> (Int64, Counts) {
    let run = try Ledger.begin(store, unit.key)
    if run.finished && export.isIntact(unit.key.digest, run.counts) { return (run.id, run.counts) }
    let start = ContinuousClock.now
    let counts = try export.run(
      ExportContext(
        store: store, selection: plan.selection(for: index, part: nil, runs: runs),
        digest: unit.key.digest, seed: plan.file.seed, jobs: jobs,
        provenance: provenance(report), progress: progress))
    try Ledger.finish(store, run: run.id, counts: counts, seconds: start.seconds)
    return (run.id, counts)
  }

  /// Remembers how the store is split, if it was not yet.
  private func keepSplits() throws(WinnowError) {
    let wanted = SplitAssigner(plan.file)
    try wanted.check(
      try Ledger.setting(store, "splits", default: wanted.canonical), of: plan.file)
  }

  private func storePlan(_ runs: [[Int64]], _ report: RunReport) throws(WinnowError) -> Int64 {
    try Ledger.storePlan(
      store, pipeline: plan.file.name, entries: runs, description: report.description.json)
  }

  /// What the manifest and the card say of where rows come from.
  private func provenance(_ report: RunReport) throws(WinnowError) -> Provenance {
    let steps = zip(plan.steps, report.steps).filter { step, _ in
      switch step.work {
      case .labels, .stage: true
      case .ingest, .export: false
      }
    }
    return Provenance(
      pipeline: plan.file.name, splits: plan.file.splits.map(\.name),
      sources: try sourceFacts(),
      runs: steps.map { step, done in
        Provenance.RunFact(
          label: step.label, stage: step.stage, digests: step.units.map(\.key.digest),
          options: step.units.first?.key.options ?? "{}", counts: done.counts)
      }, certificate: try Certificate.last(store, of: plan.stageRuns)?.words ?? [],
      inference: report.steps.flatMap { $0.notes.filter { $0.kind == "inference" }.map(\.text) })
  }

  private func sourceFacts() throws(WinnowError) -> [Provenance.SourceFact] {
    var facts: [Provenance.SourceFact] = []
    for (index, part) in plan.parts.enumerated() {
      let unit = plan.steps[0].units[index]
      // Of what is no record the manifest says nothing: its bytes are the same as of older stores.
      let counts = (try Ledger.find(store, unit.key.digest)?.counts ?? Counts())
        .without(prefix: PassedOver.prefix)
      if facts.last?.name != part.source {
        facts.append(
          Provenance.SourceFact(name: part.source, licences: [], files: [], counts: Counts()))
      }
      let last = facts.count - 1
      facts[last].files.append((part.name, part.digest.sha256, part.format))
      facts[last].counts.add(counts)
      var licences = Set(facts[last].licences)
      if let licence = part.licence { licences.insert(licence) }
      for word in counts.values.keys where word.hasPrefix("licence ") {
        licences.insert(String(word.dropFirst("licence ".count)))
      }
      facts[last].licences = licences.sorted()
    }
    return facts
  }
}

extension ContinuousClock.Instant {
  /// Seconds from then to now.
  var seconds: Double {
    let (seconds, attoseconds) = (ContinuousClock.now - self).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
