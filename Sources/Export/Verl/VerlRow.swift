internal import Pipeline
internal import Records

/// What rows of verl's RL data sets have in common: the word by which a reward is chosen, and the kind of task.
struct VerlRow: Sendable {
  let source: String
  let ability: String

  init(
    _ options: inout OptionReader, source: String, ability: String
  ) throws(WinnowError) {
    self.source = try options.string(
      "data_source", default: source,
      doc: "the word by which verl, or a function of yours, chooses the reward")
    self.ability = try options.string(
      "ability", default: ability, doc: "what kind of task it is")
  }

  /// - Parameters:
  ///   - truth: what `ground_truth` is.
  ///   - info: members of `extra_info` besides those of all rows.
  static func columns(truth: String, info: [ExportColumn] = []) -> [ExportColumn] {
    [
      ExportColumn("data_source", .text, "chooses the reward function"),
      ExportColumn("prompt", .turns, "what is asked"),
      ExportColumn("ability", .text, "kind of task"),
      ExportColumn(
        "reward_model",
        .object([ExportColumn("style", .text, ""), ExportColumn("ground_truth", .text, "")]),
        truth),
      ExportColumn(
        "extra_info",
        .object(
          [
            ExportColumn("split", .text, ""), ExportColumn("index", .integer, ""),
            ExportColumn("prompt_id", .text, ""),
          ] + info), "where the row comes from"),
    ]
  }

  /// Writes a row.
  ///
  /// - Parameters:
  ///   - style: how verl looks at `truth`.
  ///   - info: the values of further members of `extra_info`, by name.
  func write(
    _ prompt: ExportPrompt, style: String, truth: String, info: [(String, String)] = [],
    to rows: inout RowWriter
  ) -> Refusal? {
    rows.text("data_source", source)
    if let refusal = rows.begin("prompt", prompt.prompt) { return refusal }
    rows.text("ability", ability)
    rows.json(
      "reward_model",
      "{\"style\":\(JSONText.quoted(style)),\"ground_truth\":\(JSONText.quoted(truth))}")
    let more = info.map { ",\(JSONText.quoted($0)):\(JSONText.quoted($1))" }.joined()
    rows.json(
      "extra_info",
      "{\"split\":\(JSONText.quoted(prompt.split)),\"index\":\(prompt.number),"
        + "\"prompt_id\":\"\(prompt.id)\"\(more)}")
    rows.end(prompt)
    return nil
  }
}
