/// How a model draws its answers.
package struct Sampling: Sendable, Equatable {
  /// 0 takes the likeliest token each time; `nil` leaves it to the server.
  package var temperature: Double?
  /// Whatever is drawn depends on it, where the server can; sample n of a question has seed + n.
  package var seed: Int?
  /// Tokens of an answer; `nil` leaves it to the server.
  package var maxTokens: Int?
  /// What is sent as `max_completion_tokens` in place of `max_tokens`: OpenAI's newer models want it.
  package var usesCompletionTokens = false
  /// Texts at which an answer ends.
  package var stop: [String] = []

  /// What a budget takes for the tokens of an answer where no limit is given.
  static let assumedTokens = 512

  package init(
    temperature: Double? = nil, seed: Int? = nil, maxTokens: Int? = nil, stop: [String] = []
  ) {
    self.temperature = temperature
    self.seed = seed
    self.maxTokens = maxTokens
    self.stop = stop
  }

  func members(sample: Int) -> [String: RequestJSON] {
    var members: [String: RequestJSON] = [:]
    if let temperature { members["temperature"] = .number(temperature) }
    if let seed { members["seed"] = .int(seed &+ sample) }
    if let maxTokens {
      members[usesCompletionTokens ? "max_completion_tokens" : "max_tokens"] = .int(maxTokens)
    }
    if !stop.isEmpty { members["stop"] = .list(stop.map { .string($0) }) }
    return members
  }
}
