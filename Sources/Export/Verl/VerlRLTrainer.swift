internal import Pipeline
internal import Records
internal import Store

/// Prompts for verl's RL trainers (PPO, GRPO and others), with what a rule checks responses against.
struct VerlRLTrainer: Trainer {
  static let name = "verl.rl"
  static let summary =
    "prompts for verl's RL trainers: data_source, prompt, ability, reward_model, extra_info"
  static let hasAnswers = false
  static let container = ShardForm.Container.parquet

  let row: VerlRow
  let extraField: JSONPointer?

  init(options: inout OptionReader) throws(WinnowError) {
    row = try VerlRow(&options, source: "winnow", ability: "general")
    let truth = try options.string(
      "ground_truth", default: "none",
      doc: """
        `field:POINTER` for what a prompt's records hold there besides prompt and responses, such as `field:/answer`, which \
        a rule compares with the response; `none` for an empty one, where a model gives the reward
        """)
    switch truth {
    case "none": extraField = nil
    case let word where word.hasPrefix("field:/"):
      do throws(WinnowError) { extraField = try JSONPointer(String(word.dropFirst(6))) } catch {
        throw options.problem("ground_truth", must: "name a JSON pointer", hint: error.hint)
      }
    default:
      throw options.problem(
        "ground_truth", must: "be `none` or `field:POINTER`",
        hint: "`field:/answer` takes the member `answer` of the records")
    }
  }

  var needsExtras: Bool { extraField != nil }

  /// verl applies the chat template to a list of messages.
  var fixedShape: ExportShape? { .conversational }

  var columns: [ExportColumn] {
    VerlRow.columns(
      truth: extraField.map { "`ground_truth` is what records hold at `\($0)`" }
        ?? "`ground_truth` is empty: a model gives the reward")
  }

  var note: String {
    """
    verl chooses its reward function by `data_source`; for one that it does not know give it `custom_reward_function`, \
    which is handed `data_source`, `ground_truth` and `extra_info`.
    """
  }

  func write(_ prompt: ExportPrompt, to rows: inout RowWriter) -> RowOutcome {
    guard let extraField else {
      let refusal = row.write(prompt, style: "model", truth: "", to: &rows)
      return refusal.map { .refused($0) } ?? .rows(1)
    }
    // Of several records the first that says anything.
    let found = prompt.extras.lazy.compactMap { extraField.texts(of: Array($0.utf8)).first }.first
    guard let found else { return .refused(.noGroundTruth) }
    let truth = String(decoding: found, as: UTF8.self)
    let refusal = row.write(prompt, style: "rule", truth: truth, to: &rows)
    return refusal.map { .refused($0) } ?? .rows(1)
  }
}
