import Records
import Store
import Testing

@testable import Trees

/// Dialogues in a trie of turns.
@Suite struct TurnTrieTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func words(_ tree: PreferenceTree) -> [String] {
    tree.nodes.map { node in
      let text =
        switch node.text {
        case .new(_, let bytes): String(decoding: bytes, as: UTF8.self)
        case .ofPrompt(let row): "prompt \(row)"
        case .ofResponse(let row): "response \(row)"
        }
      let ends = [node.prompt.map { "p\($0)" }, node.response.map { "r\($0)" }].compactMap { $0 }
      let value = node.value.map { ["\($0)"] } ?? []
      return String(repeating: " ", count: node.depth)
        + ([node.kind.word, text] + ends + value).joined(separator: " ")
    }.sorted()
  }

  @Test func `a prompt that repeats another with a reply stands below that reply`() {
    var trie = TurnTrie()
    let later =
      #"[{"role":"user","content":"Q"},{"role":"assistant","content":"A\n1"},{"role":"user","content":"R"}]"#
    // In either order.
    let second = trie.insert(prompt: bytes(later), .messages, row: 2)
    trie.insert(response: bytes("C"), .text, row: 12, at: second)
    let first = trie.insert(prompt: bytes("Q"), .text, row: 1)
    trie.insert(response: bytes("A\n1"), .text, row: 10, at: first)
    trie.insert(response: bytes("B"), .text, row: 11, at: first)
    let tree = trie.tree(
      of: PublicID(high: 1, low: 1), prompt: 1, scores: [10: 1, 11: 0, 12: 0.25], origin: "{}")
    #expect(
      words(tree) == [
        "   assistant response 12 r12 0.25", "  user R p2 0.25", " assistant response 10 r10 1.0",
        " assistant response 11 r11 0.0", "root prompt 1 p1 0.4166666666666667",
      ])
  }

  @Test func `system turns belong to the root, and what says more than text stays as it is`() {
    var trie = TurnTrie()
    let start = #"{"role":"system","content":"S"},{"role":"user","content":"Q"}"#
    let call = #"{"role":"assistant","content":null,"tool_calls":[{"id":"1"}]}"#
    let tool = #"{"role":"tool","content":"7","tool_call_id":"1"}"#
    let end = trie.insert(prompt: bytes("[\(start),\(call),\(tool)]"), .messages, row: 2)
    trie.insert(
      response: bytes(#"[{"role":"assistant","content":"A"},{"role":"user","content":"T"}]"#),
      .messages,
      row: 3, at: end)
    let tree = trie.tree(of: PublicID(high: 1, low: 1), prompt: 2, scores: [:], origin: "{}")
    #expect(
      words(tree) == [
        "    user T r3", "   assistant A", "  other [\(tool)] p2", " assistant [\(call)]",
        "root [\(start)]",
      ])
  }

  @Test func `what is no list of messages makes a tree all the same`() {
    var trie = TurnTrie()
    let end = trie.insert(prompt: bytes("[{\"role\""), .messages, row: 1)
    trie.insert(response: bytes("{"), .messages, row: 2, at: end)
    #expect(
      trie.tree(of: PublicID(high: 1, low: 1), prompt: 1, scores: [:], origin: "{}").nodes.count
        == 2)
  }

  @Test func `replies that end with the same turn have a node each, in either order`() {
    let later =
      #"[{"role":"user","content":"Q"},{"role":"assistant","content":"A"},{"role":"user","content":"U"}]"#
    let long =
      #"[{"role":"assistant","content":"A"},{"role":"user","content":"U"},{"role":"assistant","content":"B"}]"#
    for isFirst in [true, false] {
      var trie = TurnTrie()
      func add(_ trie: inout TurnTrie, _ isFirst: Bool) {
        if isFirst {
          let end = trie.insert(prompt: bytes("Q"), .text, row: 1)
          trie.insert(response: bytes(long), .messages, row: 10, at: end)
          trie.insert(response: bytes("Z"), .text, row: 11, at: end)
        } else {
          let end = trie.insert(prompt: bytes(later), .messages, row: 2)
          trie.insert(response: bytes("B"), .text, row: 12, at: end)
          trie.insert(response: bytes("C"), .text, row: 13, at: end)
        }
      }
      add(&trie, isFirst)
      add(&trie, !isFirst)
      let tree = trie.tree(
        of: PublicID(high: 1, low: 1), prompt: 1, scores: [10: 1, 11: 0, 12: 0.25, 13: 0.75],
        origin: "{}")
      #expect(
        words(tree) == [
          "   assistant B r10 1.0", "   assistant response 12 r12 0.25",
          "   assistant response 13 r13 0.75", "  user U p2 \(2.0 / 3)", " assistant A \(2.0 / 3)",
          " assistant response 11 r11 0.0", "root prompt 1 p1 0.5",
        ])
    }
  }

  @Test func `what stands before the first turn of the user tells dialogues apart`() {
    func root(_ text: String, _ form: Body.Form = .messages) -> PublicID {
      TurnTrie.root(of: bytes(text), form)
    }
    let user = #"{"role":"user","content":"Q"}"#
    #expect(root("[\(user)]") == root("Q", .text))
    #expect(root(#"[\#(user),{"role":"assistant","content":"A"}]"#) == root("Q", .text))
    #expect(root(#"[{"role":"assistant","content":"Hi"},\#(user)]"#) != root("Q", .text))
  }
}
