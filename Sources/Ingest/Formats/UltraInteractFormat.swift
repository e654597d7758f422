internal import Pipeline
internal import Records

/// UltraInteract's pairs: two actions behind the same trajectory.
struct UltraInteractFormat: RecordFormat {
  static let name = "ultrainteract"
  static let summary = "UltraInteract pairs: a trajectory of turns, and two ways to go on"
  static let discussion = """
    `trajectory` is the dialogue so far, of `from` and `value`; `chosen` and `rejected` are the two actions that follow.
    The trajectory is the prompt, so that `trees.shared_prefix` with `of: dialogues` hangs the trajectories that extend
    one another under one root. `id`, `parent_id`, `task` and `dataset` stay in `extra`.
    """

  private enum Field: String, FieldName { case trajectory, chosen, rejected }
  private let names = FieldNames<Field>()

  init(options: inout OptionReader) throws(WinnowError) {}

  func read(_ value: JSONValue, into record: inout RecordBuilder) throws(RecordError) {
    record.match(names)
    guard let trajectory = record[Field.trajectory] else { throw record.missing(Field.trajectory) }
    guard trajectory.kind == .array else { throw record.wrongType(trajectory, "a list of turns") }
    try record.prompt(trajectory)
    let chosen = record.response(text: try record.text(Field.chosen))
    let rejected = record.response(text: try record.text(Field.rejected))
    record.vote(chosen, rejected, .first)
  }

  static func recognise(_ record: JSONValue) -> Recognition? {
    guard record["trajectory"]?.kind == .array, record["chosen"]?.kind == .string,
      record["rejected"]?.kind == .string
    else { return nil }
    return Recognition(.certain, "have a `trajectory`, `chosen` and `rejected`")
  }
}
