internal import Foundation
internal import Records
internal import Scoring
internal import Store

/// The tree of a prompt with the scores of its responses and what was compared.
struct ScoredTree: Sendable {
  /// A response.
  struct Leaf: Sendable {
    /// Row in the store.
    var row: Int64
    var id: PublicID
    /// Node with which it ends.
    var node: Int
    var score: Double?
  }

  let prompt: (row: Int64, id: PublicID)
  let group: PublicID
  /// Of each node; -1 of the root.
  let parents: [Int]
  let depths: [Int]
  /// In the order of their nodes.
  private(set) var leaves: [Leaf] = []
  /// Places in `leaves`, by public id of the pair.
  private(set) var comparisons: [(better: Int, worse: Int)] = []

  /// - Returns: `nil` where fewer than two responses are live.
  init?(_ tree: StoredTree, _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch) {
    self.prompt = (prompt.row, prompt.id)
    group = prompt.group
    parents = tree.nodes.map(\.parent)
    depths = tree.nodes.map(\.depth)
    let live = Set(prompt.responses.map { batch.responses[$0].row })
    var places: [Int64: Int] = [:]
    for (number, node) in tree.nodes.enumerated() {
      guard let response = node.response, live.contains(response.row) else { continue }
      places[response.row] = leaves.count
      leaves.append(Leaf(row: response.row, id: response.id, node: number, score: node.score))
    }
    guard leaves.count > 1 else { return nil }
    for pair in batch.pairs[prompt.pairs] {
      guard let (chosen, rejected) = pair.ordered,
        let better = places[batch.responses[chosen].row],
        let worse = places[batch.responses[rejected].row], better != worse
      else { continue }
      comparisons.append((better, worse))
    }
  }

  /// Depth of the last node that two responses share: 0 where they share none.
  func sharedDepth(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (leaves[a].node, leaves[b].node)
    while a != b {
      if a > b { a = parents[a] } else { b = parents[b] }
    }
    return depths[a]
  }

  /// Whether any two responses share a node.
  var isParted: Bool {
    var below = [Int](repeating: 0, count: parents.count)
    for leaf in leaves {
      var at = leaf.node
      while at > 0 {
        below[at] += 1
        if below[at] > 1 { return true }
        at = parents[at]
      }
    }
    return false
  }

  /// Pairs of places whose scores differ, with how much the first is better.
  var scoredPairs: [(a: Int, b: Int, gap: Double)] {
    var pairs: [(a: Int, b: Int, gap: Double)] = []
    for a in leaves.indices {
      for b in leaves.indices where b > a {
        guard let one = leaves[a].score, let other = leaves[b].score, one != other else { continue }
        pairs.append(one > other ? (a, b, one - other) : (b, a, other - one))
      }
    }
    return pairs
  }

  /// Without the responses that have no score, and without comparisons.
  var scoredAlone: ScoredTree {
    var copy = self
    copy.leaves = leaves.filter { $0.score != nil }
    copy.comparisons = []
    return copy
  }

  /// With the responses dealt out anew over the ends of the tree; who was compared and the scores go with them.
  func shuffled(_ seed: UInt64) -> ScoredTree {
    var copy = self
    let order = leaves.indices.sorted {
      let (a, b) = (Sampling.word(leaves[$0].id, seed), Sampling.word(leaves[$1].id, seed))
      return a != b ? a < b : $0 < $1
    }
    for (place, other) in order.enumerated() { copy.leaves[place].node = leaves[other].node }
    return copy
  }
}
