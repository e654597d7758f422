import Scoring
import Testing

/// The dense solver beside the sparse one, and the worth of an edge beside solving again.
@Suite struct DenseLaplacianTests {
  @Test(arguments: 0..<100)
  func `both solvers say the same, and an edge lowers the mean by what was foretold`(seed: Int)
    throws
  {
    var random = SplitMix64(UInt64(seed))
    let n = 3 + random.below(40)
    var edges = (1..<n).map {
      ComparisonGraph.Edge($0, random.below($0), weight: 0.1 + random.unit())
    }
    for _ in 0..<n { edges.append(.init(random.below(n), random.below(n), weight: random.unit())) }
    let dense = try #require(DenseLaplacian(count: n, edges: edges))
    let sparse = EffectiveResistance(ComparisonGraph(count: n, edges: edges))
    let nodes = (0..<n).filter { $0 % 2 == 0 }
    #expect(abs(dense.between(0, n - 1) - sparse.between(0, n - 1)) < 1e-9)
    #expect(abs(dense.mean(over: nodes) - sparse.mean(over: nodes)) < 1e-9)
    let (a, b) = (random.below(n), random.below(n))
    let after = try #require(
      DenseLaplacian(count: n, edges: edges + [.init(a, b, weight: 0.7)]))
    let (own, other) = (LaplacianSolver.dense(dense), LaplacianSolver.sparse(sparse))
    let gain = own.gain(of: a, b, weight: 0.7, over: nodes)
    #expect(abs(other.gain(of: a, b, weight: 0.7, over: nodes) - gain) < 1e-9)
    #expect(abs(dense.mean(over: nodes) - after.mean(over: nodes) - gain) < 1e-9)
    #expect(gain >= -1e-12)
  }

  @Test func `a graph in two parts has no solver`() {
    #expect(DenseLaplacian(count: 3, edges: [.init(0, 1, weight: 1)]) == nil)
    #expect(DenseLaplacian(count: 0, edges: []) == nil)
  }
}
