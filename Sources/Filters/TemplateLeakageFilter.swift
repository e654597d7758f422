internal import Pipeline
internal import Records

/// Finds responses that hold pieces of a chat template.
struct TemplateLeakageFilter: PairStage {
  static let name = "filters.template_leakage"
  static let summary = "drop pairs whose responses hold role markers or special tokens"
  static let discussion = """
    A generator that runs past its turn writes the next one: `\\n\\nHuman:`, `<|im_end|>`, `[INST]`,
    `### Response:`. Special tokens in brackets count anywhere in a response; words that people
    write as well count only where a template puts them, `USER:` at the beginning of a line,
    `Human:` and `Assistant:` at the beginning of a paragraph, `<s>` first and `</s>` last. A marker
    that stands in the prompt as well does not count, nor one in single backticks: then it is what
    the answer is about.

    **When to use.** In every pipeline of texts written by models. A policy trained on such answers
    learns to go on as the user. The list of markers was made from the templates of the published
    models; with `extra_markers` it takes your own, each found anywhere, exactly as written.
    """
  static let reads: Set<Column> = [.texts, .labels]
  static let reasons: [(reason: Reason, meaning: String)] = [
    (
      "template_leakage",
      "a response holds a role marker or special token; the evidence says which, where and in which"
    )
  ]

  let search: MarkerSearch
  let side: CheckedSide
  let skipsQuoted: Bool
  let action: FilterAction

  init(options: inout OptionReader) throws(WinnowError) {
    let extra = try options.strings(
      "extra_markers", doc: "more texts that must not stand in a response, found anywhere")
    guard !extra.contains("") else {
      throw options.problem("extra_markers", must: "hold no empty text")
    }
    let known = try options.bool(
      "known_markers", default: true,
      doc: "whether the markers of the published chat templates count")
    search = MarkerSearch((known ? Marker.known : []) + extra.map { Marker($0, .anywhere) })
    skipsQuoted = try options.bool(
      "skip_quoted", default: true,
      doc: "whether to pass over markers in backticks, and those the prompt holds as well")
    side = try options.choice(
      "side", default: CheckedSide.either, doc: "read the `chosen` response only, or `either`")
    action = try FilterAction(&options)
  }

  func judge(_ batch: PairBatch, into findings: inout [Finding]) {
    var scratch: [UInt8] = []
    for i in batch.rows.indices {
      let covered = side.covers(batch, at: i)
      let found =
        (covered.a ? leak(in: batch.a[i], .a, batch, i, &scratch) : nil)
        ?? (covered.b ? batch.b[i].flatMap { leak(in: $0, .b, batch, i, &scratch) } : nil)
      if let found { batch.note("template_leakage", found, at: i, action, into: &findings) }
    }
  }

  /// The evidence of a leak in `body`.
  private func leak(
    in body: Body, _ side: Side, _ batch: PairBatch, _ index: Int, _ scratch: inout [UInt8]
  ) -> String? {
    batch.withText(of: body, roles: .assistant, &scratch) { text, _ in
      var inPrompt: [Marker: Bool] = [:]
      let found = search.first(in: text) { marker, offset in
        guard skipsQuoted else { return true }
        if text.isQuoted(marker, at: offset) { return false }
        if let known = inPrompt[marker] { return !known }
        let holds = batch.promptHolds(marker, at: index)
        inPrompt[marker] = holds
        return !holds
      }
      guard let found else { return nil }
      let marker = JSONText.quoted(String(decoding: found.marker.text, as: UTF8.self))
      return #"{"side":"\#(side.rawValue)","marker":\#(marker),"byte":\#(found.offset)}"#
    }
  }
}

extension PairBatch {
  fileprivate func promptHolds(_ marker: Marker, at index: Int) -> Bool {
    var scratch: [UInt8] = []
    return withText(of: prompts[index], &scratch) { text, _ in text.contains(marker.text) }
  }
}

extension Span<UInt8> {
  /// Whether a backtick stands before and behind the marker at `offset`.
  fileprivate func isQuoted(_ marker: Marker, at offset: Int) -> Bool {
    let end = offset + marker.text.count
    return offset > 0 && end < count && self[offset - 1] == UInt8(ascii: "`")
      && self[end] == UInt8(ascii: "`")
  }
}
