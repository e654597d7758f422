internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Makes rubrics of what preferred answers have over rejected ones, without a model.
struct ContrastiveStage: CorpusStage {
  static let name = "rubrics.contrastive"
  static let summary = "rubrics of prompts from what their preferred answers have over the others"
  static let discussion = """
    A rubric of hard rules, which the prompt states and a program checks (docs/rules.md), and of principles: measurable
    differences between answers, from a fixed bank (docs/rubrics.md), worded free of the topic. A pair proposes a
    principle where its preferred answer has as much more of it, in the direction that the corpus prefers, as is
    usual. The principles of a prompt are what its pairs propose, weighed by how many do and by how far from a coin
    the corpus prefers the direction.

    **Tested against the labels.** A principle that is proposed because a pair differs would reproduce that pair: so
    each pair is judged by what the *other* pairs of its prompt propose, or, where it is alone, by what the prompts
    most like its own have; hard rules decide first. As in OpenRubrics (2510.07743) a pair keeps its rubric where at
    least `threshold` of the prompt's pairs are judged right and it is one of them. Only such pairs speak in
    the rubric; the others get a mark, for `winnow why`, and a prompt none of whose pairs is kept has no rubric.

    The verdict that is kept with a pair is that of the others' proposals, not of the rubric that is written in the end,
    in which the pair itself speaks.

    **Noise.** By default all pairs count, as in the paper. `only: robust` learns from and tests those alone that a
    noise stage before it calls robust. The share that is kept by noise class is told; it never feeds back into the
    noise score. Weights and soft labels do not count here: a pair speaks or it does not.

    **When to use.** Before `rubrics.score`, to see why answers are preferred (`winnow why`), and for training a
    rubric generator. `winnow evaluate rubrics` measures how well such rubrics judge prompts that were held out.
    `rubrics.generate` gives rubrics to prompts without pairs.
    """
  static let reads: Set<Column> = [.texts, .labels]
  static let writes: Set<Column> = [.rubrics, .verdicts]
  var alsoReads: Set<Column> { only == .robust ? [.dynamics] : [] }
  static let reasons: [(reason: Reason, meaning: String)] = [
    (
      "rubric_rejected",
      "the rubric that the prompt's other pairs propose does not prefer the preferred answer"
    )
  ]

  enum Pairs: String, CaseIterable, Sendable { case all, robust }

  let output: String
  let only: Pairs
  let generator: RubricGenerator.Options
  let most: Int

  init(options: inout OptionReader) throws(WinnowError) {
    output = try options.rubricName(default: "contrastive")
    only = try options.choice(
      "only", default: Pairs.all,
      doc: "`robust` learns from pairs alone that a noise stage before it calls robust")
    var generator = RubricGenerator.Options()
    generator.threshold = try options.double(
      "threshold", default: generator.threshold, in: 0...1,
      doc: "share of a prompt's pairs that its rubric must judge right")
    generator.neighbours = try options.int(
      "neighbours", default: generator.neighbours, in: 1...1000,
      doc: "of a prompt with one pair: prompts like it that are looked at")
    most = try options.mostPrinciples()
    generator.most = most
    self.generator = generator
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let isDeclared = only == .robust
    let isJudged = try NoiseClasses.areThere(corpus, isDeclared: isDeclared)
    if only == .robust, !isJudged { throw NoiseClasses.missing }
    let survey = try ContrastSurvey(corpus, robust: only == .robust)
    let generator = survey.generator(generator)
    let wording = PrincipleCriteria(fit: generator.fit, centers: survey.centers, most: most)
    let contrasting = Contrasting(
      output: output, survey: survey, numbers: survey.numbers, generator: generator,
      wording: wording)
    var totals = Counts()
    let passed = try corpus.forEachPromptBatch(
      .init(texts: false),
      worker: { [output] () throws(WinnowError) in
        (
          try RubricReader(corpus.store, name: output, corpus.selection),
          isJudged ? try NoiseClasses(corpus, isDeclared: isDeclared) : nil
        )
      },
      { (worker, batch) throws(WinnowError) in
        try contrasting.run(batch, earlier: worker.0, classes: worker.1)
      },
      consume: { batch throws(WinnowError) in
        totals.add(batch.counts)
        try corpus.commit(batch)
      })
    try corpus.commit(passed.counted())
    return ContrastiveReport(totals).notes(output) + [wording.note]
  }
}

extension OptionReader {
  mutating func mostPrinciples() throws(WinnowError) -> Int {
    try int(
      "max_principles", default: 6, in: 0...Contrast.bank.count,
      doc: "principles of a rubric, at most: the weightiest")
  }
}

extension PrincipleCriteria {
  /// What the corpus prefers, or that it prefers nothing that is measured.
  var note: RunNote {
    lines.isEmpty
      ? RunNote("warning", "warning: the pairs prefer nothing that is measured")
      : RunNote("table", (["what the corpus prefers"] + lines).joined(separator: "\n"))
  }
}

extension NoiseClasses {
  /// Whether any stage before says anything of noise.
  static func areThere(_ corpus: Corpus, isDeclared: Bool) throws(WinnowError) -> Bool {
    let runs = runs(of: corpus, isDeclared: isDeclared)
    if try NoiseReader.isThere(corpus.store, runs) { return true }
    for run in runs {
      if try !MarginReader.peers(corpus.store, of: run.run).isEmpty { return true }
    }
    return false
  }

  static var missing: WinnowError {
    WinnowError(
      WinnowError.Code("no-noise-classes", exitStatus: 2),
      "no stage before says which pairs are robust, as `only: robust` asks",
      hint:
        "put `filters.training_dynamics` before it, with `action: mark` if it should decide nothing"
    )
  }
}
