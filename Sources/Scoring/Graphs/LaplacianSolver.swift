/// A connected graph, solved in the way that suits its size.
package enum LaplacianSolver: Sendable {
  case dense(DenseLaplacian)
  case sparse(EffectiveResistance)

  /// Nodes up to which a full matrix is the quicker one.
  private static let mostDense = 400

  /// - Returns: `nil` where the graph is not connected.
  package init?(count: Int, edges: [ComparisonGraph.Edge]) {
    if count <= Self.mostDense {
      guard let dense = DenseLaplacian(count: count, edges: edges) else { return nil }
      self = .dense(dense)
    } else {
      let graph = ComparisonGraph(count: count, edges: edges)
      guard Set(graph.components).count == 1 else { return nil }
      self = .sparse(EffectiveResistance(graph))
    }
  }

  /// What flows of `right` in and out of the nodes, whose sum is 0, raise the nodes to, up to a constant.
  package func potentials(_ right: [Double]) -> [Double] {
    switch self {
    case .dense(let own): own.potentials(right)
    case .sparse(let own): own.potentials(right)
    }
  }

  /// The variance of the difference of two nodes.
  package func between(_ a: Int, _ b: Int) -> Double {
    switch self {
    case .dense(let own): own.between(a, b)
    case .sparse(let own): own.between(a, b)
    }
  }

  /// The mean over all pairs of `nodes`, which are different ones.
  package func mean(over nodes: [Int]) -> Double {
    switch self {
    case .dense(let own): own.mean(over: nodes)
    case .sparse(let own): own.mean(over: nodes)
    }
  }

  /// How much an edge of `weight` between two nodes would lower the mean over all pairs of `nodes`: by the formula of
  /// Sherman and Morrison, without solving anew.
  ///
  /// - Complexity: that of one `potentials`.
  package func gain(of a: Int, _ b: Int, weight: Double, over nodes: [Int]) -> Double {
    guard nodes.count > 1, a != b else { return 0 }
    var right = [Double](repeating: 0, count: count)
    right[a] = 1
    right[b] = -1
    let x = potentials(right)
    // Less the mean: a constant is nothing, and would take digits away.
    let k = Double(nodes.count)
    let mean = nodes.reduce(0) { $0 + x[$1] } / k
    let squares = nodes.reduce(0) { $0 + (x[$1] - mean) * (x[$1] - mean) }
    return 2 * weight / (1 + weight * (x[a] - x[b])) * squares / (k - 1)
  }

  private var count: Int {
    switch self {
    case .dense(let own): own.count
    case .sparse(let own): own.count
    }
  }
}
