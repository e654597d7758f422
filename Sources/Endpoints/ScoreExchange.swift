package import Foundation

/// vLLM's `/score`: how well a second text answers or fits a first one, by a cross-encoder or reward model.
package struct ScoreExchange: Exchange {
  package static let path = EndpointPath(name: "score", isVersioned: false)
  package var batch: Int
  package var model: String
  /// How the two texts are called in requests.
  package var names: Names
  /// Whether scores are put through the model's activation; `nil` leaves it to the server.
  package var usesActivation: Bool?

  /// How servers call the two lists of texts.
  package enum Names: String, Sendable, CaseIterable {
    /// `text_1`, `text_2`, which every version of vLLM takes.
    case texts
    /// `queries`, `documents`, as newer versions write it.
    case queries
  }

  /// Asks `model` for scores, up to `batch` pairs of texts at once.
  package init(
    model: String, batch: Int = 32, names: Names = .texts, usesActivation: Bool? = nil
  ) {
    self.model = model
    self.batch = batch
    self.names = names
    self.usesActivation = usesActivation
  }

  /// Two texts.
  package struct Question: Sendable, Equatable {
    package var first: String
    package var second: String

    package init(_ first: String, _ second: String) {
      self.first = first
      self.second = second
    }
  }

  package func body(_ questions: [Question]) -> RequestJSON {
    let isTexts = names == .texts
    return .object([
      "model": .string(model),
      isTexts ? "text_1" : "queries": .list(questions.map { .string($0.first) }),
      isTexts ? "text_2" : "documents": .list(questions.map { .string($0.second) }),
      "use_activation": usesActivation.map { .bool($0) },
    ])
  }

  private struct Reply: Decodable {
    var data: [Item]
    var usage: ReplyUsage?

    struct Item: Decodable {
      var index: Int?
      var score: Double
    }
  }

  package func read(_ reply: Data, count: Int) throws(BadReply) -> ReadReply<Double> {
    let reply = try ReplyReading.decode(Reply.self, reply)
    let items = try ReplyReading.ordered(reply.data, count: count) { $0.index }
    var scores: [Double] = []
    for item in items { scores.append(try ReplyReading.finite(item.score, "score")) }
    return ReadReply(answers: scores, tokensIn: reply.usage?.tokensIn)
  }
}
