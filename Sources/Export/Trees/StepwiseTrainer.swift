internal import Pipeline
internal import Records
internal import Store

/// Responses step by step with a label for each, for process reward models: `PRMTrainer` of TRL, and axolotl.
struct StepwiseTrainer: Trainer {
  static let name = "trl.stepwise"
  static let summary = "responses step by step for TRL's PRM: prompt, completions, labels"

  /// What says that a step is right.
  enum Rule: String, CaseIterable {
    case value, score, advantage
  }

  static let hasAnswers = false

  let rule: Rule
  let threshold: Double
  let beginnings: Bool

  init(options: inout OptionReader) throws(WinnowError) {
    rule = try options.choice(
      "label", default: Rule.value,
      doc: """
        a step is labelled true where the `value` of its node is `threshold` or more; or where the `score` of the response \
        that ends with it is, its value where none does; or where its `advantage` is, value minus that of the node before
        """)
    threshold = try options.double(
      "threshold", default: rule == .advantage ? 0 : 0.5,
      doc: "on the scale of the scores; by default 0.5, for advantages 0")
    beginnings = try options.bool(
      "beginnings", default: true,
      doc: "whether responses that are the beginning of another one make a row, too")
  }

  var trees: TreeNeed? { TreeNeed(kind: .pieces) }
  var fixedShape: ExportShape? { .standard }

  var columns: [ExportColumn] {
    [
      ExportColumn("prompt", .turns, "what was asked"),
      ExportColumn("completions", .texts, "the steps of a response: the pieces between forks"),
      ExportColumn("labels", .truths, "whether each step is right"),
    ]
  }

  var note: String {
    "TRL joins steps by a line feed, so that blanks at their ends are left out. A step reaches to where responses part or "
      + "one ends: all of it has the same value."
  }

  func write(_ prompt: ExportPrompt, to rows: inout RowWriter) -> RowOutcome {
    guard let (tree, _) = prompt.tree, tree.kind == .pieces else { return .refused(.noTree) }
    var written = 0
    for (number, node) in tree.nodes.enumerated() where number > 0 && node.response != nil {
      guard node.score != nil, node.form == .text, beginnings || tree.children[number].isEmpty
      else { continue }
      let steps = zip(tree.path(to: number), tree.pieces(to: number).map(TreeText.trimmed))
        .filter { !$0.1.isEmpty }
      guard !steps.isEmpty else { continue }
      if let refusal = rows.begin("prompt", prompt.prompt) { return .refused(refusal) }
      rows.json("completions", "[\(steps.map { JSONText.quoted($0.1) }.joined(separator: ","))]")
      rows.json("labels", "[\(steps.map { "\(isRight($0.0, tree))" }.joined(separator: ","))]")
      rows.end(prompt)
      written += 1
    }
    return written > 0 ? .rows(written) : .refused(.noValue)
  }

  private func isRight(_ node: Int, _ tree: StoredTree) -> Bool {
    let value = tree.nodes[node].value ?? 0
    switch rule {
    case .value: return value >= threshold
    case .score: return (tree.nodes[node].score ?? value) >= threshold
    case .advantage:
      return value - (tree.nodes[tree.nodes[node].parent].value ?? 0) >= threshold
    }
  }
}

/// Texts of nodes as rows have them.
enum TreeText {
  /// Without blanks at its ends.
  static func trimmed(_ text: [UInt8]) -> String {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    let first = text.firstIndex { !isBlank($0) } ?? text.count
    let end = (text.lastIndex { !isBlank($0) } ?? -1) + 1
    return first < end ? String(decoding: text[first..<end], as: UTF8.self) : ""
  }

  static func joined(_ pieces: [[UInt8]]) -> String {
    String(decoding: pieces.joined(), as: UTF8.self)
  }
}
