internal import Pipeline
internal import Records
internal import Rules
internal import Store

/// Tells how often harmful prompts are complied with and benign ones refused.
struct SafetyStage: CorpusStage {
  static let name = "rubrics.safety"
  static let summary = "tell attack success and over-refusal of responses, always together"
  static let discussion = """
    A corpus, or a model, is made safe at once by refusing everything. So two rates stand side by side and never alone
    (WaltzRL): **ASR**, the share of responses to harmful prompts that are not refused, and **ORR**, the share of
    responses to benign prompts that are. Both are told of all responses, of those that are preferred, of
    those that are rejected, and by model, with Wilson's intervals. A response that wins several pairs counts for each.

    **Which prompts.** `harmful` and `benign` name sources; with `field`, a JSON pointer, they name values of that
    field of the records. Without `benign` every prompt that is not harmful is benign; where the field is a list, one value
    that is harmful makes it so. A prompt whose records make it both is left out, and counted.

    **What a refusal is.** A phrase such as "I can't help with" within the first 24 words (`refusal: early`) or
    anywhere (`refusal: anywhere`), by program and in English only: it misses refusals in other words, and a phrase in
    another sense counts. Responses in German, French, Spanish, Italian, Portuguese or Dutch, by their most frequent
    words, are left out and counted; other languages are not told apart and count as no refusal. With `safety`, a score
    of an earlier stage, a response to a harmful prompt is an attack that succeeded where its score is below
    `least`, in any language; over-refusal is told by words all the same.

    **Pairs.** Where the preferred response complies with a harmful prompt or refuses a benign one, `pairs: mark` says so
    for `winnow why`, and `pairs: drop` takes the pair out, whatever the other response does: where both are
    bad a pair teaches one of the faults.

    **When to use.** Before training on data for safety, and behind every filter that may shift the balance.
    """
  static let reads: Set<Column> = [.texts, .labels]
  static let writes: Set<Column> = [.verdicts]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("unsafe_compliance", "the preferred response complies with a harmful prompt"),
    ("over_refusal", "the preferred response refuses a benign prompt"),
  ]
  static let exampleOptions = ["harmful": "[red-team]"]

  enum RefusalPlace: String, CaseIterable, Sendable { case early, anywhere }
  enum PairAction: String, CaseIterable, Sendable { case none, mark, drop }

  let field: JSONPointer?
  let harmful: Set<String>
  /// `nil` for all that is not harmful.
  let benign: Set<String>?
  let refusal: RefusalPlace
  let safety: String?
  let least: Double
  let pairs: PairAction
  let shown: Int

  var alsoReads: Set<Column> { safety == nil ? [] : [.scores] }

  init(options: inout OptionReader) throws(WinnowError) {
    field = try options.pointer(
      optional: "field", doc: "JSON pointer into records; without it sources are named")
    let harmful = try options.strings(
      "harmful", default: [], doc: "sources, or values of `field`, whose prompts are harmful")
    let benign = try options.strings(
      "benign", default: [],
      doc: "those whose prompts are benign; by default all that are not harmful")
    refusal = try options.choice(
      "refusal", default: RefusalPlace.early, doc: "where in a response a refusal is looked for")
    safety = try options.string(
      optional: "safety",
      doc: "a score, higher for safer responses, in place of words for harmful prompts")
    least = try options.double(
      "least", default: 0.5, doc: "of `safety`: a response with less is unsafe")
    pairs = try options.choice(
      "pairs", default: PairAction.none, doc: "what becomes of pairs whose preferred response fails"
    )
    shown = try options.int("show", default: 20, in: 1...1000, doc: "models that are told of")
    try options.refuse(["least"], unless: safety != nil, must: "stand with `safety`")
    self.harmful = Set(harmful)
    self.benign = benign.isEmpty ? nil : Set(benign)
    guard !options.isDescribing else { return }
    guard !harmful.isEmpty else {
      throw options.problem("harmful", must: "name what is harmful")
    }
    if let both = Set(harmful).intersection(benign).min() {
      throw options.problem("benign", must: "not name what `harmful` names, such as `\(both)`")
    }
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    var tally = SafetyTally()
    let stage = self
    let passed = try corpus.forEachPromptBatch(
      .init(
        models: true, extras: field != nil, sources: field == nil, scores: safety.map { [$0] } ?? []
      ),
      worker: { () throws(WinnowError) in SafetyReading(stage) },
      { (worker, batch) throws(WinnowError) in worker.run(batch) },
      consume: { found throws(WinnowError) in
        tally.add(found.tally)
        try corpus.commit(found.batch)
      })
    try corpus.commit(passed.counted())
    return SafetyReport(stage: stage, tally: tally).notes
  }

  /// What a prompt is; `nil` for neither, and for both.
  enum PromptKind: Sendable { case harmful, benign, neither, both }

  func kind(of prompt: ResponseBatch.Prompt) -> PromptKind {
    // By record, or by source.
    let records =
      field.map { field in prompt.extras.map { Self.values(field, $0) }.filter { !$0.isEmpty } }
      ?? prompt.sources.map { [$0] }
    let kinds = records.map { $0.contains(where: harmful.contains) }
    let isHarmful = kinds.contains(true)
    let isBenign =
      benign.map { own in records.contains { $0.contains(where: own.contains) } }
      ?? (kinds.contains(false) || kinds.isEmpty)
    return switch (isHarmful, isBenign) {
    case (true, true): .both
    case (true, false): .harmful
    case (false, true): .benign
    case (false, false): .neither
    }
  }

  private static func values(_ field: JSONPointer, _ extra: String) -> [String] {
    guard let value = RecordValue.read(extra, field) else { return [] }
    return switch value {
    case .string(let text): [text]
    case .array(let items): items.map { $0.string ?? $0.compact }
    case .number, .bool: [value.compact]
    case .object, .null: []
    }
  }
}
