internal import Records
internal import Store

/// The tree of one prompt while it grows.
struct GrowingTree: Sendable {
  /// How far a response has come.
  struct Node: Sendable, Equatable {
    /// Which continuation it is at each depth: the number of the child, and of one that was asked for again the number
    /// of children more for each time. What it has in common with another is how the two begin.
    var path: [Int]
    /// All of the response so far.
    var text: [UInt8] = []
    /// Where the pieces of `text` end.
    var ends: [Int] = []
    /// Whether the response ends here.
    var isWhole = false
  }

  /// What the model is asked to go on with.
  let question: GrowthQuestion
  /// Public id of the prompt.
  let prompt: PublicID
  /// Those from which the tree goes on.
  private(set) var open = [Node(path: [])]
  /// Responses that have come to their end.
  private(set) var whole: [Node] = []

  init(_ question: GrowthQuestion, prompt: PublicID) {
    self.question = question
    self.prompt = prompt
  }

  /// Takes the next depth in place of the one before.
  mutating func grow(_ nodes: [Node]) {
    open = nodes.filter { !$0.isWhole }
    whole += nodes.filter(\.isWhole)
  }

  /// The responses, in the order of their paths, each once: two ways may come to one text.
  func responses() -> (texts: [Node], repeated: Int) {
    var seen: Set<[UInt8]> = []
    let ordered = whole.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    let texts = ordered.filter { seen.insert($0.text).inserted }
    return (texts, ordered.count - texts.count)
  }

  /// The seed of the first child of a node; that of the next one is one more. From 0, below 2^30, so that servers of any
  /// kind take it.
  ///
  /// - Parameter seed: the pipeline's.
  static func seed(of node: Node, _ prompt: PublicID, _ seed: UInt64) -> Int {
    var digest = DigestBuilder("winnow growth 1")
    digest.add(seed)
    digest.add(prompt)
    digest.add(node.path.count)
    for step in node.path { digest.add(step) }
    return Int(digest.finish().high >> 34)
  }
}

extension PieceTrie {
  /// The tree of responses that have no row yet.
  static func tree(
    of prompt: (row: Int64, id: PublicID), grown responses: [GrowingTree.Node], origin: String
  ) -> PreferenceTree {
    var trie = PieceTrie(fuzzy: 0)
    for node in responses {
      trie.insert(node.text, cuts: node.ends.filter { $0 < node.text.count })
    }
    return trie.tree(
      of: prompt,
      endings: responses.map { .made(MadeResponses.id(of: $0.text, to: prompt.id)) },
      origin: origin)
  }
}
