/// A Laplacian as a full matrix with its first node grounded: for graphs of up to some hundred nodes with many edges,
/// where elimination would fill everything in anyway.
package struct DenseLaplacian: Sendable {
  package var count: Int { size + 1 }
  /// Nodes without the grounded one.
  private let size: Int
  /// Lower triangle of the Cholesky factor, row by row, shape (size, size).
  private var factor: [Double]

  /// - Returns: `nil` where the graph is not connected.
  /// - Complexity: O(nodes³).
  package init?(count: Int, edges: [ComparisonGraph.Edge]) {
    guard count > 0 else { return nil }
    size = count - 1
    factor = [Double](repeating: 0, count: size * size)
    for edge in edges where edge.a != edge.b && edge.weight > 0 && edge.weight.isFinite {
      let (a, b) = (edge.a - 1, edge.b - 1)
      if a >= 0 { factor[a * size + a] += edge.weight }
      if b >= 0 { factor[b * size + b] += edge.weight }
      if a >= 0, b >= 0 { factor[max(a, b) * size + min(a, b)] -= edge.weight }
    }
    for i in 0..<size {
      for j in 0...i {
        var sum = factor[i * size + j]
        for k in 0..<j { sum -= factor[i * size + k] * factor[j * size + k] }
        if i == j {
          guard sum > 1e-12 else { return nil }
          factor[i * size + i] = sum.squareRoot()
        } else {
          factor[i * size + j] = sum / factor[j * size + j]
        }
      }
    }
  }

  /// What flows of `right` in and out of the nodes, whose sum is 0, raise the nodes to; the grounded one is at 0.
  ///
  /// - Complexity: O(nodes²).
  package func potentials(_ right: [Double]) -> [Double] {
    var x = Array(right.dropFirst())
    for i in 0..<size {
      for k in 0..<i { x[i] -= factor[i * size + k] * x[k] }
      x[i] /= factor[i * size + i]
    }
    for i in (0..<size).reversed() {
      x[i] /= factor[i * size + i]
      for k in 0..<i { x[k] -= factor[i * size + k] * x[i] }
    }
    return [0] + x
  }

  /// The variance of the difference of two nodes.
  package func between(_ a: Int, _ b: Int) -> Double {
    guard a != b else { return 0 }
    var right = [Double](repeating: 0, count: size + 1)
    right[a] = 1
    right[b] = -1
    let x = potentials(right)
    return x[a] - x[b]
  }

  /// The mean over all pairs of `nodes`, which are different ones.
  ///
  /// - Complexity: O(nodes · nodes²).
  package func mean(over nodes: [Int]) -> Double {
    guard nodes.count > 1 else { return 0 }
    var (trace, all) = (0.0, 0.0)
    var right = [Double](repeating: 0, count: size + 1)
    for node in nodes where node > 0 {
      right[node] = 1
      trace += potentials(right)[node]
      right[node] = 0
    }
    for node in nodes { right[node] = 1 }
    let x = potentials(right)
    for node in nodes { all += x[node] }
    let k = Double(nodes.count)
    return 2 * (k * trace - all) / (k * (k - 1))
  }
}
