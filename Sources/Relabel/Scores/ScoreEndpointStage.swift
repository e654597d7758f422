internal import Endpoints
internal import Pipeline
internal import Records
internal import Store

/// Asks a model endpoint how good each response is.
struct ScoreEndpointStage: CorpusStage {
  static let name = "relabel.score.endpoint"
  static let summary = "score responses by a reward model, a classifier or a judge at an endpoint"
  static let discussion = """
    What is asked, by `ask`:

    - `rating`: a chat model (OpenAI's `/v1/chat/completions`) rates each response from `low` to `high`; the mean of
      `samples` answers. The number behind the last `Rating:` counts. Ratings are called `judge_rating`, other
      scores as `ask`, unless `name:` says otherwise.
    - `pairwise`: a chat model says which response of each pair is better, in both orders. A response's score is
      the share of verdicts it won, over its pairs; a pair whose verdicts go against each other when the answers
      change places is marked `position_inconsistent` and counts as half won. Such shares mean something
      among the responses of one prompt only. With `labels: true` the verdicts
      decide the pairs: the probability is the share that a won, and pairs without a verdict stay as they are.
    - `score`: vLLM's `/score` of prompt and response, for cross-encoders and reward models.
    - `pooling`: vLLM's `/pooling` of the dialogue, the last number of which is the reward.
    - `classify`: vLLM's `/classify` of the dialogue: the probability of the label `class`.

    In chat and `score` a dialogue of several turns goes out with the role, in brackets, before each; `pooling`
    and `classify` send the turns themselves.

    Answers are kept in the store by the digest of their request, so that a killed run repeats at most what was in
    flight, and `--offline` replays. A response whose answer is a refusal or no rating has no score; how many there
    are is said. `winnow plan` shows how many requests and tokens it will take, and with prices what they
    cost, once the sources are read.

    **When to use.** A judge and a generator of the same family favour each other; position and length sway
    judges. Look at the share of inconsistent pairs before you trust a judge's labels.
    """
  static let exampleOptions = ["url": "http://localhost:8000", "model": "my-reward-model"]
  static let reads: Set<Column> = [.texts, .labels]
  static let writes: Set<Column> = [.scores, .verdicts, .labels]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("position_inconsistent", "the judge's verdict turned round when the answers changed places")
  ]

  enum Question: String, CaseIterable, Sendable { case rating, pairwise, score, pooling, classify }

  let ask: Question
  let output: String
  let endpoint: EndpointOptions
  let sampling: Sampling
  let template: JudgeTemplate
  let low: Double
  let high: Double
  let samples: Int
  let classIndex: Int
  let batch: Int
  let decides: Bool
  let isAnchored: Bool
  let maxChars: Int

  var givenScores: [String] { [output] }

  init(options: inout OptionReader) throws(WinnowError) {
    ask = try options.choice("ask", default: Question.rating, doc: "what is asked; see below")
    output = try options.scoreName(
      "by default `judge_rating`, else as `ask`",
      default: ask == .rating ? "judge_rating" : ask.rawValue)
    endpoint = try EndpointOptions(options: &options)
    sampling = try Sampling(options: &options)
    low = try options.double("low", default: 1, doc: "the worst rating")
    high = try options.double("high", default: 10, doc: "the best rating")
    samples = try options.int(
      "samples", default: 1, in: 1...64, doc: "answers to each question, of which the mean is taken"
    )
    classIndex = try options.int(
      "class", default: 1, in: 0...10_000, doc: "of `classify`: which label is the good one, from 0"
    )
    batch = try options.int(
      "batch", default: 32, in: 1...2048, doc: "of `score`: questions in a request, at most")
    decides = try options.bool(
      "labels", default: false, doc: "of `pairwise`: the verdicts decide the pairs")
    let anchored = try options.bool(
      "anchored", default: false,
      doc: "of `score` and `pooling`: a number means the same for every prompt")
    maxChars = try options.int(
      "max_chars", default: 24_000, in: 100...,
      doc: "characters of prompt and of each response that are sent, at most")
    let words = try options.string(
      optional: "prompt",
      doc:
        "what the judge is told, with `{prompt}` and `{response}`, or `{first}` and `{second}`; ours by "
        + "default")
    isAnchored = anchored || ask == .rating || ask == .classify
    template = JudgeTemplate(ask: ask, words: words)
    guard high > low else { throw options.problem("high", must: "be above `low`") }
    if let missing = template.missing {
      throw options.problem("prompt", must: "contain `\(missing)`")
    }
    for (key, asks) in Self.onlyWith {
      try options.refuse(
        [key], unless: asks.contains(ask),
        must: "stand with " + asks.map { "`ask: \($0.rawValue)`" }.joined(separator: " or "))
    }
    options.leaveOut(["batch"])
  }

  /// Options that would say nothing with other questions.
  private static let onlyWith: [(key: String, asks: [Question])] =
    [("low", [.rating]), ("high", [.rating]), ("class", [.classify]), ("batch", [.score])]
    + [("labels", [.pairwise]), ("anchored", [.score, .pooling])]
    + ["samples", "prompt", "temperature", "sampling_seed", "max_tokens"].map {
      ($0, [.rating, .pairwise])
    }

  var asksEndpoint: Bool { true }

  func requests(_ corpus: PlannedCorpus) throws(WinnowError) -> RequestEstimate? {
    let size = try ResponseTexts.size(
      corpus.store, ingests: corpus.ingests, of: ask == .pairwise ? .inPairs : .all)
    let around = template.text.utf8.count
    let out = sampling.maxTokens ?? 1024
    switch ask {
    case .rating:
      return RequestEstimate(
        questions: size.responses * samples,
        bytes: (size.bytes + size.promptBytes + around * size.responses) * samples,
        tokensOut: out, endpoint)
    case .pairwise:
      // Both orders, each with two responses.
      let mean = size.responses > 0 ? (2 * size.bytes + size.promptBytes) / size.responses : 0
      return RequestEstimate(
        questions: 2 * size.pairs * samples, bytes: 2 * size.pairs * samples * (mean + around),
        tokensOut: out, endpoint)
    case .score:
      return RequestEstimate(
        questions: size.responses, bytes: size.bytes + size.promptBytes, batch: batch, endpoint)
    case .pooling, .classify:
      return RequestEstimate(
        questions: size.responses, bytes: size.bytes + size.promptBytes, endpoint)
    }
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let out = try ScoreOutput(scale, corpus)
    let client = corpus.client(endpoint)
    let asking = EndpointAsking(stage: self, client: client)
    var totals = EndpointTotals(corpus.committed.counts)
    client.remember(answered: corpus.committed.counts[EndpointTotals.scored])
    var (number, isWhole) = (0, true)
    let passed = try corpus.forEachPromptBatch(
      .init(), { (batch) throws(WinnowError) in batch },
      consume: { batch throws(WinnowError) in
        defer { number += 1 }
        // What failed is not kept: asked again it might be answered, and the store would not have it.
        guard number >= corpus.committed.batches else {
          return try corpus.commit(CorpusBatch(pairs: batch.pairs.count))
        }
        var answers = try asking.answers(to: batch)
        isWhole = isWhole && answers.isWhole
        guard isWhole else { return }
        if number == 0 { answers.batch.scales = [out.scale] }
        totals.add(answers.batch.counts)
        try corpus.commit(answers.batch)
      })
    try client.finish()
    try corpus.commit(passed.counted())
    return totals.notes(output)
  }

  private var scale: ScoreScale {
    let range: ClosedRange<Double>? =
      switch ask {
      case .rating: low...high
      case .classify, .pairwise: 0...1
      case .score, .pooling: nil
      }
    return ScoreScale(name: output, range: range, isAnchored: isAnchored)
  }
}
