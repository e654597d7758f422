internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Keeps the best responses by score, for fine-tuning on them alone.
struct BestOfStage: CorpusStage {
  static let name = "relabel.best_of"
  static let summary = "keep the best-scored responses as good ones, for SFT"
  static let discussion = """
    Best-of-K (RAFT, 2304.06767): responses are chosen by a named score, and each becomes a judgement of that one
    response, good. `trl.sft` then writes exactly these, and `trl.kto` writes them with the label `true`.

    `scope: prompt` takes the `keep` best of every prompt (the paper's local ranking). `scope: corpus` takes the
    `share` of all scored responses with the highest scores, so that prompts on which all answers are poor give none
    (global ranking); it needs scores that mean the same for every prompt. Where the split `train` is among those
    that are worked on, its responses alone say where the cut lies. Of equal scores the lower public id is taken.

    The prompts' pairs are dropped with a reason, `old_pairs: keep` leaves them.
    """
  static let exampleOptions = ["score": "rating"]
  static let reads: Set<Column> = [.labels, .scores]
  static let writes: Set<Column> = [.verdicts, .labels, .pairs]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("replaced", "the best responses of the prompt stand in its place"),
    ("none_chosen", "no response of the prompt is among the best"),
  ]

  let score: String
  let scope: Scope
  let keep: Int
  let share: Double
  let least: Double?
  let oldPairs: OldPairs

  enum Scope: String, CaseIterable, Sendable { case prompt, corpus }

  init(options: inout OptionReader) throws(WinnowError) {
    score = try options.string(required: "score", doc: "name of a score")
    scope = try options.choice(
      "scope", default: Scope.prompt,
      doc: "whether the best are those of each `prompt` or of the `corpus`")
    keep = try options.int(
      "keep", default: 1, in: 1..., doc: "responses of a prompt, for `scope: prompt`")
    share = try options.double(
      "share", default: 0.25, in: 0...1, doc: "share of all scored responses, for `scope: corpus`")
    least = try options.double(
      optional: "min_score", doc: "responses with a lower score are never taken")
    oldPairs = try OldPairs(&options)
    try options.refuse(["keep"], unless: scope == .prompt, must: "stand beside `scope: prompt`")
    try options.refuse(["share"], unless: scope == .corpus, must: "stand beside `scope: corpus`")
  }

  var leastResponses: Int { scope == .prompt ? 2 : 1 }

  func foresee(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    try ScoreSurvey.run(corpus, [score], least: leastResponses, stage: Self.name).notes(score)
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    var notes = try foresee(corpus)
    var cut: RankedScore?
    if scope == .corpus {
      let found = try lastTaken(corpus)
      cut = found.last
      notes.append(found.note)
      notes += try ScoreSurvey.unanchored(
        corpus, score, "`scope: prompt` compares only what can be compared")
    }
    let (stage, last) = (self, cut)
    try corpus.commitPrompts(.init(texts: false, scores: [score])) { (batch) throws(WinnowError) in
      var out = CorpusBatch(pairs: batch.pairs.count)
      for prompt in batch.plainPrompts { stage.add(prompt, batch, last, to: &out) }
      return [out]
    }
    return notes
  }

  /// The last response that is taken of the corpus; 24 bytes a response.
  private func lastTaken(
    _ corpus: Corpus
  ) throws(WinnowError) -> (last: RankedScore?, note: RunNote) {
    let selection = corpus.selection
    var scores: [Double] = []
    var ids: [PublicID] = []
    _ = try corpus.forEachPromptBatch(
      .init(texts: false, scores: [score]),
      { (batch) throws(WinnowError) in
        batch.plainPrompts.filter { selection.fits($0.split) }.flatMap { prompt in
          batch.responses[prompt.responses].map { ($0.scores[0], $0.id) }
        }
      },
      consume: { found in
        for (score, id) in found where score.isFinite && score >= least ?? -.infinity {
          scores.append(score)
          ids.append(id)
        }
      })
    let top = TopScores(scores, ids: ids)
    let size = Int((share * Double(scores.count)).rounded())
    let taken = top.top(size)
    let subset = top.sweep([size])[0]
    let note = RunNote(
      "best",
      subset.size == 0
        ? "none of \(scores.count) responses is taken"
        : "the best \(subset.size) of \(scores.count) responses have a score of \(subset.threshold) or more"
          + (subset.tiedOutside > 0
            ? "; \(subset.tiedOutside) with the same score are cut by id" : ""))
    let last = taken.last.map { RankedScore(scores[Int($0)], ids[Int($0)]) }
    return (last ?? RankedScore(.infinity, PublicID(high: 0, low: 0)), note)
  }

  private func add(
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, _ last: RankedScore?,
    to out: inout CorpusBatch
  ) {
    var own = MadePairs(prompt, batch)
    let ranked = prompt.responses.filter { batch.responses[$0].scores[0].isFinite }
      .map {
        (place: $0, rank: RankedScore(batch.responses[$0].scores[0], batch.responses[$0].id))
      }
      .filter { $0.rank.score >= least ?? -.infinity && !own.isFallen($0.place, nil) }
      .sorted { $0.rank.isBefore($1.rank) }
    let taken =
      last.map { last in ranked.prefix { !last.isBefore($0.rank) } } ?? ranked.prefix(keep)
    if let place = own.place {
      for (response, rank) in taken {
        own.note(response, nil)
        out.made.append(
          DerivedPair(
            single: .row(batch.responses[response].row), isGood: true, place: place,
            prompt: prompt.row,
            role: "best", evidence: "{\"score\":\(Evidence.number(rank.score))}"))
      }
    }
    if oldPairs == .replace { own.drop(taken.isEmpty ? "none_chosen" : "replaced", to: &out) }
  }
}
