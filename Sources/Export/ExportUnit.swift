internal import Pipeline
internal import Records
internal import Store

/// What the rows of an export are made of, by its name.
enum UnitKind: String, Sendable {
  case pair, prompt

  var plural: String { rawValue + "s" }
}

/// A pair or a prompt as a trainer sees it. The texts are lent.
protocol ExportUnit {
  static var kind: UnitKind { get }

  /// Gives each of `planned` with its texts, in order.
  static func forEach(
    _ planned: [PlannedUnit], _ reader: UnitReader,
    _ body: (Int, Self) throws(WinnowError) -> Void
  ) throws(WinnowError)
}

/// A pair as a trainer sees it: decided, flips done. The texts are lent.
struct ExportPair {
  var id: PublicID
  var prompt: PairTexts.Text
  /// Of a single response: the response, good or bad.
  var chosen: PairTexts.Text
  /// `nil` for a single response.
  var rejected: PairTexts.Text?
  /// Of a single response: whether it is good.
  var isGood: Bool
  /// That the chosen response is the better one, as the labels have it after flips: 0.5 to 1, less where
  /// a soft label goes against what was decided.
  var probability: Double
  /// Product of the weights.
  var weight = 1.0
  /// Scores of the two, where the trainer asked for them.
  var scores: (chosen: Double?, rejected: Double?) = (nil, nil)
  /// Whether the chosen response is the store's a.
  var aIsChosen = true
  /// What there is of rubrics, where the trainer asked for it.
  var rubrics = RubricFacts()
}

/// A prompt as a trainer sees it. The text is lent.
struct ExportPrompt {
  var id: PublicID
  var prompt: PairTexts.Text
  var split: String
  /// 0, 1, 2 … of those that are planned for the split.
  var number: Int
  /// What there is of rubrics, where the trainer asked for it.
  var rubrics = RubricFacts()
  /// What its records hold besides prompt and responses, as JSON, where the trainer asked for it.
  var extras: [String] = []
  /// The tree it is in, and the node with which it ends there, where the trainer asked for it.
  var tree: (tree: StoredTree, node: Int)?
}

/// The rubrics that a pair or a prompt is looked at with.
struct RubricFacts {
  /// Of the prompt.
  var prompt = PublicID(high: 0, low: 0)
  /// In the order of their ids.
  var rubrics: [Rubric] = []
  /// Of a pair, where they are asked for: whole verdicts with words, each with its rubric.
  var judgements: [(judgement: Judgement, rubric: Rubric)] = []
}

extension ExportPair: ExportUnit {
  static var kind: UnitKind { .pair }

  static func forEach(
    _ planned: [PlannedUnit], _ reader: UnitReader,
    _ body: (Int, Self) throws(WinnowError) -> Void
  ) throws(WinnowError) {
    let known =
      try reader.scores?.means(of: planned.flatMap { [$0.texts.a, $0.texts.b] }) ?? [:]
    try reader.texts.forEach(planned.map(\.texts)) {
      (index, prompt, chosen, rejected) throws(WinnowError) in
      let own = planned[index]
      try body(
        index,
        ExportPair(
          id: own.id, prompt: prompt, chosen: chosen, rejected: rejected, isGood: own.isGood,
          probability: own.probability, weight: own.weight,
          scores: (known[own.texts.a], known[own.texts.b]), aIsChosen: own.aIsChosen,
          rubrics: try reader.facts(ofPair: own.row, prompt: own.prompt)))
    }
  }
}

extension ExportPrompt: ExportUnit {
  static var kind: UnitKind { .prompt }

  static func forEach(
    _ planned: [PlannedUnit], _ reader: UnitReader,
    _ body: (Int, Self) throws(WinnowError) -> Void
  ) throws(WinnowError) {
    try reader.texts.forEach(prompts: planned.map(\.texts.prompt)) {
      (index, text) throws(WinnowError) in
      let own = planned[index]
      try body(
        index,
        ExportPrompt(
          id: own.id, prompt: text, split: own.split, number: own.number,
          rubrics: try reader.facts(ofPrompt: own.row, id: own.id),
          extras: try reader.extras?.extras(of: own.row) ?? [],
          tree: try reader.trees?.tree(of: own.row, reader.treeKind)))
    }
  }
}

/// What one thread reads units with.
struct UnitReader {
  let texts: PairTexts
  let scores: ScoreReader?
  let trees: TreeReader?
  let extras: PromptExtras?
  let treeKind: PreferenceTree.Kind?
  private let rubrics: RubricReader?
  private let judgements: JudgementReader?
  /// Whether rubrics of pairs that were dropped count.
  private let takesFallen: Bool

  init(
    _ store: Store, _ selection: Selection, for trainer: some Trainer, takesFallen: Bool
  ) throws(WinnowError) {
    texts = try PairTexts(store)
    scores = try trainer.scoreName.map { (name) throws(WinnowError) in
      try ScoreReader(store, name: name, selection)
    }
    trees = trainer.trees == nil ? nil : try TreeReader(store, selection)
    treeKind = trainer.trees?.kind
    extras = trainer.needsExtras ? try PromptExtras(store, selection) : nil
    rubrics = try trainer.rubrics.map { (need) throws(WinnowError) in
      try RubricReader(store, name: need.name, selection)
    }
    judgements =
      trainer.rubrics?.judgements == true ? try JudgementReader(store, selection) : nil
    self.takesFallen = takesFallen
  }

  func facts(ofPrompt prompt: Int64, id: PublicID) throws(WinnowError) -> RubricFacts {
    guard let rubrics else { return RubricFacts() }
    return RubricFacts(
      prompt: id,
      rubrics: try takesFallen ? rubrics.rubrics(of: prompt) : rubrics.standing(of: prompt))
  }

  func facts(ofPair pair: Int64, prompt: Int64) throws(WinnowError) -> RubricFacts {
    guard let rubrics else { return RubricFacts() }
    var facts = RubricFacts()
    if let id = try rubrics.id(of: prompt) { facts.prompt = id }
    guard let judgements else {
      facts.rubrics = try rubrics.rubrics(of: prompt, pair: pair)
      return facts
    }
    let said = try judgements.judgements(of: .pair(pair)).filter {
      $0.rubric != nil && $0.criterion == nil && $0.words?.isEmpty == false
    }
    guard !said.isEmpty else { return facts }
    // A judge may have had a version that a later stage changed.
    let known = try rubrics.allRubrics(of: prompt)
    for own in said {
      guard let rubric = known.first(where: { $0.id == own.rubric }) else { continue }
      facts.judgements.append((own, rubric))
    }
    return facts
  }
}
