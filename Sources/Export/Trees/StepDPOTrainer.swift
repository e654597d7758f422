internal import Pipeline
internal import Records
internal import Store

/// The steps at which responses part, with what they have in common, as Step-DPO's training reads them.
struct StepDPOTrainer: Trainer {
  static let name = "step_dpo"
  static let summary =
    "steps where responses part: prompt, initial_reason_steps, chosen, rejected, full_chosen, full_rejected"

  let minGap: Double

  init(options: inout OptionReader) throws(WinnowError) {
    minGap = try options.double(
      "min_gap", default: 0, in: 0...,
      doc: "least difference of the values of two steps; equal ones never make a row")
  }

  static let hasAnswers = false

  var trees: TreeNeed? { TreeNeed(kind: .pieces) }

  var columns: [ExportColumn] {
    [
      ExportColumn("prompt", .turns, "what was asked"),
      ExportColumn("initial_reason_steps", .text, "what both responses begin with; may be empty"),
      ExportColumn(
        "chosen", .text, "how the branch of the highest value goes on, to the next fork"),
      ExportColumn("rejected", .text, "the same of the branch of the lowest value"),
      ExportColumn("full_chosen", .text, "the best response of the one branch"),
      ExportColumn("full_rejected", .text, "the worst response of the other"),
    ]
  }

  var note: String {
    "A row for each fork: its best branch and its worst, by the mean score of their responses."
  }

  func write(_ prompt: ExportPrompt, to rows: inout RowWriter) -> RowOutcome {
    guard let (tree, _) = prompt.tree, tree.kind == .pieces else { return .refused(.noTree) }
    let children = tree.children
    var written = 0
    for (fork, below) in children.enumerated() {
      guard !tree.path(to: fork).contains(where: { tree.nodes[$0].fuzzy > 0 }) else { continue }
      // Pieces that stand for others are not what each response says.
      let valued = below.filter {
        tree.nodes[$0].value != nil && tree.nodes[$0].form == .text && tree.nodes[$0].fuzzy == 0
      }.sorted {
        let (a, b) = (tree.nodes[$0].value ?? 0, tree.nodes[$1].value ?? 0)
        return a != b ? a > b : $0 < $1
      }
      guard let best = valued.first, let worst = valued.last,
        case let gap = (tree.nodes[best].value ?? 0) - (tree.nodes[worst].value ?? 0), gap > 0,
        gap >= minGap, let better = leaf(below: best, tree, children, >),
        let worse = leaf(below: worst, tree, children, <)
      else { continue }
      if let refusal = rows.begin("prompt", prompt.prompt) { return .refused(refusal) }
      rows.text("initial_reason_steps", TreeText.joined(tree.pieces(to: fork)))
      rows.text("chosen", String(decoding: tree.nodes[best].text, as: UTF8.self))
      rows.text("rejected", String(decoding: tree.nodes[worst].text, as: UTF8.self))
      rows.text("full_chosen", TreeText.joined(tree.pieces(to: better)))
      rows.text("full_rejected", TreeText.joined(tree.pieces(to: worse)))
      rows.end(prompt)
      written += 1
    }
    return written > 0 ? .rows(written) : .refused(.noFork)
  }

  /// The first of the best, or of the worst, responses at `node` or below.
  private func leaf(
    below node: Int, _ tree: StoredTree, _ children: [[Int]], _ isBefore: (Double, Double) -> Bool
  ) -> Int? {
    var best: (node: Int, score: Double)?
    var open = [node]
    while let at = open.popLast() {
      if tree.nodes[at].response != nil, let score = tree.nodes[at].score,
        best.map({ isBefore(score, $0.score) || score == $0.score && at < $0.node }) ?? true
      {
        best = (at, score)
      }
      open += children[at]
    }
    return best?.node
  }
}
