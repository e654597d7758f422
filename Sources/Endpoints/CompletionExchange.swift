package import Foundation

/// `/v1/completions`: a text in, how it goes on out; with `echo`, the log-probabilities of the text itself.
package struct CompletionExchange: Exchange {
  package static let path = EndpointPath(name: "completions", isVersioned: true)
  package let batch = 1
  package var model: String
  package var sampling: Sampling
  /// How many alternatives are asked for with their log-probabilities; `nil` for none.
  package var logprobs: Int?
  /// Whether the text itself stands before its continuation, with its log-probabilities.
  package var echoes: Bool

  /// Asks `model` to go on with texts.
  package init(
    model: String, sampling: Sampling = Sampling(), logprobs: Int? = nil, echoes: Bool = false
  ) {
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

    package init(_ prompt: String, sample: Int = 0) {
      self.prompt = prompt
      self.sample = sample
    }
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

  package func body(_ questions: [Question]) -> RequestJSON {
    var members = sampling.members(sample: questions.first?.sample ?? 0)
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
    guard reply.choices.count == 1, let choice = reply.choices.first else {
      throw .malformed("\(reply.choices.count) answers to 1 question")
    }
    if logprobs != nil {
      guard let found = choice.logprobs, found.tokens.count == found.token_logprobs.count else {
        throw .malformed("`choices[0].logprobs` does not have a number for each token")
      }
    }
    return ReadReply(
      answers: [
        Answer(
          text: choice.text, finish: choice.finish_reason, tokens: choice.logprobs?.tokens,
          logprobs: choice.logprobs?.token_logprobs)
      ],
      tokensIn: reply.usage?.tokensIn, tokensOut: reply.usage?.tokensOut)
  }
}
