internal import Records
internal import Scoring
internal import Store

/// How a number of comparisons is placed among the responses of a prompt, and what bias they are read with.
enum CertaintyArm: String, CaseIterable, Sendable {
  /// Any two, evenly.
  case random
  /// Neighbours in a drawn order, then those one farther.
  case chain
  /// In turn of each depth at which responses part.
  case depths = "by depth"
  /// Those that share most.
  case siblings
  /// The one that lowers the mean uncertainty most, each time.
  case active
  /// As `random`, read as if all responses differed alike.
  case flat = "random, no tree"
  /// As `random`, read with the responses at other places of the tree.
  case shuffled = "random, shuffled tree"

  /// Pairs of places in the leaves, no two alike; fewer than `count` where there are no more.
  func comparisons(
    _ count: Int, of tree: ScoredTree, bias: BranchBias, seed: UInt64
  ) -> [(a: Int, b: Int)] {
    let leaves = tree.leaves.indices
    func drawn(_ pairs: [(a: Int, b: Int)], _ seed: UInt64) -> [(a: Int, b: Int)] {
      pairs.map { pair in
        (
          key: Sampling.word(.pair(tree.leaves[pair.a].id, tree.leaves[pair.b].id), seed),
          pair: pair
        )
      }.sorted { $0.key < $1.key }.map(\.pair)
    }
    func all() -> [(a: Int, b: Int)] {
      drawn(leaves.flatMap { a in leaves[(a + 1)...].map { (a, $0) } }, seed)
    }
    switch self {
    case .random, .flat, .shuffled: return Array(all().prefix(count))
    case .chain:
      let order = leaves.sorted {
        Sampling.word(tree.leaves[$0].id, seed) < Sampling.word(tree.leaves[$1].id, seed)
      }
      let pairs = (1..<order.count).flatMap { stride in
        zip(order, order.dropFirst(stride)).map { (a: $0, b: $1) }
      }
      return Array(pairs.prefix(count))
    case .siblings:
      let pairs = all().enumerated().map { place, pair in
        (depth: tree.sharedDepth(pair.a, pair.b), place: place, pair: pair)
      }
      return pairs.sorted { $0.depth != $1.depth ? $0.depth > $1.depth : $0.place < $1.place }
        .prefix(count).map(\.pair)
    case .depths:
      var byDepth: [Int: [(a: Int, b: Int)]] = [:]
      for pair in all().reversed() {
        byDepth[tree.sharedDepth(pair.a, pair.b), default: []].append(pair)
      }
      var taken: [(a: Int, b: Int)] = []
      while taken.count < count, !byDepth.isEmpty {
        for depth in byDepth.keys.sorted() where taken.count < count {
          if let pair = byDepth[depth]?.popLast() {
            taken.append(pair)
          } else {
            byDepth[depth] = nil
          }
        }
      }
      return taken
    case .active:
      let graph = bias.graph(tree, .tree)
      var edges = graph.edges
      var open = all()
      var taken: [(a: Int, b: Int)] = []
      while taken.count < count, !open.isEmpty,
        let solver = LaplacianSolver(count: graph.count, edges: edges)
      {
        let gains = open.map { pair in
          solver.gain(
            of: graph.leaves[pair.a], graph.leaves[pair.b], weight: 0.25, over: graph.leaves)
        }
        let best = gains.indices.max { gains[$0] < gains[$1] } ?? 0
        let pair = open.remove(at: best)
        taken.append(pair)
        edges.append(.init(graph.leaves[pair.a], graph.leaves[pair.b], weight: 0.25))
      }
      return taken
    }
  }

  /// What is known of all responses of a prompt once so many comparisons are labelled.
  ///
  /// - Parameters:
  ///   - perResponse: comparisons for each response.
  ///   - seed: of the draw and of the labels, which are drawn from the scores.
  func measure(
    _ tree: ScoredTree, bias: BranchBias, perResponse: Double, seed: UInt64
  ) -> CertaintyMeasure? {
    let count = max(1, Int((perResponse * Double(tree.leaves.count)).rounded()))
    let pairs = comparisons(count, of: tree, bias: bias, seed: seed)
    let labels = pairs.compactMap { pair -> (better: Int, worse: Int)? in
      guard let a = tree.leaves[pair.a].score, let b = tree.leaves[pair.b].score else { return nil }
      let id = PublicID.pair(tree.leaves[pair.a].id, tree.leaves[pair.b].id)
      let isFirst =
        Sampling.unit(id, seed &+ 0x1ABE1) < Numerics.sigmoid(bias.slope * (a - b))
      return isFirst ? (pair.a, pair.b) : (pair.b, pair.a)
    }
    let graph = bias.graph(
      self == .shuffled ? tree.shuffled(seed &+ 0x5AFF) : tree, self == .flat ? .flat : .tree)
    let posterior = RewardPosterior(
      count: graph.count, bias: graph.edges,
      comparisons: labels.map { (graph.leaves[$0.better], graph.leaves[$0.worse]) })
    guard let solver = posterior.solver else { return nil }
    var (right, all) = (0.0, 0.0)
    for pair in tree.scoredPairs {
      let found = posterior.difference(graph.leaves[pair.a], graph.leaves[pair.b])
      right += found > 0 ? 1 : found == 0 ? 0.5 : 0
      all += 1
    }
    return CertaintyMeasure(
      distance: solver.mean(over: graph.leaves), accuracy: right / max(1, all))
  }
}

/// What is known of a prompt, over all pairs of its responses.
struct CertaintyMeasure: Sendable {
  /// Mean variance of the difference of two rewards, in logits².
  var distance: Double
  /// Share of the pairs whose better response is told, by the scores.
  var accuracy: Double
}
