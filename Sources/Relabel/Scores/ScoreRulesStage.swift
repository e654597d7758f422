internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Scores responses by rules, alone or together with a model's score.
struct ScoreRulesStage: CorpusStage {
  static let name = "relabel.score.rules"
  static let summary = "score responses by right answers, forms and length"
  static let discussion = """
    Rules where they can tell, as in "Beyond Monolithic Rewards" (Gulhane & Indurthi 2026), which gave the idea; the formulas
    are our own.

    **Right answers.** With references (the places that `relabel.score.reference` knows) the answer at which a
    response arrives is compared with each: what stands behind the last `####`, in the last `\\boxed{…}`, behind the
    last `answer is` or `answer:`, else the last number; numbers are compared as numbers, and words may follow what
    stands behind a mark (`The answer is 4 because …`). The rule gives 1 or 0, with a confidence by how the answer
    was found: 1, 1, 0.9, 0.6 (a text of a few words is its own answer, 0.8). A response without an answer has 0,
    with confidence 0.3. References that are numbers in JSON are taken by their digits.

    **Form.** `must` and `must_not` are regular expressions that a response must or must not contain; the rule
    gives the share that is as it should be, with confidence 1. Several rules give their mean, weighted by
    `answer_weight` and `form_weight`, with the least of their confidences.

    **Length.** `length: {low: 20, high: 400}` takes rate · d^power from the score, d being how far
    the number of words lies outside, as a share of the end it passed. A text of more than 1 MiB, the words of which
    are not counted, has no score then.

    **With a model.** `score: NAME` joins a model's score, brought to 0 … 1 where its scale has ends: `override`
    takes the rule's where its confidence reaches `bound`, else the model's; `blend` is c · rule + (1 − c) · model.
    Without a model the rule's counts, however sure it is.

    **When to use.** For mathematics, quizzes and formats, before weaker scorers.
    """
  static let reads: Set<Column> = [.texts]
  static let writes: Set<Column> = [.scores]
  static let reasons: [(reason: Reason, meaning: String)] = []

  enum Joining: String, CaseIterable, Sendable { case override, blend }

  let places: ReferencePlaces
  let must: [String]
  let mustNot: [String]
  let answerWeight: Double
  let formWeight: Double
  let penalty: LengthPenalty?
  let model: String?
  let joining: HybridReward
  let output: String

  var givenScores: [String] { [output] }

  init(options: inout OptionReader) throws(WinnowError) {
    places = try ReferencePlaces(options: &options)
    must = try options.strings(
      "must", default: [], doc: "regular expressions that a response must contain")
    mustNot = try options.strings(
      "must_not", default: [], doc: "regular expressions that it must not contain")
    answerWeight = try options.double(
      "answer_weight", default: 1, in: 0..., doc: "of the right answer")
    formWeight = try options.double("form_weight", default: 1, in: 0..., doc: "of the form")
    penalty = try options.group("length", doc: "what length costs, in words") {
      (own) throws(WinnowError) in try Self.penalty(&own)
    }
    model = try options.string(optional: "score", doc: "name of a model's score to be joined")
    let how = try options.choice("join", default: Joining.override, doc: "how it is joined")
    let bound = try options.double(
      "bound", default: 0.5, in: 0...1, doc: "of `override`: least confidence of the rule")
    joining = how == .blend ? .blend : .override(above: bound)
    output = try options.scoreName(default: "rules")
    try options.refuse(["join", "bound"], unless: model != nil, must: "stand with `score:`")
    for (key, patterns) in [("must", must), ("must_not", mustNot)] {
      for pattern in patterns where (try? Regex(pattern)) == nil {
        throw options.problem(key, must: "hold regular expressions; this is none: `\(pattern)`")
      }
    }
  }

  private static func penalty(_ own: inout OptionReader) throws(WinnowError) -> LengthPenalty {
    let low = try own.double("low", default: 0, in: 0..., doc: "fewest words that cost nothing")
    let high = try own.double("high", default: 1000, in: 0..., doc: "most words that do")
    let rate = try own.double("rate", default: 1, in: 0..., doc: "what a length twice as far costs")
    let power = try own.double("power", default: 1, in: 0...10, doc: "how fast that grows")
    let limit = try own.double("limit", default: 1, in: 0..., doc: "the most it costs")
    guard high >= low else { throw own.problem("high", must: "be at least `low`") }
    return LengthPenalty(band: low...high, rate: rate, power: power, limit: limit)
  }

  var alsoReads: Set<Column> { places.best == nil && model == nil ? [] : [.scores] }

  func sideFiles() throws(WinnowError) -> [SideFile] { places.sideFiles }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    guard places.isGiven || !must.isEmpty || !mustNot.isEmpty || penalty != nil else {
      throw WinnowError(
        WinnowError.Code("no-rules", exitStatus: 2), "`\(Self.name)` is not given any rule",
        hint:
          "write `field: /answer`, `must: [PATTERN]`, `must_not: [PATTERN]` or `length: {high: 400}`"
      )
    }
    let scale = try model.map { (model) throws(WinnowError) in
      try WinnowError.check(scores: [model], corpus)
      // Scores that records give are ratings, without ends that are known.
      return try ScoreScale.read(corpus.store, name: model, corpus.selection)
        ?? ScoreScale(name: model, isAnchored: true)
    }
    let isPlain = penalty == nil && (scale == nil || scale?.range != nil)
    let out = try ScoreOutput(
      ScoreScale(name: output, range: isPlain ? 0...1 : nil, isAnchored: scale?.isAnchored ?? true),
      corpus)
    let answers = try ReferenceTexts(places, corpus, otherScores: model == nil ? 0 : 1)
    let account = try out.score(
      places.columns(scores: model.map { [$0] } ?? []),
      worker: { () throws(WinnowError) in FormRules(must: must, mustNot: mustNot) },
      { (form, batch, prompt, scored) throws(WinnowError) in
        score(prompt, of: batch, answers, form, scale, &scored)
      })
    return [account.note(output)] + notes(account, answers)
  }

  private static let beyond = "model scores outside 0 to 1"

  private func notes(
    _ account: ScoreOutput.Account, _ answers: ReferenceTexts
  ) -> [RunNote] {
    var notes = answers.notes(account)
    let beyond = account.counts[Self.beyond]
    if let model, beyond > 0 {
      notes.append(
        RunNote(
          "warning",
          "warning: \(beyond) scores `\(model)` lie outside 0 to 1, the scale of the rules: give them a scale "
            + "first, as `relabel.score.ratings` does"))
    }
    return notes
  }

  private func score(
    _ prompt: ResponseBatch.Prompt, of batch: ResponseBatch, _ answers: ReferenceTexts,
    _ form: FormRules, _ scale: ScoreScale?, _ scored: inout ScoreOutput.Scored
  ) {
    let texts = batch.responses[prompt.responses].map { response in
      var text: [UInt8] = []
      batch.read(response.body, into: &text)
      return text
    }
    let right =
      places.isGiven
      ? answers.references(prompt, of: batch, texts).map { String(decoding: $0, as: UTF8.self) }
      : []
    if places.isGiven, right.isEmpty { scored.count(ReferenceTexts.without) }
    for (i, bytes) in zip(prompt.responses, texts) {
      let response = batch.responses[i]
      let rule = rule(String(decoding: bytes, as: UTF8.self), right, form)
      let known = scale.flatMap { Self.share(response.scores[0], of: $0) }
      if let known, !(0...1).contains(known) { scored.count(Self.beyond) }
      guard var value = joined(rule, known) else {
        scored.leave("no rule can tell")
        continue
      }
      if let penalty {
        guard let facts = RelevanceFacts(bytes.span) else {
          scored.leave("a text is too long")
          continue
        }
        value -= penalty.penalty(length: Double(facts.words))
      }
      scored.give(response, value)
    }
  }

  /// The rule's score with a model's; alone it counts, however sure it is.
  func joined(_ rule: RuleScore?, _ known: Double?) -> Double? {
    model == nil ? rule?.value : joining.score(rule: rule, model: known)
  }

  /// A model's score from 0 to 1, where its scale has ends; `nil` for none.
  static func share(_ score: Double, of scale: ScoreScale) -> Double? {
    guard score.isFinite else { return nil }
    guard let range = scale.range, range.upperBound > range.lowerBound else { return score }
    return (score - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// What the rules say; without any that can tell nothing, or 1 where only length counts.
  func rule(_ text: String, _ right: [String], _ form: FormRules) -> RuleScore? {
    var answer: RuleScore?
    if !right.isEmpty {
      if let found = FinalAnswer(of: text) {
        answer = RuleScore(
          right.contains(where: found.says) ? 1 : 0, confidence: found.confidence)
      } else {
        answer = RuleScore(0, confidence: 0.3)
      }
    }
    let share = form.share(text)
    let value = HybridReward.aspects([
      (answer?.value, answerWeight), (share, formWeight),
    ])
    guard let value else {
      return places.isGiven || model != nil ? nil : RuleScore(1, confidence: 1)
    }
    return RuleScore(value, confidence: answerWeight > 0 ? answer?.confidence ?? 1 : 1)
  }
}

/// Regular expressions that a response must and must not contain; one thread's.
struct FormRules {
  private let must: [Regex<AnyRegexOutput>]
  private let mustNot: [Regex<AnyRegexOutput>]

  init(must: [String], mustNot: [String]) {
    // The stage has seen that they are regular expressions.
    // By code points: a line feed would not be found in CR LF, nor a letter before a combining mark.
    self.must = must.compactMap { try? Regex($0).matchingSemantics(.unicodeScalar) }
    self.mustNot = mustNot.compactMap { try? Regex($0).matchingSemantics(.unicodeScalar) }
  }

  /// The share of rules that a text keeps; `nil` without any.
  func share(_ text: String) -> Double? {
    guard must.count + mustNot.count > 0 else { return nil }
    let kept =
      must.count { text.firstMatch(of: $0) != nil }
      + mustNot.count { text.firstMatch(of: $0) == nil }
    return Double(kept) / Double(must.count + mustNot.count)
  }
}
