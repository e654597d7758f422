internal import Pipeline
internal import Records

/// Finds responses that were cut off.
struct UnfinishedResponseFilter: PairStage {
  static let name = "filters.unfinished_response"
  static let summary = "drop pairs whose response stops in the middle"
  static let discussion = """
    Two signs, both of form alone: a code fence that is not closed, and prose whose last sentence
    does not end. A last line counts as cut if sentences end in it and the last one does not; or if
    the lines before it end with full stops, closing quotes or the like, and it does not. Verse,
    code, lists of key words and one-line answers have no full stops to miss and count as finished;
    so do numbers, addresses, emoji, tables, names under letters, and Thai and Lao, which end
    sentences with nothing. `…` ends, `:` and an opening bracket do not. In doubt a response has
    ended. Of messages the last turn is read; it has ended if it calls a tool.

    **When to use.** Before training on responses that were sampled with a small limit on tokens. A
    policy trained on them learns to stop anywhere, or, as they are often the rejected ones, that
    length is bad.
    """
  static let reads: Set<Column> = [.texts, .labels]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("unclosed_code_fence", "a block of code between fences has no end"),
    ("stops_mid_sentence", "the last sentence does not end; the evidence holds the last words"),
  ]

  let side: CheckedSide
  let action: FilterAction

  init(options: inout OptionReader) throws(WinnowError) {
    side = try options.choice(
      "side", default: CheckedSide.chosen,
      doc: "read the `chosen` response, both where none is chosen, or `either`")
    action = try FilterAction(&options)
  }

  func judge(_ batch: PairBatch, into findings: inout [Finding]) {
    var scratch: [UInt8] = []
    for i in batch.rows.indices {
      let covered = side.covers(batch, at: i)
      let found =
        (covered.a ? defect(of: batch.a[i], .a, batch, &scratch) : nil)
        ?? (covered.b ? batch.b[i].flatMap { defect(of: $0, .b, batch, &scratch) } : nil)
      guard let (reason, evidence) = found else { continue }
      batch.note(reason, evidence, at: i, action, into: &findings)
    }
  }

  private func defect(
    of body: Body, _ side: Side, _ batch: PairBatch, _ scratch: inout [UInt8]
  ) -> (Reason, String)? {
    batch.withLastTurn(of: body, &scratch) { text in
      switch TextEnding.defect(of: text) {
      case nil: nil
      case .openFence: ("unclosed_code_fence", side.evidence)
      case .openSentence:
        (
          "stops_mid_sentence",
          #"{"side":"\#(side.rawValue)","ends":\#(JSONText.quoted(text.lastWords))}"#
        )
      }
    }
  }
}

extension PairBatch {
  /// Lends `use` the text of the last turn of a response; an empty one if that is none of the
  /// assistant's, or says more than its text.
  fileprivate func withLastTurn<Result>(
    of body: Body, _ scratch: inout [UInt8], _ use: (Span<UInt8>) -> Result
  ) -> Result {
    guard body.form == .messages else { return withBytes(body.slice, use) }
    scratch.removeAll(keepingCapacity: true)
    withBytes(body.slice) { json in
      var last: Message?
      json.forEachMessage { message in
        last = message
        return true
      }
      guard let last, last.role == .assistant else { return }
      if json.appendContent(of: last, to: &scratch) { scratch.removeAll(keepingCapacity: true) }
    }
    return use(scratch.span)
  }
}

extension Span<UInt8> {
  /// The last 40 characters or so of the last line that can be seen.
  fileprivate var lastWords: String {
    let end = visibleEnd
    let line = lineStart(before: end)
    var start = end
    for _ in 0..<40 where start > line { _ = scalar(endingAt: &start) }
    return unsafe extracting(start..<end).withUnsafeBytes {
      unsafe String(decoding: $0, as: UTF8.self)
    }
  }
}
