internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Makes better versions of rubrics, where held-out pairs say that they are better.
struct RefineStage: CorpusStage {
  static let name = "rubrics.refine"
  static let summary = "new versions of rubrics, accepted where they judge held-out pairs better"
  static let discussion = """
    Rubrics misjudge pairs. This stage analyses those, proposes changes, merges what several analyses propose, and
    accepts a change only if it puts more held-out pairs right than it spoils, by `certainty` standard errors (after MPO,
    Meta Policy Optimization, whose analyses a model makes; here they count).

    **Changes**, each to all rubrics that have the criterion: doubling the weight of one that speaks for the labels
    of misjudged pairs, halving or taking out one that speaks against them, adding a principle of the bank of contrasts
    (docs/rubrics.md) that would have put them right. The pairs are cut into `folds` by group; what the other folds
    propose is tried on a fold, and what more than half of the folds propose, and helps most, is accepted, one after the
    other, at most `changes`. Criteria that no program checks take part where `rubrics.score` has asked a judge.

    **Versions.** A rubric that changes becomes a new version, which names the one before; the old one stays in the
    store. Nothing changes where nothing is accepted. Because the accepted changes were chosen on the very
    folds that are told, the share told for the new version is a little too good, and where rubrics were made from these
    pairs both shares are; `winnow evaluate rubrics` holds prompts out for good.
    """
  static let reads: Set<Column> = [.texts, .labels, .rubrics]
  static let writes: Set<Column> = [.rubrics]
  static let reasons: [(reason: Reason, meaning: String)] = []

  let rubrics: String?
  let options: RubricRefinement.Options

  init(options: inout OptionReader) throws(WinnowError) {
    rubrics = try options.string(
      optional: "rubric",
      doc:
        "which rubrics, by what they are called; by default those that were given to a prompt last")
    var own = RubricRefinement.Options()
    own.folds = try options.int(
      "folds", default: own.folds, in: 2...20, doc: "parts of the pairs, cut by group")
    own.support = try options.int(
      "support", default: own.support, in: 1...,
      doc: "misjudged pairs on which a proposal must rest")
    own.certainty = try options.double(
      "certainty", default: own.certainty, in: 0...10,
      doc: "standard errors by which held-out pairs must improve")
    own.most = try options.int(
      "changes", default: own.most, in: 1...100, doc: "changes that are accepted, at most")
    self.options = own
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    if let rubrics { try KnownRubrics.require(rubrics, corpus) }
    let survey = try RefineSurvey(corpus, rubrics: rubrics)
    let refinement = RubricRefinement(survey.pairs, seed: corpus.seed, options)
    let wording = PrincipleCriteria(
      fit: ContrastFit(survey.pairs.map(\.contrasts)), centers: survey.centers, most: .max)
    let numbers = Dictionary(uniqueKeysWithValues: survey.texts.enumerated().map { ($1, $0) })
    let name = rubrics
    var changed = 0
    let passed = try corpus.forEachPromptBatch(
      .init(texts: false, barePrompts: true),
      worker: { () throws(WinnowError) in
        try RubricReader(corpus.store, name: name, corpus.selection)
      },
      { (reader, batch) throws(WinnowError) in
        var out = CorpusBatch(pairs: batch.pairs.count)
        for prompt in batch.prompts {
          let rubrics = try reader.rubrics(of: prompt.row)
          let ids = Dictionary(
            batch.pairs[prompt.pairs].map { ($0.row, $0.id) }
          ) { first, _ in first }
          let refined = rubrics.map {
            refinement.rubrics.refined($0, prompt, ids, numbers, wording)
          }
          // A prompt's rubrics stand or fall together: those of its last run are what is read.
          guard zip(rubrics, refined).contains(where: { $0 != $1 }) else { continue }
          // Two that come to the same are one.
          var seen: Set<PublicID> = []
          out.rubrics += refined.filter { seen.insert($0.id).inserted }
          out.counts["rubrics changed"] += zip(rubrics, refined).count { $0 != $1 }
        }
        return out
      },
      consume: { batch throws(WinnowError) in
        changed += batch.counts["rubrics changed"]
        try corpus.commit(batch)
      })
    try corpus.commit(passed.counted())
    return notes(survey, refinement, changed)
  }

  /// Changes that are told of.
  private static let shown = 15

  private func notes(
    _ survey: RefineSurvey, _ refinement: RubricRefinement, _ changed: Int
  ) -> [RunNote] {
    guard !survey.pairs.isEmpty else {
      return [
        RunNote(
          "warning",
          "warning: nobody says of any pair what the criteria of its rubric come to: put `rubrics.score` with a "
            + "`judge:` before it, if no program checks them")
      ]
    }
    let (before, after) = (refinement.before, refinement.after)
    var notes = [
      RunNote(
        "rubrics",
        "\(changed) rubrics have a new version; judged right in folds that did not propose: "
          + "\(ScoreDigits.percent(before)) before, \(ScoreDigits.percent(after)) after, of \(survey.pairs.count) pairs"
      )
    ]
    if survey.learned > 0 {
      notes.append(
        RunNote(
          "rubrics",
          "\(survey.learned) of these pairs helped to make the rubric that judges them: both shares are too good for it, "
            + "and what the changes bring is the difference"))
    }
    if survey.silent > 0 {
      notes.append(
        RunNote("rubrics", "\(survey.silent) pairs have no criterion that anybody decided"))
    }
    // What was accepted first, then what came nearest to it.
    let trials = refinement.trials.enumerated().sorted { a, b in
      if a.element.isAccepted != b.element.isAccepted { return a.element.isAccepted }
      if a.element.isAccepted || a.element.gain == b.element.gain { return a.offset < b.offset }
      return a.element.gain > b.element.gain
    }.map(\.element)
    var lines = trials.prefix(Self.shown).map { trial in
      let end = trial.isAccepted ? "accepted" : "not accepted"
      return "\(words(trial.change, survey)): \(ScoreDigits.short(trial.righted)) pairs put right, "
        + "\(ScoreDigits.short(trial.spoilt)) spoilt; \(end)"
    }
    if trials.count > Self.shown {
      lines.append("and \(trials.count - Self.shown) more, not accepted")
    }
    if !lines.isEmpty {
      notes.append(RunNote("table", (["changes tried"] + lines).joined(separator: "\n")))
    }
    return notes
  }

  private func words(_ change: RubricChange, _ survey: RefineSurvey) -> String {
    switch change {
    case .weigh(let criterion, 0): "without “\(survey.texts[criterion].prefix(80))”"
    case .weigh(let criterion, let times):
      "\(ScoreDigits.short(times)) times “\(survey.texts[criterion].prefix(80))”"
    case .add(let contrast): "with a principle of \(Contrast.bank[contrast].name)"
    }
  }
}

extension RefinedRubrics {
  /// A rubric with the changes made, as the next version; the same rubric where none is about it.
  ///
  /// - Parameters:
  ///   - pairs: ids of the prompt's pairs by row.
  ///   - numbers: of the texts of criteria.
  func refined(
    _ rubric: Rubric, _ prompt: ResponseBatch.Prompt, _ pairs: [Int64: PublicID],
    _ numbers: [String: Int], _ wording: PrincipleCriteria
  ) -> Rubric {
    var criteria = rubric.criteria.compactMap { own -> Criterion? in
      let factor = numbers[own.text].map(times) ?? 1
      guard factor > 0 else { return nil }
      var own = own
      own.weight *= factor
      return own
    }
    let has = RefinedCriteria.contrasts(rubric)
    let size =
      rubric.criteria.reduce(0) { $0 + $1.weight.magnitude }
      / Double(max(1, rubric.criteria.count))
    for k in additions where !has.contains(k) {
      criteria += wording.criterion(k, weight: size).map { [$0] } ?? []
    }
    let pair = rubric.pair.flatMap { row in pairs[row].map { (row: row, id: $0) } }
    // Of a pair that does not stand there is nothing to be said; what would be left without any criterion stays.
    guard !criteria.isEmpty, criteria != rubric.criteria, (pair == nil) == (rubric.pair == nil)
    else { return rubric }
    return Rubric(
      prompt: (prompt.row, prompt.id), pair: pair,
      name: rubric.name, version: rubric.version + 1, parent: rubric.id,
      origin: "{\"from\":\"refined\",\"of\":\(rubric.origin)}", criteria: criteria)
  }
}
