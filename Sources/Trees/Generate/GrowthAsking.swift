internal import Endpoints
internal import Pipeline
internal import Records
internal import Store

/// Puts questions to the model that writes trees.
struct GrowthAsking {
  let stage: GenerateStage
  private let client: EndpointClient

  /// What answers are counted under, so that a run that goes on knows that there were some.
  static let answered = "answers of the model"

  init(stage: GenerateStage, _ corpus: Corpus) {
    self.stage = stage
    client = corpus.client(stage.endpoint)
    client.remember(answered: corpus.committed.counts[Self.answered])
  }

  /// Ends asking: says where nothing is answered, or offline not all.
  func finish() throws(WinnowError) { try client.finish() }

  /// How a text goes on.
  struct Continuation: Sendable {
    var text: String
    /// Whether the model was stopped by the number of tokens.
    var isCut: Bool

    init(_ text: String, finish: String?) {
      self.text = text
      isCut = finish == "length"
      // Tokens may end within a character.
      while isCut, self.text.unicodeScalars.last == "\u{FFFD}" {
        self.text.unicodeScalars.removeLast()
      }
    }
  }

  /// How `count` texts go on, in their order; `nil` where offline not all of it is kept.
  ///
  /// - Parameter question: gives the prompt, how the answer begins, and the seed.
  func ask(
    _ count: Int, level: Int, _ counts: inout Counts,
    _ question: (Int) -> (prompt: GrowthQuestion, begun: String, seed: Int)
  ) throws(WinnowError) -> [Result<Continuation, AnswerFailure>]? {
    let sampling = stage.sampling(level)
    switch stage.api {
    case .completions:
      let exchange = CompletionExchange(
        model: stage.endpoint.model, sampling: sampling,
        batch: stage.together ? stage.branching : 1)
      return try ask(exchange, count, &counts) { place in
        let (prompt, begun, seed) = question(place)
        return prompt.completion(begun, seed: seed)
      } read: {
        Continuation($0.text, finish: $0.finish)
      }
    case .chat:
      let exchange = ChatExchange(model: stage.endpoint.model, sampling: sampling)
      return try ask(exchange, count, &counts) { place in
        let (prompt, begun, seed) = question(place)
        return prompt.chat(begun, seed: seed)
      } read: {
        Continuation($0.text, finish: $0.finish)
      }
    }
  }

  private func ask<E: Exchange>(
    _ exchange: E, _ count: Int, _ counts: inout Counts, _ question: (Int) -> E.Question,
    read: (E.Answer) -> Continuation
  ) throws(WinnowError) -> [Result<Continuation, AnswerFailure>]? {
    let (answers, tally) = try client.ask(exchange, goesOn: true, count: count, question)
    UnansweredQuestions.add(tally, to: &counts)
    if tally.answered > 0 { counts[Self.answered] += tally.answered }
    return tally.missing > 0 ? nil : answers.map { $0.map(read) }
  }
}
