import Scoring
import Testing

/// Effective resistance beside a dense inverse, and where it is known by hand.
@Suite struct EffectiveResistanceTests {
  /// (L + 11ᵀ/n)⁻¹ by Gauss–Jordan: its differences are those of the pseudo-inverse. Of a connected graph.
  private static func dense(_ n: Int, _ edges: [ComparisonGraph.Edge]) -> [[Double]] {
    var a = (0..<n).map { i in
      (0..<2 * n).map { j in j < n ? 1 / Double(n) : j - n == i ? 1.0 : 0 }
    }
    for edge in edges where edge.a != edge.b {
      a[edge.a][edge.a] += edge.weight
      a[edge.b][edge.b] += edge.weight
      a[edge.a][edge.b] -= edge.weight
      a[edge.b][edge.a] -= edge.weight
    }
    for k in 0..<n {
      let pivot = (k..<n).max { a[$0][k].magnitude < a[$1][k].magnitude } ?? k
      a.swapAt(k, pivot)
      let scale = a[k][k]
      for j in 0..<2 * n { a[k][j] /= scale }
      for i in 0..<n where i != k && a[i][k] != 0 {
        let factor = a[i][k]
        for j in k..<2 * n { a[i][j] -= factor * a[k][j] }
      }
    }
    return a.map { Array($0[n...]) }
  }

  @Test(arguments: 0..<1000)
  func `random graphs have the resistances of a dense inverse`(seed: Int) {
    var random = SplitMix64(UInt64(seed))
    let n = 2 + random.below(59)
    // A random tree, so that it is connected, and some edges more.
    var edges = (1..<n).map {
      ComparisonGraph.Edge($0, random.below($0), weight: 0.05 + 4 * random.unit())
    }
    for _ in 0..<random.below(2 * n) {
      edges.append(
        ComparisonGraph.Edge(
          random.below(n), random.below(n), weight: 0.05 + 4 * random.unit()))
    }
    let dense = Self.dense(n, edges)
    let found = EffectiveResistance(ComparisonGraph(count: n, edges: edges))
    var sum = 0.0
    for i in 0..<n {
      for j in 0..<i {
        let expected = dense[i][i] + dense[j][j] - 2 * dense[i][j]
        sum += expected
        #expect(abs(found.between(i, j) - expected) < 1e-9)
      }
    }
    #expect(abs(found.mean - 2 * sum / Double(n * (n - 1))) < 1e-9)
  }

  @Test func `along a path variances add up, side by side they halve`() {
    let path = EffectiveResistance(
      ComparisonGraph(count: 3, edges: [.init(0, 1, weight: 2), .init(1, 2, weight: 0.25)]))
    #expect(path.between(0, 2) == 4.5 && path.between(0, 1) == 0.5)
    let twice = EffectiveResistance(
      ComparisonGraph(count: 2, edges: [.init(0, 1, weight: 1), .init(1, 0, weight: 1)]))
    #expect(twice.between(0, 1) == 0.5 && twice.mean == 0.5)
  }

  @Test func `what nothing connects is infinitely far`() {
    let graph = ComparisonGraph(
      count: 4,
      edges: [
        .init(0, 1, weight: 1), .init(2, 2, weight: 1), .init(2, 3, weight: .nan),
        .init(0, 9, weight: 1),
      ])
    #expect(graph.components == [0, 0, 1, 2])
    let found = EffectiveResistance(graph)
    #expect(found.between(0, 2) == .infinity && found.between(2, 2) == 0)
    #expect(found.mean(over: [0, 1]) == 1 && found.mean == .infinity && found.mean(over: [3]) == 0)
  }

  @Test func `a forest of a hundred thousand nodes has the mean that its edges give`() {
    let n = 100_000
    var random = SplitMix64(3)
    var size = [Int](repeating: 1, count: n)
    var parents = [Int](repeating: 0, count: n)
    var edges: [ComparisonGraph.Edge] = []
    for node in 1..<n {
      parents[node] = random.below(node)
      edges.append(.init(node, parents[node], weight: 1 + random.unit()))
    }
    // Σ over pairs: each edge counts for the pairs that it parts.
    var sum = 0.0
    for node in (1..<n).reversed() {
      size[parents[node]] += size[node]
      sum += Double(size[node]) * Double(n - size[node]) / edges[node - 1].weight
    }
    let found = EffectiveResistance(ComparisonGraph(count: n, edges: edges))
    let expected = 2 * sum / (Double(n) * Double(n - 1))
    #expect(abs(found.mean / expected - 1) < 1e-9)
  }

  /// Heavy and light edges side by side: what a node gave its neighbours must not be taken away again.
  @Test(arguments: [1e4, 1e8, 1e10, 1e12])
  func `weights may differ by any ratio`(ratio: Double) {
    let small = 1 / ratio.squareRoot()
    let large = ratio.squareRoot()
    let path = EffectiveResistance(
      ComparisonGraph(
        count: 5,
        edges: [
          .init(0, 1, weight: 1), .init(1, 2, weight: 1), .init(2, 3, weight: small),
          .init(3, 4, weight: large),
        ]))
    #expect(abs(path.between(2, 3) * small - 1) < 1e-12)
    #expect(abs(path.between(3, 4) * large - 1) < 1e-12)
    #expect(abs(path.between(0, 4) / (2 + 1 / small + 1 / large) - 1) < 1e-12)
    // Two ways from 0 to 3 of three edges each, one heavy and one light, and a tail.
    let ring = EffectiveResistance(
      ComparisonGraph(
        count: 7,
        edges: [
          .init(0, 1, weight: large), .init(1, 2, weight: 1), .init(2, 3, weight: large),
          .init(0, 4, weight: small), .init(4, 5, weight: large), .init(5, 3, weight: small),
          .init(3, 6, weight: small),
        ]))
    let (one, two) = (1 + 2 / large, 2 / small + 1 / large)
    #expect(abs(ring.between(0, 3) / (one * two / (one + two)) - 1) < 1e-11)
    #expect(abs(ring.between(3, 6) * small - 1) < 1e-11)
  }
}
