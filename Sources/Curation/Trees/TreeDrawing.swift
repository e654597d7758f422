internal import Records
internal import Store

/// One tree, drawn.
struct TreeDrawing {
  let tree: StoredTree
  let prompt: PublicID
  let width: Int
  /// Other prompts that were found.
  let others: [PublicID]
  let children: [[Int]]
  /// Nodes on the way of the highest values.
  let best: Set<Int>

  init(_ tree: StoredTree, prompt: PublicID, width: Int, others: [PublicID] = []) {
    self.tree = tree
    self.prompt = prompt
    self.width = width
    self.others = others
    children = tree.children
    var best: Set<Int> = []
    var at = 0
    while true {
      // Of equal ones the first.
      let next = children[at].filter { tree.nodes[$0].value != nil }.max {
        let (a, b) = (tree.nodes[$0].value ?? 0, tree.nodes[$1].value ?? 0)
        return a != b ? a < b : $0 > $1
      }
      guard let next else { break }
      // A response that ends here may be better than those that go on. A dialogue goes on from its best reply.
      if tree.kind == .pieces, let own = tree.nodes[at].score, own > tree.nodes[next].value ?? 0 {
        break
      }
      best.insert(next)
      at = next
    }
    self.best = best
  }

  /// What a node says, in a line.
  func label(_ number: Int, limit: Int) -> String {
    let node = tree.nodes[number]
    var text = String(decoding: node.text, as: UTF8.self)
    if tree.kind == .turns, number > 0 { text = "\(node.kind.word): \(text)" }
    return shown(text, limit: limit)
  }

  /// What a node is worth.
  func facts(_ number: Int) -> String {
    let node = tree.nodes[number]
    guard let value = node.value else { return "–" }
    var facts = Curation.digits(value)
    if node.leaves > 1 { facts += " (\(node.leaves), ± \(Curation.digits(node.spread)))" }
    return facts
  }

  /// What else is to be said of a node.
  func ends(_ number: Int) -> String {
    let node = tree.nodes[number]
    var words = ""
    if let response = node.response { words += "  → \(response.id.description.prefix(8))" }
    if node.fuzzy > 0 { words += "  ≈ \(node.fuzzy)" }
    return words
  }

  // MARK: Lines

  var text: String {
    let responses = tree.nodes.count { $0.response != nil }
    var lines = [
      "prompt \(prompt): \(label(0, limit: width))",
      "tree \(tree.id.description.prefix(8)): \(responses) responses, \(tree.nodes.count - 1) nodes, value \(facts(0))",
    ]
    // Last children are told by what stands before them: an own stack, since trees may be deep.
    var open = Self.entries(children[0], before: "")
    while let entry = open.popLast() {
      let mark = best.contains(entry.node) ? "●" : "─"
      let head = "\(entry.before)\(entry.isLast ? "└" : "├")\(mark) \(facts(entry.node)) "
      let tail = ends(entry.node)
      lines.append(head + label(entry.node, limit: max(20, width - head.count - tail.count)) + tail)
      open += Self.entries(
        children[entry.node], before: entry.before + (entry.isLast ? "  " : "│ "))
    }
    lines.append(
      "● the way of the highest values; value (responses, ± standard deviation); → a response ends")
    if !others.isEmpty {
      lines.append(
        "found also, with trees of their own or in this one: "
          + others.map { String($0.description.prefix(8)) }.joined(separator: ", "))
    }
    return lines.joined(separator: "\n")
  }

  private struct Entry {
    var node: Int
    var before: String
    var isLast: Bool
  }

  private static func entries(_ nodes: [Int], before: String) -> [Entry] {
    nodes.reversed().map { Entry(node: $0, before: before, isLast: $0 == nodes.last) }
  }

  // MARK: Graphviz

  var dot: String {
    var lines = ["digraph tree {", "  rankdir=LR; node [shape=box, fontname=\"sans-serif\"];"]
    for number in tree.nodes.indices {
      let text =
        [facts(number), label(number, limit: width)].joined(separator: "\n") + ends(number)
      let bold = best.contains(number) ? ", penwidth=3" : ""
      lines.append("  n\(number) [label=\(Self.quoted(text))\(bold)];")
      if number > 0 {
        lines.append(
          "  n\(tree.nodes[number].parent) -> n\(number)\(best.contains(number) ? " [penwidth=3]" : "");"
        )
      }
    }
    return (lines + ["}"]).joined(separator: "\n")
  }

  /// DOT knows escapes of its own: a backslash and a quote are escaped, a line feed is `\n`.
  private static func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n")
    return "\"\(escaped)\""
  }
}

extension Curation {
  /// A number with three digits behind the point at most.
  static func digits(_ value: Double) -> String { number(value) }
}
