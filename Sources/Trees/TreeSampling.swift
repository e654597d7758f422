internal import Foundation
internal import Records
internal import Scoring
internal import Store

/// Which pairs are drawn from a tree.
enum Sampler: String, CaseIterable, Sendable {
  /// Of all responses.
  case uniform
  /// The same number from each depth at which responses part.
  case byDepth = "by_lca_depth"
  /// Of responses that part and end with the next node.
  case siblings
  /// The best and the worst branch of each fork.
  case bestWorst = "best_worst_child"
}

/// Draws pairs from the tree of a prompt.
struct TreeSampling: Sendable {
  var sampler = Sampler.uniform
  /// Whether pairs are of branches rather than of responses.
  var isSteps = false
  var minGap = 0.0
  /// Pairs of a prompt at most, of each depth for `byDepth`; 0 for no limit.
  var quota = 0
  var seed: UInt64 = 0

  /// Two ways from a fork.
  struct Pair {
    var fork: PromptTree.Fork
    var better: PromptTree.Branch
    var worse: PromptTree.Branch
    /// Nodes with which the two responses end; of steps those whose texts are taken.
    var leaves: (better: Int, worse: Int)
    /// What the two are worth.
    var values: (better: Double, worse: Double)
    fileprivate var order: UInt64 = 0

    var gap: Double { values.better - values.worse }
  }

  /// A prompt makes more pairs than are held.
  struct TooMany: Error {}

  /// Pairs of one prompt that are made without a quota.
  static let mostPairs = 100_000

  func pairs(_ tree: PromptTree) throws(TooMany) -> [Pair] {
    var byDepth: [Int: [Pair]] = [:]
    for fork in tree.forks {
      let depth = sampler == .byDepth ? tree.tree.nodes[fork.node].depth : 0
      var kept = byDepth[depth] ?? []
      try add(fork, tree, to: &kept)
      byDepth[depth] = kept
    }
    var limit = quota
    if sampler == .byDepth, quota == 0 {
      // As many of each depth as there are of the rarest.
      limit = byDepth.values.map(\.count).filter { $0 > 0 }.min() ?? 0
    }
    return byDepth.sorted { $0.key < $1.key }.flatMap { depth, kept in
      var kept = kept
      if limit > 0 { Self.cut(&kept, to: limit) }
      // In the order of the draw, whose seed is that of public ids.
      return kept.sorted { $0.order < $1.order }
    }
  }

  private func add(
    _ fork: PromptTree.Fork, _ tree: PromptTree, to kept: inout [Pair]
  ) throws(TooMany) {
    if sampler == .bestWorst {
      if let pair = bestWorst(fork, tree) { try add(pair, tree, to: &kept) }
      return
    }
    for (place, one) in fork.branches.enumerated() {
      for other in fork.branches[(place + 1)...] {
        if isSteps {
          guard sampler != .siblings || isEnd(one, tree) && isEnd(other, tree) else { continue }
          if let pair = steps(fork, one, other, tree) { try add(pair, tree, to: &kept) }
          continue
        }
        if sampler == .siblings, !isEnd(one, tree) || !isEnd(other, tree) { continue }
        for a in tree.leaves[one.leaves] {
          for b in tree.leaves[other.leaves] {
            guard let pair = outcome(fork, (one, a), (other, b), tree) else { continue }
            try add(pair, tree, to: &kept)
          }
        }
      }
    }
  }

  private func differs(_ a: Double, _ b: Double) -> Bool { a != b && abs(a - b) >= minGap }

  private func isEnd(_ branch: PromptTree.Branch, _ tree: PromptTree) -> Bool {
    branch.leaves.count == 1 && tree.leaves[branch.leaves.lowerBound] == branch.node
  }

  private func outcome(
    _ fork: PromptTree.Fork, _ one: (branch: PromptTree.Branch, leaf: Int),
    _ other: (branch: PromptTree.Branch, leaf: Int), _ tree: PromptTree
  ) -> Pair? {
    let (a, b) = (tree.score(one.leaf), tree.score(other.leaf))
    guard differs(a, b) else { return nil }
    let (better, worse) = a > b ? (one, other) : (other, one)
    return Pair(
      fork: fork, better: better.branch, worse: worse.branch, leaves: (better.leaf, worse.leaf),
      values: (max(a, b), min(a, b)))
  }

  private func steps(
    _ fork: PromptTree.Fork, _ one: PromptTree.Branch, _ other: PromptTree.Branch,
    _ tree: PromptTree
  ) -> Pair? {
    // A response that ends at the fork has no step to take.
    guard one.node != fork.node, other.node != fork.node else { return nil }
    let (a, b) = (one.value, other.value)
    guard differs(a, b) else { return nil }
    let (better, worse) = a > b ? (one, other) : (other, one)
    return Pair(
      fork: fork, better: better, worse: worse,
      leaves: (tree.leaves[better.leaves.lowerBound], tree.leaves[worse.leaves.lowerBound]),
      values: (max(a, b), min(a, b)))
  }

  /// The best branch and the worst; of responses the best one of the best branch and the worst one of the worst.
  private func bestWorst(_ fork: PromptTree.Fork, _ tree: PromptTree) -> Pair? {
    let branches = fork.branches.filter { !isSteps || $0.node != fork.node }.map { branch in
      (
        branch: branch, value: branch.value,
        id: tree.id(tree.leaves[branch.leaves.lowerBound])
      )
    }
    // Of equal ones that whose first response has the lower public id.
    let ranked = branches.sorted { $0.value != $1.value ? $0.value > $1.value : $0.id < $1.id }
    guard let best = ranked.first, let worst = ranked.last, best.value > worst.value,
      best.value - worst.value >= minGap
    else { return nil }
    if isSteps { return steps(fork, best.branch, worst.branch, tree) }
    func first(_ branch: PromptTree.Branch, _ isBefore: (Double, Double) -> Bool) -> Int {
      tree.leaves[branch.leaves].sorted {
        let (a, b) = (tree.score($0), tree.score($1))
        return a != b ? isBefore(a, b) : tree.id($0) < tree.id($1)
      }.first ?? branch.node
    }
    return outcome(
      fork, (best.branch, first(best.branch, >)), (worst.branch, first(worst.branch, <)), tree)
  }

  // MARK: The draw

  private func add(_ pair: Pair, _ tree: PromptTree, to kept: inout [Pair]) throws(TooMany) {
    var pair = pair
    pair.order = Draw.word(
      .pair(tree.id(pair.leaves.better), tree.id(pair.leaves.worse)), seed &+ 0x54_52_45)
    kept.append(pair)
    if quota > 0 {
      if kept.count > 4 * quota + 1000 { Self.cut(&kept, to: quota) }
    } else if kept.count > Self.mostPairs {
      throw TooMany()
    }
  }

  private static func cut(_ kept: inout [Pair], to limit: Int) {
    kept.sort { $0.order < $1.order }
    kept.removeLast(max(0, kept.count - limit))
  }

  // MARK: Baselines

  /// As many pairs without regard to the tree: of all responses at random, or of a seeded order of them each with the
  /// next, as a chain has them; then each with the one after the next, and so on.
  func baseline(_ kind: Baseline, _ count: Int, _ tree: PromptTree) -> [Pair] {
    guard count > 0 else { return [] }
    let leaves = tree.leaves.map { (leaf: $0, order: Draw.word(tree.id($0), seed &+ 0x43_48_41)) }
      .sorted { $0.order < $1.order }.map(\.leaf)
    // Where two part is looked up for those that are taken alone.
    var kept: [(a: Int, b: Int, order: UInt64)] = []
    func cut(to limit: Int) {
      kept.sort { $0.order < $1.order }
      kept.removeLast(max(0, kept.count - limit))
    }
    search: for stride in 1..<max(2, leaves.count) {
      for (a, b) in zip(leaves, leaves.dropFirst(stride)) {
        guard differs(tree.score(a), tree.score(b)) else { continue }
        kept.append((a, b, Draw.word(.pair(tree.id(a), tree.id(b)), seed &+ 0x52_4e_44)))
        if kind == .chain, kept.count == count { break search }
        if kind == .random, kept.count > 4 * count + 1000 { cut(to: count) }
      }
    }
    if kind == .random { cut(to: count) }
    return kept.compactMap { own in
      guard let way = tree.parting(own.a, own.b),
        var pair = outcome(way.fork, (way.a, own.a), (way.b, own.b), tree)
      else { return nil }
      pair.order = own.order
      return pair
    }
  }
}

/// Pairs that are drawn without regard to the tree, for comparison.
enum Baseline: String, CaseIterable, Sendable { case none, chain, random }
