internal import Pipeline
internal import Records
internal import Store

/// Prompts with a rubric as ground truth in the shape of verl's RL data sets.
struct VerlRubricTrainer: Trainer {
  static let name = "verl.rubric"
  static let summary = "prompts with their rubric as ground truth for verl's RL trainers"
  static let hasAnswers = false

  let rubrics: RubricNeed?
  let source: String
  let ability: String

  init(options: inout OptionReader) throws(WinnowError) {
    rubrics = try options.rubricNeed()
    source = try options.string(
      "data_source", default: "winnow/rubric",
      doc: "the word by which verl, or a function of yours, chooses the reward")
    ability = try options.string("ability", default: "rubric", doc: "what kind of task it is")
  }

  /// verl applies the chat template to a list of messages.
  var fixedShape: ExportShape? { .conversational }

  var columns: [ExportColumn] {
    [
      ExportColumn("data_source", .text, "chooses the reward function"),
      ExportColumn("prompt", .turns, "what is asked"),
      ExportColumn("ability", .text, "kind of task"),
      ExportColumn(
        "reward_model",
        .object([ExportColumn("style", .text, ""), ExportColumn("ground_truth", .text, "")]),
        "`ground_truth` is the rubric: JSON of a list of criteria"),
      ExportColumn(
        "extra_info",
        .object([
          ExportColumn("split", .text, ""), ExportColumn("index", .integer, ""),
          ExportColumn("prompt_id", .text, ""), ExportColumn("rubric_id", .text, ""),
        ]), "where the row comes from"),
    ]
  }

  var note: String {
    """
    verl reads Parquet: `datasets.load_dataset(FOLDER, split="train").to_parquet("train.parquet")`. It knows no reward \
    for rubrics; give it one by `custom_reward_function`, which is handed `data_source`, `ground_truth` and `extra_info`.
    """
  }

  func write(_ prompt: ExportPrompt, to rows: inout RowWriter) -> RowOutcome {
    guard !prompt.rubrics.rubrics.isEmpty else { return .refused(.noRubric) }
    for rubric in prompt.rubrics.rubrics {
      rows.text("data_source", source)
      if let refusal = rows.begin("prompt", prompt.prompt) { return .refused(refusal) }
      rows.text("ability", ability)
      let truth = CriterionForm.nestedReward.json(rubric.criteria)
      rows.json(
        "reward_model", "{\"style\":\"rubric\",\"ground_truth\":\(JSONText.quoted(truth))}")
      rows.json(
        "extra_info",
        "{\"split\":\(JSONText.quoted(prompt.split)),\"index\":\(prompt.number),"
          + "\"prompt_id\":\"\(prompt.id)\",\"rubric_id\":\"\(rubric.id)\"}")
      rows.end(prompt)
    }
    return .rows(prompt.rubrics.rubrics.count)
  }
}
