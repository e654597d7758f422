internal import Endpoints
internal import Pipeline
internal import Records
internal import Store

/// A model that writes the rubric of a prompt from the prompt alone.
struct ModelGenerator: Sendable {
  let endpoint: EndpointOptions
  let sampling: Sampling
  let question: RubricQuestion
  let maxChars: Int

  /// `nil` where none is named.
  init?(_ options: inout OptionReader) throws(WinnowError) {
    let read = try options.group(
      "generator", doc: "a chat model that writes rubrics; by default none is asked"
    ) { (inner) throws(WinnowError) in
      (try EndpointOptions(options: &inner), try Sampling(options: &inner))
    }
    let instruction = try options.string(
      "instruction", default: RubricQuestion.standard,
      doc: "what the model is asked, before the prompt, as in its training")
    let maxChars = try options.int(
      "max_chars", default: 24_000, in: 100...,
      doc: "characters of the prompt that are sent, at most")
    try options.refuse(
      ["instruction", "max_chars"], unless: read != nil, must: "stand with `generator`")
    guard let read else { return nil }
    (endpoint, sampling) = read
    question = RubricQuestion(instruction: instruction)
    self.maxChars = maxChars
  }

  func requests(_ corpus: PlannedCorpus) throws(WinnowError) -> RequestEstimate {
    let size = try ResponseTexts.prompts(corpus.store, ingests: corpus.ingests)
    return RequestEstimate(
      questions: size.prompts, bytes: size.bytes + size.prompts * question.words("").utf8.count,
      tokensOut: sampling.maxTokens ?? 1024, endpoint)
  }
}

/// Asks the model for the rubrics of all prompts.
struct ModelGenerating {
  let stage: GenerateStage
  let model: ModelGenerator

  private static let written = "rubrics written"
  private static let criteria = "criteria"
  private static let compiled = "criteria with a check"
  private static let known = "prompts that have a rubric"
  private static let left = "no rubric: "

  func run(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let client = corpus.client(model.endpoint)
    let reader = try RubricReader(corpus.store, corpus.selection)
    var totals = corpus.committed.counts
    client.remember(answered: totals[Self.written])
    var (number, isWhole) = (0, true)
    let passed = try corpus.forEachPromptBatch(
      .init(barePrompts: true), { (batch) throws(WinnowError) in batch },
      consume: { batch throws(WinnowError) in
        defer { number += 1 }
        // What failed is not kept: asked again it might be answered, and the store would not have it.
        guard number >= corpus.committed.batches else {
          return try corpus.commit(CorpusBatch(pairs: batch.pairs.count))
        }
        let found = try write(batch, client, reader)
        isWhole = isWhole && found != nil
        guard isWhole, let found else { return }
        totals.add(found.counts)
        try corpus.commit(found)
      })
    try client.finish()
    try corpus.commit(passed.counted())
    return notes(totals)
  }

  /// `nil` where offline not all answers are kept.
  private func write(
    _ batch: ResponseBatch, _ client: EndpointClient, _ reader: RubricReader
  ) throws(WinnowError) -> CorpusBatch? {
    var out = CorpusBatch(pairs: batch.pairs.count)
    var open: [(prompt: ResponseBatch.Prompt, versions: RubricVersions)] = []
    for prompt in batch.prompts {
      let earlier = try reader.rubrics(of: prompt.row)
      if stage.prompts == .missing, !earlier.isEmpty {
        out.counts[Self.known] += 1
      } else {
        open.append((prompt, RubricVersions(earlier)))
      }
    }
    let texts = EndpointTexts(batch: batch, limit: model.maxChars)
    let exchange = ChatExchange(model: model.endpoint.model, sampling: model.sampling)
    let found = try client.askOnce(exchange, open.count) {
      (model.question.words(texts.text(open[$0].prompt.text)), 0)
    }
    guard let answers = found.answers else { return nil }
    for (own, answer) in zip(open, answers) {
      switch RubricReply.criteria(answer).map({ $0.compiled }) {
      case .failure(let why): out.counts[Self.left + why.rawValue] += 1
      case .success(let criteria):
        out.counts[Self.written] += 1
        out.counts[Self.criteria] += criteria.count
        out.counts[Self.compiled] += criteria.count { $0.check != nil }
        let rubric = own.versions.rubric(
          prompt: (own.prompt.row, own.prompt.id), name: stage.output,
          origin: "{\"from\":\"prompt\",\"model\":\(JSONText.quoted(model.endpoint.model))}",
          criteria)
        out.rubrics.append(rubric.rubric)
      }
    }
    return out
  }

  private func notes(_ counts: Counts) -> [RunNote] {
    var words =
      "`\(stage.output)`: \(counts[Self.written]) rubrics with \(counts[Self.criteria]) criteria; a program checks "
      + "\(counts[Self.compiled]) of the criteria"
    if counts[Self.known] > 0 { words += "; \(counts[Self.known]) prompts had one" }
    var notes = [RunNote("rubrics", words)]
    let left = counts.values.filter { $0.key.hasPrefix(Self.left) && $0.value > 0 }
      .sorted { $0.key < $1.key }
    if !left.isEmpty {
      notes.append(
        RunNote(
          "warning",
          "warning: prompts without a rubric: "
            + left.map { "\($1) \($0.dropFirst(Self.left.count))" }.joined(separator: ", ")))
    }
    return notes
  }
}
