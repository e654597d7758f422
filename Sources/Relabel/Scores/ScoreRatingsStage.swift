internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Makes one score of ratings that are in the data.
struct ScoreRatingsStage: CorpusStage {
  static let name = "relabel.score.ratings"
  static let summary = "make one score of the ratings in the data"
  static let discussion = """
    Takes ratings that records give responses, such as UltraFeedback's `overall` or its aspects, and makes one
    score of them under a name of its own with a declared scale: one aspect as it is, or the mean, the least or
    the largest of several. What is not rated (`N/A`) is no score; with `missing: use_others` those that are
    there speak alone.

    **The mistake in UltraFeedback.** About 2,000 of its overall scores are 10 and should be 1: the zero was
    read into the number (openbmb/UltraFeedback issue 8, argilla notus issue 7). A response is taken for one of
    them if `overall` is 10 and its aspect ratings, 1 to 5, have a mean of at most `low_aspects`. `mistakes:
    mend` takes a tenth of the rating in its place, and marks the pairs whose label calls such a
    response the better one, for those labels were drawn from the same number; `drop` also drops those pairs;
    `mark` only marks them, `ignore` looks at nothing. How many there are is told in every case but the last. Each
    record is looked at by itself; what several records say of a response is averaged after that.
    The label of a mended pair stays: `relabel.reward_augmented` then finds it inverted, and pairs built from
    scores go by the mended one.

    **When to use.** Before any stage that reads a score, wherever the data has ratings.
    """
  static let reads: Set<Column> = [.labels, .scores]
  static let writes: Set<Column> = [.scores, .verdicts]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("rating_mistake", "the label calls a response better whose overall score is 10 by mistake")
  ]

  enum Averaging: String, CaseIterable, Sendable { case mean, least, largest }
  enum Missing: String, CaseIterable, Sendable {
    case useOthers = "use_others"
    case leaveOut = "leave_out"
  }
  enum Mistakes: String, CaseIterable, Sendable { case mend, drop, mark, ignore }

  let ratings: [String]
  let output: String
  let averaging: Averaging
  let missing: Missing
  let range: ClosedRange<Double>
  let mistakes: Mistakes
  let overall: String
  let aspects: [String]
  let lowAspects: Double
  /// Whether the file names what mistakes are looked for by.
  let namesMistakes: Bool

  var givenScores: [String] { [output] }

  init(options: inout OptionReader) throws(WinnowError) {
    ratings = try options.strings("ratings", default: ["overall"], doc: "names of the ratings")
    output = try options.scoreName(default: "rating")
    averaging = try options.choice(
      "of_several", default: Averaging.mean, doc: "what becomes of several ratings")
    missing = try options.choice(
      "missing", default: Missing.leaveOut,
      doc: "whether a response that lacks one of the ratings gets no score or that of the others")
    let low = try options.double("low", default: 1, doc: "lowest rating there may be")
    let high = try options.double("high", default: 10, doc: "highest")
    mistakes = try options.choice(
      "mistakes", default: Mistakes.mend, doc: "overall scores of 10 that should be 1; see above")
    overall = try options.string(
      "overall", default: "overall", doc: "name of the rating that may be mistaken")
    aspects = try options.strings(
      "aspects", default: ["helpfulness", "honesty", "instruction_following", "truthfulness"],
      doc: "names of the ratings that tell a mistake")
    lowAspects = try options.double(
      "low_aspects", default: 2, doc: "largest mean of the aspects of a mistaken overall score")
    namesMistakes = options.has("overall") || options.has("aspects")
    guard high > low else { throw options.problem("high", must: "be above `low`") }
    guard !ratings.isEmpty else { throw options.problem("ratings", must: "name one at least") }
    range = low...high
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let out = try ScoreOutput(ScoreScale(name: output, range: range, isAnchored: true), corpus)
    try WinnowError.check(scores: ratings, corpus)
    let names = ratings + [overall] + aspects
    let known = try ScoreScale.names(corpus.store, corpus.selection)
    let account = try out.score(
      .init(texts: false, scores: names),
      worker: { () throws(WinnowError) in
        try RecordedScores(corpus.store, names: names, corpus.selection)
      },
      { (recorded, batch, prompt, scored) throws(WinnowError) in
        try score(prompt, of: batch, recorded, &scored)
      })
    return [account.note(output)] + mistakeNotes(account.counts, known)
      + account.scaleNotes(range, of: "ratings")
  }

  private static let mistaken = "mistaken overall scores"

  private func score(
    _ prompt: ResponseBatch.Prompt, of batch: ResponseBatch, _ recorded: RecordedScores,
    _ scored: inout ScoreOutput.Scored
  ) throws(WinnowError) {
    let rows =
      mistakes == .ignore
      ? [:] : try recorded.rows(of: batch.responses[prompt.responses].map(\.row))
    var mistaken: [Int: Double] = [:]
    for i in prompt.responses {
      let response = batch.responses[i]
      var own = Array(response.scores[..<ratings.count])
      // Where a run gives one of them, there is but one number of each.
      let rows = rows[response.row] ?? [response.scores]
      if mistakes != .ignore, let mean = rows.compactMap(mistake).min() {
        mistaken[i] = mean
        scored.count(Self.mistaken)
        if mistakes != .mark { own = mended(rows) }
      }
      guard let value = value(own) else {
        scored.leave("a rating is missing")
        continue
      }
      scored.give(response, value)
    }
    guard !mistaken.isEmpty else { return }
    for pair in batch.pairs[prompt.pairs] {
      guard let (chosen, _) = pair.ordered, let mean = mistaken[chosen] else { continue }
      let evidence = "{\"aspects\":\(ScoreDigits.short(mean)),\"overall\":10}"
      scored.find(
        Finding(
          .pair, pair.row,
          mistakes == .drop
            ? .drop("rating_mistake", evidence: evidence)
            : .mark("rating_mistake", evidence: evidence)))
    }
  }

  /// The means of the ratings over what records say, a tenth of the overall score where it is mistaken.
  func mended(_ rows: [[Double]]) -> [Double] {
    ratings.indices.map { k in
      let values = rows.map { row in
        ratings[k] == overall && mistake(row) != nil ? row[k] / 10 : row[k]
      }.filter(\.isFinite).sorted()
      return values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
    }
  }

  /// The mean of the aspects where the overall score is 10 by mistake.
  func mistake(_ scores: [Double]) -> Double? {
    guard scores[ratings.count] == 10 else { return nil }
    let known = scores[(ratings.count + 1)...].filter(\.isFinite)
    guard !known.isEmpty else { return nil }
    let mean = known.reduce(0, +) / Double(known.count)
    return mean <= lowAspects ? mean : nil
  }

  /// One of several ratings.
  func value(_ ratings: [Double]) -> Double? {
    let known = ratings.filter(\.isFinite)
    guard !known.isEmpty, known.count == ratings.count || missing == .useOthers else { return nil }
    return switch averaging {
    case .mean: known.reduce(0, +) / Double(known.count)
    case .least: known.min()
    case .largest: known.max()
    }
  }

  private func mistakeNotes(_ counts: Counts, _ known: [String]) -> [RunNote] {
    guard mistakes != .ignore else { return [] }
    let unknown = ([overall] + aspects).filter { !known.contains($0) }
    let listed = unknown.map { "`\($0)`" }.joined(separator: ", ")
    guard known.contains(overall), unknown.count < aspects.count || aspects.isEmpty else {
      let words = "mistakes are not looked for: nobody gives the ratings \(listed)"
      return [
        namesMistakes ? RunNote("warning", "warning: " + words) : RunNote("mistakes", words)
      ]
    }
    var notes: [RunNote] = []
    if namesMistakes, !unknown.isEmpty {
      notes.append(
        RunNote("warning", "warning: nobody gives ratings by which mistakes are known: \(listed)"))
    }
    let mistaken = counts[Self.mistaken]
    let what =
      "an overall score of 10 and aspects of \(ScoreDigits.short(lowAspects)) or less in the mean"
    guard mistaken > 0 else {
      return notes + [
        RunNote("mistakes", "no response has \(what), the known mistake of UltraFeedback")
      ]
    }
    let done =
      !ratings.contains(overall)
      ? "which is none of the ratings taken here"
      : mistakes == .mark ? "left as they are" : "taken for 1"
    notes.append(
      RunNote(
        "mistakes",
        "\(mistaken) responses have \(what): a known mistake of UltraFeedback, \(done)"))
    return notes
  }
}
