internal import Store

/// Prompts of a batch that are worked together: so many that the server is kept busy, and so few that what they are
/// answered can be held.
struct PromptPart: Equatable {
  /// Places in the batch.
  let prompts: Range<Int>
  /// How many pairs they have.
  let pairs: Int

  /// Questions to the judge that make a part.
  private static let most = 4096

  /// The prompts of a batch in parts, the same for the same batch.
  static func parts(of batch: ResponseBatch, _ stage: ContrastiveEndpointStage) -> [PromptPart] {
    parts(of: batch.prompts.map(\.pairs.count), votes: stage.votes, maxPairs: stage.maxPairs)
  }

  /// - Parameter pairs: of each prompt.
  static func parts(of pairs: [Int], votes: Int, maxPairs: Int) -> [PromptPart] {
    var parts: [PromptPart] = []
    var start = 0
    var (questions, own) = (0, 0)
    for (place, count) in pairs.enumerated() {
      let most = min(count, maxPairs)
      questions += 2 * votes * most * most
      own += count
      guard questions >= Self.most || place == pairs.count - 1 else { continue }
      parts.append(PromptPart(prompts: start..<place + 1, pairs: own))
      (start, questions, own) = (place + 1, 0, 0)
    }
    return parts
  }
}
