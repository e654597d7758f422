internal import Endpoints
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Gives prompts rubrics from their words alone.
struct GenerateStage: CorpusStage {
  static let name = "rubrics.generate"
  static let summary = "rubrics of prompts from the prompt alone, without a look at any response"
  static let discussion = """
    What a rubric generator is for: a prompt comes, and nobody has answered it yet.

    **With a model** (`generator:`), one that was trained on the rows of `rubrics.generator`, or any other that is asked
    the same (`instruction`, as in that export): it sees the prompt alone. Hard rules that a program can check get their
    check; a prompt whose answer has no criterion, or none, has no rubric, and is counted. Answers are kept by their
    requests, as in `relabel.score.endpoint`.

    **Without a model** the hard rules are
    those that the prompt states, and the principles come from the labelled pairs of other prompts: each weighs its
    power in the corpus, times how much more often than usual it is proposed at the `neighbours` prompts most like this one
    (cosine of TF-IDF words), drawn to the mean over all prompts as if that were `shrinkage` prompts of likeness 1.
    `rubrics.contrastive` says how pairs propose principles and how they are tested; pairs that fail the test
    teach nothing, unless `filter: false`. Of a prompt with pairs, neither these nor those of its group
    count: groups are cut into five folds, and a prompt's rubric is learned from the folds that its group is not in.

    **When to use.** For prompts that have no pairs, such as those of a GRPO run, and for held-out ones
    (`splits: [train, test]`: only `train` is learned from). Behind `rubrics.contrastive` it fills the gaps
    (`prompts: missing`). How well such rubrics judge held-out pairs is what `winnow evaluate rubrics` measures:
    prompts of a kind hardly differ, so do not expect much more than one good rubric for all.
    """
  static let reads: Set<Column> = [.texts, .labels]
  static let writes: Set<Column> = [.rubrics]
  static let reasons: [(reason: Reason, meaning: String)] = []

  enum Prompts: String, CaseIterable, Sendable { case missing, all }

  let output: String
  let prompts: Prompts
  let generator: RubricGenerator.Options
  let most: Int
  let model: ModelGenerator?

  var asksEndpoint: Bool { model != nil }

  init(options: inout OptionReader) throws(WinnowError) {
    output = try options.rubricName(default: "generated")
    prompts = try options.choice(
      "prompts", default: Prompts.missing,
      doc: "`missing` passes over prompts that have a rubric, `all` gives every prompt one")
    var generator = RubricGenerator.Options()
    generator.isFiltered = try options.bool(
      "filter", default: generator.isFiltered,
      doc: "whether only pairs teach whose rubric reproduces the label")
    generator.threshold = try options.double(
      "threshold", default: generator.threshold, in: 0...1,
      doc: "share of a prompt's pairs that its rubric must judge right")
    generator.neighbours = try options.int(
      "neighbours", default: generator.neighbours, in: 0...1000,
      doc: "prompts like it that are looked at; 0 gives all prompts the same principles")
    generator.shrinkage = try options.double(
      "shrinkage", default: generator.shrinkage, in: Double.leastNonzeroMagnitude...,
      doc: "what the mean over all prompts counts for beside them")
    self.generator = generator
    most = try options.mostPrinciples()
    model = try ModelGenerator(&options)
    try options.refuse(
      ["threshold"], unless: generator.isFiltered, must: "stand with `filter: true`")
    try options.refuse(
      ["filter", "threshold", "neighbours", "shrinkage", "max_principles"], unless: model == nil,
      must: "stand without `generator`")
  }

  func requests(_ corpus: PlannedCorpus) throws(WinnowError) -> RequestEstimate? {
    try model?.requests(corpus)
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    if let model { return try ModelGenerating(stage: self, model: model).run(corpus) }
    let survey = try ContrastSurvey(corpus)
    let generators = HeldOutGenerators(survey, generator, seed: corpus.seed, most: most)
    let wording = generators.whole.wording
    let stage = self
    var (rubrics, criteria, left, bare) = (0, 0, 0, 0)
    let passed = try corpus.forEachPromptBatch(
      .init(barePrompts: true),
      worker: { () throws(WinnowError) in
        (
          try RubricReader(corpus.store, corpus.selection), AnswerFeatures(longest: 1 << 20)
        )
      },
      { (worker, batch) throws(WinnowError) in
        var out = CorpusBatch(pairs: batch.pairs.count)
        for prompt in batch.prompts {
          let earlier = try worker.0.rubrics(of: prompt.row)
          guard stage.prompts == .all || earlier.isEmpty else {
            out.counts["prompts that have a rubric"] += 1
            continue
          }
          worker.1.read(prompt: prompt.text, in: batch.arena)
          let (generator, wording) = generators.of(prompt.group)
          let weights = generator.rubric(for: worker.1.questionWords())
          let own = PromptRules(prompt, batch).criteria + wording.criteria(weights)
          guard !own.isEmpty else {
            out.counts["prompts of which nothing can be said"] += 1
            continue
          }
          let rubric = RubricVersions(earlier).rubric(
            prompt: (prompt.row, prompt.id), name: stage.output, origin: "{\"from\":\"prompt\"}",
            own)
          out.rubrics.append(rubric.rubric)
        }
        return out
      },
      consume: { batch throws(WinnowError) in
        rubrics += batch.rubrics.count
        criteria += batch.rubrics.reduce(0) { $0 + $1.criteria.count }
        left += batch.counts["prompts that have a rubric"]
        bare += batch.counts["prompts of which nothing can be said"]
        try corpus.commit(batch)
      })
    try corpus.commit(passed.counted())
    var words =
      "`\(output)`: \(rubrics) rubrics with \(criteria) criteria, learned from "
      + "\(survey.pairs) pairs of \(survey.prompts.count) prompts"
    if left > 0 { words += "; \(left) prompts had one" }
    var notes = [RunNote("rubrics", words)]
    if bare > 0 {
      notes.append(
        RunNote(
          "rubrics", "\(bare) prompts have none: they state no rule, and no principle was learned"))
    }
    // What the corpus prefers is told by `rubrics.contrastive`.
    return wording.lines.isEmpty ? notes + [wording.note] : notes
  }
}
