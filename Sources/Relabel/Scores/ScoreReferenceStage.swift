internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Scores responses by how near they are to references.
struct ScoreReferenceStage: CorpusStage {
  static let name = "relabel.score.reference"
  static let summary = "score responses by BLEU, chrF or ROUGE against references"
  static let discussion = """
    Measures each response of a prompt against the prompt's references; no model is needed. BLEUBERI
    (2505.11080) found sentence BLEU against a few good references close to reward models as a reward for
    following instructions.

    **Metrics.** `bleu`, `chrf` and `chrf++` are sacrebleu's sentence scores, 0 to 100, `rouge1`, `rouge2`,
    `rougeL` and `rougeLsum` the F-measures of rouge-score, 0 to 1, each equal to those packages to 1e-9;
    `bleu_rouge` is the harmonic mean of BLEU and ROUGE-L, 0 to 1. Of several references BLEU takes n-grams of
    all, the others the best one.

    **References** come from one or several places: `field`, a JSON pointer into what records hold besides
    prompt, responses and judgements; `model`, responses that certain models wrote; `file`, records
    with `prompt` or `id` and `reference` or `references`; `best`, the response of the prompt with the highest
    score of that name. The prompt of a file is compared with the whole prompt, and with its last user turn.

    A response that is itself a reference gets no score, for it would be perfect by construction. Prompts
    without a reference are counted, and their responses get none.

    **When to use.** Where good answers are known and other scorers are not at hand. A metric knows what the
    reference says, not what is true: two right answers in other words differ.
    """
  static let exampleOptions = ["model": "gpt-4"]
  static let reads: Set<Column> = [.texts]
  static let writes: Set<Column> = [.scores]
  static let reasons: [(reason: Reason, meaning: String)] = []

  let metric: MetricOptions
  let places: ReferencePlaces
  let output: String

  var givenScores: [String] { [output] }

  init(options: inout OptionReader) throws(WinnowError) {
    metric = try MetricOptions(options: &options)
    places = try ReferencePlaces(options: &options)
    output = try options.scoreName(
      "by default as the metric", default: metric.metric.rawValue)
  }

  var alsoReads: Set<Column> { places.best == nil ? [] : [.scores] }

  var leastResponses: Int { places.best == nil && places.models.isEmpty ? 1 : 2 }

  func sideFiles() throws(WinnowError) -> [SideFile] { places.sideFiles }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    guard places.isGiven else {
      throw WinnowError(
        WinnowError.Code("no-references", exitStatus: 2),
        "`\(Self.name)` is not told where the references are",
        hint: "write `field: /reference`, `model: NAME`, `file: PATH` or `best: SCORE`")
    }
    let out = try ScoreOutput(
      ScoreScale(name: output, range: metric.metric.range, isAnchored: true), corpus)
    let references = try ReferenceTexts(places, corpus)
    let account = try out.score(
      places.columns(), worker: { () throws(WinnowError) in metric.make() },
      { (metric, batch, prompt, scored) throws(WinnowError) in
        Self.score(prompt, of: batch, references, &metric, &scored)
      })
    return [account.note(output)] + references.notes(account)
  }

  private static func score(
    _ prompt: ResponseBatch.Prompt, of batch: ResponseBatch, _ places: ReferenceTexts,
    _ metric: inout any ReferenceMetric, _ scored: inout ScoreOutput.Scored
  ) {
    let texts = batch.responses[prompt.responses].map { response in
      var text: [UInt8] = []
      batch.read(response.body, into: &text)
      return text
    }
    let references = places.references(prompt, of: batch, texts)
    guard !references.isEmpty else {
      scored.count(ReferenceTexts.without)
      scored.leave("the prompt has no reference", responses: texts.count)
      return
    }
    metric.prepare(references)
    for (i, text) in zip(prompt.responses, texts) {
      guard !references.contains(text) else {
        scored.leave("is a reference")
        continue
      }
      guard let value = metric.score(text) else {
        scored.leave("a text is too long")
        continue
      }
      scored.give(batch.responses[i], value)
    }
  }
}
