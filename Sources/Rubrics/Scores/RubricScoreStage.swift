internal import Endpoints
internal import Pipeline
internal import Records
internal import Store

/// Scores responses by the rubrics of their prompts.
struct RubricScoreStage: CorpusStage {
  static let name = "rubrics.score"
  static let summary = "score responses by the rubrics of their prompts"
  static let discussion = """
    Says of each response how far it meets each criterion of its prompt's rubrics, and makes one score of that. A criterion
    with a check is decided by the program: hard rules are met or not, measured principles by degrees (0.5 at the
    corpus's mean, 0 and 1 a typical difference away). All others need a `judge:`, a chat model that is asked criterion by
    criterion; without one, responses whose rubric has such criteria have no score, unless `partial: true` scores
    them by the others.

    **`aggregate`**, what is made of the criteria (weights w, met c):

    - `explicit`: Σ w·c / Σ w; a criterion with a weight below 0 counts, by its size, where it is *not* met;
    - `healthbench`: Σ w of what is met / Σ w above 0, which may be below 0 (a criterion is met at 0.5 or more). The mean
      over all responses, held within 0 and 1, with its bootstrap deviation (1,000 resamples), and that of each model and
      of each tag of criteria such as `axis:accuracy`, are told; a rubric without points above 0 gives no score;
    - `gatekeeper`: hard rules first, principles only among responses that keep as many: (2k + p) / (2n + 1);
    - `implicit`: the judge sees all criteria and rates the response once, from 1 to 10; checks are not asked.

    **`thresholds`** makes a score more for each stage of a training whose demands rise (after Vision-R1, 2503.18013, whose
    criteria are those of pictures): in stage n, called `NAME_stage_n`, a criterion counts as met at the n-th
    threshold or above, and as not met below it, whatever its degree. One below 0 counts as met from one minus the
    threshold on.

    Criteria with levels count (level − 1) / (levels − 1). Of several rubrics of a prompt the mean counts. What was said of
    each criterion is kept, for `winnow why` and `rubrics.survey`; a judge's answers are kept by their requests, as in
    `relabel.score.endpoint`.

    **Source.** explicit and implicit: Rubrics as Rewards (2507.17746); healthbench: OpenAI's simple-evals; the judge's words
    are ours.
    """
  static let reads: Set<Column> = [.texts, .labels, .rubrics]
  static let writes: Set<Column> = [.scores]
  static let reasons: [(reason: Reason, meaning: String)] = []

  /// Who decides what no program checks.
  struct Judge: Sendable {
    let endpoint: EndpointOptions
    let sampling: Sampling
  }

  let output: String
  let rubric: String?
  /// Where in records the values stand by which means are told.
  let by: JSONPointer?
  let aggregate: RubricAggregate
  let isPartial: Bool
  /// How far a criterion must be met to count, by stage of a training.
  let thresholds: [Double]
  let judge: Judge?
  let samples: Int
  let maxChars: Int
  let template: GraderTemplate

  var givenScores: [String] { [output] + thresholds.indices.map(stageName) }

  /// What the score for a stage of a training is called.
  func stageName(_ stage: Int) -> String { "\(output)_stage_\(stage + 1)" }

  var asksEndpoint: Bool { judge != nil }

  init(options: inout OptionReader) throws(WinnowError) {
    output = try options.scoreName(default: "rubric")
    rubric = try options.string(
      optional: "rubric",
      doc:
        "which rubrics, by what they are called; by default those that were given to a prompt last")
    aggregate = try options.choice(
      "aggregate", default: RubricAggregate.explicit, doc: "how the score is made; see below")
    by = try options.pointer(
      optional: "by",
      doc:
        "JSON pointer to a value of the records, or a list of them, by which means are told, such as `/example_tags`"
    )
    isPartial = try options.bool(
      "partial", default: false, doc: "whether criteria that nobody can decide are left out")
    let words = try options.strings(
      "thresholds", default: [],
      doc: "how far a criterion must be met to count, by stage of a training, rising: `[0.5, 0.75]`"
    )
    thresholds = words.compactMap(Double.init)
    guard thresholds.count == words.count, thresholds.allSatisfy({ $0 > 0 && $0 <= 1 }),
      zip(thresholds, thresholds.dropFirst()).allSatisfy({ $0 < $1 })
    else {
      throw options.problem(
        "thresholds", must: "be numbers above 0, up to 1, each above the one before")
    }
    judge = try options.group("judge", doc: "the chat model that decides what no program checks") {
      (group) throws(WinnowError) in
      Judge(
        endpoint: try EndpointOptions(options: &group), sampling: try Sampling(options: &group))
    }
    samples = try options.int(
      "samples", default: 1, in: 1...64, doc: "answers to each question, of which the mean is taken"
    )
    maxChars = try options.int(
      "max_chars", default: 24_000, in: 100...,
      doc: "characters of prompt and response that are sent, at most")
    template = try GraderTemplate(isImplicit: aggregate == .implicit, &options)
    guard options.isDescribing || aggregate != .implicit || judge != nil else {
      throw options.problem("aggregate", must: "have a `judge:` beside it to be `implicit`")
    }
    try options.refuse(
      ["thresholds"], unless: aggregate != .implicit,
      must: "stand with criteria that are asked one by one")
    try options.refuse(
      ["samples", "max_chars", "judge_prompt"], unless: judge != nil, must: "stand with `judge`")
  }

  func sideFiles() throws(WinnowError) -> [SideFile] {
    template.path.map { [SideFile(path: $0, name: "judge_prompt")] } ?? []
  }

  func requests(_ corpus: PlannedCorpus) throws(WinnowError) -> RequestEstimate? {
    guard let judge else { return nil }
    let around = template.text.utf8.count
    let out = judge.sampling.maxTokens ?? 1024
    if aggregate == .implicit {
      let size = try ResponseTexts.size(corpus.store, ingests: corpus.ingests, of: .all)
      return RequestEstimate(
        questions: size.responses * samples,
        bytes: (size.bytes + size.promptBytes + around * size.responses) * samples, tokensOut: out,
        judge.endpoint)
    }
    // Before the rubrics are there nothing can be known.
    let size = try ResponseTexts.judged(corpus.store, rubrics: rubric)
    guard size.questions > 0 else { return nil }
    return RequestEstimate(
      questions: size.questions * samples, bytes: (size.bytes + around * size.questions) * samples,
      tokensOut: out, judge.endpoint)
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let out = try ScoreOutput(
      ScoreScale(name: output, range: aggregate.range, isAnchored: aggregate != .gatekeeper), corpus
    )
    try KnownRubrics.require(rubric, corpus)
    let client = judge.map { corpus.client($0.endpoint) }
    // What is committed already is told from what is kept of it.
    let kept = try JudgementReader(corpus.store, run: corpus.digest)
    client?.remember(answered: corpus.committed.counts[RubricTotals.scored])
    var totals = RubricTotals(aggregate: aggregate, output: output, corpus.committed.counts)
    let scales = givenScores.map {
      ScoreScale(name: $0, range: out.scale.range, isAnchored: out.scale.isAnchored)
    }
    var (number, isWhole) = (0, true)
    func take(_ found: RubricScoring.Found) throws(WinnowError) {
      defer { number += 1 }
      isWhole = isWhole && found.isWhole
      guard isWhole else { return }
      var found = found
      if number == 0 { found.batch.scales = scales }
      totals.add(found)
      try corpus.commit(found.batch)
    }
    let passed: PassedPrompts
    if let client {
      let reader = try RubricReader(corpus.store, name: rubric, corpus.selection)
      passed = try corpus.forEachPromptBatch(
        columns, { (batch) throws(WinnowError) in batch },
        consume: { batch throws(WinnowError) in
          let scoring = RubricScoring(stage: self, batch: batch, rubrics: reader)
          try take(
            number < corpus.committed.batches
              ? scoring.run(by: kept) : scoring.run(asking: client))
        })
      try client.finish()
    } else {
      let stage = self
      passed = try corpus.forEachPromptBatch(
        columns,
        worker: { () throws(WinnowError) in
          try RubricReader(corpus.store, name: stage.rubric, corpus.selection)
        },
        { (reader, batch) throws(WinnowError) in
          try RubricScoring(stage: stage, batch: batch, rubrics: reader).run(asking: nil)
        }, consume: take)
    }
    try corpus.commit(passed.counted())
    return totals.notes
  }

  private var columns: ResponseReader.Columns { .init(models: true, extras: by != nil) }
}
