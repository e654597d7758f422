package import Foundation

/// `/v1/completions`: a text in, how it goes on out; with `echo`, the log-probabilities of the text itself.
///
/// With a `batch` above 1, questions about one text whose seeds follow each other go out as one request for `n`
/// continuations: a server that shares the text among them reads it once.
package struct CompletionExchange: Exchange {
  package static let path = EndpointPath(name: "completions", isVersioned: true)
  package var batch: Int
  package var model: String
  package var sampling: Sampling
  /// How many alternatives are asked for with their log-probabilities; `nil` for none.
  package var logprobs: Int?
  /// Whether the text itself stands before its continuation, with its log-probabilities.
  package var echoes: Bool

  /// Asks `model` to go on with texts.
  package init(
    model: String, sampling: Sampling = Sampling(), logprobs: Int? = nil, echoes: Bool = false,
    batch: Int = 1
  ) {
    self.batch = batch
    self.model = model
    self.sampling = sampling
    self.logprobs = logprobs
    self.echoes = echoes
  }

  /// A text to go on with.
  package struct Question: Sendable, Equatable {
    package var prompt: String
    /// Which continuation of the same text is wanted.
    package var sample: Int
    /// In place of the exchange's own seed.
    package var seed: Int?

    package init(_ prompt: String, sample: Int = 0, seed: Int? = nil) {
      self.prompt = prompt
      self.sample = sample
      self.seed = seed
    }

    /// What the server is sent as seed; `nil` for none.
    func seed(_ sampling: Sampling) -> Int? { seed ?? sampling.seed.map { $0 &+ sample } }
  }

  /// How the text goes on.
  package struct Answer: Sendable, Equatable, Codable {
    package var text: String
    /// Why it ended, as the server says.
    package var finish: String?
    package var tokens: [String]?
    /// Of every token; of the first token of an echoed text there is none.
    package var logprobs: [Double?]?
  }

  package var mostTokensOut: Int { sampling.maxTokens ?? Sampling.assumedTokens }

  package func sample(of question: Question) -> Int { question.sample }

  /// Questions go out together if the server can tell them apart by the place of their answers: as those of one text, with
  /// one more in the seed each time, as servers count it for `n`.
  package func joins(_ question: Question, after last: Question) -> Bool {
    guard question.prompt == last.prompt else { return false }
    switch (question.seed(sampling), last.seed(sampling)) {
    case (let own?, let other?): return own == other &+ 1
    case (nil, nil): return question.sample == last.sample &+ 1
    default: return false
    }
  }

  package func body(_ questions: [Question]) -> RequestJSON {
    var members = sampling.members(sample: questions.first?.sample ?? 0)
    if let seed = questions.first?.seed { members["seed"] = .int(seed) }
    if questions.count > 1 { members["n"] = .int(questions.count) }
    members["model"] = .string(model)
    members["prompt"] = .string(questions.first?.prompt ?? "")
    if let logprobs { members["logprobs"] = .int(logprobs) }
    if echoes { members["echo"] = .bool(true) }
    return .object(members)
  }

  private struct Reply: Decodable {
    var choices: [Choice]
    var usage: ReplyUsage?

    struct Choice: Decodable {
      var text: String
      var index: Int?
      var finish_reason: String?
      var logprobs: Logprobs?
    }
    struct Logprobs: Decodable {
      var tokens: [String]
      var token_logprobs: [Double?]
    }
  }

  package func read(_ reply: Data, count: Int) throws(BadReply) -> ReadReply<Answer> {
    let reply = try ReplyReading.decode(Reply.self, reply)
    // A single answer is that to the question, whatever its index.
    let choices = try ReplyReading.ordered(reply.choices, count: count) {
      count == 1 ? nil : $0.index
    }
    if logprobs != nil {
      for (place, choice) in choices.enumerated() {
        guard let found = choice.logprobs, found.tokens.count == found.token_logprobs.count else {
          throw .malformed("`choices[\(place)].logprobs` does not have a number for each token")
        }
      }
    }
    return ReadReply(
      answers: choices.map { choice in
        Answer(
          text: choice.text, finish: choice.finish_reason, tokens: choice.logprobs?.tokens,
          logprobs: choice.logprobs?.token_logprobs)
      },
      tokensIn: reply.usage?.tokensIn, tokensOut: reply.usage?.tokensOut)
  }

  /// A server that hides what was written says so.
  package func failure(in answer: Answer) -> AnswerFailure? {
    answer.finish == "content_filter" ? .refused("content filter") : nil
  }
}
