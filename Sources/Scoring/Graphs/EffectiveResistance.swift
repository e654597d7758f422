/// Solves a graph once, and then gives effective resistances.
///
/// The Laplacian of each component, one node grounded, is factorised as L·D·Lᵀ, nodes of least degree first: without fill
/// for a forest. What of the inverse lies in the pattern of the factor is worked out by Takahashi's recurrences, so that
/// means over many pairs need no solve for each.
///
/// - SeeAlso: Takahashi, Fagan & Chen, 1973; Klein & Randić, "Resistance distance", 1993.
package struct EffectiveResistance: Sendable {
  /// A node as it was eliminated: its pivot, and what it still touched.
  private struct Column: Sendable {
    var node: Int
    var pivot: Double
    /// Factor entries by node, ascending by when they were eliminated.
    var rows: [(node: Int, factor: Double)]
  }

  package let count: Int
  private let components: [Int]
  private var columns: [Column] = []
  /// Diagonal of the grounded inverse; 0 for a grounded node.
  private var diagonal: [Double]

  /// - Complexity: O(nodes log nodes) for forests; with cycles what their elimination fills in.
  package init(_ graph: ComparisonGraph) {
    count = graph.count
    components = graph.components
    diagonal = [Double](repeating: 0, count: graph.count)
    eliminate(graph)
    invert()
  }

  // MARK: Factorising

  private mutating func eliminate(_ graph: ComparisonGraph) {
    var adjacent = graph.neighbours
    var degree = adjacent.map { $0.values.sorted().reduce(0, +) }
    var grounded = [Bool](repeating: false, count: count)
    // The node of most neighbours of a component, of equals the lowest: it would fill in most.
    var best: [Int: Int] = [:]
    for node in 0..<count {
      let known = best[components[node]]
      if known.map({ adjacent[node].count > adjacent[$0].count }) ?? true {
        best[components[node]] = node
      }
    }
    for node in best.values { grounded[node] = true }
    var queue = DegreeQueue(adjacent.map(\.count), without: grounded)
    var position = [Int](repeating: -1, count: count)
    while let node = queue.next({ adjacent[$0].count }) {
      let pivot = degree[node]
      let touched = adjacent[node].sorted { $0.key < $1.key }
      position[node] = columns.count
      columns.append(
        Column(
          node: node, pivot: pivot,
          rows: touched.filter { !grounded[$0.key] }.map { ($0.key, -$0.value / pivot) }))
      adjacent[node] = [:]
      for (i, own) in touched.enumerated() {
        adjacent[own.key][node] = nil
        // What the node held its neighbours by is now shared among them.
        degree[own.key] -= own.value * own.value / pivot
        for other in touched[(i + 1)...] {
          let weight = own.value * other.value / pivot
          adjacent[own.key][other.key, default: 0] += weight
          adjacent[other.key][own.key, default: 0] += weight
        }
      }
      for own in touched where !grounded[own.key] {
        queue.push(own.key, degree: adjacent[own.key].count)
      }
    }
    for place in columns.indices {
      columns[place].rows.sort { position[$0.node] < position[$1.node] }
    }
  }

  // MARK: The inverse within the pattern

  private mutating func invert() {
    // Entries of the inverse by column, of the rows of that column.
    var entries: [[Int: Double]] = [[Int: Double]](repeating: [:], count: count)
    for column in columns.reversed() {
      let rows = column.rows
      var own: [Int: Double] = [:]
      var diagonal = 1 / column.pivot
      for (i, row) in rows.enumerated() {
        var sum = 0.0
        for (j, other) in rows.enumerated() {
          let entry: Double
          if i == j {
            entry = self.diagonal[row.node]
          } else {
            let (first, second) = i < j ? (row.node, other.node) : (other.node, row.node)
            entry = entries[first][second] ?? 0
          }
          sum += other.factor * entry
        }
        own[row.node] = -sum
        diagonal += row.factor * sum
      }
      entries[column.node] = own
      self.diagonal[column.node] = diagonal
    }
  }

  // MARK: Answers

  /// What flows of `right` in and out of the nodes, whose sum is 0 in each component, raise the nodes to; one node of each
  /// component is at 0.
  ///
  /// - Complexity: O(entries of the factor).
  package func potentials(_ right: [Double]) -> [Double] {
    var x = right
    for column in columns {
      for row in column.rows { x[row.node] -= row.factor * x[column.node] }
    }
    for column in columns { x[column.node] /= column.pivot }
    for column in columns.reversed() {
      for row in column.rows { x[column.node] -= row.factor * x[row.node] }
    }
    let solved = Set(columns.map(\.node))
    for node in x.indices where !solved.contains(node) { x[node] = 0 }
    return x
  }

  /// The variance of the difference of two nodes; infinite where nothing connects them.
  ///
  /// - Complexity: O(entries of the factor).
  package func between(_ a: Int, _ b: Int) -> Double {
    guard a != b else { return 0 }
    guard components[a] == components[b] else { return .infinity }
    var right = [Double](repeating: 0, count: count)
    right[a] = 1
    right[b] = -1
    let x = potentials(right)
    return max(0, x[a] - x[b])
  }

  /// The mean over all pairs of `nodes`, without a solve for each; infinite where two of them are not connected, 0 of
  /// fewer than two.
  ///
  /// - Complexity: O(nodes + entries of the factor).
  package func mean(over nodes: [Int]) -> Double {
    let own = Set(nodes).sorted()
    guard own.count > 1 else { return 0 }
    guard Set(own.map { components[$0] }).count == 1 else { return .infinity }
    // Σ over pairs of M_ii + M_jj − 2 M_ij, M being the grounded inverse.
    var ones = [Double](repeating: 0, count: count)
    for node in own { ones[node] = 1 }
    let x = potentials(ones)
    let all = own.reduce(0) { $0 + x[$1] }
    let trace = own.reduce(0) { $0 + diagonal[$1] }
    let k = Double(own.count)
    return max(0, 2 * (k * trace - all) / (k * (k - 1)))
  }

  /// The mean over all pairs of nodes.
  package var mean: Double { mean(over: Array(0..<count)) }
}

/// Nodes by how many neighbours they have, the fewest first, of equals the lowest; entries that are out of date are passed
/// over.
private struct DegreeQueue {
  private var buckets: [[Int]] = []
  private var lowest = 0
  private var isDone: [Bool]

  init(_ degrees: [Int], without left: [Bool]) {
    isDone = left
    for (node, degree) in degrees.enumerated().reversed() where !left[node] {
      push(node, degree: degree)
    }
  }

  mutating func push(_ node: Int, degree: Int) {
    while buckets.count <= degree { buckets.append([]) }
    buckets[degree].append(node)
    lowest = min(lowest, degree)
  }

  mutating func next(_ degree: (Int) -> Int) -> Int? {
    while lowest < buckets.count {
      guard let node = buckets[lowest].popLast() else {
        lowest += 1
        continue
      }
      guard !isDone[node] else { continue }
      let now = degree(node)
      guard now == lowest else {
        push(node, degree: now)
        continue
      }
      isDone[node] = true
      return node
    }
    return nil
  }
}
