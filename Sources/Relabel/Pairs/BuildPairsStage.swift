internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Makes pairs of the scored responses of a prompt.
struct BuildPairsStage: CorpusStage {
  static let name = "relabel.build_pairs"
  static let summary = "make pairs of a prompt's responses by their scores"
  static let discussion = """
    Takes all live responses of a prompt, whatever records, files and models they come from, and makes pairs of
    them by a named score. Fresh answers of a model beside the old chosen and rejected ones are so ranked
    anew (the data step of SELM, 2405.19332): put them in a source of their own, score all, and take
    `best_worst`.

    **Which pairs.** `best_worst` makes one of the highest and the lowest score. `all` makes one of every two
    responses whose scores differ by `min_gap` or more; with `per_prompt` a seeded draw of at most so many.
    `point_sift` splits a prompt's responses into winners and losers by the labels of its pairs, then takes
    the winner with the highest score and the loser with the lowest, and nothing where the two contradict each
    other (UnifiedReward, 2503.05236; its rule for the split is ours). `calibrated` makes pairs that teach a reward
    model what a stated confidence is worth (PPO-M, 2410.09724): the better answer beats itself with a low
    confidence, the worse one beats itself with a high one; the better and the worse are those of `score`, or of
    each labelled pair without it.

    **What becomes of the old pairs.** `old_pairs: replace` drops them with a reason; a pair that is made again
    stays and takes the new label. A prompt of which nothing can be made loses its pairs for the reason why.
    A pair that an earlier stage dropped is not made again. Weights of old pairs are about their labels and do not
    pass on, not even to the same pair made again. Pairs whose prompt states a goal or direction, as
    `relabel.reward_augmented` makes them, have no scores and are left as they are.

    Without `score`, `calibrated` makes of every answer that won more labelled pairs of its prompt than it lost a
    pair that is sure, and of one that lost more an unsure one; they take over weight and certainty of the first
    such pair by public id. An answer that won as many as it lost makes none.

    **How sure labels are.** `probability: one` takes the order of scores for certain. `logistic` gives σ(gap /
    `temperature`), which means something where scores are logits, as those of a Bradley-Terry reward model with
    `temperature: 1`; of ratings on a scale it means something only with a temperature that was fitted.
    """
  static let exampleOptions = ["score": "rating"]
  static let reads: Set<Column> = [.texts, .labels, .scores]
  static let writes: Set<Column> = [.verdicts, .labels, .pairs]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("replaced", "pairs made of the prompt's scores stand in its place"),
    ("too_few_scored", "fewer than two responses of the prompt have a score"),
    ("below_min_gap", "the scores of the prompt's responses differ too little"),
    ("no_split", "the prompt's labels make no winners and losers with scores"),
    ("conflict", "the prompt's labels, or its labels and scores, contradict each other"),
    ("dropped_before", "what could be made of the prompt was dropped by an earlier stage"),
    ("no_winner", "the pair has no winner of which a calibrated pair could be made"),
    ("no_plain_text", "a response is more than one turn of text"),
  ]

  let kind: Kind
  let score: String?
  let minGap: Double
  let perPrompt: Int
  let oldPairs: OldPairs
  let probability: Certainty
  let temperature: Double
  let confidence: ConfidenceText

  enum Kind: String, CaseIterable, Sendable {
    case bestWorst = "best_worst"
    case all
    case pointSift = "point_sift"
    case calibrated
  }
  enum Certainty: String, CaseIterable, Sendable { case one, logistic }

  /// Pairs of one prompt that are made without `per_prompt`.
  static let mostPairs = 10_000

  init(options: inout OptionReader) throws(WinnowError) {
    kind = try options.choice(
      "pairs", default: Kind.bestWorst,
      doc: "`best_worst`, `all`, `point_sift` or `calibrated`; see below")
    score = try options.string(
      optional: "score", doc: "name of a score; `calibrated` takes labelled pairs without it")
    minGap = try options.double(
      "min_gap", default: 0, in: 0...,
      doc: "least difference of scores, on their own scale; equal ones never make a pair")
    perPrompt = try options.int(
      "per_prompt", default: 0, in: 0...1_000_000,
      doc: "at most so many pairs of a prompt for `all`; 0 for no limit")
    oldPairs = try OldPairs(&options)
    probability = try options.choice(
      "probability", default: Certainty.one,
      doc: "`one`, or `logistic` for σ(gap / `temperature`) of the scores")
    temperature = try options.double(
      "temperature", default: 1, in: Double.leastNonzeroMagnitude...,
      doc: "what gaps are divided by for `logistic`")
    confidence = try ConfidenceText(&options)
    guard options.isDescribing || score != nil || kind == .calibrated else {
      throw options.problem(
        "score", must: "be given for `pairs: \(kind.rawValue)`",
        hint: "name a score of the records, or of an earlier stage")
    }
    try options.refuse(["per_prompt"], unless: kind == .all, must: "stand beside `pairs: all`")
    try options.refuse(
      ["temperature"], unless: probability == .logistic,
      must: "stand beside `probability: logistic`")
    guard kind != .calibrated || probability == .one else {
      throw options.problem("probability", must: "be `one` for `pairs: calibrated`")
    }
  }

  var softens: Bool { probability == .logistic }
  var leastResponses: Int { score == nil ? 1 : 2 }

  func foresee(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    guard let score else { return [] }
    let survey = try ScoreSurvey.run(corpus, [score], least: 2, stage: Self.name)
    var notes = survey.notes(score)
    notes.append(
      RunNote(
        "pairs",
        "pairs of `\(score)` (\(kind.rawValue)): \(survey.prompts) prompts have two scored responses or more"
      ))
    if probability == .one,
      let scale = try ScoreScale.read(corpus.store, name: score, corpus.selection),
      !scale.isAnchored, scale.range == nil
    {
      notes.append(
        RunNote(
          "hint",
          "`\(score)` has no scale of its own, as logits have none: `probability: logistic` would say how sure "
            + "each label is"))
    }
    return notes
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let notes = try foresee(corpus)
    let building = PairBuilding(stage: self, seed: corpus.seed)
    try corpus.commitPrompts(
      .init(texts: kind == .calibrated, scores: score.map { [$0] } ?? [])
    ) { (batch) throws(WinnowError) in try building.batches(batch) }
    return notes
  }
}
