/// What a pooling model or a classifier is asked about.
package enum PooledInput: Sendable, Equatable {
  /// A text, sent as it is.
  case text(String)
  /// A dialogue, which the server puts into the model's own template; one to a request.
  case dialogue([ChatMessage])

  /// The members of a request. Of dialogues there can be one only: a request with more gets fewer answers than
  /// questions, which is found.
  static func members(_ questions: [PooledInput]) -> [String: RequestJSON] {
    if case .dialogue(let messages) = questions.first { return ["messages": .messages(messages)] }
    let texts = questions.compactMap { question -> RequestJSON? in
      if case .text(let text) = question { .string(text) } else { nil }
    }
    return ["input": .list(texts)]
  }
}

extension RequestJSON {
  /// Messages as OpenAI's protocols write them.
  static func messages(_ messages: [ChatMessage]) -> RequestJSON {
    .list(
      messages.map { .object(["role": .string($0.role), "content": .string($0.content)]) })
  }
}
