internal import Records
internal import Store

/// The responses of a prompt by the pieces they begin with in common.
struct PieceTrie {
  /// How near pieces must be to be taken for one: words that differ, as a share of all; 0 for equal ones alone.
  let fuzzy: Double

  private struct Node {
    var parent: Int
    /// In the order of the responses that brought them.
    var children: [Int] = []
    var byKey: [PublicID: Int] = [:]
    /// Whose piece it is, and where it lies there.
    var response: Int
    var range: Range<Int>
    /// The response that ends with it.
    var end: Int?
    var fuzzy = 0
  }

  private var nodes = [Node(parent: -1, response: -1, range: 0..<0)]
  private var texts: [[UInt8]] = []
  /// Of each response: the nodes on its way, and where the pieces end.
  private var ways: [(nodes: [Int], ends: [Int], isOwn: Bool)] = []

  init(fuzzy: Double) { self.fuzzy = fuzzy }

  /// Puts in a response: its text, and where it is cut.
  mutating func insert(_ text: [UInt8], cuts: [Int]) {
    let response = texts.count
    texts.append(text)
    var way: (nodes: [Int], ends: [Int], isOwn: Bool) = ([], cuts + [text.count], true)
    var at = 0
    var start = 0
    for end in way.ends {
      let range = start..<end
      let isLast = end == text.count
      let key = Self.key(text[range])
      if let known = nodes[at].byKey[key], !isLast || nodes[known].end == nil {
        // A piece that was near to another leads to that one.
        if !isEqual(known, text[range]) { way.isOwn = false }
        at = known
      } else if !isLast, let near = near(text[range], below: at) {
        nodes[at].byKey[key] = near
        nodes[near].fuzzy += 1
        way.isOwn = false
        at = near
      } else {
        nodes.append(Node(parent: at, response: response, range: range))
        let new = nodes.count - 1
        nodes[at].children.append(new)
        if nodes[at].byKey[key] == nil { nodes[at].byKey[key] = new }
        at = new
      }
      way.nodes.append(at)
      start = end
    }
    nodes[at].end = response
    ways.append(way)
  }

  private static func key(_ piece: ArraySlice<UInt8>) -> PublicID {
    unsafe piece.withUnsafeBytes { unsafe PublicID.text(.text, $0) }
  }

  private func isEqual(_ node: Int, _ piece: ArraySlice<UInt8>) -> Bool {
    texts[nodes[node].response][nodes[node].range] == piece
  }

  /// The first piece below `node` that is near to `piece`.
  private func near(_ piece: ArraySlice<UInt8>, below node: Int) -> Int? {
    guard fuzzy > 0 else { return nil }
    let words = WordDistance.words(piece)
    return nodes[node].children.prefix(Self.mostCompared).first { child in
      // A response that ends there must not be gone through by another with its own words.
      nodes[child].end == nil
        && WordDistance.isNear(
          words, WordDistance.words(texts[nodes[child].response][nodes[child].range]), share: fuzzy)
    }
  }

  /// Pieces that a piece is compared with word by word.
  private static let mostCompared = 64

  // MARK: As a tree

  /// What a response is known by, and its number.
  enum Ending {
    /// By its row.
    case stored(Int64, value: Double?)
    /// By the public id that it will have.
    case made(PublicID)

    fileprivate var row: Int64? {
      if case .stored(let row, _) = self { row } else { nil }
    }
    fileprivate var id: PublicID? {
      if case .made(let id) = self { id } else { nil }
    }
    fileprivate var value: Double? {
      if case .stored(_, let value) = self { value } else { nil }
    }
  }

  /// The same of responses that are stored.
  ///
  /// - Parameter responses: row of each, in the order in which they were put in, and the number it has.
  func tree(
    of prompt: (row: Int64, id: PublicID), responses: [(row: Int64, value: Double?)], origin: String
  ) -> PreferenceTree {
    tree(of: prompt, endings: responses.map { .stored($0.row, value: $0.value) }, origin: origin)
  }

  /// The tree, chains without a fork or an end in them made one node.
  ///
  /// - Parameters:
  ///   - prompt: row and public id.
  ///   - responses: in the order in which they were put in.
  func tree(
    of prompt: (row: Int64, id: PublicID), endings responses: [Ending], origin: String
  ) -> PreferenceTree {
    var made = [PreferenceTree.Node(parent: -1, depth: 0, kind: .root, text: .ofPrompt(prompt.row))]
    made[0].prompt = prompt.row
    var keys = [prompt.id]
    // The last node of a chain, and which it became.
    var numbers = [0: 0]
    var open = Array(nodes[0].children.reversed())
    while let first = open.popLast() {
      var last = first
      var fuzzy = nodes[first].fuzzy
      while nodes[last].end == nil, nodes[last].children.count == 1 {
        last = nodes[last].children[0]
        fuzzy += nodes[last].fuzzy
      }
      let parent = numbers[nodes[first].parent] ?? 0
      let own = nodes[first].response
      let range = nodes[first].range.lowerBound..<nodes[last].range.upperBound
      let isWhole = range == 0..<texts[own].count
      var node = PreferenceTree.Node(
        parent: parent, depth: made[parent].depth + 1, kind: .piece,
        text: (isWhole ? responses[own].row.map { .ofResponse($0) } : nil)
          ?? .new(.text, Array(texts[own][range])))
      node.fuzzy = fuzzy
      node.response = nodes[last].end.flatMap { responses[$0].row }
      node.made = nodes[last].end.flatMap { responses[$0].id }
      node.score = nodes[last].end.flatMap { responses[$0].value }
      numbers[last] = made.count
      made.append(node)
      keys.append(Self.key(texts[own][range]))
      open += nodes[last].children.reversed()
    }
    for (way, response) in zip(ways, responses) where !way.isOwn {
      let kept = zip(way.nodes, way.ends).filter { numbers[$0.0] != nil }
      guard let last = kept.last, let number = numbers[last.0] else { continue }
      if let row = response.row, made[number].response == row { made[number].ends = kept.map(\.1) }
    }
    Backup.means(&made)
    return PreferenceTree(
      .pieces, of: prompt.id, prompt: prompt.row, origin: origin, nodes: made, keys: keys)
  }
}

/// How many words two texts differ in.
enum WordDistance {
  static func words(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    text.split(whereSeparator: TextCuts.isBlank)
  }

  /// Whether at most a share of the words of the longer one must be put in, left out or changed.
  ///
  /// - Complexity: O(n²) in words, of which there are at most 512.
  static func isNear(
    _ a: [ArraySlice<UInt8>], _ b: [ArraySlice<UInt8>], share: Double
  ) -> Bool {
    let longest = max(a.count, b.count)
    let most = Int(share * Double(longest))
    guard most > 0, abs(a.count - b.count) <= most, longest <= mostWords else { return false }
    var row = Array(0...b.count)
    for (i, word) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      var least = row[0]
      for j in b.indices {
        let own = min(diagonal + (word == b[j] ? 0 : 1), row[j + 1] + 1, row[j] + 1)
        diagonal = row[j + 1]
        row[j + 1] = own
        least = min(least, own)
      }
      if least > most { return false }
    }
    return row[b.count] <= most
  }

  /// Longer pieces are near to none.
  private static let mostWords = 512
}
