internal import Records
internal import Scoring

/// What a cell is measured on: pairs in the order of its columns.
struct CellFrame: Sendable {
  var groups: [PublicID]
  var isWrong: [Bool]
  /// Higher for harder; empty where unknown.
  var difficulty: [Double]
  var places: [Int]
}

/// Does the cells of an evaluation, each on one thread, from features that all of them share.
struct Cells: Sendable {
  let methods: [EvaluatedMethod]
  let features: EvaluationFeatures
  /// Pairs with several votes.
  let natural: EvaluationFeatures?
  /// By outer fold: the features of the pairs that a downstream learner is trained on.
  let training: [Int: EvaluationFeatures]
  /// Higher for harder, in the order of the rows of `features`.
  let difficulty: [Double]
  let generatorFolds: GeneratorFolds?
  /// Threads of one cell.
  let workers: Int

  /// The labels that a cell trains on, with what is measured; `nil` where the corpus does not have it.
  func frame(_ plan: CellPlan) -> (labels: [Bool], frame: CellFrame)? {
    switch plan.setting {
    case .planted(let kind, let rate):
      guard
        let flips = PlantedFlips(
          kind, rate: rate, seed: UInt64(plan.seed), pairs: features.pairs,
          difficulty: difficulty, lengths: features.lengths)
      else { return nil }
      return (features.labels(turning: flips.isFlipped), all(flips.isFlipped))
    case .trusted:
      let given = features.pairs.map { $0.given ?? $0.firstIsBetter }
      return (
        given, all(features.pairs.indices.map { given[$0] != features.pairs[$0].firstIsBetter })
      )
    case .natural:
      return natural.map { Self.natural($0.pairs, seed: plan.seed) }
    case .downstream:
      let places = features.pairs.indices.filter {
        Downstream.outerFold(features.pairs[$0].group) == plan.seed % Downstream.outerFolds
      }
      return (
        [],
        CellFrame(
          groups: places.map { features.pairs[$0].group }, isWrong: [], difficulty: [],
          places: places)
      )
    }
  }

  private func all(_ isWrong: [Bool]) -> CellFrame {
    CellFrame(
      groups: features.pairs.map(\.group), isWrong: isWrong, difficulty: difficulty,
      places: Array(features.pairs.indices))
  }

  /// One vote of each pair, drawn by id and seed, is its label; pairs whose other votes balance are learned from
  /// and not measured.
  private static func natural(
    _ pairs: [EvaluatedPair], seed: Int
  ) -> (labels: [Bool], frame: CellFrame) {
    var frame = CellFrame(groups: [], isWrong: [], difficulty: [], places: [])
    var labels: [Bool] = []
    for (place, pair) in pairs.enumerated() {
      let drawn = Int(Sampling.word(pair.id, UInt64(seed) &+ 0x7075) % UInt64(pair.votes.count))
      let label = pair.votes[drawn]
      labels.append(label)
      let first = pair.votes.count { $0 } - (label ? 1 : 0)
      let second = pair.votes.count - 1 - first
      guard first != second else { continue }
      frame.groups.append(pair.group)
      frame.isWrong.append((first > second) != label)
      frame.places.append(place)
    }
    return (labels, frame)
  }

  /// Scores by method and then the probabilities of those that give any, or margins by arm, of the pairs of
  /// the frame.
  func columns(
    _ plan: CellPlan, progress: (String) -> Void
  ) -> [[Double]] {
    guard let (labels, frame) = frame(plan) else { return [] }
    if case .downstream(let rate) = plan.setting {
      guard let train = training[plan.seed % Downstream.outerFolds] else { return [] }
      return Downstream(
        features: features, train: train, heldOut: frame.places, rate: rate, seed: plan.seed,
        workers: workers
      ).margins(progress: progress)
    }
    let own = plan.setting == .natural ? natural ?? features : features
    let seed = UInt64(plan.seed)
    let folds =
      generatorFolds.map { folds in
        Folds(
          assignment: own.pairs.map { folds.fold($0) ?? 0 }, count: GeneratorFolds.count)
      } ?? Folds(own.rows.facts, seed: seed)
    let scores = MethodScores(own, labels: labels, folds: folds, seed: seed, workers: workers)
    var probabilities: [[Double]] = []
    let ranks = methods.map { method in
      progress(method.name)
      let all = scores.score(method)
      if let own = all.probabilities { probabilities.append(frame.places.map { own[$0] }) }
      return frame.places.map { all.ranks[$0] }
    }
    return ranks + probabilities
  }

  /// Names of the columns of a setting, with their roles.
  func names(_ setting: Setting) -> [(name: String, role: String)] {
    if case .downstream = setting { return Downstream.Arm.allCases.map { ($0.title, "arm") } }
    return methods.map { ($0.name, $0.role.rawValue) }
  }

  /// A cell ready for resampling.
  func measured(_ plan: CellPlan, _ columns: [[Double]]) -> MeasuredCell? {
    guard let (_, frame) = frame(plan), !columns.isEmpty else { return nil }
    let resampling = GroupResampling(groups: frame.groups, seed: 11)
    if case .downstream = plan.setting {
      return MeasuredCell(
        resampling: resampling,
        methods: columns.map { FitSample(margins: $0, groups: resampling.index) })
    }
    var probabilities = columns.dropFirst(methods.count)
    return MeasuredCell(
      resampling: resampling,
      methods: zip(methods, columns).map { method, ranks in
        RankedSample(
          ranks: NoiseSample(
            scores: ranks, isWrong: frame.isWrong, groups: resampling.index,
            difficulty: frame.difficulty),
          probabilities: (method.isProbability ? probabilities.popFirst() : nil).map {
            NoiseSample(
              scores: $0, isWrong: frame.isWrong, groups: resampling.index,
              measures: NoiseMeasure.probability)
          })
      })
  }
}

/// A ranking, and the calibration of probabilities that need not rank the same to the last tie.
private struct RankedSample: GroupStatistic {
  let ranks: NoiseSample
  let probabilities: NoiseSample?

  var names: [String] { (ranks.measures + NoiseMeasure.probability).map(\.description) }

  func values() -> [Double] { ranks.values() + (probabilities?.values() ?? [.nan, .nan]) }

  func values(weights: [Double]) -> [Double] {
    ranks.values(weights: weights) + (probabilities?.values(weights: weights) ?? [.nan, .nan])
  }
}
