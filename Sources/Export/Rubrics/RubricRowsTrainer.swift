internal import Pipeline
internal import Records
internal import Store

/// Pairs with the rubric that explains them, in the forms in which rubrics are exchanged.
struct RubricRowsTrainer: Trainer {
  static let name = "rubrics.rows"
  static let summary = "pairs with their rubric: prompt, rubric, chosen, rejected"

  /// How the rubric stands in a row.
  enum Form: String, CaseIterable {
    case winnow, openrubrics, weighted, named, healthbench, biggen, scholarqa
  }

  let rubrics: RubricNeed?
  let form: Form

  init(options: inout OptionReader) throws(WinnowError) {
    form = try options.choice(
      "form", default: Form.winnow,
      doc: """
        how rubrics are written: `winnow` as a text and as criteria with all that is known of them, `openrubrics` as \
        a text beside a `question_id`, `weighted` as `{weight, requirement}`, `named` as `{name, description, \
        weight}`, `healthbench` as `{criterion, points, tags}` under `rubrics`, \
        `biggen` as `score_rubric` of one criterion with five levels, `scholarqa` as `metric_config` with weighted \
        properties
        """)
    rubrics = try options.rubricNeed()
  }

  /// HealthBench's prompts are lists of messages.
  var fixedShape: ExportShape? { form == .healthbench ? .conversational : nil }

  var columns: [ExportColumn] {
    let prompt = ExportColumn("prompt", .turns, "what was asked")
    let text = ExportColumn("rubric", .text, "what a good response must do: a numbered list")
    func objects(_ key: String, _ form: CriterionForm) -> ExportColumn {
      ExportColumn(
        key, .objects(form.members), "what a good response must do, criterion by criterion")
    }
    let first: [ExportColumn] =
      switch form {
      case .winnow: [prompt, text, objects("criteria", .whole)]
      case .openrubrics:
        [ExportColumn("question_id", .text, "public id of the prompt"), prompt, text]
      case .weighted: [prompt, objects("rubric", .weighted)]
      case .named: [prompt, objects("rubric", .named)]
      case .biggen:
        [
          prompt,
          ExportColumn(
            "score_rubric",
            .object(
              [ExportColumn("criteria", .text, "")]
                + CriterionForm.levels.map { ExportColumn($0, .text, "") }),
            "what a good response must do, by five levels"),
        ]
      case .scholarqa:
        [
          prompt,
          ExportColumn(
            "metric_config",
            .object([
              ExportColumn(
                "config",
                .object([
                  ExportColumn("other_properties", .objects(CriterionForm.property.members), "")
                ]), "")
            ]), "what a good response must do, by weighted properties"),
        ]
      case .healthbench:
        [
          ExportColumn("prompt_id", .text, "public id of the prompt"), prompt,
          objects("rubrics", .healthbench),
        ]
      }
    return first + [
      ExportColumn("chosen", .turns, "the preferred response"),
      ExportColumn("rejected", .turns, "the other response"),
    ]
  }

  var note: String {
    switch form {
    case .winnow: ""
    case .openrubrics:
      "A list in words carries no weights: a criterion that counts against a response says that it is to be avoided."
    case .biggen:
      "This form carries question and levels of a criterion, not its weight, kind, check and tags; a rubric of other "
        + "criteria, or of one with a weight below 0, whose levels would be read the wrong way round, is not written."
    case .weighted, .named, .healthbench, .scholarqa:
      "This form does not tell hard rules from principles, and carries no checks."
    }
  }

  func write(_ pair: ExportPair, to rows: inout RowWriter) -> RowOutcome {
    guard let rejected = pair.rejected else { return .refused(.unpaired) }
    guard !pair.rubrics.rubrics.isEmpty else { return .refused(.noRubric) }
    var written = 0
    for rubric in pair.rubrics.rubrics {
      if form == .biggen, CriterionForm.leveled(rubric.criteria) == nil { continue }
      written += 1
      if form == .openrubrics { rows.text("question_id", pair.rubrics.prompt.description) }
      if form == .healthbench { rows.text("prompt_id", pair.rubrics.prompt.description) }
      if let refusal = rows.begin("prompt", pair.prompt) { return .refused(refusal) }
      write(rubric, to: &rows)
      if let refusal = rows.answers(pair.chosen, rejected) { return .refused(refusal) }
      rows.end(pair)
    }
    return written > 0 ? .rows(written) : .refused(.noLevels)
  }

  private func write(_ rubric: Rubric, to rows: inout RowWriter) {
    let criteria = rubric.criteria
    switch form {
    case .winnow:
      rows.text("rubric", RubricText(rubric: rubric).words)
      rows.json("criteria", CriterionForm.whole.json(criteria))
    case .openrubrics: rows.text("rubric", RubricText(rubric: rubric).words)
    case .weighted: rows.json("rubric", CriterionForm.weighted.json(criteria))
    case .named: rows.json("rubric", CriterionForm.named.json(criteria))
    case .biggen: rows.json("score_rubric", CriterionForm.leveled(criteria) ?? "null")
    case .scholarqa:
      let properties = CriterionForm.property.json(criteria)
      rows.json("metric_config", "{\"config\":{\"other_properties\":\(properties)}}")
    case .healthbench: rows.json("rubrics", CriterionForm.healthbench.json(criteria))
    }
  }
}
