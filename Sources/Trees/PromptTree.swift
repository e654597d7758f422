internal import Records
internal import Store

/// The part of a tree that is about one prompt: its node, and the responses to it that count.
struct PromptTree {
  let tree: StoredTree
  /// The node with which the prompt ends.
  let top: Int
  /// Nodes at which ways part, each before those below it.
  private(set) var forks: [Fork] = []
  /// Nodes with which a response ends that counts and has a score, in preorder.
  private(set) var leaves: [Int] = []
  /// Place of each leaf in `leaves`, by node.
  private var places: [Int: Int] = [:]
  /// Of the nodes at which ways part: place in `forks`.
  private var forkPlaces: [Int: Int] = [:]
  /// Of the nodes below a fork: which branch of it they begin.
  private var branchPlaces: [Int: Int] = [:]
  /// How many nodes stand between the top and each node on a way to a leaf.
  private var depths: [Int: Int] = [:]

  /// A node from which two branches or more lead to responses with a score.
  struct Fork {
    var node: Int
    /// In preorder; the node itself where a response ends with it.
    var branches: [Branch] = []
    /// Mean of the scores of all responses that go through it.
    var value = 0.0
  }

  /// One of the ways from a fork.
  struct Branch {
    /// The node below the fork; the fork itself where a response ends there.
    var node: Int
    /// Range in `leaves`.
    var leaves: Range<Int>
    /// Mean of their scores.
    var value: Double
  }

  /// - Parameters:
  ///   - top: the node with which the prompt ends.
  ///   - responses: rows of the prompt's responses that count; `nil` for all that end below `top`.
  /// - Complexity: O(nodes on the ways to them), or of all below `top`.
  init(_ tree: StoredTree, top: Int = 0, responses: Set<Int64>? = nil) {
    self.tree = tree
    self.top = top
    let ends = Self.ends(tree, top, responses)
    // What of the tree leads to them: dialogues go on from replies, which says nothing of the prompt's own.
    var children: [Int: [Int]] = [:]
    var isOnWay: Set<Int> = [top]
    for end in ends {
      for node in tree.path(to: end, below: top) where isOnWay.insert(node).inserted {
        children[tree.nodes[node].parent, default: []].append(node)
      }
    }
    for node in children.keys { children[node]?.sort() }
    walk(children, Set(ends))
  }

  private static func ends(_ tree: StoredTree, _ top: Int, _ responses: Set<Int64>?) -> [Int] {
    var found: [Int] = []
    func add(_ node: Int) {
      guard node != top, tree.nodes[node].response != nil, tree.nodes[node].score != nil else {
        return
      }
      found.append(node)
    }
    if let responses {
      for response in responses {
        for node in tree.endNodes[response] ?? [] where tree.isBelow(node, top) { add(node) }
      }
      return found.sorted()
    }
    var open = [top]
    while let node = open.popLast() {
      add(node)
      open += tree.children[node]
    }
    return found.sorted()
  }

  /// Finds leaves and forks; what lies below a node is a range of the leaves.
  private mutating func walk(_ children: [Int: [Int]], _ ends: Set<Int>) {
    var first: [Int: Int] = [:]
    var end: [Int: Int] = [:]
    var order: [Int] = []
    var open = [(node: top, depth: 0, isDone: false)]
    while let (node, depth, isDone) = open.popLast() {
      if isDone {
        end[node] = leaves.count
        continue
      }
      order.append(node)
      depths[node] = depth
      first[node] = leaves.count
      if ends.contains(node) {
        places[node] = leaves.count
        leaves.append(node)
      }
      open.append((node, depth, true))
      open += (children[node] ?? []).reversed().map { ($0, depth + 1, false) }
    }
    let scores = leaves.map { score($0) }
    func range(_ node: Int) -> Range<Int> { (first[node] ?? 0)..<(end[node] ?? 0) }
    func branch(_ node: Int, _ range: Range<Int>) -> Branch {
      Branch(node: node, leaves: range, value: TreeValues.value(of: scores[range]).mean ?? 0)
    }
    for node in order {
      let below = children[node] ?? []
      guard below.count + (ends.contains(node) ? 1 : 0) > 1 else { continue }
      var fork = Fork(node: node)
      if let own = places[node] { fork.branches.append(branch(node, own..<own + 1)) }
      for child in below {
        branchPlaces[child] = fork.branches.count
        fork.branches.append(branch(child, range(child)))
      }
      fork.value = TreeValues.value(of: scores[range(node)]).mean ?? 0
      forkPlaces[node] = forks.count
      forks.append(fork)
    }
  }

  /// The score of the response that ends with a leaf.
  func score(_ leaf: Int) -> Double { tree.nodes[leaf].score ?? 0 }

  /// Public id of the response that ends with the node.
  func id(_ leaf: Int) -> PublicID { tree.nodes[leaf].response?.id ?? PublicID(high: 0, low: 0) }

  /// Bytes from the top down to the end of `node`.
  func sharedBytes(_ node: Int) -> Int {
    tree.path(to: node, below: top).reduce(0) { $0 + tree.nodes[$1].text.count }
  }

  /// Whether a piece on the way down to `node` stands for others that are near.
  func isFuzzy(_ node: Int) -> Bool {
    tree.path(to: node, below: top).contains { tree.nodes[$0].fuzzy > 0 }
  }

  /// Where the ways to two leaves part, and the branch that each takes there.
  ///
  /// - Complexity: O(depth).
  func parting(_ a: Int, _ b: Int) -> (fork: Fork, a: Branch, b: Branch)? {
    guard a != b, var depth = depths[a], var other = depths[b] else { return nil }
    var (first, second) = (a, b)
    // The node below the fork on each way; none where the leaf is the fork.
    var (last, next): (Int?, Int?) = (nil, nil)
    while first != second {
      if depth >= other {
        last = first
        first = tree.nodes[first].parent
        depth -= 1
      } else {
        next = second
        second = tree.nodes[second].parent
        other -= 1
      }
    }
    guard let place = forkPlaces[first] else { return nil }
    let fork = forks[place]
    func branch(_ node: Int?) -> Branch? {
      guard let node else { return fork.branches.first }
      return branchPlaces[node].map { fork.branches[$0] }
    }
    guard let one = branch(last), let two = branch(next) else { return nil }
    return (fork, one, two)
  }

  /// What stands before a branch, and what it begins with, as the first response below it has them.
  ///
  /// - Parameter text: of that response.
  func step(_ branch: Branch, of fork: Fork, in text: [UInt8]) -> (prefix: [UInt8], piece: [UInt8])
  {
    let leaf = leaves[branch.leaves.lowerBound]
    var sum = 0
    let ends =
      tree.nodes[leaf].ends
      ?? tree.path(to: leaf, below: top).map {
        sum += tree.nodes[$0].text.count
        return sum
      }
    let depth = tree.path(to: fork.node, below: top).count
    guard depth < ends.count else { return (text, []) }
    let start = depth == 0 ? 0 : ends[depth - 1]
    return (Array(text.prefix(start)), Array(text.prefix(ends[depth]).dropFirst(start)))
  }
}
