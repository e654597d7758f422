internal import Pipeline
internal import Records
internal import Store

/// Turns each scored pair into two that are conditioned on a goal.
struct RewardAugmentedStage: CorpusStage {
  static let name = "relabel.reward_augmented"
  static let summary = "make two goal-conditioned pairs of each scored one"
  static let discussion = """
    Reward-augmented relabelling (2410.08067, ICML 2025): of a pair with scores r_w and r_l come two. Under the
    goal r_w the chosen answer stays the better one, under the goal r_l the order turns round, for there the
    rejected answer is the one that meets the goal. Both answers of a new pair stand under the same prompt, which
    states the goal. N pairs become 2N; at inference one asks for the best goal. This follows the paper's
    definition; the released script's variant without a system turn does not swap the answers and is not
    followed.

    **Goals.** `rank` is the place among the scored responses of the prompt and is the default for scores
    whose zero means nothing from one prompt to the next, as those of a Bradley-Terry model. `absolute` maps the
    score itself to the scale, and is the default for ratings. For scores of a model that nobody has said to
    be comparable between prompts it needs `force: true`. `quantile` is the place among all scores of the
    corpus, the least score having the lowest goal and the best the highest. Goals are rounded to the `levels` of
    the scale before anything is compared, and stated with two decimals at most.

    **What is dropped.** Pairs whose goals differ by less than `min_gap` would become two that contradict each
    other. Pairs whose scores go against their label (`inversions`) are likely wrong in one of the two; they are
    never turned into pairs in silence. A pair without scores cannot be augmented.

    **What becomes of the parents.** By default the two take their place (`parents: replace`); a parent then has
    a verdict that says so and `winnow why` tells of both directions. Weights pass on to the children, and they
    stay in the split of their parent. Pairs whose prompt states a goal or direction already are left as they
    are. With `share: 0.5` half of the parents are taken and the others dropped, which keeps the size (half-RA). The
    new prompts' answers have no scores: under a goal that asks for a poor answer they would mean something else.

    **When to use.** With scores that know more than the label. Whether it helps on your data is to be measured:
    see docs/reward-augmented.md for what it did on ours.
    """
  static let exampleOptions = ["scores": "[rating]"]
  static let reads: Set<Column> = [.texts, .labels, .scores]
  static let writes: Set<Column> = [.verdicts, .labels, .pairs]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("replaced", "pairs made of it stand in its place"),
    ("below_min_gap", "the goals of its answers differ too little, or are stated alike"),
    ("score_inverts_label", "the rejected answer has the higher score"),
    ("no_score", "an answer has no score"),
    ("not_sampled", "left out by `share`"),
  ]

  let scores: [String]
  let goals: GoalAnchor
  let force: Bool
  /// What the ends of the goals stand for, where the user says so.
  let scoreRange: ClosedRange<Double>?
  let low: Double
  let high: Double
  let levels: Int
  let minGap: Double
  let turn: GoalPrompt.Turn
  let template: GoalTemplate
  let keep: Children
  let share: Double
  let parents: Parents
  let inversions: Inversions

  enum GoalAnchor: String, CaseIterable, Sendable { case auto, rank, absolute, quantile }
  enum Children: String, CaseIterable, Sendable { case both, chosen, rejected }
  enum Parents: String, CaseIterable, Sendable { case replace, keep }
  enum Inversions: String, CaseIterable, Sendable { case drop, mark }

  init(options: inout OptionReader) throws(WinnowError) {
    scores = try options.strings(
      "scores", default: [],
      doc: "names of the scores that become goals; of several, all are stated")
    goals = try options.choice(
      "goals", default: GoalAnchor.auto,
      doc:
        "`rank` within the prompt, `absolute`, or `quantile` of the corpus; `auto` takes `absolute` for "
        + "ratings and else `rank`")
    force = try options.bool(
      "force", default: false, doc: "take `absolute` goals even of scores without a common anchor")
    let least = try options.double(
      optional: "score_low",
      doc:
        "the score that becomes the lowest goal where goals are `absolute`; by default the lower end of the "
        + "scale that its stage or record declares, else the least score")
    let most = try options.double(
      optional: "score_high", doc: "the score that becomes the highest goal, likewise")
    low = try options.double("low", default: 1, doc: "lowest goal")
    high = try options.double("high", default: 10, doc: "highest goal")
    levels = try options.int(
      "levels", default: 10, in: 0...1000,
      doc: "steps of the scale, ends included; 0 for no rounding")
    minGap = try options.double(
      "min_gap", default: 0.5, in: 0...,
      doc: "pairs whose goals differ by less are dropped; equal goals always are")
    turn = try options.choice(
      "turn", default: GoalPrompt.Turn.system, doc: "which turn states the goal")
    let words = try options.string(
      optional: "template",
      doc: "the words, with `{goals}`, and `{low}` and `{high}` if you like; ours by default")
    template = words.map { GoalTemplate(text: $0) } ?? .standard
    keep = try options.choice(
      "children", default: Children.both,
      doc: "`both`, or only that under the goal of the `chosen` or of the `rejected` answer")
    share = try options.double(
      "share", default: 1, in: 0...1,
      doc: "share of the parents that are taken, by a hash of their ids")
    parents = try options.choice(
      "parents", default: Parents.replace, doc: "what becomes of a pair that was augmented")
    inversions = try options.choice(
      "inversions", default: Inversions.drop,
      doc: "what becomes of a pair whose scores go against its label; marked ones stay as they are")
    guard !scores.isEmpty || options.isDescribing else {
      throw options.problem("scores", must: "name a score at least")
    }
    try options.checkDistinct(scores)
    guard levels != 1 else {
      throw options.problem("levels", must: "be 0, for no rounding, or at least 2")
    }
    guard high > low else {
      throw options.problem("high", must: "be above `low`")
    }
    guard (least == nil) == (most == nil) else {
      throw options.problem(
        least == nil ? "score_low" : "score_high", must: "be given with the other end")
    }
    guard least ?? 0 < most ?? 1 else {
      throw options.problem("score_high", must: "be above `score_low`")
    }
    scoreRange = least.flatMap { least in most.map { least...$0 } }
    try options.refuse(
      ["force"], unless: goals == .absolute, must: "stand beside `goals: absolute`")
    guard template.isUsable else {
      throw options.problem("template", must: "contain `{goals}`")
    }
  }

  /// How good the scores are, and which goals they become.
  func foresee(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    try GoalSurvey(stage: self, corpus: corpus).run().notes
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let found = try GoalSurvey(stage: self, corpus: corpus).run()
    let scales = found.scales
    let augmenting = Augmenting(stage: self, scales: scales, seed: corpus.seed)
    var highest = [Double](repeating: -.infinity, count: scores.count)
    let passed = try corpus.forEachPromptBatch(
      .init(scores: scores),
      { (batch) throws(WinnowError) in augmenting.batch(batch) },
      consume: { batch throws(WinnowError) in
        try corpus.commit(batch.found)
        for k in highest.indices { highest[k] = max(highest[k], batch.highest[k]) }
      })
    try corpus.commit(passed.counted())
    return found.notes + [inferenceNote(highest.map { $0.isFinite ? $0 : high })]
  }

  /// How the trained model is to be asked.
  ///
  /// - Parameter highest: what the pairs state, by attribute: more was not learned.
  private func inferenceNote(_ highest: [Double]) -> RunNote {
    let best = zip(scores, highest).map { (name: GoalNames.words($0), value: $1) }
    let place = turn == .system ? "in the system turn" : "before the user's words"
    return RunNote(
      "inference",
      "Trained on these pairs, a model is asked for its best with the highest goal, \(place): "
        + template.filled(best, low: low, high: high).replacing("\n", with: " "))
  }
}

/// How attributes are called in prompts.
enum GoalNames {
  /// `instruction_following` becomes `instruction following`.
  static func words(_ score: String) -> String {
    score.replacing("_", with: " ").replacing("-", with: " ")
  }
}
