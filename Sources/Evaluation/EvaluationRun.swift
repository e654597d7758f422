internal import Foundation
package import Pipeline
package import Records
internal import Scoring
internal import Store

extension NoiseEvaluation {
  /// Does what the file of results does not have yet, and gives everything.
  ///
  /// The same request gives the same bytes, whatever the number of jobs and however often it was killed.
  package func run(progress: any ProgressSink) throws(WinnowError) -> NoiseEvaluated {
    var request = self
    return try request.runChecked(progress)
  }

  private mutating func runChecked(
    _ progress: any ProgressSink
  ) throws(WinnowError) -> NoiseEvaluated {
    let results = try ResultFile(out)
    let store = try Store(reading: store)
    defer { store.close() }
    let selection = try Selection.lastPlan(store)
    var corpus = try EvaluationCorpus(self, store, selection)
    if EvaluationSet.generators(corpus.set.pairs).isEmpty {
      methods.removeAll { $0.name == "generator" }
    }
    try results.begin(
      corpus.facts(
        self,
        try SourceFile.read(store, selection).map {
          FileFacts(source: $0.source, name: $0.name, sha256: $0.sha256)
        }))
    var wanted: [(setting: Setting, key: String, cells: [CellPlan])] = []
    for setting in settings(corpus) {
      let cells = (0..<seeds).map { seed in
        CellPlan(
          setting: setting, seed: seed,
          key: key(corpus, setting, "seed \(seed)"))
      }
      wanted.append((setting, key(corpus, setting, "seeds \(seeds)"), cells))
    }
    let missing = wanted.filter { entry in !results.has(table: entry.key) }
    if !missing.isEmpty {
      let scratch = try EvaluationScratch(store: store.path, out: out)
      let cells = try corpus.prepare(
        self, store, selection, scratch, settings: missing.map(\.setting), progress: progress)
      try EvaluationWork(
        request: self, cells: cells, scratch: scratch, results: results, progress: progress
      ).run(missing)
      scratch.remove()
    }
    let file = results.only(wanted.map(\.key))
    return NoiseEvaluated(file: file, text: EvaluationText(file).text)
  }

  private func settings(_ corpus: EvaluationCorpus) -> [Setting] {
    var settings: [Setting] = []
    if rates.contains(0), corpus.natural != nil { settings.append(.natural) }
    if trusted != nil { settings.append(.trusted) }
    for kind in flips {
      for rate in rates where rate > 0 { settings.append(.planted(kind, rate: rate)) }
    }
    if hasDownstream && !splitsGenerators {
      for rate in rates { settings.append(.downstream(rate: rate)) }
    }
    return settings
  }

  /// Raised when the same options come to give other numbers.
  private static let revision = 1

  private func key(_ corpus: EvaluationCorpus, _ setting: Setting, _ which: String) -> String {
    let parts = [
      "revision \(Self.revision)", "\(Recipe.standard)", corpus.state, setting.name,
      "\(setting.rate)", which, methods.map(\.name).joined(separator: ","),
      splitsGenerators ? "generator folds" : "group folds",
    ]
    var digest = ByteDigest()
    let bytes = Array(parts.joined(separator: "\n").utf8)
    unsafe bytes.withUnsafeBytes { unsafe digest.add($0) }
    return String(digest.finish().prefix(32))
  }
}

/// Does cells on several threads, and tables as soon as all of their cells are done.
struct EvaluationWork {
  let request: NoiseEvaluation
  let cells: Cells
  let scratch: EvaluationScratch
  let results: ResultFile
  let progress: any ProgressSink

  func run(
    _ settings: [(setting: Setting, key: String, cells: [CellPlan])]
  ) throws(WinnowError) {
    let plans = settings.flatMap(\.cells)
    let (cells, scratch, progress) = (cells, scratch, progress)
    let label = "cells"
    progress.begin(label, total: plans.count)
    var waiting: [[[Double]]] = []
    var table = 0
    try inOrder(
      0..<plans.count, jobs: request.cellsAtOnce,
      worker: { () throws(WinnowError) in 0 },
      work: { (_, number) throws(WinnowError) -> [[Double]] in
        let plan = plans[number]
        if let kept = scratch.columns(plan.key) { return kept }
        let columns = cells.columns(plan) { name in
          progress.advance(
            label, done: number,
            unit: "of \(plans.count): \(plan.setting.name) \(plan.setting.rate) "
              + "seed \(plan.seed) \(name)", share: Double(number) / Double(plans.count))
        }
        try scratch.keep(columns, plan.key)
        return columns
      },
      consume: { (number, columns) throws(WinnowError) in
        let plan = plans[number]
        waiting.append(columns)
        let own = settings[table]
        let isLast = plan.seed == own.cells.count - 1
        try results.add(
          cell: TableMaking(cells: cells, jobs: request.jobs).cell(plan, columns),
          table: isLast
            ? TableMaking(cells: cells, jobs: request.jobs)
              .table(own.setting, key: own.key, plans: own.cells, columns: waiting) : nil)
        progress.advance(
          label, done: number + 1, unit: "cells", share: Double(number + 1) / Double(plans.count))
        guard isLast else { return }
        progress.end(
          "\(plan.setting.name) \(plan.setting.rate)", note: "\(own.cells.count) seeds")
        waiting = []
        table += 1
      })
    progress.end(label, note: "\(plans.count) cells")
  }
}
