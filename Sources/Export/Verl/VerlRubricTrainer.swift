internal import Pipeline
internal import Records
internal import Store

/// Prompts with a rubric as ground truth in the shape of verl's RL data sets.
struct VerlRubricTrainer: Trainer {
  static let name = "verl.rubric"
  static let summary = "prompts with their rubric as ground truth for verl's RL trainers"
  static let hasAnswers = false

  let rubrics: RubricNeed?
  let row: VerlRow

  init(options: inout OptionReader) throws(WinnowError) {
    rubrics = try options.rubricNeed()
    row = try VerlRow(&options, source: "winnow/rubric", ability: "rubric")
  }

  /// verl applies the chat template to a list of messages.
  var fixedShape: ExportShape? { .conversational }

  var columns: [ExportColumn] {
    VerlRow.columns(
      truth: "`ground_truth` is the rubric: JSON of a list of criteria",
      info: [ExportColumn("rubric_id", .text, "")])
  }

  var note: String {
    """
    verl reads Parquet: `container: parquet`. It knows no reward for rubrics; give it one by `custom_reward_function`, \
    which is handed `data_source`, `ground_truth` and `extra_info`.
    """
  }

  func write(_ prompt: ExportPrompt, to rows: inout RowWriter) -> RowOutcome {
    guard !prompt.rubrics.rubrics.isEmpty else { return .refused(.noRubric) }
    for rubric in prompt.rubrics.rubrics {
      let refusal = row.write(
        prompt, style: "rubric", truth: CriterionForm.nestedReward.json(rubric.criteria),
        info: [("rubric_id", "\(rubric.id)")], to: &rows)
      if let refusal { return .refused(refusal) }
    }
    return .rows(prompt.rubrics.rubrics.count)
  }
}
