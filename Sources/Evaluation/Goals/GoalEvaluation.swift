internal import Foundation
package import Pipeline
package import Records
internal import Scoring
internal import Store

/// Whether a model that is trained on goal-conditioned pairs ranks better than one trained on the pairs.
package struct GoalEvaluation: Sendable {
  package var store: String
  /// Name of the score.
  package var score: String
  /// Pairs to draw by their ids; `nil` for all.
  package var sample: Int?
  package var seeds: Int
  package var jobs: Int
  package var epochs = 6
  package var folds = 5

  package init(store: String, score: String, sample: Int? = nil, seeds: Int = 3, jobs: Int = 1) {
    self.store = store
    self.score = score
    self.sample = sample
    self.seeds = seeds
    self.jobs = jobs
  }

  /// Steps of the scale on which goals lie.
  static let levels = 10

  package func run(progress: any ProgressSink) throws(WinnowError) -> GoalResults {
    let store = try Store(reading: store)
    defer { store.close() }
    let selection = try Selection.lastPlan(store)
    let scratch = try EvaluationScratch(store: self.store, out: nil)
    defer { scratch.remove() }
    let (pairs, features) = try gather(store, selection, scratch.path + "/goals", progress)
    guard pairs.count >= 50 else {
      throw WinnowError(
        WinnowError.Code("too-few-pairs", exitStatus: 1),
        "only \(pairs.count) decided pairs have two different scores called: `\(score)`",
        hint: "50 at least are needed; is the name right?")
    }
    var cells: [[MeasuredCell]] = ConditionalModel.Question.allCases.map { _ in [] }
    var both: [MeasuredCell] = []
    let arms = GoalArm.allCases
    let resampling = GroupResampling(groups: pairs.map(\.group), seed: 1)
    progress.begin("train", total: seeds * arms.count)
    for seed in 0..<seeds {
      var byArm: [[[Double]]] = []
      for (number, arm) in arms.enumerated() {
        try Interrupt.check()
        let model = ConditionalModel(
          epochs: epochs, folds: folds, seed: UInt64(seed), workers: jobs)
        byArm.append(model.margins(arm, pairs, features))
        progress.advance(
          "train", done: seed * arms.count + number + 1, unit: "models",
          share: Double(seed * arms.count + number + 1) / Double(seeds * arms.count))
      }
      for q in cells.indices {
        cells[q].append(
          MeasuredCell(
            resampling: resampling,
            methods: byArm.map { FitSample(margins: $0[q], groups: resampling.index) }))
      }
      both.append(
        MeasuredCell(
          resampling: resampling,
          methods: byArm.map {
            FitSample(margins: $0[0] + $0[1], groups: resampling.index + resampling.index)
          }))
    }
    func measure(_ cells: [MeasuredCell]) -> MeasuredMethods {
      GroupBootstrap.run(cells, methods: arms.map(\.rawValue), jobs: jobs)
    }
    return GoalResults(
      score: score, pairs: pairs.count, groups: resampling.groupCount, seeds: seeds,
      arms: arms.map(\.rawValue), best: measure(cells[2]), better: measure(cells[0]),
      worse: measure(cells[1]), conditional: measure(both))
  }

  /// The decided pairs whose answers have different goals, with their features, in one order.
  private func gather(
    _ store: Store, _ selection: Selection, _ folder: String, _ progress: any ProgressSink
  ) throws(WinnowError) -> ([ScoredPair], DenseRows) {
    let spill = try FeatureSpill(folder: folder, diskBudget: 40 << 30)
    var responses: [Int64: (Int64, Int64)] = [:]
    let slices = try PairSlice.all(store)
    progress.begin("features", total: slices.count)
    try inOrder(
      0..<slices.count, jobs: jobs,
      worker: { () throws(WinnowError) in (try PairReader(store), spill.extractor()) },
      work: { (own, number) throws(WinnowError) -> [(Int64, (Int64, Int64))] in
        var found: [(Int64, (Int64, Int64))] = []
        let extractor = own.1
        _ = try own.0.read(slices[number], selection, .texts) { batch in
          for i in try extractor.add(batch, isFitted: { _ in true }).added {
            found.append((batch.rows[i], batch.responseRows[i]))
          }
        }
        try extractor.finish()
        return found
      },
      consume: { (number, found) throws(WinnowError) in
        for (row, own) in found { responses[row] = own }
        progress.advance(
          "features", done: number + 1, unit: "slices read",
          share: Double(number + 1) / Double(slices.count))
      })
    let rows = try spill.finish()
    let reader = try ScoreReader(store, name: score, selection)
    let means = try reader.means(of: responses.values.flatMap { [$0.0, $0.1] })
    let goals = Self.goals(Array(means.values))
    var pairs: [ScoredPair] = []
    var values: [Float] = []
    guard let dense = rows.dense.first?.rows else { return ([], DenseRows(dimension: 1, [])) }
    let wanted = sample ?? .max
    for (i, fact) in rows.facts.enumerated() where pairs.count < wanted {
      guard let own = responses[fact.row], let a = means[own.0], let b = means[own.1],
        a.isFinite, b.isFinite
      else { continue }
      let (goalA, goalB) = (goals(a), goals(b))
      guard goalA != goalB else { continue }
      pairs.append(
        ScoredPair(
          id: fact.id, group: fact.group, row: fact.row, firstIsBetter: a > b,
          better: max(goalA, goalB), worse: min(goalA, goalB)))
      let row = unsafe dense[i]
      for k in 0..<dense.dimension { values.append(unsafe row[k]) }
    }
    return (pairs, DenseRows(dimension: dense.dimension, values))
  }

  /// Deciles of all scores, on −1…1.
  static func goals(_ scores: [Double]) -> (Double) -> Double {
    let sorted = scores.filter(\.isFinite).sorted()
    let bounds = (1..<levels).compactMap { k in
      sorted.isEmpty ? nil : sorted[min(sorted.count - 1, k * sorted.count / levels)]
    }
    return { score in
      2 * Double(bounds.count { $0 < score }) / Double(levels - 1) - 1
    }
  }
}
