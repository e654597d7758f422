internal import Pipeline
internal import Records

/// What LLaMA-Factory trains on: ShareGPT dialogues or Alpaca rows, with two answers or thumbs.
struct LlamaFactoryFormat: RecordFormat {
  static let name = "llama-factory"
  static let aliases = ["sharegpt"]
  static let summary = "ShareGPT dialogues and Alpaca rows for DPO and KTO (LLaMA-Factory)"
  static let discussion = """
    The dialogue is `conversations` (`from`, `value`) or `messages` (`role`, `content`), or it is
    made of `history`, `instruction` and `input`, joined by a newline. `system` goes before it.

    With `chosen` and `rejected` (a text, a message or messages) the record is a comparison, with
    `kto_tag` or a true or false `label` it is thumbs up or down on the last assistant turn, or on
    `output`; without either, that turn is a response nobody judged. `tools` and all other fields
    are kept as they are. Who judged is not known to the format: give `annotator_kind`.
    """

  private enum Field: String, FieldName {
    case conversations, messages, chosen, rejected, system, label
    case tag = "kto_tag"
    case instruction, input, output, history
  }
  private let names = FieldNames<Field>()
  private let kind: AnnotatorKind

  init(options: inout OptionReader) throws(WinnowError) {
    kind = try options.annotatorKind(default: .unknown)
  }

  func read(_ value: JSONValue, into record: inout RecordBuilder) throws(RecordError) {
    record.match(names)
    var system = ByteSlice.empty
    if let value = record[Field.system] { system = try record.text(value) }
    let isPair = record.has(Field.chosen) || record.has(Field.rejected)
    let isDialogue = record.has(Field.conversations) || record.has(Field.messages)
    guard isDialogue else { return try readAlpaca(isPair: isPair, system, &record) }
    guard let dialogue = record[Field.conversations] ?? record[Field.messages] else {
      throw record.missing(record.has(Field.conversations) ? Field.conversations : .messages)
    }
    guard !isPair else {
      let (chosen, rejected) = try sides(record)
      let pair = try record.comparison(
        prompt: dialogue, chosen: chosen, rejected: rejected, system: system)
      return record.vote(pair.chosen, pair.rejected, .first, kind: kind)
    }
    guard dialogue.kind == .array else { throw record.wrongType(dialogue, "a list of messages") }
    let turns = try record.messages(dialogue)
    guard turns.count > 1, record.turns[turns.upperBound - 1].role == .assistant else {
      throw RecordError(
        .badTranscript, "`\(record.path(of: dialogue))` does not end with an assistant's answer")
    }
    record.prompt(turns: record.prepend(system, to: turns.dropLast()))
    let answer = record.response(turns: turns.suffix(1))
    try thumb(answer, &record)
  }

  private func sides(
    _ record: RecordBuilder
  ) throws(RecordError) -> (chosen: JSONValue, rejected: JSONValue) {
    guard let chosen = record[Field.chosen] else { throw record.missing(Field.chosen) }
    guard let rejected = record[Field.rejected] else { throw record.missing(Field.rejected) }
    return (chosen, rejected)
  }

  /// Adds the vote on a single response, where there is one.
  private func thumb(_ response: Int32, _ record: inout RecordBuilder) throws(RecordError) {
    guard let label = record[Field.tag] ?? record[Field.label] else {
      if record.has(Field.tag) || record.has(Field.label) {
        throw record.missing(record.has(Field.tag) ? Field.tag : .label)
      }
      return
    }
    record.vote(response, -1, try record.bool(label) ? .first : .second, kind: kind)
  }

  // MARK: Alpaca rows

  private func readAlpaca(
    isPair: Bool, _ system: ByteSlice, _ record: inout RecordBuilder
  ) throws(RecordError) {
    var text = try record.text(Field.instruction)
    if let input = record[Field.input] {
      let more = try record.text(input)
      if !more.isEmpty { text = record.join(text, "\n", more) }
    }
    let first = record.turns.count
    if !system.isEmpty { record.turns.append(Turn(.system, .text(system))) }
    try history(&record)
    record.turns.append(Turn(.user, .text(text)))
    record.prompt(turns: first..<record.turns.count)
    guard isPair else {
      guard let output = record[Field.output] else { throw record.missing(Field.output) }
      let answer = try record.response(output)
      return try thumb(answer, &record)
    }
    let (chosen, rejected) = try sides(record)
    let better = try record.response(chosen)
    let worse = try record.response(rejected)
    record.vote(better, worse, .first, kind: kind)
  }

  private func history(_ record: inout RecordBuilder) throws(RecordError) {
    guard let history = record[Field.history] else { return }
    guard history.kind == .array else { throw record.wrongType(history, "a list") }
    for round in history.elements {
      guard round.kind == .array, round.count == 2, let ask = round[0], let answer = round[1] else {
        throw record.wrongType(round, "a list of question and answer")
      }
      record.turns.append(Turn(.user, .text(try record.text(ask))))
      record.turns.append(Turn(.assistant, .text(try record.text(answer))))
    }
  }

  static func recognise(_ record: JSONValue) -> Recognition? {
    let list: StaticString = record["conversations"] != nil ? "conversations" : "messages"
    let isPair = record["chosen"] != nil && record["rejected"] != nil
    let isThumb = record["kto_tag"]?.bool != nil || record["label"]?.bool != nil
    if let dialogue = record[list], dialogue.kind == .array,
      let first = dialogue[0], first["from"] ?? first["role"] != nil
    {
      // A list of messages beside `chosen` lists is a copy of one of them: not ours.
      if isPair, first["from"] != nil || record["chosen"]?.kind == .object {
        return Recognition(.certain, "have `\(list)`, `chosen` and `rejected`")
      }
      if !isPair, isThumb {
        let tag = record["kto_tag"] != nil ? "kto_tag" : "label"
        return Recognition(.certain, "have `\(list)` and a true or false `\(tag)`")
      }
      return nil
    }
    guard record["instruction"]?.kind == .string else { return nil }
    if isPair, record["prompt"] == nil {
      return Recognition(.likely, "have `instruction`, `chosen` and `rejected`")
    }
    guard record["output"] != nil, record["kto_tag"]?.bool != nil else { return nil }
    return Recognition(.certain, "have `instruction`, `output` and a true or false `kto_tag`")
  }
}

extension RecordBuilder {
  /// `first` and `second` with `separator` between them, as one text.
  func join(_ first: ByteSlice, _ separator: StaticString, _ second: ByteSlice) -> ByteSlice {
    let start = arena.count
    arena.append(first)
    arena.append(separator)
    arena.append(second)
    return arena.slice(from: start)
  }
}
