internal import Pipeline
internal import Records
internal import Store

/// Prompts with their rubric for `SFTTrainer` of TRL: a model learns to write rubrics of prompts it has not seen.
///
/// - SeeAlso: Liu et al., "OpenRubrics", 2510.07743, section 3.
struct RubricGeneratorTrainer: Trainer {
  static let name = "rubrics.generator"
  static let summary = "rubrics for a model that writes them, by TRL's SFT: prompt, completion"

  let rubrics: RubricNeed?
  let question: RubricQuestion

  init(options: inout OptionReader) throws(WinnowError) {
    rubrics = try options.rubricNeed()
    question = RubricQuestion(
      instruction: try options.instruction(default: RubricQuestion.standard))
  }

  var columns: [ExportColumn] {
    [
      ExportColumn("prompt", .turns, "what the model is asked, with the prompt the rubric is for"),
      ExportColumn("completion", .turns, "the rubric: a numbered list, hard rules first"),
    ]
  }

  var note: String {
    "A list in words carries no weights: a criterion that counts against a response says that it is to be avoided."
  }

  func write(_ prompt: ExportPrompt, to rows: inout RowWriter) -> RowOutcome {
    guard !prompt.rubrics.rubrics.isEmpty else { return .refused(.noRubric) }
    for rubric in prompt.rubrics.rubrics {
      rows.beginTurn("prompt", by: .user)
      rows.add(question.before)
      if let refusal = rows.add(prompt.prompt, empty: .emptyPrompt) { return .refused(refusal) }
      rows.add(question.behind)
      rows.endTurn()
      rows.beginTurn("completion", by: .assistant)
      rows.add(RubricText(rubric: rubric).rulesFirst)
      rows.endTurn()
      rows.end(prompt)
    }
    return .rows(prompt.rubrics.rubrics.count)
  }
}
