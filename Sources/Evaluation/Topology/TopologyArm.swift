internal import Foundation
internal import Scoring

/// Where comparisons are placed.
enum TopologyArm: String, CaseIterable, Sendable {
  /// Pairs of complete leaves of a tree of prefixes, evenly: the paper's.
  case tree
  /// Pairs of responses that were drawn by themselves: the usual way.
  case chain
  /// Equal numbers for each depth of the last shared segment.
  case depths = "tree, by depth"
  /// Leaves that part in their last segment alone.
  case siblings = "tree, siblings"
  /// Each the one of 32 drawn that lowers the mean distance most.
  case active = "chain, active"
  /// The tree's comparisons, judged with prefixes that are not those of the leaves.
  case shuffled = "tree, shuffled"

  /// Pairs of leaves, `count` of them.
  func comparisons(
    _ count: Int, in world: TopologyWorld, bias: [ComparisonGraph.Edge], _ random: inout SplitMix64
  ) -> [(Int, Int)] {
    switch self {
    case .tree, .shuffled:
      let leaves = Self.subtree(count, world)
      return (0..<count).map { _ in Self.pair(leaves, &random) }
    case .chain:
      return (0..<count).map { _ in Self.pair(Array(world.leaves), &random) }
    case .depths:
      let leaves = Self.subtree(count, world)
      return (0..<count).map { number in
        Self.pair(leaves, &random) { world.sharedDepth($0, $1) == number % world.depth }
      }
    case .siblings:
      let leaves = Self.subtree(count, world)
      return (0..<count).map { _ in
        Self.pair(leaves, &random) { world.sharedDepth($0, $1) == world.depth - 1 }
      }
    case .active: return Self.active(count, world, bias, &random)
    }
  }

  /// The leaves of the smallest full tree with about as many as there are comparisons.
  private static func subtree(_ count: Int, _ world: TopologyWorld) -> [Int] {
    let wanted = pow(Double(count), 1 / Double(world.depth)).rounded(.up)
    let branching = max(2, min(world.width, Int(wanted)))
    return world.leaves.filter { leaf in
      var node = leaf
      for _ in 0..<world.depth {
        if (node - 1) % world.width >= branching { return false }
        node = world.parent(node)
      }
      return true
    }
  }

  private static func pair(
    _ leaves: [Int], _ random: inout SplitMix64, where holds: (Int, Int) -> Bool = { _, _ in true }
  ) -> (Int, Int) {
    while true {
      let (a, b) = (leaves[random.below(leaves.count)], leaves[random.below(leaves.count)])
      if a != b, holds(a, b) { return (a, b) }
    }
  }

  private static func active(
    _ count: Int, _ world: TopologyWorld, _ bias: [ComparisonGraph.Edge],
    _ random: inout SplitMix64
  ) -> [(Int, Int)] {
    let leaves = Array(world.leaves)
    var edges = bias
    var chosen: [(Int, Int)] = []
    // Factorised anew for every eighth: gains change slowly.
    while chosen.count < count {
      guard let solver = LaplacianSolver(count: world.nodes, edges: edges) else { break }
      for _ in 0..<min(8, count - chosen.count) {
        let candidates = (0..<32).map { _ in pair(leaves, &random) }
        let gains = candidates.map {
          solver.gain(of: $0.0, $0.1, weight: 0.25, over: leaves)
        }
        let best = gains.indices.max { gains[$0] < gains[$1] } ?? 0
        chosen.append(candidates[best])
        edges.append(.init(candidates[best].0, candidates[best].1, weight: 0.25))
      }
    }
    return chosen
  }
}
