internal import Foundation
package import Pipeline
package import Records
internal import Scoring
internal import Store

/// Which way of making pairs teaches a reward model most, at equal numbers of pairs.
///
/// The ways are the runs of the last plan that made pairs: samplers of trees, chains, rankings. All models are of one
/// family and one setting (`PlainModel`), trained on so many pairs of each way that are drawn by their ids, and
/// asked about the same pairs of prompts whose group they have not seen.
package struct PairEvaluation: Sendable {
  package var store: String
  /// Pairs of each way to train on; `nil` for as many as the rarest has.
  package var sample: Int?
  /// The way whose pairs are asked about, by the beginning of its name; `nil` for the pairs of all.
  package var test: String?
  package var seeds: Int
  package var jobs: Int
  package var folds = 5

  package init(store: String, sample: Int?, test: String?, seeds: Int, jobs: Int) {
    self.store = store
    self.sample = sample
    self.test = test
    self.seeds = seeds
    self.jobs = jobs
  }

  /// Pairs that are asked about at most, drawn by their ids.
  private static let mostTested = 20_000
  private static let fewestPairs = 50
  /// What is trained on: all of the equal number, a quarter, a sixteenth.
  private static let shares = [1, 4, 16]

  package func run(progress: any ProgressSink) throws(WinnowError) -> PairResults {
    let store = try Store(reading: store)
    defer { store.close() }
    let selection = try Selection.lastPlan(store)
    let decided = try JudgedPair.read(store, selection).compactMap(EvaluatedPair.init(decided:))
    // A way with hardly a pair would hold the others down to its number.
    let all = PairArm.all(try PairOrigin.read(store, selection), of: decided)
    let enough = all.filter { $0.pairs.count >= Self.fewestPairs }
    let arms = enough.count > 1 ? enough : all
    guard arms.count > 1, let rarest = arms.min(by: { $0.pairs.count < $1.pairs.count }) else {
      throw WinnowError(
        WinnowError.Code("nothing-to-compare", exitStatus: 1),
        "the last plan of the store made its pairs in one way only",
        hint: "let a pipeline make them in several, such as `trees.pairs` with other options each")
    }
    let number = min(rarest.pairs.count, sample ?? .max)
    guard number >= Self.fewestPairs else {
      throw WinnowError(
        WinnowError.Code("too-few-pairs", exitStatus: 1),
        "too few decided pairs to train on: `\(number)`",
        hint: rarest.pairs.count < Self.fewestPairs
          ? "the fewest are of `\(rarest.name)`" : "take a larger `--sample`")
    }
    let tested = try tested(arms, decided)
    let features = try features(tested, arms, decided, number, store, selection, progress)
    return try measure(features, arms, tested, number, progress)
  }

  private func tested(
    _ arms: [PairArm], _ decided: [EvaluatedPair]
  ) throws(WinnowError) -> Set<Int64> {
    var pairs = decided
    if let test {
      let own = arms.filter { $0.name.hasPrefix(test) }
      guard let arm = own.first, own.count == 1 else {
        throw WinnowError(
          .badOption,
          own.isEmpty
            ? "no way of making pairs begins with `\(test)`" : "several begin with `\(test)`",
          hint: "there are: " + arms.map { "`\($0.name)`" }.joined(separator: ", "))
      }
      pairs = decided.filter { arm.pairs.contains($0.row) }
    }
    return Set(EvaluationSet.drawn(pairs, Self.mostTested, seed: 0x7E57).map(\.row))
  }

  private static func seed(_ seed: Int) -> UInt64 { UInt64(seed) &+ 0xA2_4D }

  /// Of every pair that is trained on or asked about.
  private func features(
    _ tested: Set<Int64>, _ arms: [PairArm], _ decided: [EvaluatedPair], _ number: Int,
    _ store: Store, _ selection: Selection, _ progress: any ProgressSink
  ) throws(WinnowError) -> EvaluationFeatures {
    var needed = tested
    for arm in arms {
      let own = decided.filter { arm.pairs.contains($0.row) }
      for seed in 0..<seeds {
        needed.formUnion(EvaluationSet.drawn(own, number, seed: Self.seed(seed)).map(\.row))
      }
    }
    let scratch = try EvaluationScratch(store: self.store, out: nil)
    defer { scratch.remove() }
    return try EvaluationFeatures.make(
      EvaluationSet(decided.filter { needed.contains($0.row) }), store, selection,
      folder: scratch.path + "/pairs", jobs: jobs, progress: progress, label: "features")
  }

  private func measure(
    _ features: EvaluationFeatures, _ arms: [PairArm], _ tested: Set<Int64>, _ number: Int,
    _ progress: any ProgressSink
  ) throws(WinnowError) -> PairResults {
    let places = features.pairs.indices.filter { tested.contains(features.pairs[$0].row) }
    let resampling = GroupResampling(groups: places.map { features.pairs[$0].group }, seed: 1)
    let sizes = Self.shares.map { number / $0 }.filter { $0 >= Self.fewestPairs }
    var cells = sizes.map { _ in [MeasuredCell]() }
    progress.begin("train", total: seeds * sizes.count)
    for seed in 0..<seeds {
      let folds = Folds(features.rows.facts, count: folds, seed: UInt64(seed))
      let orders = arms.map { arm in
        EvaluationSet.drawn(
          features.pairs.filter { arm.pairs.contains($0.row) }, number, seed: Self.seed(seed)
        ).map(\.row)
      }
      for (place, size) in sizes.enumerated() {
        try Interrupt.check()
        let taken = orders.map { Set($0.prefix(size)) }
        let weights = taken.map { own in
          features.pairs.map { own.contains($0.row) ? Float(1) : 0 }
        }
        let margins = PlainModel(seed: UInt64(seed), workers: jobs).margins(
          features.rows, folds: folds, weights: weights)
        cells[place].append(
          MeasuredCell(
            resampling: resampling,
            methods: margins.map { own in
              FitSample(margins: places.map { own[$0] }, groups: resampling.index)
            }))
        progress.advance(
          "train", done: seed * sizes.count + place + 1, unit: "cells",
          share: Double(seed * sizes.count + place + 1) / Double(seeds * sizes.count))
      }
    }
    let names = arms.map(\.name)
    return PairResults(
      store: PathText.name(store), arms: arms.map { ($0.name, $0.pairs.count) },
      test: test, tested: places.count, groups: resampling.groupCount, seeds: seeds,
      sizes: zip(sizes, cells).map { size, own in
        (size, GroupBootstrap.run(own, methods: names, jobs: jobs))
      })
  }
}

extension EvaluatedPair {
  /// With the label that the plan decided; `nil` of ties and undecided pairs.
  init?(decided pair: JudgedPair) {
    guard pair.decision == .a || pair.decision == .b else { return nil }
    self.init(
      row: pair.row, id: pair.id, group: pair.group, firstIsBetter: pair.decision == .a)
  }
}
