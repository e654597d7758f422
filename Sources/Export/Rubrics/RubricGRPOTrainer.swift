internal import Pipeline
internal import Records
internal import Store

/// Prompts with a rubric as reward specification for `GRPOTrainer` of TRL, which gives all columns but the prompt to
/// its reward functions. Prompts alone have a row, too.
struct RubricGRPOTrainer: Trainer {
  static let name = "rubrics.grpo"
  static let summary =
    "prompts with their rubric as reward for TRL's GRPO: prompt, rubric, rubric_id"
  static let hasAnswers = false

  let rubrics: RubricNeed?

  init(options: inout OptionReader) throws(WinnowError) {
    rubrics = try options.rubricNeed()
  }

  var columns: [ExportColumn] {
    [
      ExportColumn("prompt", .turns, "what is asked"),
      ExportColumn(
        "rubric", .objects(CriterionForm.reward.members),
        "what a good response must do: `points` for meeting it, below 0 where it should not be met; `check` is JSON of "
          + "what a program can check"),
      ExportColumn("rubric_id", .text, "public id of the rubric"),
    ]
  }

  func write(_ prompt: ExportPrompt, to rows: inout RowWriter) -> RowOutcome {
    guard !prompt.rubrics.rubrics.isEmpty else { return .refused(.noRubric) }
    for rubric in prompt.rubrics.rubrics {
      if let refusal = rows.begin("prompt", prompt.prompt) { return .refused(refusal) }
      rows.json("rubric", CriterionForm.reward.json(rubric.criteria))
      rows.text("rubric_id", rubric.id.description)
      rows.end(prompt)
    }
    return .rows(prompt.rubrics.rubrics.count)
  }
}
