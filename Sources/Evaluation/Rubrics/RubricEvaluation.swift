internal import Foundation
package import Pipeline
package import Records
internal import Scoring
internal import Store

/// How well rubrics that are mined from labelled pairs, without a model, judge pairs of prompts they have not seen.
///
/// For a held-out prompt the rubric is made from the prompt alone; all its pairs are judged, not the easy ones.
package struct RubricEvaluation: Sendable {
  package var store: String
  package var clause: WhereClause
  /// Pairs to draw by their ids; `nil` for all.
  package var sample: Int?
  package var seeds: Int
  package var jobs: Int
  package var folds = 5

  package init(
    store: String, clause: WhereClause, sample: Int? = nil, seeds: Int = 3, jobs: Int = 1
  ) {
    self.store = store
    self.clause = clause
    self.sample = sample
    self.seeds = seeds
    self.jobs = jobs
  }

  package func run(progress: any ProgressSink) throws(WinnowError) -> RubricResults {
    let store = try Store(reading: store)
    defer { store.close() }
    let selection = try Selection.lastPlan(store)
    let clause = clause
    var set = EvaluationSet(
      try JudgedPair.read(store, selection).compactMap { EvaluatedPair($0, clause) })
    if let sample { set = set.sample(sample, seed: 0) }
    guard set.pairs.count >= 50 else {
      throw WinnowError(
        WinnowError.Code("too-few-pairs", exitStatus: 1),
        "too few decided pairs of two responses to evaluate anything: `\(set.pairs.count)`",
        hint: "is a name of `--where` misspelt? `winnow status` lists sources and members")
    }
    let table = try ContrastTable.make(set, store, selection, jobs: jobs, progress: progress)
    let groups = table.pairs.map(\.group)
    let resampling = GroupResampling(groups: groups, seed: 1)
    let arms = RubricArm.allCases
    var cells: [MeasuredCell] = []
    var accepted: [(accepted: Int, tested: Int)] = arms.map { _ in (0, 0) }
    progress.begin("judge", total: seeds * arms.count)
    for seed in 0..<seeds {
      let folds = Folds(
        table.pairs.map {
          PairFact(id: $0.id, group: $0.group, row: $0.row, firstIsBetter: $0.firstIsBetter)
        }, count: folds, seed: UInt64(seed))
      var results: [RubricCell.Result?] = arms.map { _ in nil }
      try inOrder(
        0..<arms.count, jobs: jobs, worker: { () throws(WinnowError) in () },
        work: { (_, number) throws(WinnowError) in
          try Interrupt.check()
          return RubricCell(arm: arms[number], table: table, folds: folds, seed: UInt64(seed)).run()
        },
        consume: { (number, result) throws(WinnowError) in
          results[number] = result
          progress.advance(
            "judge", done: seed * arms.count + number + 1, unit: "cells",
            share: Double(seed * arms.count + number + 1) / Double(seeds * arms.count))
        })
      let found = results.map { $0 ?? RubricCell.Result(margins: []) }
      for (k, result) in found.enumerated() {
        accepted[k].accepted += result.accepted
        accepted[k].tested += result.tested
      }
      cells.append(
        MeasuredCell(
          resampling: resampling,
          methods: found.map { FitSample(margins: $0.margins, groups: resampling.index) }))
    }
    return RubricResults(
      store: PathText.name(self.store), clause: clause.description, pairs: table.pairs.count,
      prompts: table.words.count, groups: resampling.groupCount, seeds: seeds,
      arms: arms.map(\.rawValue),
      measured: GroupBootstrap.run(cells, methods: arms.map(\.rawValue), jobs: jobs),
      acceptance: zip(arms, accepted).compactMap { arm, count in
        count.tested > 0 ? (arm.rawValue, Double(count.accepted) / Double(count.tested)) : nil
      },
      fit: ContrastFit(
        table.pairs.indices.map { i in
          table.pairs[i].firstIsBetter
            ? table.differences[i] : table.differences[i].map { -$0 }
        }))
  }
}
