import Records
import Store
import Testing

@testable import Pipeline
@testable import Trees

/// Pieces that a model writes, and what becomes of them.
@Suite struct GrowingTreeTests {
  @Test(
    arguments: [
      ([.newline], "One.\nTwo", 0, 4), ([.newline], "One.\n\n Two", 0, 4),
      // What stands behind a separator may still come.
      ([.newline], "One.\n", 0, nil), ([.newline], "One.", 0, nil), ([.newline], "", 0, nil),
      ([.blankLine], "One.\nTwo\n\nThree", 0, 8), ([.sentence], "One. Two", 0, 4),
      ([.sentence], "One e.g. two", 0, nil),
      ([.step], "Step 1: a\nb\nStep 2: c", 0, 11), ([.step], "1. a\nb\n2. c", 0, 6),
      ([.item], "See:\n- a\n- b", 0, 4),
      // The finest counts.
      ([.step, .sentence], "One. Two", 0, 4), ([.tokens, .newline], "One\nTwo", 0, 3),
      ([.tokens], "One.\nTwo", 0, nil),
      // From where the piece begins: the one before it is no piece of its own.
      ([.newline], "One.\nTwo\nThree", 4, 8), ([.newline], "One.\nTwo\nThree", 5, 8),
      // A fence that is open is not cut.
      ([.newline], "A\n```\nx\ny\n", 1, nil), ([.newline], "A\n```\nx\n```\nB", 1, 11),
    ] as [([SegmentEnds.Separator], String, Int, Int?)])
  func `a piece ends before a separator behind which something stands`(
    separators: [SegmentEnds.Separator], text: String, start: Int, end: Int?
  ) {
    let found = SegmentEnds(separators).first(in: Array(text.utf8), behind: start)
    #expect(found == end)
  }

  @Test func `a piece has bytes enough`() {
    let text = Array("Yes.\nIt does.\nIt must.".utf8)
    #expect(SegmentEnds([.newline], least: 5).first(in: text, behind: 0) == 13)
    #expect(SegmentEnds([.newline], least: 4).first(in: text, behind: 0) == 4)
  }

  @Test(
    arguments: [
      ("0.7", [0.7, 0.7, 0.7]), ("1", [1, 1, 1]), ("{from: 1.2, to: 0.6}", [1.2, 0.9, 0.6]),
      ("[1.5, 0.5]", [1.5, 0.5, 0.5]), ("[1, 0.5, 0.25]", [1, 0.5, 0.25]), ("0", nil), ("2.5", nil),
      ("[1, 1, 1, 1]", nil), ("[]", nil), ("hot", nil), ("{from: 1}", nil),
      ("{from: 1, to: 0}", nil), ("[1, hot]", nil),
    ] as [(String, [Double]?)])
  func `temperatures by depth`(text: String, levels: [Double]?) throws {
    let node = try ConfigNode.parse(
      yaml: Array("temperature: \(text)\n".utf8), file: "p.yaml")
    var options = try OptionReader(node, of: "the stage")
    let read = try? TemperatureSchedule(options: &options, depth: 3)
    #expect(read?.levels == levels)
  }

  @Test func `a line of one depth is its beginning`() {
    #expect(TemperatureSchedule(from: 1.2, to: 0.6, depth: 1).levels == [1.2])
  }

  @Test func `seeds tell nodes, prompts and pipelines apart, and leave room for children`() {
    let (one, other) = (PublicID(high: 1, low: 2), PublicID(high: 3, low: 4))
    var seen: Set<Int> = []
    for path in [[], [0], [1], [0, 0], [0, 1], [1, 0]] {
      for (prompt, seed) in [(one, 0), (other, 0), (one, 1)] as [(PublicID, UInt64)] {
        let own = GrowingTree.seed(of: .init(path: path), prompt, seed)
        #expect((0..<1 << 30).contains(own))
        seen.insert(own)
        #expect(own == GrowingTree.seed(of: .init(path: path), prompt, seed))
      }
    }
    #expect(seen.count == 18)
  }

  private func node(_ pieces: [String], _ path: [Int]) -> GrowingTree.Node {
    var end = 0
    let ends = pieces.map {
      end += $0.utf8.count
      return end
    }
    return GrowingTree.Node(
      path: path, text: Array(pieces.joined().utf8), ends: ends, isWhole: true)
  }

  @Test func `two ways to one text are one response, in the order of the ways`() {
    var tree = GrowingTree(
      GrowthQuestion(text: "", messages: []), prompt: PublicID(high: 1, low: 1))
    tree.grow([node(["b"], [1]), node(["a", "b"], [0, 1]), node(["ab"], [2])])
    let (responses, repeated) = tree.responses()
    #expect(responses.map(\.path) == [[0, 1], [1]] && repeated == 1)
  }

  @Test func `responses without a row are named by their ids`() {
    let prompt = PublicID(high: 9, low: 9)
    let grown = [node(["a", "b"], [0, 0]), node(["a", "c"], [0, 1]), node(["a"], [0, 2])]
    let tree = PieceTrie.tree(of: (7, prompt), grown: grown, origin: "{}")
    #expect(tree.nodes.map(\.depth) == [0, 1, 2, 2])
    #expect(tree.nodes.allSatisfy { $0.response == nil && $0.value == nil })
    let ids = ["a", "ab", "ac"].map { MadeResponses.id(of: Array($0.utf8), to: prompt) }
    #expect(tree.nodes.compactMap(\.made) == ids)
    #expect(tree.nodes[0].made == nil)
  }

  /// Of a full tree of any width and depth, by formula.
  @Test(arguments: 1...5, 1...5)
  func `pairs of leaves by the depth at which they part`(branching: Int, depth: Int) {
    func power(_ exponent: Int) -> Int { (0..<exponent).reduce(1) { sum, _ in sum * branching } }
    var grown: [GrowingTree.Node] = []
    for leaf in 0..<power(depth) {
      let path = (0..<depth).map { leaf / power(depth - 1 - $0) % branching }
      // A piece between keeps chains apart where there is one branch alone.
      grown.append(node(path.map { "\($0)." }, path))
    }
    let tree = PieceTrie.tree(of: (1, PublicID(high: 1, low: 1)), grown: grown, origin: "{}")
    #expect(tree.nodes.count { $0.made != nil } == power(depth))
    guard branching > 1 else {
      #expect(tree.nodes.count == 2)
      return
    }
    #expect(tree.nodes.count == (0...depth).reduce(0) { $0 + power($1) })
    // Of each node the leaves below; those of two children part there.
    var below = tree.nodes.map { $0.made == nil ? 0 : 1 }
    var pairs: [Int: Int] = [:]
    for number in tree.nodes.indices.reversed() where tree.nodes[number].parent >= 0 {
      let parent = tree.nodes[number].parent
      pairs[tree.nodes[parent].depth, default: 0] += below[parent] * below[number]
      below[parent] += below[number]
    }
    for k in 0..<depth {
      let formula = power(k) * branching * (branching - 1) / 2 * power(2 * (depth - k - 1))
      #expect(pairs[k] == formula)
    }
  }
}
