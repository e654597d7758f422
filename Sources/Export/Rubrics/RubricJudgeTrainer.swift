internal import Pipeline
internal import Records
internal import Store

/// Judgements that agree with the label for `SFTTrainer` of TRL: a model learns to judge by a rubric.
///
/// - SeeAlso: Liu et al., "OpenRubrics", 2510.07743, section 3.
struct RubricJudgeTrainer: Trainer {
  static let name = "rubrics.judge"
  static let summary =
    "judgements by a rubric that agree with the label, for TRL's SFT: prompt, completion"

  static let instruction = """
    Judge which of two responses to a prompt is better, by the rubric. Name first the one criterion that matters most \
    and can be checked without an opinion, and say which response meets it. Then go through all criteria, for Response \
    A and for Response B, with a reason each. End with a line that reads `Winner: Response A` or `Winner: Response B`.
    """

  let rubrics: RubricNeed?
  let instruction: String

  init(options: inout OptionReader) throws(WinnowError) {
    rubrics = try options.rubricNeed(judgements: true)
    instruction = try options.instruction(default: Self.instruction)
  }

  var columns: [ExportColumn] {
    [
      ExportColumn(
        "prompt", .turns, "what the model is asked, with prompt, rubric and both responses"),
      ExportColumn("completion", .turns, "the judge's words"),
    ]
  }

  var note: String {
    "Judgements that go against the label, or of which no words are kept, are not here."
  }

  func write(_ pair: ExportPair, to rows: inout RowWriter) -> RowOutcome {
    guard let rejected = pair.rejected else { return .refused(.unpaired) }
    let right = pair.rubrics.judgements.filter { own, _ in
      guard let outcome = own.outcome, outcome != 0.5 else { return false }
      return (outcome > 0.5) == pair.aIsChosen
    }
    guard !right.isEmpty else { return .refused(.noJudgement) }
    for (own, rubric) in right {
      let isSwapped = own.bStoodFirst == pair.aIsChosen
      let (first, second) = isSwapped ? (rejected, pair.chosen) : (pair.chosen, rejected)
      rows.beginTurn("prompt", by: .user)
      rows.add("\(instruction)\n\n# Prompt\n")
      if let refusal = rows.add(pair.prompt, empty: .emptyPrompt) { return .refused(refusal) }
      rows.add("\n\n# Rubric\n\(RubricText(rubric: rubric).words)\n\n# Response A\n")
      if let refusal = rows.add(first, empty: .emptyAnswer) { return .refused(refusal) }
      rows.add("\n\n# Response B\n")
      if let refusal = rows.add(second, empty: .emptyAnswer) { return .refused(refusal) }
      rows.add("\n\n# Judgement\n")
      rows.endTurn()
      rows.beginTurn("completion", by: .assistant)
      rows.add(own.words ?? "")
      rows.endTurn()
      rows.end(pair)
    }
    return .rows(right.count)
  }
}
