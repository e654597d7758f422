package import Foundation

/// vLLM's `/pooling`: a text in, the numbers of a pooling model out; of a reward model its reward.
package struct PoolingExchange: Exchange {
  package static let path = EndpointPath(name: "pooling", isVersioned: false)
  package var batch: Int
  package var model: String

  /// Asks `model`, up to `batch` texts at once; for dialogues `batch` must be 1.
  package init(model: String, batch: Int = 32) {
    self.model = model
    self.batch = batch
  }

  /// Rows of numbers: one row for a text, or one for each of its tokens.
  package struct Answer: Sendable, Equatable, Codable {
    package var rows: [[Double]]

    /// The last number of the last row: the reward of a model that gives one number, for a text or for
    /// each token.
    package var reward: Double? { rows.last?.last }
  }

  package func body(_ questions: [PooledInput]) -> RequestJSON {
    var members = PooledInput.members(questions)
    members["model"] = .string(model)
    members["encoding_format"] = .string("float")
    return .object(members)
  }

  private struct Reply: Decodable {
    var data: [Item]
    var usage: ReplyUsage?

    struct Item: Decodable {
      var index: Int?
      var data: Numbers
    }
  }

  /// A number, a row, or rows: versions and models differ.
  private struct Numbers: Decodable {
    var rows: [[Double]]

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let rows = try? value.decode([[Double]].self) {
        self.rows = rows
      } else if let row = try? value.decode([Double].self) {
        rows = [row]
      } else {
        rows = [[try value.decode(Double.self)]]
      }
    }
  }

  package func read(_ reply: Data, count: Int) throws(BadReply) -> ReadReply<Answer> {
    let reply = try ReplyReading.decode(Reply.self, reply)
    let items = try ReplyReading.ordered(reply.data, count: count) { $0.index }
    for (i, item) in items.enumerated() {
      guard let last = item.data.rows.last, !last.isEmpty else {
        throw .malformed("`data[\(i)].data` has no numbers")
      }
      guard item.data.rows.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
        throw .malformed("`data[\(i)].data` has a number that is not finite")
      }
    }
    return ReadReply(
      answers: items.map { Answer(rows: $0.data.rows) }, tokensIn: reply.usage?.tokensIn)
  }
}
