import Records
import Store
import Testing

@testable import Trees

/// Responses in a trie, as a tree.
@Suite struct PieceTrieTests {
  /// - Parameter responses: texts in pieces, with a score each.
  static func tree(
    _ responses: [(pieces: [String], score: Double?)], fuzzy: Double = 0
  ) -> PreferenceTree {
    var trie = PieceTrie(fuzzy: fuzzy)
    for (pieces, _) in responses {
      var end = 0
      let cuts = pieces.dropLast().map {
        end += $0.utf8.count
        return end
      }
      trie.insert(Array(pieces.joined().utf8), cuts: cuts)
    }
    return trie.tree(
      of: (7, PublicID(high: 1, low: 1)),
      responses: responses.enumerated().map { (Int64($0 + 100), $1.score) }, origin: "{}")
  }

  private func text(_ node: PreferenceTree.Node) -> String {
    switch node.text {
    case .new(_, let bytes): String(decoding: bytes, as: UTF8.self)
    case .ofPrompt(let row): "prompt \(row)"
    case .ofResponse(let row): "response \(row)"
    }
  }

  private func lines(_ tree: PreferenceTree) -> [String] {
    tree.nodes.map { node in
      let end = node.response.map { " = \($0)" } ?? ""
      let value = node.value.map { " \($0) of \(node.leaves) ± \(node.spread)" } ?? ""
      return String(repeating: " ", count: node.depth) + text(node) + end + value
    }
  }

  @Test func `chains are one node, and values are means of what is below`() {
    let tree = Self.tree([
      (["A", "B", "C", "D"], 1), (["A", "B", "E"], 0), (["F", "G"], nil), (["A", "B"], 0.5),
    ])
    #expect(
      lines(tree) == [
        "prompt 7 0.5 of 3 ± 0.408248290463863", " AB = 103 0.5 of 3 ± 0.408248290463863",
        "  CD = 100 1.0 of 1 ± 0.0", "  E = 101 0.0 of 1 ± 0.0", " response 102 = 102",
      ])
    #expect(tree.nodes[1].score == 0.5)
  }

  @Test func `near pieces are one node that says so, and responses keep where theirs end`() {
    let words = (0..<20).map { "w\($0)" }.joined(separator: " ")
    let near = words + "x"
    let tree = Self.tree(
      [([words, " end"], 1), ([near, " stop"], 0), ([near, " end"], 0.5)], fuzzy: 0.1)
    #expect(tree.nodes.count == 5)
    #expect(tree.nodes[1].fuzzy == 1 && tree.nodes.dropFirst(2).allSatisfy { $0.fuzzy == 0 })
    let ends = Dictionary(
      uniqueKeysWithValues: tree.nodes.compactMap { node in node.response.map { ($0, node.ends) } })
    #expect(ends[100] == .some(nil))
    #expect(ends[101] == [near.utf8.count, near.utf8.count + 5])
    #expect(ends[102] == [near.utf8.count, near.utf8.count + 4])
    let apart = Self.tree([([words, " end"], 1), ([near, " stop"], 0)])
    #expect(apart.nodes.count == 3 && apart.nodes.allSatisfy { $0.fuzzy == 0 })
  }

  @Test func `words differ by what must be put in, left out or changed`() {
    func isNear(_ a: String, _ b: String, _ share: Double) -> Bool {
      WordDistance.isNear(
        WordDistance.words(Array(a.utf8)[...]), WordDistance.words(Array(b.utf8)[...]), share: share
      )
    }
    #expect(isNear("a b c d e", "a b x d e", 0.2))
    #expect(!isNear("a b c d e", "a b x d y", 0.2))
    #expect(isNear("a b c d e", "b c d e", 0.2))
    #expect(isNear("a b c d", "b c d e", 0.5) && !isNear("a b c d", "b c d e", 0.25))
    #expect(!isNear("a", "b", 0.5) && !isNear("", "", 0.5))
  }

  @Test func `the last piece of a response is never taken for another, in any order`() {
    let (four, five) = ("One two three four.", "One two three five.")
    let all = [[four, "\nX"], [five, "\nY"], [five], [four]]
    func permutations(_ left: [[String]]) -> [[[String]]] {
      left.isEmpty
        ? [[]]
        : left.indices.flatMap { place in
          var rest = left
          let own = rest.remove(at: place)
          return permutations(rest).map { [own] + $0 }
        }
    }
    for order in permutations(all) {
      let tree = Self.tree(order.map { ($0, 1) }, fuzzy: 0.3)
      for node in tree.nodes.dropFirst() {
        guard let row = node.response else { continue }
        let pieces = order[Int(row) - 100]
        // A chain of pieces that no other response shares is one node.
        let own = ["response \(row)", pieces[pieces.count - 1]]
        #expect(own.contains(text(node)), "\(order)")
        if pieces.count == 1 { #expect(node.fuzzy == 0 && node.ends == nil, "\(order)") }
      }
      #expect(Set(tree.nodes.compactMap(\.response)).count == 4)
    }
  }
}
