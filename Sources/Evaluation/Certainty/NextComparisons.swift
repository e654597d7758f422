internal import Records
internal import Scoring
internal import Store

/// Which further comparisons lower the mean uncertainty most: greedily, each after those before it.
struct NextComparisons: Sendable {
  /// A comparison that is worth making.
  struct Next: Sendable, Equatable {
    /// Places in the leaves.
    var a: Int
    var b: Int
    /// Variance of the difference of the two rewards, in logits².
    var variance: Double
    /// That the first is better, by what is known.
    var probability: Double
    /// By how much the mean variance over all pairs of the prompt's responses falls.
    var gain: Double
  }

  let tree: ScoredTree
  private let leaves: [Int]
  private let count: Int
  private var edges: [ComparisonGraph.Edge]
  private let rewards: RewardPosterior
  private var solver: LaplacianSolver?
  private var open: [(a: Int, b: Int)]

  /// Pairs of a prompt that are looked at; of more so many are drawn.
  private static let mostPairs = 2000

  init(_ tree: ScoredTree, bias: BranchBias) {
    self.tree = tree
    let graph = bias.graph(tree, .tree)
    let compared = tree.comparisons.map { (graph.leaves[$0.better], graph.leaves[$0.worse]) }
    let rewards = RewardPosterior(
      count: graph.count, bias: graph.edges, comparisons: compared.map { ($0.0, $0.1) })
    (leaves, count, self.rewards, solver) = (graph.leaves, graph.count, rewards, rewards.solver)
    edges =
      graph.edges
      + compared.map { ComparisonGraph.Edge($0.0, $0.1, weight: rewards.information($0.0, $0.1)) }
    let known = Set(tree.comparisons.map { [min($0.better, $0.worse), max($0.better, $0.worse)] })
    var pairs: [(key: UInt64, a: Int, b: Int)] = []
    let all = tree.leaves.indices
    // Of many responses those whose ids draw lowest come in; among them every pair.
    let most = Int(Double(2 * Self.mostPairs).squareRoot()) + 1
    let drawn = all.sorted {
      let (a, b) = (
        Sampling.word(tree.leaves[$0].id, 0xAC7), Sampling.word(tree.leaves[$1].id, 0xAC7)
      )
      return a != b ? a < b : $0 < $1
    }.prefix(most).sorted()
    for (place, a) in drawn.enumerated() {
      for b in drawn[(place + 1)...] where !known.contains([a, b]) {
        let id = PublicID.pair(tree.leaves[a].id, tree.leaves[b].id)
        pairs.append((Sampling.word(id, 0xAC7), a, b))
      }
    }
    open = pairs.sorted { $0.key < $1.key }.map { ($0.a, $0.b) }
  }

  /// Mean variance over all pairs of responses, by what is known and what was taken.
  var distance: Double { solver?.mean(over: leaves) ?? .infinity }

  /// The best of the open ones; `nil` where all are made.
  func best() -> Next? {
    var best: Next?
    for (a, b) in open {
      let next = look(a, b)
      if next.gain > best?.gain ?? 0 { best = next }
    }
    return best
  }

  /// The one of the open ones that a draw would give.
  func drawn() -> Next? { open.first.map { look($0.a, $0.b) } }

  private func look(_ a: Int, _ b: Int) -> Next {
    let gain =
      solver?.gain(
        of: leaves[a], leaves[b], weight: rewards.information(leaves[a], leaves[b]), over: leaves)
      ?? 0
    return Next(
      a: a, b: b, variance: solver?.between(leaves[a], leaves[b]) ?? .infinity,
      probability: Numerics.sigmoid(rewards.difference(leaves[a], leaves[b])),
      gain: gain)
  }

  /// As if the comparison had been made, whatever it says.
  mutating func take(_ next: Next) {
    open.removeAll { $0.a == next.a && $0.b == next.b }
    edges.append(
      .init(
        leaves[next.a], leaves[next.b],
        weight: rewards.information(leaves[next.a], leaves[next.b])))
    solver = LaplacianSolver(count: count, edges: edges)
  }
}
