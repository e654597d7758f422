import Foundation
import Scoring
import Testing

/// Rewards under labels and inductive bias.
@Suite struct RewardPosteriorTests {
  @Test(arguments: [0.1, 0.5, 1, 3])
  func `one label and one edge meet where their pulls are equal`(weight: Double) {
    let posterior = RewardPosterior(
      count: 2, bias: [.init(0, 1, weight: weight)], comparisons: [(0, 1)])
    // weight · d = 1 − σ(d), by halving.
    var (low, high) = (0.0, 20.0)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if weight * middle < 1 / (1 + exp(middle)) { low = middle } else { high = middle }
    }
    #expect(abs(posterior.difference(0, 1) - low) < 1e-6)
    #expect(posterior.difference(1, 0) == -posterior.difference(0, 1))
  }

  @Test(arguments: 0..<50)
  func `what nothing tells apart differs by nothing at all, whatever the rounding`(seed: Int) {
    // A root, three branches with four twigs each, and four leaves on each of those. Leaves are compared with others of their
    // twig alone, which says nothing of the twig's last leaf, nor of other twigs.
    var random = SplitMix64(UInt64(seed))
    var edges: [ComparisonGraph.Edge] = []
    for node in 1..<64 {
      let parent = node < 4 ? 0 : node < 16 ? (node - 1) / 4 : node / 4
      edges.append(.init(node, parent, weight: 0.1 + random.unit()))
    }
    var comparisons: [(better: Int, worse: Int)] = []
    for twig in 4..<10 { comparisons += [(4 * twig, 4 * twig + 1), (4 * twig + 1, 4 * twig + 2)] }
    let posterior = RewardPosterior(count: 64, bias: edges, comparisons: comparisons)
    let untold = (4..<16).map { 4 * $0 + 3 }
    for a in untold {
      for b in untold { #expect(posterior.difference(a, b) == 0) }
    }
    #expect(posterior.difference(16, 18) > 0.1)
  }
}
