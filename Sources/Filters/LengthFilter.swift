internal import Pipeline
internal import Records

/// Finds pairs whose prompt or responses are too short or too long.
struct LengthFilter: PairStage {
  static let name = "filters.length"
  static let summary = "drop pairs outside bounds on length"
  static let discussion = """
    Counts Unicode scalars of the prompt and of each response, words if asked to, and compares the
    lengths of the two responses. Of messages the contents count, not roles or tool calls. Words are
    runs of anything but white space, so they mean little for Chinese, Japanese or Thai.

    The defaults only cut off what no trainer takes: an English token is about four characters, so
    40,000 characters are about 10,000 tokens. Without `max_ratio` lengths are not compared: a short
    right answer against a long wrong one is a good pair.

    **When to use.** Before training with a fixed context, so that no response is cut by the
    trainer; with `max_ratio` where length alone would give the winner away (Singhal et al., *A Long
    Way to Go: Investigating Length Correlations in RLHF*, 2023).
    """
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("prompt_too_short", "the prompt has fewer characters than `min_prompt_chars`"),
    ("prompt_too_long", "the prompt has more characters than `max_prompt_chars`"),
    ("too_short", "a response is below `min_chars` or `min_words`"),
    ("too_long", "a response is above `max_chars` or `max_words`"),
    ("length_ratio", "the longer response has more than `max_ratio` times the other's characters"),
  ]

  let promptChars: ClosedRange<Int>
  let chars: ClosedRange<Int>
  /// `nil` if words are not counted.
  let words: ClosedRange<Int>?
  let maxRatio: Double?
  let action: FilterAction

  init(options: inout OptionReader) throws(WinnowError) {
    chars = try Self.bounds(
      &options, try options.count("min_chars", default: 1, doc: "fewest characters of a response"),
      "max_chars",
      try options.count("max_chars", default: 40_000, doc: "most characters of a response"))
    promptChars = try Self.bounds(
      &options,
      try options.count("min_prompt_chars", default: 0, doc: "fewest characters of a prompt"),
      "max_prompt_chars",
      try options.count(
        "max_prompt_chars", default: 40_000, doc: "most characters of a prompt, all turns together")
    )
    let minWords = try options.int(
      optional: "min_words", in: 0..., doc: "fewest words of a response")
    let maxWords = try options.int(optional: "max_words", in: 0..., doc: "most words of a response")
    words =
      minWords == nil && maxWords == nil
      ? nil : try Self.bounds(&options, minWords ?? 0, "max_words", maxWords ?? .max)
    maxRatio = try options.double(
      optional: "max_ratio", in: 1...,
      doc: "most characters of the longer response per character of the shorter")
    action = try FilterAction(&options)
  }

  private static func bounds(
    _ options: inout OptionReader, _ lower: Int, _ key: String, _ upper: Int
  ) throws(WinnowError) -> ClosedRange<Int> {
    guard lower <= upper else { throw options.problem(key, must: "be at least \(lower)") }
    return lower...upper
  }

  func judge(_ batch: PairBatch, into findings: inout [Finding]) {
    var scratch: [UInt8] = []
    for i in batch.rows.indices {
      if let (reason, evidence) = problem(batch, i, &scratch) {
        batch.note(reason, evidence, at: i, action, into: &findings)
      }
    }
  }

  /// The first bound that the pair at `i` breaks, with the evidence.
  private func problem(
    _ batch: PairBatch, _ i: Int, _ scratch: inout [UInt8]
  ) -> (Reason, String)? {
    let prompt = chars(of: batch.prompts[i], within: promptChars, batch, &scratch)
    if let prompt, !promptChars.contains(prompt) {
      let reason: Reason =
        prompt < promptChars.lowerBound ? "prompt_too_short" : "prompt_too_long"
      return (reason, #"{"side":"prompt","chars":\#(prompt)}"#)
    }
    let a = measure(batch.a[i], batch, &scratch)
    let b = batch.b[i].map { measure($0, batch, &scratch) }
    for (side, measured) in [(Side.a, Optional(a)), (.b, b)] {
      guard let measured, let found = problem(measured, side) else { continue }
      return found
    }
    guard let maxRatio, let b, let a = a.chars, let b = b.chars else { return nil }
    guard Double(max(a, b)) > maxRatio * Double(min(a, b)) else { return nil }
    return ("length_ratio", #"{"a":\#(a),"b":\#(b)}"#)
  }

  /// Lengths of a response; `nil` where only the bounds matter and they hold.
  private struct Measured {
    var chars: Int?
    var words: Int?
  }

  private func problem(_ measured: Measured, _ side: Side) -> (Reason, String)? {
    if let found = measured.chars, !chars.contains(found) {
      return (
        found < chars.lowerBound ? "too_short" : "too_long",
        #"{"side":"\#(side.rawValue)","chars":\#(found)}"#
      )
    }
    if let found = measured.words, let words, !words.contains(found) {
      return (
        found < words.lowerBound ? "too_short" : "too_long",
        #"{"side":"\#(side.rawValue)","words":\#(found)}"#
      )
    }
    return nil
  }

  private func measure(_ body: Body, _ batch: PairBatch, _ scratch: inout [UInt8]) -> Measured {
    guard words != nil || maxRatio != nil else {
      return Measured(chars: chars(of: body, within: chars, batch, &scratch))
    }
    return batch.withText(of: body, &scratch) { text, facts in
      Measured(
        chars: text.scalarCount - max(0, facts.messages - 1),
        words: words == nil ? nil : text.wordCount)
    }
  }

  /// The characters of `body`; `nil` if the number of its bytes proves that they are within
  /// `bounds`.
  private func chars(
    of body: Body, within bounds: ClosedRange<Int>, _ batch: PairBatch, _ scratch: inout [UInt8]
  ) -> Int? {
    // A scalar takes one to four bytes.
    let bytes = Int(body.slice.count)
    if body.form == .text, bytes <= bounds.upperBound, (bytes + 3) / 4 >= bounds.lowerBound {
      return nil
    }
    return batch.withText(of: body, &scratch) { text, facts in
      // The line feeds between messages are ours.
      text.scalarCount - max(0, facts.messages - 1)
    }
  }
}
