internal import Records
internal import Scoring

/// Trains a fresh learner on what cleaning leaves of the training pairs, and gives its margins on pairs of
/// groups that nothing has seen.
///
/// The learner is a small network on the dense features: not linear, and without n-grams, so of another family
/// than the peers and than five of the six parts of the default detector (the sixth is such a network of half
/// the width). Every arm trains on as many rows as there are training pairs: what was dropped is made up by
/// repeating what was kept, so that all arms take the same number of updates, from the same first weights, in
/// the same order of rows.
struct Downstream {
  /// What is done with the pairs.
  enum Arm: CaseIterable {
    case raw, randomDrop, longest, easiest, drop, weight, flip, oracleDrop, oracleFlip

    var title: String {
      switch self {
      case .raw: "raw"
      case .randomDrop: "random drop"
      case .longest: "longest-n"
      case .easiest: "easiest-n"
      case .drop: "winnow drop"
      case .weight: "winnow weight"
      case .flip: "winnow flip"
      case .oracleDrop: "oracle drop"
      case .oracleFlip: "oracle flip"
      }
    }
  }

  let features: EvaluationFeatures
  let train: EvaluationFeatures
  /// Places in `features` of the pairs that are held out.
  let heldOut: [Int]
  let rate: Double
  let seed: Int
  let workers: Int

  static let outerFolds = 4
  private static let epochs = 10
  private static let penalty = 10.0

  /// The part of the corpus that a group is held out with.
  static func outerFold(_ group: PublicID) -> Int {
    Int(Sampling.word(group, 0xD0_D0) % UInt64(outerFolds))
  }

  /// Share of the pairs that is dropped or turned: the planted one, or a tenth where nothing is planted.
  var budget: Double { rate > 0 ? rate : 0.1 }

  /// Margins of the trusted label of every held-out pair, by arm.
  func margins(progress: (String) -> Void) -> [[Double]] {
    let seed = UInt64(self.seed)
    let none = [Bool](repeating: false, count: train.pairs.count)
    let flips =
      PlantedFlips(
        .symmetric, rate: rate, seed: seed, pairs: train.pairs, difficulty: [],
        lengths: train.lengths)?.isFlipped ?? none
    let labels = train.labels(turning: flips)
    let rows = train.rows(firstIsBetter: labels)
    let folds = Folds(rows.facts, seed: seed)
    progress("winnow for downstream")
    let found = DefaultDetector(trainer: .init(seed: seed, workers: workers))
      .detect(rows, folds: folds)
    let plain = PlainModel(seed: seed, workers: workers).margins(rows, folds: folds)
    return Arm.allCases.map { arm in
      progress(arm.title)
      return learn(Self.choice(arm, found, plain, flips, labels, train, budget, seed))
    }
  }

  /// Which training pairs stay, with which label and weight.
  struct Choice {
    var stays: [Bool]
    var labels: [Bool]
    var weights: [Float]
  }

  private static func choice(
    _ arm: Arm, _ found: DefaultDetector.Result, _ plain: [Double], _ flips: [Bool],
    _ labels: [Bool],
    _ train: EvaluationFeatures, _ budget: Double, _ seed: UInt64
  ) -> Choice {
    let count = Int((budget * Double(labels.count)).rounded())
    let ids = train.pairs.map(\.id)
    let (wrong, rank) = (found.wrong, found.margins.map { -$0 })
    var choice = Choice(
      stays: labels.map { _ in true }, labels: labels, weights: labels.map { _ in 1 })
    /// Leaves out the pairs with the highest number.
    func drop(_ score: [Double]) { choice.stays = top(score, count, ids).map { !$0 } }
    switch arm {
    case .raw: break
    case .randomDrop: drop(ids.map { Sampling.unit($0, seed &+ 0xDE0D) })
    case .longest:
      drop(
        train.lengths.indices.map { i in
          -Double(labels[i] ? train.lengths[i].0 : train.lengths[i].1)
        })
    case .easiest: drop(plain.map { -$0 })
    case .drop: drop(rank)
    case .weight:
      let mean = wrong.reduce(0) { $0 + 1 - $1 } / Double(max(1, wrong.count))
      choice.weights = wrong.map { Float((1 - $0) / max(1e-9, mean)) }
    case .flip:
      let turned = top(rank, count, ids)
      choice.labels = labels.indices.map { labels[$0] != turned[$0] }
    case .oracleDrop: choice.stays = flips.map { !$0 }
    case .oracleFlip: choice.labels = labels.indices.map { labels[$0] != flips[$0] }
    }
    return choice
  }

  /// The `count` pairs with the highest score; equal ones by id.
  private static func top(_ score: [Double], _ count: Int, _ ids: [PublicID]) -> [Bool] {
    let order = score.indices.sorted {
      score[$0] != score[$1] ? score[$0] > score[$1] : ids[$0] < ids[$1]
    }
    var isTop = [Bool](repeating: false, count: score.count)
    for place in order.prefix(count) { isTop[place] = true }
    return isTop
  }

  /// Trains on the choice and gives the margins of the held-out pairs.
  private func learn(_ choice: Choice) -> [Double] {
    guard let dense = features.rows.dense.first(where: { $0.name == "answer" })?.rows else {
      return heldOut.map { _ in 0 }
    }
    var place: [Int64: Int] = [:]
    for (i, pair) in features.pairs.enumerated() { place[pair.row] = i }
    var facts: [PairFact] = []
    var values: [Float] = []
    var weights: [Float] = []
    func add(_ pair: EvaluatedPair, _ label: Bool, _ weight: Float) {
      guard let row = place[pair.row] else { return }
      facts.append(
        PairFact(id: pair.id, group: pair.group, row: pair.row, firstIsBetter: label))
      let numbers = unsafe dense[row]
      for k in 0..<dense.dimension { values.append(unsafe numbers[k]) }
      weights.append(weight)
    }
    let kept = choice.stays.indices.filter { choice.stays[$0] }
    let total = choice.stays.count
    for i in kept { add(train.pairs[i], choice.labels[i], choice.weights[i]) }
    // Whole rounds of what was kept, then a drawn part of it.
    var missing = kept.isEmpty ? 0 : total - kept.count
    var round: UInt64 = 0
    while missing > 0 {
      round += 1
      let drawn = kept.sorted {
        Sampling.word(train.pairs[$0].id, round) < Sampling.word(train.pairs[$1].id, round)
      }.prefix(missing)
      for i in drawn { add(train.pairs[i], choice.labels[i], choice.weights[i]) }
      missing -= drawn.count
    }
    let learned = facts.count
    for i in heldOut {
      add(features.pairs[i], features.pairs[i].firstIsBetter, 0)
    }
    let rows = PairRows(
      facts: facts, sparse: [], dense: [("answer", DenseRows(dimension: dense.dimension, values))])
    let learner = MLPTrainer(
      rows: rows,
      models: [
        ModelPlan(
          name: "fresh", views: [ViewSetting(l2: Self.penalty)], seed: 3, isCrossFitted: false,
          weights: weights)
      ],
      folds: Folds(assignment: facts.map { _ in 0 }, count: 1),
      options: .init(hidden: 32, seed: UInt64(seed), workers: workers))
    for _ in 0..<Self.epochs { learner.trainEpoch() }
    return learner.heldOutMargins(model: 0).suffix(from: learned).map(Double.init)
  }
}
