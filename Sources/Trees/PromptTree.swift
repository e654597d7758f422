internal import Records
internal import Store

/// The part of a tree that is about one prompt: its node, and the responses below it.
struct PromptTree {
  let tree: StoredTree
  /// The node with which the prompt ends.
  let top: Int
  /// Nodes at which ways part, in preorder.
  private(set) var forks: [Fork] = []
  /// Nodes with which a response ends that has a score, in preorder.
  private(set) var leaves: [Int] = []

  /// A node from which two branches or more lead to responses with a score.
  struct Fork {
    var node: Int
    /// In preorder; the node itself where a response ends with it.
    var branches: [Branch] = []
  }

  /// One of the ways from a fork.
  struct Branch {
    /// The node below the fork; the fork itself where a response ends there.
    var node: Int
    /// Range in `leaves`.
    var leaves: Range<Int>
  }

  /// - Parameter isLive: whether the response in a row counts.
  init(_ tree: StoredTree, top: Int, isLive: (Int64) -> Bool) {
    self.tree = tree
    self.top = top
    let children = tree.children
    func isLeaf(_ node: Int) -> Bool {
      guard node != top, let response = tree.nodes[node].response else { return false }
      return tree.nodes[node].score != nil && isLive(response.row)
    }
    guard tree.kind == .pieces else {
      // Replies of the prompt itself are compared, not what the dialogue comes to later.
      var fork = Fork(node: top)
      for reply in children[top] where isLeaf(reply) {
        fork.branches.append(Branch(node: reply, leaves: leaves.count..<leaves.count + 1))
        leaves.append(reply)
      }
      if fork.branches.count > 1 { forks.append(fork) }
      return
    }
    // Preorder: what lies below a node is a range of the leaves.
    var first = [Int](repeating: 0, count: tree.nodes.count)
    var end = first
    var order: [Int] = []
    var open = [(node: top, isDone: false)]
    while let (node, isDone) = open.popLast() {
      if isDone {
        end[node] = leaves.count
        continue
      }
      order.append(node)
      first[node] = leaves.count
      if isLeaf(node) { leaves.append(node) }
      open.append((node, true))
      open += children[node].reversed().map { ($0, false) }
    }
    for node in order {
      var fork = Fork(node: node)
      if isLeaf(node) {
        fork.branches.append(Branch(node: node, leaves: first[node]..<first[node] + 1))
      }
      for child in children[node] where first[child] < end[child] {
        fork.branches.append(Branch(node: child, leaves: first[child]..<end[child]))
      }
      if fork.branches.count > 1 { forks.append(fork) }
    }
  }

  /// The score of the response that ends with a leaf.
  func score(_ leaf: Int) -> Double { tree.nodes[leaf].score ?? 0 }

  /// Public id of the response that ends with the node.
  func id(_ leaf: Int) -> PublicID { tree.nodes[leaf].response?.id ?? PublicID(high: 0, low: 0) }

  /// What a branch is worth: the mean of its responses; of one that ends at the fork, that one's.
  func value(_ branch: Branch, of fork: Fork) -> Double {
    branch.node == fork.node ? score(branch.node) : tree.nodes[branch.node].value ?? 0
  }

  /// Bytes from the top down to the end of `node`.
  func sharedBytes(_ node: Int) -> Int {
    tree.path(to: node, below: top).reduce(0) { $0 + tree.nodes[$1].text.count }
  }

  /// Whether a piece on the way down to `node` stands for others that are near.
  func isFuzzy(_ node: Int) -> Bool {
    tree.path(to: node, below: top).contains { tree.nodes[$0].fuzzy > 0 }
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
