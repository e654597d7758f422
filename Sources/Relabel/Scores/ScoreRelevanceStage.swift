internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Scores responses by relevance, regularised by length and repetition.
struct ScoreRelevanceStage: CorpusStage {
  static let name = "relabel.score.relevance"
  static let summary = "score responses by relevance, length and repetition (R³), from embeddings"
  static let discussion = """
    Regularised relevance (R³, Kim & Seo 2024): a reward without a reward model. Where many answers are good it is
    the relevance of the response to the prompt, times its words / 100, times the share of its trigrams that are
    no repeats; where one answer is right, its relevance to the reference, brought from `relevance_low` …
    `relevance_high` to `low` … `high`, times that share.

    Relevance is the dot product of two embeddings, which come from a file: `.npy` with a list of ids beside it,
    or lines of `{"id": …, "embedding": […]}`. An id is the public id of a response or prompt, or the store's
    digest of a text; references go by the digest of their text. The paper's embeddings are those of
    Contriever, and the bounds of relevance, 0 and 3.5, belong to them.

    `questions: closed` takes all prompts for ones with a right answer, `open` none; `auto` takes those that have
    a reference, from the places that `relabel.score.reference` knows. The paper had a model tell them apart.

    **When to use.** With embeddings at hand and no better scorer. Scores of open prompts have no upper end.
    """
  static let exampleOptions = ["model": "gpt-4"]
  static let reads: Set<Column> = [.texts]
  static let writes: Set<Column> = [.scores]
  static let reasons: [(reason: Reason, meaning: String)] = []

  enum Questions: String, CaseIterable, Sendable { case auto, open, closed }

  let embeddings: String
  let places: ReferencePlaces
  let questions: Questions
  let output: String
  let relevance: RegularisedRelevance

  var givenScores: [String] { [output] }

  init(options: inout OptionReader) throws(WinnowError) {
    embeddings = try options.path(required: "embeddings", doc: "file of embeddings, see above")
    places = try ReferencePlaces(options: &options)
    questions = try options.choice(
      "questions", default: Questions.auto, doc: "which prompts have one right answer")
    output = try options.scoreName(default: "r3")
    let low = try options.double(
      "relevance_low", default: 0, doc: "relevance to a reference that is none")
    let high = try options.double("relevance_high", default: 3.5, doc: "that of a perfect answer")
    let least = try options.double("low", default: 0, doc: "score for `relevance_low`")
    let most = try options.double("high", default: 5.12, doc: "score for `relevance_high`")
    guard high > low else { throw options.problem("relevance_high", must: "be above its low") }
    guard most > least else { throw options.problem("high", must: "be above `low`") }
    relevance = RegularisedRelevance(relevance: low...high, scores: least...most)
  }

  var alsoReads: Set<Column> { places.best == nil ? [] : [.scores] }

  func sideFiles() throws(WinnowError) -> [SideFile] {
    try EmbeddingTable.files(of: embeddings).map { SideFile(path: $0, name: $0.lastPart) }
      + places.sideFiles
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    guard questions != .closed || places.isGiven else {
      throw WinnowError(
        WinnowError.Code("no-references", exitStatus: 2),
        "`\(Self.name)` is not told where the references of closed questions are",
        hint: "write `field: /reference`, `model: NAME`, `file: PATH` or `best: SCORE`")
    }
    let out = try ScoreOutput(ScoreScale(name: output, isAnchored: true), corpus)
    let references = try ReferenceTexts(places, corpus)
    let table = try EmbeddingTable.read(embeddings)
    let account = try out.score(
      places.columns(), worker: { () throws(WinnowError) in () },
      { (_, batch, prompt, scored) throws(WinnowError) in
        score(prompt, of: batch, references, table, &scored)
      })
    return [
      account.note(output),
      RunNote(
        "questions",
        "\(account.counts["closed questions"]) of \(account.prompts) prompts are closed questions"),
    ] + references.notes(account)
  }

  private func score(
    _ prompt: ResponseBatch.Prompt, of batch: ResponseBatch, _ places: ReferenceTexts,
    _ table: EmbeddingTable, _ scored: inout ScoreOutput.Scored
  ) {
    let texts = batch.responses[prompt.responses].map { response in
      var text: [UInt8] = []
      batch.read(response.body, into: &text)
      return text
    }
    let references =
      questions == .open || !self.places.isGiven
      ? [] : places.references(prompt, of: batch, texts)
    let isClosed = questions == .closed || questions == .auto && !references.isEmpty
    if isClosed { scored.count("closed questions") }
    guard !isClosed || !references.isEmpty else {
      scored.count(ReferenceTexts.without)
      scored.leave("the prompt has no reference", responses: texts.count)
      return
    }
    var asked: [UInt8] = []
    batch.read(prompt.text, into: &asked)
    // A text goes by the digest of its plain text, and by that of its messages.
    func embedding(_ id: PublicID, _ body: Body, _ text: [UInt8]) -> [Float]? {
      table[id] ?? table[batch.digest(body)] ?? table[ReferenceTexts.key(text)]
    }
    let targets =
      isClosed
      ? references.compactMap { table[ReferenceTexts.key($0)] }
      : [embedding(prompt.id, prompt.text, asked)].compactMap { $0 }
    for (i, text) in zip(prompt.responses, texts) {
      let response = batch.responses[i]
      guard !references.contains(text) else {
        scored.leave("is a reference")
        continue
      }
      guard let own = embedding(response.id, response.body, text), !targets.isEmpty else {
        scored.leave("an embedding is missing")
        continue
      }
      guard let facts = RelevanceFacts(text.span) else {
        scored.leave("a text is too long")
        continue
      }
      let relevant = targets.map { RegularisedRelevance.relevance($0.span, own.span) }.max() ?? 0
      scored.give(
        response,
        isClosed
          ? relevance.closed(relevance: relevant, facts)
          : RegularisedRelevance.open(relevance: relevant, facts))
    }
  }
}
