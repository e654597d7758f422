/// Which response beat which, as a directed graph.
///
/// Everything found depends on the order in which edges were added alone.
struct PreferenceGraph {
  /// From the winner to the loser, as node numbers.
  let edges: [(winner: Int, loser: Int)]
  let nodeCount: Int
  /// The edges that leave node n are `leaving[starts[n]..<starts[n + 1]]`.
  private let starts: [Int]
  private let leaving: [Int]

  /// - Parameter preferences: responses, by any number that names them.
  init(_ preferences: [(winner: Int64, loser: Int64)]) {
    var numbers: [Int64: Int] = [:]
    func number(_ response: Int64) -> Int {
      if let known = numbers[response] { return known }
      numbers[response] = numbers.count
      return numbers.count - 1
    }
    edges = preferences.map { (number($0.winner), number($0.loser)) }
    nodeCount = numbers.count
    var starts = [Int](repeating: 0, count: nodeCount + 1)
    for edge in edges { starts[edge.winner + 1] += 1 }
    for n in 0..<nodeCount { starts[n + 1] += starts[n] }
    var next = starts
    var leaving = [Int](repeating: 0, count: edges.count)
    for (e, edge) in edges.enumerated() {
      leaving[next[edge.winner]] = e
      next[edge.winner] += 1
    }
    self.starts = starts
    self.leaving = leaving
  }

  /// For each node the number of its strongly connected component over the edges that `isActive`
  /// lets through.
  ///
  /// - Complexity: O(nodes + edges) time and memory, without recursion.
  /// - SeeAlso: Tarjan, *Depth-First Search and Linear Graph Algorithms*, 1972.
  func components(where isActive: (Int) -> Bool = { _ in true }) -> [Int] {
    let unseen = -1
    var component = [Int](repeating: unseen, count: nodeCount)
    var order = [Int](repeating: unseen, count: nodeCount)
    var low = [Int](repeating: 0, count: nodeCount)
    var next = starts
    /// Nodes whose component is not known yet, and those on the way from the root.
    var open: [Int] = []
    var path: [Int] = []
    var visited = 0
    var components = 0
    for root in 0..<nodeCount where order[root] == unseen {
      path.append(root)
      while let node = path.last {
        if order[node] == unseen {
          order[node] = visited
          low[node] = visited
          visited += 1
          open.append(node)
        }
        if next[node] < starts[node + 1] {
          let edge = leaving[next[node]]
          next[node] += 1
          guard isActive(edge) else { continue }
          let other = edges[edge].loser
          if order[other] == unseen {
            path.append(other)
          } else if component[other] == unseen {
            low[node] = min(low[node], order[other])
          }
          continue
        }
        path.removeLast()
        if let parent = path.last { low[parent] = min(low[parent], low[node]) }
        guard low[node] == order[node] else { continue }
        while let member = open.popLast() {
          component[member] = components
          if member == node { break }
        }
        components += 1
      }
    }
    return component
  }

  /// The edges inside a component of more than one node: those that lie on a cycle.
  func cyclicEdges() -> [Int] {
    let component = components()
    return edges.indices.filter { e in
      edges[e].winner != edges[e].loser && component[edges[e].winner] == component[edges[e].loser]
    }
  }

  /// The edges of `cyclic` that are, or are as weak as, the weakest of some cycle. Without them no
  /// cycle is left.
  ///
  /// - Parameter levels: how strong each edge is, from 0; few different ones.
  /// - Complexity: O((nodes + edges) · different levels).
  func weakestEdges(of cyclic: [Int], levels: [Int]) -> [Int] {
    var weakest: [Int] = []
    for level in Set(cyclic.map { levels[$0] }).sorted() {
      let component = components { levels[$0] >= level }
      weakest += cyclic.filter { e in
        levels[e] == level && component[edges[e].winner] == component[edges[e].loser]
      }
    }
    return weakest.sorted()
  }

  /// A shortest cycle through `edge`, beginning with it; `nil` if none was found within `budget`
  /// steps.
  func cycle(through edge: Int, budget: Int = 1000) -> [Int]? {
    let (goal, start) = edges[edge]
    var cameBy: [Int: Int] = [:]
    var queue = [start]
    var steps = 0
    var head = 0
    while head < queue.count {
      let node = queue[head]
      head += 1
      for e in leaving[starts[node]..<starts[node + 1]] {
        steps += 1
        guard steps <= budget else { return nil }
        let other = edges[e].loser
        guard other != start, cameBy[other] == nil else { continue }
        cameBy[other] = e
        guard other == goal else {
          queue.append(other)
          continue
        }
        var cycle: [Int] = []
        var at = goal
        while at != start, let e = cameBy[at] {
          cycle.append(e)
          at = edges[e].winner
        }
        return [edge] + cycle.reversed()
      }
    }
    return nil
  }
}
