internal import Pipeline
internal import Records
internal import Store

/// Trees with all that is known of their nodes, one a row.
struct TreeRowsTrainer: Trainer {
  static let name = "trees.jsonl"
  static let summary = "trees of prompts and dialogues with values: prompt, tree_id, kind, nodes"

  /// Which trees are meant.
  enum Subject: String, CaseIterable {
    case last, responses, dialogues
  }

  static let hasAnswers = false

  let trees: TreeNeed?

  init(options: inout OptionReader) throws(WinnowError) {
    let subject = try options.choice(
      "of", default: Subject.last,
      doc: "trees of `responses` or of `dialogues`, or those of the `last` stage that made any")
    let kind: PreferenceTree.Kind? =
      subject == .last ? nil : subject == .responses ? .pieces : .turns
    trees = TreeNeed(kind: kind)
  }

  var columns: [ExportColumn] {
    [
      ExportColumn(
        "prompt", .turns, "what was asked; of dialogues the first that no stage dropped"),
      ExportColumn("tree_id", .text, "public id of the tree"),
      ExportColumn("kind", .text, "`responses` of a prompt cut into pieces, or `dialogues`"),
      ExportColumn(
        "nodes", .objects(Self.members),
        "each before those below it; the first is the root and repeats what was asked. The texts on the way from below it "
          + "to a response are that response, unless a piece on the way is `fuzzy`"),
    ]
  }

  private static let members = [
    ExportColumn("parent", .integer, ""), ExportColumn("depth", .integer, ""),
    ExportColumn("kind", .text, ""), ExportColumn("text", .text, ""),
    ExportColumn("prompt_id", .text, ""), ExportColumn("response_id", .text, ""),
    ExportColumn("score", .number, ""), ExportColumn("value", .number, ""),
    ExportColumn("leaves", .integer, ""), ExportColumn("spread", .number, ""),
    ExportColumn("fuzzy", .integer, ""),
  ]

  var note: String {
    "`value` is the mean of the scores of the responses in a node and below it, `leaves` how many they are, `spread` their "
      + "standard deviation. `parent` is a place in the list, -1 for the root. A text of the kind `other` is a JSON list of "
      + "messages."
  }

  func write(_ prompt: ExportPrompt, to rows: inout RowWriter) -> RowOutcome {
    guard let (tree, node) = prompt.tree else { return .refused(.noTree) }
    // A tree of dialogues has many prompts.
    guard node == tree.nodes.firstIndex(where: { $0.prompt != nil }) else {
      return .refused(.otherPrompt)
    }
    if let refusal = rows.begin("prompt", prompt.prompt) { return .refused(refusal) }
    rows.text("tree_id", tree.id.description)
    rows.text("kind", tree.kind == .pieces ? "responses" : "dialogues")
    rows.json("nodes", "[\(tree.nodes.map(Self.json).joined(separator: ","))]")
    rows.end(prompt)
    return .rows(1)
  }

  private static func json(_ node: StoredTree.Node) -> String {
    func number(_ value: Double?) -> String {
      value.flatMap { $0.isFinite ? "\($0)" : nil } ?? "null"
    }
    func id(_ own: (row: Int64, id: PublicID)?) -> String {
      own.map { "\"\($0.id)\"" } ?? "null"
    }
    let text = JSONText.quoted(String(decoding: node.text, as: UTF8.self))
    return
      "{\"parent\":\(node.parent),\"depth\":\(node.depth),\"kind\":\"\(node.kind.word)\",\"text\":\(text),"
      + "\"prompt_id\":\(id(node.prompt)),\"response_id\":\(id(node.response)),\"score\":\(number(node.score)),"
      + "\"value\":\(number(node.value)),\"leaves\":\(node.leaves),"
      + "\"spread\":\(number(node.value == nil ? nil : node.spread)),\"fuzzy\":\(node.fuzzy)}"
  }
}
