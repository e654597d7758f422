/// Responses as nodes, comparisons and likeness as edges with what they tell: how sure reward differences are.
///
/// With the Laplacian L = Σ w·(e_i − e_j)(e_i − e_j)ᵀ, where a comparison of probability p weighs p(1 − p) (the information of
/// a Bradley–Terry label) and an edge of inductive bias 1/σ², the variance of r_i − r_j is the effective resistance
/// (e_i − e_j)ᵀ L⁺ (e_i − e_j); it is at most the variance along the best path, by which Qiu et al. (2402.10184)
/// measure inference distance (algorithms.md 4.2).
package struct ComparisonGraph: Sendable {
  /// An edge with its weight, above 0: the inverse of a variance.
  package struct Edge: Sendable, Equatable {
    package var a: Int
    package var b: Int
    package var weight: Double

    package init(_ a: Int, _ b: Int, weight: Double) {
      self.a = a
      self.b = b
      self.weight = weight
    }
  }

  package let count: Int
  /// By node: neighbours with the sum of the weights of all edges to them.
  private(set) var neighbours: [[Int: Double]]
  /// Component of each node, numbered by their lowest nodes.
  package private(set) var components: [Int] = []

  /// - Parameter edges: those from a node to itself, with a weight that is no number above 0, or beyond `count` are left
  ///   out; several between two nodes add up.
  package init(count: Int, edges: [Edge]) {
    self.count = max(0, count)
    neighbours = [[Int: Double]](repeating: [:], count: self.count)
    let nodes = 0..<self.count
    for edge in edges where edge.a != edge.b && edge.weight > 0 && edge.weight.isFinite {
      guard nodes.contains(edge.a), nodes.contains(edge.b) else { continue }
      neighbours[edge.a][edge.b, default: 0] += edge.weight
      neighbours[edge.b][edge.a, default: 0] += edge.weight
    }
    components = Self.components(neighbours)
  }

  private static func components(_ neighbours: [[Int: Double]]) -> [Int] {
    var found = [Int](repeating: -1, count: neighbours.count)
    var number = 0
    for start in neighbours.indices where found[start] < 0 {
      var open = [start]
      found[start] = number
      while let node = open.popLast() {
        for next in neighbours[node].keys where found[next] < 0 {
          found[next] = number
          open.append(next)
        }
      }
      number += 1
    }
    return found
  }
}
