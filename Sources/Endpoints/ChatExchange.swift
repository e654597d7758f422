package import Foundation

/// `/v1/chat/completions`: messages in, a message out. Samples of one question are requests of their own.
package struct ChatExchange: Exchange {
  package static let path = EndpointPath(name: "chat/completions", isVersioned: true)
  package let batch = 1
  package var model: String
  package var sampling: Sampling
  /// How many tokens' alternatives are asked for with their log-probabilities, 0 to 20; `nil` for none.
  package var topLogprobs: Int?

  /// Asks `model` for messages.
  package init(model: String, sampling: Sampling = Sampling(), topLogprobs: Int? = nil) {
    self.model = model
    self.sampling = sampling
    self.topLogprobs = topLogprobs
  }

  /// A dialogue that the model goes on with.
  package struct Question: Sendable, Equatable {
    package var messages: [ChatMessage]
    /// Which answer to the same messages is wanted.
    package var sample: Int
    /// In place of the exchange's own seed.
    package var seed: Int?
    /// Whether the last message is the beginning of the answer, as vLLM and SGLang take it.
    package var goesOn: Bool

    package init(
      _ messages: [ChatMessage], sample: Int = 0, seed: Int? = nil, goesOn: Bool = false
    ) {
      self.messages = messages
      self.sample = sample
      self.seed = seed
      self.goesOn = goesOn
    }
  }

  /// What the model said.
  package struct Answer: Sendable, Equatable, Codable {
    package var text: String
    /// Why it ended, as the server says: `stop`, `length` …
    package var finish: String?
    /// Its words where it declines.
    package var refusal: String?
    /// Of every token, where they were asked for.
    package var logprobs: [TokenLogprob]?
  }

  package var mostTokensOut: Int { sampling.maxTokens ?? Sampling.assumedTokens }

  package func sample(of question: Question) -> Int { question.sample }

  package func body(_ questions: [Question]) -> RequestJSON {
    var members = sampling.members(sample: questions.first?.sample ?? 0)
    members["model"] = .string(model)
    members["messages"] = .messages(questions.first?.messages ?? [])
    if let seed = questions.first?.seed { members["seed"] = .int(seed) }
    if questions.first?.goesOn == true {
      members["continue_final_message"] = .bool(true)
      members["add_generation_prompt"] = .bool(false)
    }
    if let topLogprobs {
      members["logprobs"] = .bool(true)
      if topLogprobs > 0 { members["top_logprobs"] = .int(topLogprobs) }
    }
    return .object(members)
  }

  private struct Reply: Decodable {
    var choices: [Choice]
    var usage: ReplyUsage?

    struct Choice: Decodable {
      var message: Message
      var finish_reason: String?
      var logprobs: Logprobs?
    }
    struct Message: Decodable {
      var content: String?
      var refusal: String?
    }
    struct Logprobs: Decodable {
      var content: [TokenLogprob]?
    }
  }

  package func read(_ reply: Data, count: Int) throws(BadReply) -> ReadReply<Answer> {
    let reply = try ReplyReading.decode(Reply.self, reply)
    guard reply.choices.count == 1, let choice = reply.choices.first else {
      throw .malformed("\(reply.choices.count) answers to 1 question")
    }
    var refusal = choice.message.refusal.flatMap { $0.isEmpty ? nil : $0 }
    if refusal == nil, choice.finish_reason == "content_filter" { refusal = "content filter" }
    guard let text = choice.message.content ?? (refusal == nil ? nil : "") else {
      throw .malformed("`choices[0].message.content` is missing")
    }
    let logprobs = choice.logprobs?.content
    if topLogprobs != nil, refusal == nil, logprobs == nil {
      throw .malformed("`choices[0].logprobs.content` is missing")
    }
    return ReadReply(
      answers: [
        Answer(text: text, finish: choice.finish_reason, refusal: refusal, logprobs: logprobs)
      ],
      tokensIn: reply.usage?.tokensIn, tokensOut: reply.usage?.tokensOut)
  }

  package func failure(in answer: Answer) -> AnswerFailure? {
    answer.refusal.map { .refused($0) }
  }
}

/// A message of a dialogue.
package struct ChatMessage: Sendable, Equatable {
  /// `system`, `user` or `assistant`.
  package var role: String
  package var content: String

  package init(role: String, content: String) {
    self.role = role
    self.content = content
  }

  /// What the user says.
  package static func user(_ content: String) -> ChatMessage {
    ChatMessage(role: "user", content: content)
  }

  /// What the model is told beforehand.
  package static func system(_ content: String) -> ChatMessage {
    ChatMessage(role: "system", content: content)
  }
}

/// A token of an answer with its natural log-probability.
package struct TokenLogprob: Sendable, Equatable, Codable {
  package var token: String
  package var logprob: Double
  /// The likeliest tokens at its place.
  package var top_logprobs: [Alternative]?

  /// Another token that could stand there.
  package struct Alternative: Sendable, Equatable, Codable {
    package var token: String
    package var logprob: Double
  }
}
