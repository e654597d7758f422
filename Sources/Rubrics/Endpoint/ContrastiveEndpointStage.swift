internal import Endpoints
internal import Pipeline
internal import Records
internal import Store

/// Has a model write rubrics from pairs, and keeps those with which a judge reproduces the labels.
struct ContrastiveEndpointStage: CorpusStage {
  static let name = "rubrics.contrastive.endpoint"
  static let summary =
    "let a model write rubrics from pairs, and keep those that reproduce the labels"
  static let discussion = """
    Contrastive rubric generation after OpenRubrics (2510.07743), with words of ours: a generator sees a prompt with a
    preferred and another response (`form: listwise`: with all responses, the best first) and writes criteria, each a hard
    rule that the prompt states or a principle lifted from how the responses differ. A judge then decides pairs with the
    rubric before it, and only rubrics with which it decides as the label does are kept. Criteria that point at one of
    the responses ("Response 2") are left out.

    **The test.** With the rubric of a pair the judge sees every decided pair of the prompt, in both orders, `votes` times
    each, every vote a request of its own. Its verdict on a pair is the majority of all votes; answers without a
    `Winner:` line count for nobody, and a pair whose two orders contradict each other is a tie. The rubric is kept
    if the share of pairs that are judged as labelled is at least `threshold` and its own pair is among them;
    otherwise the generator tries again, at `retry_temperature`, up to `attempts` times. A listwise
    rubric is kept for those of the prompt's pairs that are judged as labelled. Prompts whose pairs do not give one order
    of all responses (ties, circles, gaps) are worked pair by pair, and counted.

    **The control.** With `control: true` the judge decides each pair without a rubric too. A rubric is *helpful* if it
    raises the share of votes for the preferred answer above both a half and that share without a rubric, *misleading* if
    it lowers it below both, else *useless*: C2 (2604.13618), with shares of votes where C2 has
    log-probabilities. Kept rubrics that are useless tell a judge nothing that it did not know.

    **What is written.** Rubrics with their origin, the judgements with them and without, in the words of the judge where it
    agrees with the label, and a mark on each pair for which no attempt reproduced the label. A mark is no
    verdict on the label: a filter by agreement with noisy labels bakes the noise in, and a score of noise that
    took these marks in would confirm itself. So run a noise stage first; the share of kept rubrics is then told by noise
    class, and `only: robust` leaves the other pairs out, as pairs to learn from and as pairs to test on.

    **Requests.** `generator` and `judge` name servers and models; without `url` the judge is asked at the
    generator's server, within its speed and budgets. Templates may be replaced by files. Answers are kept in the
    store: a killed run repeats at most what was in flight, and `--offline` replays. All open pairs of a batch are asked
    at once. `winnow plan` shows how many requests it takes at least and at most; a prompt with n pairs takes 2·n²·votes for
    an attempt, which is why those with more than `max_pairs` are passed over.

    **When to use.** Where rubrics are to be trained on, or to explain labels, and a model may be asked. A judge of the
    generator's family favours what it would have written, and a judge that turns round when the answers change places
    says little: look at both shares before you trust what is kept.
    """
  static let exampleOptions = [
    "generator": "{url: \"http://localhost:8000\", model: my-model}"
  ]
  static let reads: Set<Column> = [.texts, .labels]
  static let writes: Set<Column> = [.rubrics, .verdicts]
  static let reasons: [(reason: Reason, meaning: String)] = [
    (
      "rubric_rejected",
      "with no rubric that was tried did the judge decide the pair as its label does; the evidence says how often it was "
        + "tried, and the best share of pairs judged as labelled"
    )
  ]

  enum Form: String, CaseIterable, Sendable { case pairwise, listwise }
  enum Only: String, CaseIterable, Sendable { case all, robust }

  let output: String
  let form: Form
  let attempts: Int
  let votes: Int
  let threshold: Double
  let hasControl: Bool
  let only: Only
  let maxPairs: Int
  let maxChars: Int
  let generator: GeneratorRole
  let judge: JudgeRole
  let prompts: RubricPrompts

  init(options: inout OptionReader) throws(WinnowError) {
    output = try options.rubricName(default: "contrastive")
    form = try options.choice(
      "form", default: Form.pairwise, doc: "what the generator sees: a pair, or all responses")
    attempts = try options.int(
      "attempts", default: 3, in: 1...64, doc: "rubrics that are tried for a pair, at most")
    votes = try options.int(
      "votes", default: 1, in: 1...64, doc: "answers of the judge to each question")
    threshold = try options.double(
      "threshold", default: 0.5, in: 0...1,
      doc: "share of the prompt's pairs that must be judged as labelled")
    hasControl = try options.bool(
      "control", default: true, doc: "whether the judge decides pairs without a rubric too")
    only = try options.choice(
      "only", default: Only.all,
      doc: "which pairs count: `all`, or those an earlier stage finds `robust`")
    maxPairs = try options.int(
      "max_pairs", default: 100, in: 1...1000,
      doc: "prompts with more pairs that count are passed over")
    maxChars = try options.int(
      "max_chars", default: 24_000, in: 100...,
      doc: "characters of prompt and of each response that are sent, at most")
    generator = try GeneratorRole(options: &options)
    judge = try JudgeRole(options: &options, besides: generator)
    prompts = try RubricPrompts(options: &options)
    if votes > 1 && judge.sampling.temperature == 0 && !options.isDescribing {
      throw options.problem(
        "votes", must: "stand with a `temperature` of the judge above 0",
        hint: "at 0 equal questions have equal answers")
    }
    try options.refuse(
      ["listwise_prompt"], unless: form == .listwise, must: "stand with `form: listwise`")
    try options.refuse(["control_prompt"], unless: hasControl, must: "stand with `control: true`")
  }

  var alsoReads: Set<Column> { only == .robust ? [.dynamics] : [] }
  var asksEndpoint: Bool { true }

  func sideFiles() throws(WinnowError) -> [SideFile] {
    prompts.files.map { SideFile(path: $0.path, name: $0.key) }
  }

  func requests(_ corpus: PlannedCorpus) throws(WinnowError) -> RequestEstimate? {
    try ContrastiveEstimate(self, corpus).estimate
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let asking = RubricAsking(stage: self, corpus)
    let classes = try NoiseClasses(corpus, isDeclared: only == .robust)
    let earlier = try RubricReader(corpus.store, name: output, corpus.selection)
    var totals = ContrastiveTotals(stage: self, corpus.committed.counts)
    var (number, isWhole) = (0, true)
    let passed = try corpus.forEachPromptBatch(
      .init(), { (batch) throws(WinnowError) in batch },
      consume: { batch throws(WinnowError) in
        let known = try classes.classes(of: batch)
        for part in PromptPart.parts(of: batch, self) {
          defer { number += 1 }
          // What failed is not kept: asked again it might be answered, and the store would not have it.
          guard number >= corpus.committed.batches else {
            try corpus.commit(CorpusBatch(pairs: part.pairs))
            continue
          }
          var work = ContrastiveWork(stage: self, batch: batch, part: part, classes: known)
          isWhole = try work.run(asking) && isWhole
          guard isWhole else { continue }
          let found = try ContrastiveFindings(work: work, earlier: earlier).batch()
          totals.add(found.counts)
          try corpus.commit(found)
        }
      })
    try asking.finish()
    try corpus.commit(passed.counted())
    return totals.notes
  }
}
