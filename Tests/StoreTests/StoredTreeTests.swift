import Records
import Testing

@testable import Store

/// Trees without what was dropped, and those that are held.
@Suite struct StoredTreeTests {
  private static func node(
    _ parent: Int, _ text: String, response: Int64? = nil, score: Double? = nil, fuzzy: Int = 0,
    ends: [Int]? = nil, whole: String? = nil
  ) -> StoredTree.Node {
    StoredTree.Node(
      parent: parent, depth: 0, kind: .piece, form: .text, text: Array(text.utf8),
      response: response.map { ($0, PublicID(high: UInt64($0), low: 0)) }, score: score,
      leaves: 0, spread: 0, fuzzy: fuzzy, ends: ends, whole: whole.map { Array($0.utf8) })
  }

  private static func tree(_ nodes: [StoredTree.Node]) -> StoredTree {
    StoredTree(id: PublicID(high: 1, low: 1), kind: .pieces, origin: "{}", nodes: nodes)
  }

  private func texts(_ pieces: [[UInt8]]) -> [String] {
    pieces.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `what leads to dropped responses alone is gone, and values are of the others`() {
    let tree = Self.tree([
      Self.node(-1, "Q"), Self.node(0, "A"), Self.node(1, "a", response: 1, score: 9),
      Self.node(1, "b", response: 2, score: 1), Self.node(0, "B"),
      Self.node(4, "c", response: 3, score: 5),
    ])
    let live = tree.live(prompts: { _ in true }, responses: { $0 == 2 })
    #expect(texts(live.nodes.map(\.text)) == ["Q", "A", "b"])
    #expect(live.nodes.map(\.parent) == [-1, 0, 1])
    #expect(live.nodes.map(\.value) == [1, 1, 1] && live.nodes.map(\.leaves) == [1, 1, 1])
    #expect(live.children == [[1], [2], []] && live.endNodes == [2: [2]])
    #expect(tree.live(prompts: { _ in true }, responses: { _ in true }).nodes.count == 6)
    let none = tree.live(prompts: { _ in true }, responses: { _ in false })
    #expect(none.nodes.count == 1 && none.nodes[0].value == nil)
  }

  @Test func `pieces are those of the response, and near ones of one that is left`() {
    let tree = Self.tree([
      Self.node(-1, "Q"), Self.node(0, "one two", fuzzy: 1),
      Self.node(1, " x", response: 1, score: 0),
      Self.node(1, " y", response: 2, score: 1, ends: [7, 9], whole: "one too y"),
    ])
    #expect(texts(tree.pieces(to: 2)) == ["one two", " x"])
    #expect(texts(tree.pieces(to: 3)) == ["one too", " y"])
    let live = tree.live(prompts: { _ in true }, responses: { $0 == 2 })
    #expect(texts(live.nodes.map(\.text)) == ["Q", "one too", " y"])
    // A store is a file that anyone can write.
    for ends in [[9, 7], [7], [7, 90], [-1, 9]] {
      let odd = Self.tree([
        Self.node(-1, "Q"), Self.node(0, "one two"),
        Self.node(1, " y", response: 2, ends: ends, whole: "one too y"),
      ])
      #expect(texts(odd.pieces(to: 2)) == ["one two", " y"])
    }
  }

  @Test func `values near the ends of the range are numbers`() {
    let value = TreeValues.value(of: [1e308, 1.7e308, -1.7e308])
    #expect(abs((value.mean ?? 0) / (1e308 / 3) - 1) < 1e-12)
    #expect(value.spread.isFinite && value.spread > 1e308)
    #expect(TreeValues.value(of: [1, 3]) == TreeValues.Value(mean: 2, leaves: 2, spread: 1))
  }

  @Test func `a few trees are held, the last ones asked for`() {
    var cache = TreeCache(limit: 10)
    func tree(_ count: Int) -> StoredTree {
      Self.tree((0..<count).map { Self.node($0 - 1, "") })
    }
    for row in 1...4 { cache.add(Int64(row), tree(4)) }
    #expect(cache[1] != nil && cache[4] != nil)
    for row in 5...8 {
      cache.add(Int64(row), tree(4))
      // What is asked for stays.
      #expect(cache[1] != nil)
    }
    #expect(cache[3] == nil && cache[8] != nil)
    cache.add(9, tree(100))
    #expect(cache[9]?.tree.nodes.count == 100)
  }
}
