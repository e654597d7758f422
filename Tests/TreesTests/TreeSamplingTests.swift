import Records
@testable import Store
import Testing

@testable import Trees

/// Pairs drawn from trees.
@Suite struct TreeSamplingTests {
  /// A full tree of branching `b` and depth `d` whose leaves all have different scores.
  private func full(_ b: Int, _ d: Int) -> PromptTree {
    var nodes = [Self.node(-1, 0, nil, 0)]
    var level = [0]
    for depth in 1...d {
      var next: [Int] = []
      for parent in level {
        for _ in 0..<b {
          next.append(nodes.count)
          nodes.append(Self.node(parent, depth, depth == d ? nodes.count : nil, nodes.count))
        }
      }
      level = next
    }
    return PromptTree(
      StoredTree(id: PublicID(high: 0, low: 0), kind: .pieces, origin: "{}", nodes: nodes))
  }

  private static func node(_ parent: Int, _ depth: Int, _ response: Int?, _ value: Int)
    -> StoredTree.Node
  {
    StoredTree.Node(
      parent: parent, depth: depth, kind: .piece, form: .text, text: Array("\(value)".utf8),
      response: response.map {
        (Int64($0), PublicID(high: UInt64($0) &* 0x9E37_79B9_7F4A_7C15, low: 1))
      },
      score: response.map { Double(($0 * 7919) % 10_007) }, value: Double((value * 7919) % 10_007),
      leaves: 1, spread: 0, fuzzy: 0)
  }

  private func depths(_ pairs: [TreeSampling.Pair], _ tree: PromptTree) -> [Int: Int] {
    pairs.reduce(into: [:]) { $0[tree.tree.nodes[$1.fork.node].depth, default: 0] += 1 }
  }

  private static func power(_ b: Int, _ n: Int) -> Int { (0..<n).reduce(1) { own, _ in own * b } }

  @Test func `three branches and three levels have 351 pairs of 27 leaves`() throws {
    let tree = full(3, 3)
    #expect(tree.leaves.count == 27)
    let pairs = try TreeSampling().pairs(tree)
    #expect(pairs.count == 351)
    #expect(depths(pairs, tree) == [0: 243, 1: 81, 2: 27])
  }

  /// The number at depth k is B^k · C(B,2) · B^(2(D−k−1)).
  @Test(arguments: 2...5, 1...5)
  func `pairs by depth are as the formula says`(b: Int, d: Int) throws {
    let tree = full(b, d)
    let count = Self.power(b, d)
    #expect(tree.leaves.count == count)
    var expected: [Int: Int] = [:]
    for k in 0..<d {
      expected[k] = Self.power(b, k) * (b * (b - 1) / 2) * Self.power(b, 2 * (d - k - 1))
    }
    #expect(expected.values.reduce(0, +) == count * (count - 1) / 2)
    // By forks, so that the largest trees need not be written out.
    var found: [Int: Int] = [:]
    for fork in tree.forks {
      let sizes = fork.branches.map(\.leaves.count)
      let all = sizes.reduce(0, +)
      found[tree.tree.nodes[fork.node].depth, default: 0] +=
        (all * all - sizes.reduce(0) { $0 + $1 * $1 }) / 2
    }
    #expect(found == expected)
    guard count <= 256 else { return }
    let scores = Set(tree.leaves.map { tree.score($0) })
    let pairs = try TreeSampling().pairs(tree)
    if scores.count == count { #expect(depths(pairs, tree) == expected) }
    #expect(try TreeSampling(sampler: .siblings).pairs(tree).count == expected[d - 1])
    let even = depths(try TreeSampling(sampler: .byDepth).pairs(tree), tree)
    #expect(Set(even.values) == [expected.values.min() ?? 0] && even.count == d)
    let children = try TreeSampling(sampler: .bestWorst).pairs(tree)
    #expect(children.count <= tree.forks.count)
    for pair in pairs + children { #expect(pair.gap > 0) }
  }

  @Test func `a quota, a gap and baselines`() throws {
    let tree = full(3, 3)
    let all = try TreeSampling(seed: 3).pairs(tree)
    let some = try TreeSampling(quota: 20, seed: 3).pairs(tree)
    #expect(some.count == 20)
    #expect(some.map(\.leaves.better) == all.prefix(20).map(\.leaves.better))
    #expect(
      try TreeSampling(quota: 20, seed: 4).pairs(tree).map(\.leaves.better)
        != some.map(\.leaves.better))
    let wide = try TreeSampling(minGap: 5000).pairs(tree)
    #expect(!wide.isEmpty && wide.allSatisfy { $0.gap >= 5000 } && wide.count < all.count)
    for kind in [Baseline.chain, .random] {
      let own = TreeSampling(seed: 3).baseline(kind, 26, tree)
      #expect(own.count == 26)
      #expect(Set(own.map { [$0.leaves.better, $0.leaves.worse] }).count == 26)
    }
    // A chain of 27 meets every response.
    let chain = TreeSampling(seed: 3).baseline(.chain, 26, tree)
    #expect(Set(chain.flatMap { [$0.leaves.better, $0.leaves.worse] }).count == 27)
  }

  @Test func `a response that ends where others go on is a branch of its own`() throws {
    let nodes = [
      Self.node(-1, 0, nil, 0), Self.node(0, 1, 1, 1), Self.node(1, 2, 2, 2), Self.node(0, 1, 3, 3),
    ]
    let tree = PromptTree(
      StoredTree(id: PublicID(high: 0, low: 0), kind: .pieces, origin: "{}", nodes: nodes))
    #expect(depths(try TreeSampling().pairs(tree), tree) == [0: 2, 1: 1])
    // Of steps it has none to take.
    #expect(try TreeSampling(isSteps: true).pairs(tree).count == 1)
  }

  /// A tree whose nodes have random parents, a third of them ends of responses.
  private static func random(_ seed: UInt64, _ count: Int) -> PromptTree {
    var state = seed
    func isThird() -> Bool {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % 3 == 0
    }
    var nodes = [Self.node(-1, 0, nil, 0)]
    // In preorder: the parent is the node before, or one above it.
    for number in 1..<count {
      var parent = number - 1
      while parent > 0, isThird() { parent = nodes[parent].parent }
      nodes.append(
        Self.node(
          parent, nodes[parent].depth + 1, isThird() ? number : nil, number))
    }
    return PromptTree(
      StoredTree(id: PublicID(high: 0, low: 0), kind: .pieces, origin: "{}", nodes: nodes))
  }

  @Test(arguments: 0..<40)
  func `two responses part at the last fork that both are below`(seed: UInt64) throws {
    let tree = Self.random(seed, 60)
    for (place, a) in tree.leaves.enumerated() {
      for (other, b) in tree.leaves.enumerated() where a != b {
        let found = try #require(tree.parting(a, b))
        let expected = try #require(
          tree.forks.last { fork in
            fork.branches.contains { $0.leaves.contains(place) }
              && fork.branches.contains { $0.leaves.contains(other) }
          })
        #expect(found.fork.node == expected.node)
        #expect(found.a.leaves.contains(place) && found.b.leaves.contains(other))
        #expect(found.a.node != found.b.node)
      }
    }
  }

  @Test func `values are those of the responses that count`() throws {
    // Of the first branch only one response is left.
    func leaf(_ parent: Int, _ row: Int, _ score: Double) -> StoredTree.Node {
      var node = Self.node(parent, 2, row, row)
      node.score = score
      return node
    }
    let nodes = [
      Self.node(-1, 0, nil, 0), Self.node(0, 1, nil, 1), leaf(1, 2, 100), leaf(1, 3, 0),
      Self.node(0, 1, nil, 4), leaf(4, 5, 5), leaf(4, 6, 4),
    ]
    let stored = StoredTree(
      id: PublicID(high: 0, low: 0), kind: .pieces, origin: "{}", nodes: nodes)
    let tree = PromptTree(stored, responses: [3, 5, 6])
    let steps = try TreeSampling(isSteps: true).pairs(tree)
    #expect(
      steps.map { [$0.values.better, $0.values.worse] }.sorted { $0[0] < $1[0] } == [
        [4.5, 0], [5, 4],
      ])
    let best = try TreeSampling(sampler: .bestWorst).pairs(tree)
    #expect(Set(best.map { [$0.leaves.better, $0.leaves.worse] }) == [[5, 3], [5, 6]])
    #expect(PromptTree(stored).forks.first?.branches.first?.value == 50)
  }

  @Test func `replies of several turns are compared like others`() throws {
    // Below the prompt a reply A, after which the same prompt's reply A, U, B goes on, and one of a later prompt, C.
    func turn(_ parent: Int, _ depth: Int, _ row: Int?) -> StoredTree.Node {
      var node = Self.node(parent, depth, row, row ?? 0)
      node.kind = .assistant
      return node
    }
    let nodes = [
      turn(-1, 0, nil), turn(0, 1, 1), turn(1, 2, nil), turn(2, 3, 3), turn(2, 3, 4), turn(0, 1, 5),
    ]
    let stored = StoredTree(id: PublicID(high: 0, low: 0), kind: .turns, origin: "{}", nodes: nodes)
    let tree = PromptTree(stored, responses: [1, 3, 5])
    #expect(tree.leaves == [1, 3, 5])
    #expect(depths(try TreeSampling().pairs(tree), tree) == [0: 2, 1: 1])
    #expect(PromptTree(stored, top: 2, responses: [4]).leaves == [4])
  }
}
