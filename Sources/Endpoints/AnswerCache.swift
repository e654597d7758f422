package import Records

/// Where answers are kept, so that a question is asked once. Called from the thread that asks.
package protocol AnswerCache: Sendable {
  /// What was kept under a key; `nil` if nothing was.
  func answer(_ key: AnswerKey) throws(WinnowError) -> [UInt8]?
  /// Keeps the answers of a reply, all or none; those that are there already stay as they are.
  func keep(_ answers: [(key: AnswerKey, bytes: [UInt8])]) throws(WinnowError)
}

/// What an answer is known by: protocol, request and sample. Neither the server's address nor the key are in it.
package struct AnswerKey: Hashable, Sendable {
  /// The protocol's path, such as `chat/completions`.
  package var path: String
  /// The model that was asked.
  package var model: String
  /// The request that asks this question alone.
  package var body: [UInt8]
  /// Which answer to the same request: 0, 1, 2 …
  package var sample: Int
}

/// Keeps nothing.
package struct NoAnswers: AnswerCache {
  package init() {}
  package func answer(_ key: AnswerKey) -> [UInt8]? { nil }
  package func keep(_ answers: [(key: AnswerKey, bytes: [UInt8])]) {}
}
