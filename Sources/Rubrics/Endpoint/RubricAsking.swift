internal import Endpoints
internal import Pipeline
internal import Records
internal import Store

/// Puts questions to the generator and the judge of a stage.
struct RubricAsking {
  let stage: ContrastiveEndpointStage
  private let generator: EndpointClient
  /// The generator's own where both are asked at one server.
  private let judge: EndpointClient

  /// What answers are counted under, so that a run that goes on knows that there were some.
  private static let written = "answers of the generator"
  private static let judged = "answers of the judge"

  init(stage: ContrastiveEndpointStage, _ corpus: Corpus) {
    self.stage = stage
    generator = corpus.client(stage.generator.endpoint)
    judge = stage.judge.endpoint.map { corpus.client($0) } ?? generator
    generator.remember(answered: corpus.committed.counts[Self.written])
    judge.remember(answered: corpus.committed.counts[Self.judged])
  }

  /// Ends asking: says where nothing is answered, or offline not all.
  func finish() throws(WinnowError) {
    try generator.finish()
    try judge.finish()
  }

  /// What the generator answers to `count` questions; `nil` where offline not all of it is kept.
  func rubrics(
    _ count: Int, attempt: Int, _ counts: inout Counts, _ words: (Int) -> String
  ) throws(WinnowError) -> [Result<ChatExchange.Answer, AnswerFailure>]? {
    try ask(generator, stage.generator.exchange(attempt: attempt), count, &counts, Self.written) {
      (words($0), attempt)
    }
  }

  /// What the judge answers.
  ///
  /// - Parameter question: gives words, and which answer to them is wanted.
  func verdicts(
    _ count: Int, _ counts: inout Counts, _ question: (Int) -> (words: String, sample: Int)
  ) throws(WinnowError) -> [Result<ChatExchange.Answer, AnswerFailure>]? {
    try ask(judge, stage.judge.exchange, count, &counts, Self.judged, question)
  }

  private func ask(
    _ client: EndpointClient, _ exchange: ChatExchange, _ count: Int, _ counts: inout Counts,
    _ word: String, _ question: (Int) -> (words: String, sample: Int)
  ) throws(WinnowError) -> [Result<ChatExchange.Answer, AnswerFailure>]? {
    let found = try client.askOnce(exchange, count, question)
    if found.tally.answered > 0 { counts[word] += found.tally.answered }
    return found.answers
  }
}
