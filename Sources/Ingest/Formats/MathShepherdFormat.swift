internal import Pipeline
internal import Records

/// Math-Shepherd: solutions whose steps end with a tag, and a copy with a sign in its place.
struct MathShepherdFormat: RecordFormat {
  static let name = "math-shepherd"
  static let summary = "Math-Shepherd: solutions with a sign for each step"
  static let discussion = """
    `input` is a question and its solution, of which each step ends with the tag `ки`; `label` is the same with `+` or `-`
    in place of each tag. The prompt is what stands before `Step 1:`, the response the rest without tags.

    The response has the scores `steps`, the share of its steps that are signed `+`, and `outcome`, 1 if the last one is.
    It is judged good or bad by that. Solutions of one question hang together by `trees.shared_prefix` with `score:
    outcome`, whose values are then the shares that Math-Shepherd's signs come from. The signs stay in `extra` with
    `label`.

    With `responses: steps` the beginnings of the solution to the end of each step are responses, too, and each has the
    score `sign` of the step it ends with, 1 or 0. Then `trees.shared_prefix` with `unit: line` and `score: sign` has a node for
    each step, and `trl.stepwise` with `label: score` and `beginnings: false` writes the signs as they were given. A record is quarantined as `bad_value` where the two differ in more than signs, or without a step.
    """

  private enum Field: String, FieldName { case input, label }
  private let names = FieldNames<Field>()

  enum Responses: String, CaseIterable, Sendable { case whole, steps }

  private let responses: Responses

  init(options: inout OptionReader) throws(WinnowError) {
    responses = try options.choice(
      "responses", default: Responses.whole,
      doc: "`whole` solutions, or `steps` for the beginnings that each step ends as well")
  }

  func read(_ value: JSONValue, into record: inout RecordBuilder) throws(RecordError) {
    record.match(names)
    let input = try record.text(Field.input)
    guard let label = record[Field.label] else { throw record.missing(Field.label) }
    guard let signed = label.string else { throw record.wrongType(label, "a text") }
    let arena = record.arena
    let text = unsafe Array(arena[input])
    let signs = unsafe Array(arena[signed])
    guard let start = Self.place(of: Array("Step 1:".utf8), in: text[...]) else {
      throw RecordError(.badValue, "`/input` has no `Step 1:`")
    }
    var response: [UInt8] = []
    var labels: [Bool] = []
    // Where each step ends in the response.
    var ends: [Int] = []
    var (at, other) = (0, 0)
    let tag = Array("ки".utf8)
    while at < text.count {
      if text[at...].starts(with: tag) {
        guard other < signs.count,
          signs[other] == UInt8(ascii: "+") || signs[other] == UInt8(ascii: "-")
        else { throw Self.differs(at) }
        if at >= start {
          labels.append(signs[other] == UInt8(ascii: "+"))
          // The blank before a tag belongs to it.
          if response.last == 0x20 { response.removeLast() }
          ends.append(response.count)
        }
        at += tag.count
        other += 1
      } else {
        guard other < signs.count, signs[other] == text[at] else { throw Self.differs(at) }
        if at >= start { response.append(text[at]) }
        at += 1
        other += 1
      }
    }
    guard other == signs.count, let last = labels.last else { throw Self.differs(at) }
    var asked = ByteSlice(start: input.start, count: UInt32(start))
    while asked.count > 0, text[Int(asked.count) - 1] == 0x20 { asked.count -= 1 }
    record.prompt(text: asked)
    let solution = unsafe response.withUnsafeBytes { unsafe arena.append($0) }
    if responses == .steps {
      for (end, label) in zip(ends, labels).dropLast() {
        let step = record.response(text: ByteSlice(start: solution.start, count: UInt32(end)))
        record.score(step, "sign", label ? 1 : 0)
      }
    }
    let own = record.response(text: solution)
    if responses == .steps { record.score(own, "sign", last ? 1 : 0) }
    record.score(own, "steps", Double(labels.count { $0 }) / Double(labels.count))
    record.score(own, "outcome", last ? 1 : 0)
    record.vote(own, -1, last ? .first : .second, kind: .rule)
  }

  private static func place(of word: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    text.indices.first { text[$0] == word[0] && text[$0...].starts(with: word) }
  }

  private static func differs(_ at: Int) -> RecordError {
    RecordError(
      .badValue, "`/input` and `/label` differ in more than signs, or have no step: byte \(at)")
  }

  static func recognise(_ record: JSONValue) -> Recognition? {
    guard let input = record["input"]?.string, record["label"]?.kind == .string,
      case let text = unsafe Array(record.arena[input]),
      let start = place(of: Array("Step 1:".utf8), in: text[...]),
      place(of: Array("ки".utf8), in: text[start...]) != nil
    else { return nil }
    return Recognition(
      .certain, "have `input` with `Step 1:` and behind it the tag `ки`, and `label`")
  }
}
