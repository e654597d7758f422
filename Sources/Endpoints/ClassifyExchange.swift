package import Foundation

/// vLLM's `/classify`: a text in, the probabilities of a classifier's labels out.
package struct ClassifyExchange: Exchange {
  package static let path = EndpointPath(name: "classify", isVersioned: false)
  package var batch: Int
  package var model: String

  /// Asks `model`, up to `batch` texts at once; for dialogues `batch` must be 1.
  package init(model: String, batch: Int = 32) {
    self.model = model
    self.batch = batch
  }

  /// What the classifier says of a text.
  package struct Answer: Sendable, Equatable, Codable {
    /// The likeliest label, where the server names it.
    package var label: String?
    /// One for each label, in the model's order.
    package var probabilities: [Double]
  }

  package func body(_ questions: [PooledInput]) -> RequestJSON {
    var members = PooledInput.members(questions)
    members["model"] = .string(model)
    return .object(members)
  }

  private struct Reply: Decodable {
    var data: [Item]
    var usage: ReplyUsage?

    struct Item: Decodable {
      var index: Int?
      var label: String?
      var probs: [Double]
      var num_classes: Int?
    }
  }

  package func read(_ reply: Data, count: Int) throws(BadReply) -> ReadReply<Answer> {
    let reply = try ReplyReading.decode(Reply.self, reply)
    let items = try ReplyReading.ordered(reply.data, count: count) { $0.index }
    for (i, item) in items.enumerated() {
      guard !item.probs.isEmpty, item.num_classes ?? item.probs.count == item.probs.count,
        item.probs.allSatisfy(\.isFinite)
      else { throw .malformed("`data[\(i)].probs` does not have a number for each label") }
    }
    return ReadReply(
      answers: items.map { Answer(label: $0.label, probabilities: $0.probs) },
      tokensIn: reply.usage?.tokensIn)
  }
}
