internal import Pipeline
internal import Records

/// PRM800K: solutions step by step, with several completions rated at each step.
struct PRM800KFormat: RecordFormat {
  static let name = "prm800k"
  static let summary = "PRM800K (OpenAI): a problem, and rated completions at each step"
  static let discussion = """
    `question` has the `problem`, `label` the `steps`, each with `completions` that have `text` and `rating` (-1, 0 or 1),
    and `chosen_completion`, the number of the one by which the solution goes on, or a `human_completion` in its place.

    Each completion makes a response: the steps that were chosen before it, and itself, joined by line feeds, with the
    score `rating`. So responses are beginnings of solutions, and `trees.shared_prefix` with `unit: line` and `score:
    rating` puts the tree together again. Votes are between completions of the same step whose ratings differ, by people,
    or with `pairs: none` there are none. A completion without a rating has no score and no vote. The rest stays in
    `extra`.
    """

  private enum Field: String, FieldName { case question, label }
  private let names = FieldNames<Field>()
  private let pairs: RankedPairs
  private let maxResponses: Int

  init(options: inout OptionReader) throws(WinnowError) {
    pairs = try options.choice(
      "pairs", default: RankedPairs.all, doc: "which completions of a step are compared")
    maxResponses = try options.maxResponses()
  }

  func read(_ value: JSONValue, into record: inout RecordBuilder) throws(RecordError) {
    record.match(names)
    guard let question = record[Field.question] else { throw record.missing(Field.question) }
    guard let problem = question["problem"] else { throw record.missing("problem", in: question) }
    record.prompt(text: try record.text(problem))
    guard let label = record[Field.label] else { throw record.missing(Field.label) }
    guard let steps = label["steps"] else { throw record.missing("steps", in: label) }
    guard steps.kind == .array else { throw record.wrongType(steps, "a list") }
    var before = ByteSlice.empty
    for step in steps.elements {
      guard step.kind == .object else { throw record.wrongType(step, "a step") }
      guard let next = try read(step: step, after: before, into: &record) else { break }
      before = next
    }
  }

  /// - Returns: the text with which the solution goes on; `nil` where it ends.
  private func read(
    step: JSONValue, after before: ByteSlice, into record: inout RecordBuilder
  ) throws(RecordError) -> ByteSlice? {
    var rated: [(response: Int32, value: Double)] = []
    var texts: [ByteSlice] = []
    if let completions = step["completions"], !completions.isNull {
      guard completions.kind == .array else { throw record.wrongType(completions, "a list") }
      try record.checkResponses(record.responseCount + completions.count, limit: maxResponses)
      for completion in completions.elements {
        guard completion.kind == .object, let text = completion["text"] else {
          throw record.wrongType(completion, "a completion with `text`")
        }
        let whole = try record.joined(before, try record.text(text))
        texts.append(whole)
        let response = record.response(text: whole)
        guard let rating = record.number(completion["rating"]) else { continue }
        record.score(response, "rating", rating)
        rated.append((response, rating))
      }
    }
    try record.votes(pairs, of: rated) { (first, second, winner, record) in
      // Equal ratings say nothing of which step is better.
      if winner != .tie { record.vote(first, second, winner, kind: .human) }
    }
    // It stays in `extra`, too.
    if let value = step["chosen_completion"], !value.isNull {
      guard let number = value.double else {
        throw record.wrongType(value, "the number of a completion")
      }
      guard let chosen = Int(exactly: number), texts.indices.contains(chosen) else {
        throw RecordError(.badValue, "`chosen_completion` is none of the step's: \(number)")
      }
      return texts[chosen]
    }
    guard let human = step["human_completion"], human.kind == .object, let text = human["text"]
    else { return nil }
    try record.checkResponses(record.responseCount + 1, limit: maxResponses)
    let whole = try record.joined(before, try record.text(text))
    _ = record.response(text: whole)
    return whole
  }

  static func recognise(_ record: JSONValue) -> Recognition? {
    guard record["question"]?["problem"] != nil, record["label"]?["steps"]?.kind == .array else {
      return nil
    }
    return Recognition(.certain, "have `question` with `problem` and `label` with `steps`")
  }
}

extension RecordBuilder {
  /// Two texts with a line feed between them; the second alone behind nothing.
  mutating func joined(
    _ first: ByteSlice, _ second: ByteSlice, by separator: StaticString = "\n"
  ) throws(RecordError) -> ByteSlice {
    guard !first.isEmpty else { return second }
    try checkSize(adding: Int(first.count) + Int(second.count) + 1)
    let arena = arena
    let start = arena.count
    _ = arena.append(first)
    _ = arena.append(separator)
    _ = arena.append(second)
    return arena.slice(from: start)
  }
}
