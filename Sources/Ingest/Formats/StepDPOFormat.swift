internal import Pipeline
internal import Records

/// Math-Step-DPO: two ways to go on behind the same correct steps.
struct StepDPOFormat: RecordFormat {
  static let name = "step-dpo"
  static let aliases = ["math-step-dpo"]
  static let summary = "Step-DPO rows: a prompt, steps in common, and two ways to go on"
  static let discussion = """
    `prompt`, `initial_reason_steps` and the next step as it should be, `chosen`, and as it was, `rejected`.

    With `prefix: response` the responses are the steps in common and the one that follows, so that
    `trees.shared_prefix` finds the node where they part. With `prefix: turn` the steps in common are an unfinished turn
    of the assistant in the prompt, as `trees.pairs` with `form: step` makes them, and the responses are the next steps
    alone. `full_chosen` and `full_rejected`, the whole solutions, stay in `extra`, as does `answer`.
    """

  enum Prefix: String, CaseIterable { case response, turn }
  private enum Field: String, FieldName {
    case prompt
    case steps = "initial_reason_steps"
    case chosen, rejected
  }
  private let names = FieldNames<Field>()
  private let prefix: Prefix

  init(options: inout OptionReader) throws(WinnowError) {
    prefix = try options.choice(
      "prefix", default: Prefix.response,
      doc: "whether the steps in common begin each `response`, or are a `turn` of the prompt")
  }

  func read(_ value: JSONValue, into record: inout RecordBuilder) throws(RecordError) {
    record.match(names)
    let prompt = try record.text(Field.prompt)
    let steps = record[Field.steps] == nil ? .empty : try record.text(Field.steps)
    let answers = [try record.text(Field.chosen), try record.text(Field.rejected)]
    var responses: [Int32] = []
    if prefix == .turn, !steps.isEmpty {
      record.turns.append(Turn(.user, .text(prompt)))
      record.turns.append(Turn(.assistant, .text(steps)))
      record.prompt(turns: 0..<2)
      responses = answers.map { record.response(text: $0) }
    } else {
      record.prompt(text: prompt)
      for answer in answers {
        responses.append(record.response(text: try record.joined(steps, answer, by: "")))
      }
    }
    record.vote(responses[0], responses[1], .first)
  }

  static func recognise(_ record: JSONValue) -> Recognition? {
    guard record["prompt"]?.kind == .string, record["initial_reason_steps"]?.kind == .string,
      record["chosen"]?.kind == .string, record["rejected"]?.kind == .string
    else { return nil }
    return Recognition(.certain, "have `prompt`, `initial_reason_steps`, `chosen` and `rejected`")
  }
}
