internal import Pipeline
internal import Records

/// Anthropic's HH-RLHF: two transcripts of which people preferred one.
struct HHRLHFFormat: RecordFormat {
  static let name = "hh-rlhf"
  static let summary = "Anthropic HH-RLHF transcripts, `chosen` and `rejected`"
  static let discussion = """
    `chosen` and `rejected` are transcripts of the form `\\n\\nHuman: …\\n\\nAssistant: …`. Each is
    split at both markers; the prompt is the longest run of turns they have in common, cut at the
    last `\\n\\nAssistant:` that both have; the answers are the rest.

    Where the dialogues part earlier than at the last answer (a few rows of the set), or where a
    marker stands inside an answer, an answer holds several turns and is kept as messages. Where
    nothing is in common the record is quarantined as `differing_prompts`, where a transcript holds
    no answer as `bad_transcript`. One blank after a marker belongs to it; nothing else is trimmed.
    The annotators are people without names.
    """

  private enum Field: String, FieldName { case chosen, rejected }
  private let names = FieldNames<Field>()

  init(options: inout OptionReader) throws(WinnowError) {}

  func read(_ value: JSONValue, into record: inout RecordBuilder) throws(RecordError) {
    record.match(names)
    let a = try transcript(.chosen, &record)
    let b = try transcript(.rejected, &record)
    guard let cut = record.cut(a, b), cut > 0 else {
      for (field, turns) in [(Field.chosen, a), (.rejected, b)]
      where !record.turns[turns].contains(where: { $0.role == .assistant }) {
        throw RecordError(.badTranscript, "`/\(field.rawValue)` holds no answer")
      }
      throw RecordError(
        .differingPrompts, "`/chosen` and `/rejected` have no turns in common before an answer")
    }
    record.prompt(turns: a.prefix(cut))
    let chosen = record.response(turns: a.dropFirst(cut))
    let rejected = record.response(turns: b.dropFirst(cut))
    record.vote(chosen, rejected, .first, kind: .human)
  }

  private func transcript(
    _ field: Field, _ record: inout RecordBuilder
  ) throws(RecordError) -> Range<Int> {
    let text = try record.text(field)
    guard let turns = record.transcript(text) else {
      throw RecordError(
        .badTranscript, "`/\(field.rawValue)` does not begin with `\\n\\nHuman:`")
    }
    return turns
  }

  static func recognise(_ record: JSONValue) -> Recognition? {
    guard isTranscript(record["chosen"]), isTranscript(record["rejected"]), record["prompt"] == nil
    else { return nil }
    return Recognition(
      .certain, "have `chosen` and `rejected` texts that begin with `\\n\\nHuman:`")
  }

  private static func isTranscript(_ value: JSONValue?) -> Bool {
    guard let value, let text = value.string else { return false }
    return value.arena.starts(text, with: "\n\nHuman:")
  }
}

extension RecordBuilder {
  /// Cuts a transcript at `\n\nHuman:` and `\n\nAssistant:` and appends its turns to `turns`; `nil`
  /// if it does not begin with a marker.
  mutating func transcript(_ text: ByteSlice) -> Range<Int>? {
    let first = turns.count
    var at = text.start
    while at < text.end, [0x0A, 0x20, 0x0D, 0x09].contains(arena[at: at]) { at += 1 }
    guard var marker = self.marker(at: at, in: text) else { return nil }
    while true {
      var content = ByteSlice(start: marker.end, count: 0)
      if content.start < text.end, arena[at: content.start] == 0x20 { content.start += 1 }
      let next = nextMarker(in: text, from: marker.end)
      content.count = max(next?.start ?? text.end, content.start) - content.start
      turns.append(Turn(marker.role, .text(content)))
      guard let next else { return first..<turns.count }
      marker = next
    }
  }

  private typealias Marker = (role: Role, start: UInt32, end: UInt32)

  /// The next marker after two newlines.
  private func nextMarker(in text: ByteSlice, from start: UInt32) -> Marker? {
    var from = start
    while let newline = arena.position(of: 0x0A, in: text, from: from) {
      if newline + 1 < text.end, arena[at: newline + 1] == 0x0A,
        let marker = marker(at: newline + 2, in: text)
      {
        return (marker.role, newline, marker.end)
      }
      from = newline + 1
    }
    return nil
  }

  private func marker(at position: UInt32, in text: ByteSlice) -> Marker? {
    guard position < text.end else { return nil }
    let rest = ByteSlice(start: position, count: text.end - position)
    if arena.starts(rest, with: "Human:") { return (.user, position, position + 6) }
    if arena.starts(rest, with: "Assistant:") { return (.assistant, position, position + 10) }
    return nil
  }
}
