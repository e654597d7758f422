internal import Pipeline
internal import Records

/// Finds pairs with a response, or a prompt, that says nothing.
struct EmptyResponseFilter: PairStage {
  static let name = "filters.empty_response"
  static let summary = "drop pairs with an empty response or prompt"
  static let discussion = """
    A text is empty if nothing of it can be seen: it has no bytes, or only Unicode white space,
    controls and characters without ink (no-break and zero-width spaces, byte order marks, soft
    hyphens, blank Braille). A response of messages is empty if no assistant turn has a text, a tool
    call or another content part; a prompt of messages if no turn but the system's has any.

    **When to use.** First, in every pipeline. Trainers divide by the length of a response or train
    on the end-of-text token alone; TRL's `extract_prompt` fails on an empty `chosen`.
    """
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("empty_prompt", "the prompt says nothing"),
    ("empty_response", "a response says nothing; the evidence names the side"),
  ]

  let action: FilterAction
  let checksPrompt: Bool

  init(options: inout OptionReader) throws(WinnowError) {
    checksPrompt = try options.bool(
      "prompt", default: true, doc: "whether a prompt that says nothing counts as well")
    action = try FilterAction(&options)
  }

  func judge(_ batch: PairBatch, into findings: inout [Finding]) {
    var scratch: [UInt8] = []
    let turns: Roles = [.user, .assistant, .others]
    for i in batch.rows.indices {
      if checksPrompt, isEmpty(batch.prompts[i], turns, batch, &scratch) {
        batch.note("empty_prompt", at: i, action, into: &findings)
        continue
      }
      let a = isEmpty(batch.a[i], .assistant, batch, &scratch)
      let b = batch.b[i].map { isEmpty($0, .assistant, batch, &scratch) } ?? false
      guard let side = Side(a: a, b: b) else { continue }
      batch.note("empty_response", side.evidence, at: i, action, into: &findings)
    }
  }

  private func isEmpty(
    _ body: Body, _ roles: Roles, _ batch: PairBatch, _ scratch: inout [UInt8]
  ) -> Bool {
    batch.withText(of: body, roles: roles, &scratch) { text, facts in
      !facts.saysMore && text.isBlank
    }
  }
}
