internal import Foundation

/// Finds the prompts of a corpus that are most like a text, by the cosine of their TF-IDF words.
package struct PromptNeighbours: Sendable {
  /// Prompts by word: those that have it, with its weight there.
  private var postings: [UInt32: [(prompt: Int32, weight: Float)]] = [:]
  private let rarity: [UInt32: Float]

  /// Words that stand in more prompts tell nothing and cost most.
  private static let mostPrompts = 2000

  /// - Parameter prompts: different words of each prompt, hashed (`PromptWords`).
  /// - Complexity: O(words).
  package init(_ prompts: [[UInt32]]) {
    var frequency: [UInt32: Int] = [:]
    for words in prompts { for word in words { frequency[word, default: 0] += 1 } }
    let all = Double(max(1, prompts.count))
    rarity = frequency.mapValues { Float(log(1 + all / Double($0))) }
    for (number, words) in prompts.enumerated() {
      let norm = Self.norm(words, rarity)
      guard norm > 0 else { continue }
      for word in words where frequency[word, default: 0] <= Self.mostPrompts {
        postings[word, default: []].append((Int32(number), (rarity[word] ?? 0) / norm))
      }
    }
  }

  private static func norm(_ words: [UInt32], _ rarity: [UInt32: Float]) -> Float {
    words.reduce(0) { $0 + (rarity[$1] ?? 0) * (rarity[$1] ?? 0) }.squareRoot()
  }

  /// The `most` nearest prompts with their cosine, the nearest first; of equals the lower number.
  ///
  /// - Parameter excluded: prompts that do not count.
  /// - Complexity: O(postings of its words).
  package func nearest(
    _ words: [UInt32], most: Int, without excluded: (Int) -> Bool = { _ in false }
  ) -> [(prompt: Int, likeness: Float)] {
    let norm = Self.norm(words, rarity)
    guard norm > 0 else { return [] }
    var sums: [Int32: Float] = [:]
    // In the order of the words, so that sums are the same each time.
    for word in words {
      guard let own = rarity[word] else { continue }
      for (prompt, weight) in postings[word] ?? [] {
        sums[prompt, default: 0] += own / norm * weight
      }
    }
    let found = sums.filter { !excluded(Int($0.key)) }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return found.prefix(max(0, most)).map { (Int($0.key), $0.value) }
  }
}
