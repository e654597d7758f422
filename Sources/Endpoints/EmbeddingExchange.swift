package import Foundation

/// `/v1/embeddings`: texts in, a list of numbers for each out.
package struct EmbeddingExchange: Exchange {
  package static let path = EndpointPath(name: "embeddings", isVersioned: true)
  package var batch: Int
  package var model: String
  /// How many numbers are wanted, where the model can choose; `nil` for all.
  package var dimensions: Int?

  /// Asks `model` for embeddings, up to `batch` texts at once.
  package init(model: String, batch: Int = 32, dimensions: Int? = nil) {
    self.model = model
    self.batch = batch
    self.dimensions = dimensions
  }

  package func body(_ questions: [String]) -> RequestJSON {
    .object([
      "model": .string(model), "input": .list(questions.map { .string($0) }),
      "encoding_format": .string("float"), "dimensions": dimensions.map { .int($0) },
    ])
  }

  private struct Reply: Decodable {
    var data: [Item]
    var usage: ReplyUsage?

    struct Item: Decodable {
      var index: Int?
      var embedding: [Float]
    }
  }

  package func read(_ reply: Data, count: Int) throws(BadReply) -> ReadReply<[Float]> {
    let reply = try ReplyReading.decode(Reply.self, reply)
    let items = try ReplyReading.ordered(reply.data, count: count) { $0.index }
    let width = items.first?.embedding.count ?? 0
    for (i, item) in items.enumerated() {
      guard !item.embedding.isEmpty, item.embedding.count == width else {
        throw .malformed("embedding \(i) has \(item.embedding.count) numbers, others \(width)")
      }
      guard item.embedding.allSatisfy(\.isFinite) else {
        throw .malformed("embedding \(i) has a number that is not finite")
      }
    }
    if let dimensions, width != dimensions {
      throw .malformed("embeddings of \(width) numbers where \(dimensions) were asked for")
    }
    return ReadReply(answers: items.map(\.embedding), tokensIn: reply.usage?.tokensIn)
  }

  package func encode(_ answer: [Float]) -> [UInt8] { FloatBytes.encode(answer) }
  package func decode(_ bytes: [UInt8]) -> [Float]? { FloatBytes.decode(bytes) }
}
