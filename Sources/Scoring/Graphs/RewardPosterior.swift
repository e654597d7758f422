/// The most likely rewards under labels of comparisons and edges of inductive bias, and how sure they are there.
///
/// A label is Bradley–Terry's, P(a ≻ b) = σ(r_a − r_b); an edge of bias says that two rewards differ by a normal step of
/// variance 1/weight. Newton's method; the Laplacian of the last step, with weights p(1 − p) for the labels, gives the
/// variances of differences (Laplace's approximation).
package struct RewardPosterior: Sendable {
  /// By node, up to a constant.
  private var rewards: [Double]
  /// Solved at these rewards; `nil` where the bias does not connect the nodes.
  package private(set) var solver: LaplacianSolver?

  /// - Parameter comparisons: better and worse node of each.
  package init(
    count: Int, bias: [ComparisonGraph.Edge], comparisons: [(better: Int, worse: Int)]
  ) {
    rewards = [Double](repeating: 0, count: count)
    for _ in 0..<Self.mostSteps {
      var slope = [Double](repeating: 0, count: count)
      for edge in bias {
        let pull = edge.weight * (rewards[edge.a] - rewards[edge.b])
        slope[edge.a] -= pull
        slope[edge.b] += pull
      }
      var edges = bias
      for (better, worse) in comparisons {
        let p = Numerics.sigmoid(rewards[better] - rewards[worse])
        slope[better] += 1 - p
        slope[worse] -= 1 - p
        edges.append(.init(better, worse, weight: max(Self.leastWeight, p * (1 - p))))
      }
      solver = LaplacianSolver(count: count, edges: edges)
      guard let step = solver?.potentials(slope) else { break }
      for node in rewards.indices { rewards[node] += step[node] }
      if step.allSatisfy({ $0.magnitude < 1e-6 }) { break }
    }
  }

  private static let mostSteps = 12
  private static let leastWeight = 1e-9
  private static let leastDifference = 1e-9

  /// How much more the first of two nodes is worth, in logits; 0 where it is so little that rounding may have made it, so
  /// that what nothing tells apart is a tie on every machine.
  package func difference(_ a: Int, _ b: Int) -> Double {
    let difference = rewards[a] - rewards[b]
    return difference.magnitude < Self.leastDifference ? 0 : difference
  }

  /// Of a comparison of two nodes, by the rewards found: p(1 − p).
  package func information(_ a: Int, _ b: Int) -> Double {
    let p = Numerics.sigmoid(difference(a, b))
    return max(Self.leastWeight, p * (1 - p))
  }
}
