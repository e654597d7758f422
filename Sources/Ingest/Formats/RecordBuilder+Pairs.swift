internal import Records

// Comparisons of a chosen and a rejected answer, as most trainers' data have them.
extension RecordBuilder {
  /// Takes prompt and answers and adds the two responses.
  ///
  /// Answers are texts or message lists. Without a prompt, or where the lists begin with it, the
  /// prompt is what both begin with in common; see `cut`.
  ///
  /// - Parameter system: What stands before the dialogue; empty for nothing.
  /// - Throws: `wrong_type`, `missing_field`, `bad_value` or `differing_prompts`.
  mutating func comparison(
    prompt: JSONValue?, chosen: JSONValue, rejected: JSONValue, system: ByteSlice = .empty,
    models: (chosen: ByteSlice, rejected: ByteSlice) = (.empty, .empty)
  ) throws(RecordError) -> (chosen: Int32, rejected: Int32) {
    guard let first = chosen.string else {
      guard chosen.kind == .array || chosen.kind == .object && rejected.string == nil else {
        throw wrongType(chosen, "a text or a list of messages")
      }
      return try dialogues(prompt, chosen, rejected, system, models)
    }
    let second = try text(rejected)
    take(chosen)
    guard let prompt else { return try continuations(first, second, system, models) }
    try self.prompt(prompt, system: system)
    return (
      response(text: first, model: models.chosen), response(text: second, model: models.rejected)
    )
  }

  /// Takes a prompt: a text, or a list of messages.
  mutating func prompt(
    _ value: JSONValue, system: ByteSlice = .empty, shape: MessageShape = .standard
  ) throws(RecordError) {
    if let text = value.string {
      take(value)
      return prompt(text: text, system: system)
    }
    guard value.kind == .array else { throw wrongType(value, "a text or a list of messages") }
    prompt(turns: prepend(system, to: try messages(value, shape)))
  }

  /// The prompt is a user turn after a system turn, which is left out if it is empty.
  mutating func prompt(text: ByteSlice, system: ByteSlice) {
    guard !system.isEmpty else { return prompt(text: text) }
    let first = turns.count
    turns.append(Turn(.user, .text(text)))
    prompt(turns: prepend(system, to: first..<turns.count))
  }

  /// Takes a response: a text, or messages.
  mutating func response(
    _ value: JSONValue, model: ByteSlice = .empty, shape: MessageShape = .standard
  ) throws(RecordError) -> Int32 {
    if let text = value.string {
      take(value)
      return response(text: text, model: model)
    }
    guard value.kind == .array || value.kind == .object else {
      throw wrongType(value, "a text or a list of messages")
    }
    return response(turns: try messages(value, shape), model: model)
  }

  /// `range` with a system turn before it, unless `system` is empty.
  mutating func prepend(_ system: ByteSlice, to range: Range<Int>) -> Range<Int> {
    guard !system.isEmpty else { return range }
    let first = turns.count
    turns.append(Turn(.system, .text(system)))
    turns.append(contentsOf: turns[range])
    return first..<turns.count
  }

  // MARK: Without a prompt of their own

  /// Two texts of which the prompt is what both begin with, as TRL cuts them: a blank before the
  /// first difference goes to the answers.
  private mutating func continuations(
    _ first: ByteSlice, _ second: ByteSlice, _ system: ByteSlice,
    _ models: (chosen: ByteSlice, rejected: ByteSlice)
  ) throws(RecordError) -> (chosen: Int32, rejected: Int32) {
    var common = arena.commonPrefix(first, second)
    guard common < max(first.count, second.count) else {
      throw RecordError(
        .differingPrompts, "there is no `prompt`, and none in common to equal answers")
    }
    if common > 0, arena[at: first.start + common - 1] == 0x20 { common -= 1 }
    guard common > 0 else {
      throw RecordError(
        .differingPrompts, "there is no `prompt`, and the answers begin differently")
    }
    prompt(text: ByteSlice(start: first.start, count: common), system: system)
    let answers = [first, second].map {
      ByteSlice(start: $0.start + common, count: $0.count - common)
    }
    return (
      response(text: answers[0], model: models.chosen),
      response(text: answers[1], model: models.rejected)
    )
  }

  private mutating func dialogues(
    _ prompt: JSONValue?, _ chosen: JSONValue, _ rejected: JSONValue, _ system: ByteSlice,
    _ models: (chosen: ByteSlice, rejected: ByteSlice)
  ) throws(RecordError) -> (chosen: Int32, rejected: Int32) {
    guard rejected.kind == .array || rejected.kind == .object else {
      throw wrongType(rejected, "a list of messages")
    }
    let a = try messages(chosen)
    let b = try messages(rejected)
    let asked = try promptTurns(prompt)
    var cut = self.cut(a, b)
    if let prompt, let asked, cut == 0 || prompt.kind == .array {
      // The answers alone, or after the whole prompt.
      cut =
        commonTurns(asked, a) == asked.count && commonTurns(asked, b) == asked.count
        ? asked.count : 0
      take(prompt)
      self.prompt(turns: prepend(system, to: asked))
    } else {
      guard let found = cut, found > 0 else {
        throw RecordError(
          .differingPrompts, "the dialogues of `chosen` and `rejected` have no prompt in common")
      }
      let range = a.lowerBound..<a.lowerBound + found
      // A prompt that says what the dialogues begin with anyway says nothing new.
      if let prompt, let asked,
        range.contains(where: { areEqual(turns[$0], turns[asked.lowerBound]) })
      {
        take(prompt)
      }
      self.prompt(turns: prepend(system, to: range))
    }
    let kept = cut ?? 0
    return (
      response(turns: a.dropFirst(kept), model: models.chosen),
      response(turns: b.dropFirst(kept), model: models.rejected)
    )
  }

  /// The turns of a prompt of its own, which is not taken yet.
  private mutating func promptTurns(_ prompt: JSONValue?) throws(RecordError) -> Range<Int>? {
    guard let prompt else { return nil }
    if let text = prompt.string {
      turns.append(Turn(.user, .text(text)))
      return turns.count - 1..<turns.count
    }
    guard prompt.kind == .array else { throw wrongType(prompt, "a text or a list of messages") }
    return try messages(prompt)
  }

  /// How many turns of two dialogues are their prompt: the longest run in common after which both
  /// go on with an assistant turn; `nil` if there is none.
  ///
  /// So the answers begin with an assistant turn, and hold several turns where the dialogues part
  /// in a user's turn.
  func cut(_ a: Range<Int>, _ b: Range<Int>) -> Int? {
    var cut = min(commonTurns(a, b), a.count - 1, b.count - 1)
    while cut >= 0 {
      if turns[a.lowerBound + cut].role == .assistant, turns[b.lowerBound + cut].role == .assistant
      {
        return cut
      }
      cut -= 1
    }
    return nil
  }
}
