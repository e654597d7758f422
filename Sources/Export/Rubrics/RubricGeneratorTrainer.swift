internal import Pipeline
internal import Records
internal import Store

/// Prompts with their rubric for `SFTTrainer` of TRL: a model learns to write rubrics of prompts it has not seen.
///
/// - SeeAlso: Liu et al., "OpenRubrics", 2510.07743, section 3.
struct RubricGeneratorTrainer: Trainer {
  static let name = "rubrics.generator"
  static let summary = "rubrics for a model that writes them, by TRL's SFT: prompt, completion"

  static let instruction = """
    Write the rubric by which responses to the prompt below are judged: a numbered list of criteria, each one sentence \
    about the response that is true of it or not. Begin with what the prompt demands in words, and end each of these \
    in [Hard Rule]. Go on with the qualities that make a response good besides, in words that would fit other topics, \
    and end each of these in [Principle].
    """

  let rubrics: RubricNeed?
  let instruction: String

  init(options: inout OptionReader) throws(WinnowError) {
    rubrics = try options.rubricNeed()
    instruction = try options.instruction(default: Self.instruction)
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
      rows.add("\(instruction)\n\n# Prompt\n")
      if let refusal = rows.add(prompt.prompt, empty: .emptyPrompt) { return .refused(refusal) }
      rows.add("\n\n# Rubric\n")
      rows.endTurn()
      rows.beginTurn("completion", by: .assistant)
      rows.add(RubricText(rubric: rubric).rulesFirst)
      rows.endTurn()
      rows.end(prompt)
    }
    return .rows(prompt.rubrics.rubrics.count)
  }
}
