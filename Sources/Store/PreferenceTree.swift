package import Records

/// Responses of one prompt, or dialogues of one group, by what they begin with in common.
package struct PreferenceTree: Sendable, Equatable {
  package enum Kind: Int64, Sendable {
    /// Pieces of the responses of a prompt.
    case pieces = 0
    /// Turns of dialogues of a group.
    case turns = 1
  }

  /// A piece of text.
  package struct Node: Sendable, Equatable {
    package enum Kind: Int64, Sendable {
      /// What was asked.
      case root = 0
      /// Piece of a response.
      case piece = 1
      /// Turn of the user.
      case user = 2
      /// Turn of the assistant.
      case assistant = 3
      /// Turn of somebody else, or one that says more than text; a JSON list of one message.
      case other = 4

      /// As exports name it.
      package var word: String {
        switch self {
        case .root: "root"
        case .piece: "piece"
        case .user: "user"
        case .assistant: "assistant"
        case .other: "other"
        }
      }
    }

    /// Where the text is.
    package enum Text: Sendable, Equatable {
      /// That of the prompt in this row.
      case ofPrompt(Int64)
      /// That of the response in this row.
      case ofResponse(Int64)
      case new(Body.Form, [UInt8])
    }

    /// Its parent's number; -1 of the root. Always below its own.
    package var parent: Int
    package var depth: Int
    package var kind: Kind
    package var text: Text
    /// Row of the prompt that ends with it.
    package var prompt: Int64?
    /// Row of the response that ends with it.
    package var response: Int64?
    /// Public id of the response that ends with it, where that is made with the tree and has no row yet.
    package var made: PublicID?
    /// Number of the response; `nil` where none is known.
    package var score: Double?
    /// Mean of the scores here and below; `nil` where nothing is known.
    package var value: Double?
    /// How many scores `value` is the mean of.
    package var leaves = 0
    /// Their standard deviation.
    package var spread = 0.0
    /// Other texts that were taken for its own.
    package var fuzzy = 0
    /// Of a response some of whose pieces were taken for others: at which of its bytes each piece on the way ends.
    package var ends: [Int]?

    package init(parent: Int, depth: Int, kind: Kind, text: Text) {
      self.parent = parent
      self.depth = depth
      self.kind = kind
      self.text = text
    }
  }

  /// Over kind, group or prompt, and nodes.
  package let id: PublicID
  package let kind: Kind
  /// Row of a prompt of the tree's group.
  package let prompt: Int64
  /// JSON object: how it came about.
  package let origin: String
  /// Each before those below it; the first is the root.
  package var nodes: [Node]

  /// A tree.
  ///
  /// - Parameters:
  ///   - subject: the prompt of pieces, the group of turns.
  ///   - keys: what tells each node from the others of its parent: the digest of its text.
  package init(
    _ kind: Kind, of subject: PublicID, prompt: Int64, origin: String, nodes: [Node],
    keys: [PublicID]
  ) {
    var digest = DigestBuilder("winnow tree 1")
    digest.add(Int(kind.rawValue))
    digest.add(subject)
    digest.add(nodes.count)
    for (node, key) in zip(nodes, keys) {
      digest.add(node.parent)
      digest.add(key)
    }
    id = digest.finish()
    self.kind = kind
    self.prompt = prompt
    self.origin = origin
    self.nodes = nodes
  }

  /// A stored tree with other numbers.
  ///
  /// - Parameters:
  ///   - prompt: row of a prompt of its group.
  ///   - score: of the response in a row.
  package init(_ stored: StoredTree, prompt: Int64, score: (Int64) -> Double?) {
    id = stored.id
    kind = stored.kind
    self.prompt = prompt
    origin = stored.origin
    nodes = stored.nodes.map { known in
      var node = Node(
        parent: known.parent, depth: known.depth, kind: known.kind,
        text: .new(known.form, known.text))
      node.prompt = known.prompt?.row
      node.response = known.response?.row
      node.score = known.response.flatMap { score($0.row) }
      node.fuzzy = known.fuzzy
      node.ends = known.ends
      return node
    }
  }
}

/// A tree as the store has it.
package struct StoredTree: Sendable {
  package struct Node: Sendable {
    package var parent: Int
    package var depth: Int
    package var kind: PreferenceTree.Node.Kind
    package var form: Body.Form
    /// UTF-8.
    package var text: [UInt8]
    /// Row and public id of the prompt that ends with it.
    package var prompt: (row: Int64, id: PublicID)?
    /// Row and public id of the response that ends with it.
    package var response: (row: Int64, id: PublicID)?
    package var score: Double?
    package var value: Double?
    package var leaves: Int
    package var spread: Double
    package var fuzzy: Int
    package var ends: [Int]?
  }

  package let id: PublicID
  package let kind: PreferenceTree.Kind
  package let origin: String
  package let nodes: [Node]
  /// Numbers of the nodes below each one, in order.
  package let children: [[Int]]

  package init(id: PublicID, kind: PreferenceTree.Kind, origin: String, nodes: [Node]) {
    self.id = id
    self.kind = kind
    self.origin = origin
    self.nodes = nodes
    // Once: a tree of dialogues is looked at for each of its prompts.
    var children = [[Int]](repeating: [], count: nodes.count)
    for (number, node) in nodes.enumerated() where children.indices.contains(node.parent) {
      children[node.parent].append(number)
    }
    self.children = children
  }

  /// From below the root, or below `top`, down to `node`.
  package func path(to node: Int, below top: Int = 0) -> [Int] {
    var path: [Int] = []
    var at = node
    while at > top {
      path.append(at)
      at = nodes[at].parent
    }
    return path.reversed()
  }
}
