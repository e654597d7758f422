internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Gives labels a probability in place of certainty.
struct SoftLabelsStage: CorpusStage {
  static let name = "relabel.soft_labels"
  static let summary =
    "give labels a probability: of votes, of two rankings, or of how likely they are wrong"
  static let discussion = """
    Writes for each decided pair how probable it is that the preferred answer is the better one. Which answer is
    preferred stays as it was unless `decide: true`. Ties and pairs of which both answers are bad stay as they are.

    **`from: votes`** is the share of votes by strength, ties counting half and votes that both are bad not at all,
    with `smoothing` votes added to each side. **`from: irepo`** is that share held within [`clip`, 1 − `clip`], so
    that its logit, the target margin of iREPO (2405.15230), is finite: `trl.reward` writes it with `margin: logit`.
    By default `clip` is 1 / (2 · votes + 2), as if half a vote more had gone to each side: one vote says ¾.

    **`from: cream`** is the consistency C of two rankings of the prompt's responses (CREAM, 2410.12735): (τ + 1) / 2 of
    Kendall's τ-b by default, of the two named `scores`. `average: true` gives all pairs the mean of C over the
    prompts. A pair whose prompt has no C keeps its label; ties in the rankings are ties here, which the released code
    breaks by position.

    **`from: noise`** is 1 − the probability of a wrong label, as an earlier `filters.training_dynamics` has it: label
    smoothing pair by pair.
    """
  static let reads: Set<Column> = [.votes, .labels]
  static let writes: Set<Column> = [.labels]
  static let reasons: [(reason: Reason, meaning: String)] = []

  let from: Origin
  let scores: [String]
  let consistency: RankingConsistency
  let average: Bool
  let smoothing: Double
  let clip: Double?
  let decides: Bool

  enum Origin: String, CaseIterable, Sendable { case votes, irepo, cream, noise }

  init(options: inout OptionReader) throws(WinnowError) {
    from = try options.choice(
      "from", default: Origin.votes, doc: "`votes`, `irepo`, `cream` or `noise`; see below")
    smoothing = try options.double(
      "smoothing", default: 0, in: 0..., doc: "votes added to each side, for `votes` and `irepo`")
    clip = try options.double(
      optional: "clip", in: 1e-9...0.5,
      doc: "how near to 0 and 1 labels of `irepo` may come; by default 1 / (2 · votes + 2)"
    )
    scores = try options.strings("scores", default: [], doc: "names of two scores, for `cream`")
    consistency = try options.choice(
      "consistency", default: RankingConsistency.kendall,
      doc: "how two rankings are compared, for `cream`")
    average = try options.bool(
      "average", default: false, doc: "whether `cream` gives every pair the mean over the prompts")
    decides = try options.bool(
      "decide", default: false, doc: "whether the more probable answer becomes the preferred one")
    guard options.isDescribing || (from == .cream ? scores.count == 2 : scores.isEmpty) else {
      throw options.problem(
        "scores", must: from == .cream ? "name two scores" : "stand beside `from: cream`")
    }
    try options.checkDistinct(scores)
    try options.refuse(["clip"], unless: from == .irepo, must: "stand beside `from: irepo`")
    try options.refuse(["average"], unless: from == .cream, must: "stand beside `from: cream`")
    try options.refuse(
      ["smoothing"], unless: from == .votes || from == .irepo,
      must: "stand beside `from: votes` or `irepo`")
  }

  var softens: Bool { true }
  var alsoReads: Set<Column> { from == .noise ? [.noise] : from == .cream ? [.scores] : [] }
  var leastResponses: Int { from == .cream ? 2 : 1 }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    switch from {
    case .votes, .irepo: try ofVotes(corpus)
    case .noise: try ofNoise(corpus)
    case .cream: try RankedLabels(stage: self, corpus: corpus).run()
    }
  }

  /// The label of a decided pair; `nil` where it stays.
  func label(
    _ pair: Int64, _ decision: Decision, _ probability: Double?, isAsSeen: Bool
  ) -> LabelRow? {
    guard decision == .a || decision == .b, let probability, probability.isFinite else {
      return nil
    }
    var decided = decision
    if decides {
      // What rounding alone may have made is no lead.
      decided = probability > 0.5 + 1e-9 ? .a : probability < 0.5 - 1e-9 ? .b : .tie
    }
    return LabelRow(pair: pair, decision: decided, probability: probability, isAsSeen: isAsSeen)
  }

  // MARK: Votes

  private func ofVotes(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let stage = self
    // Votes do not know of flips, which turn whatever label a pair has.
    var plain = corpus.selection
    plain.flips = []
    let heldOut = try corpus.forEachBatch(
      .votes, of: plain, worker: { () throws(WinnowError) in () },
      { (_, batch) throws(WinnowError) in
        var out = CorpusBatch(pairs: batch.count)
        out.votes = batch.votes.count
        for i in batch.rows.indices {
          let share = stage.share(batch.votes[batch.voteRanges[i]])
          stage.add(
            stage.label(batch.rows[i], batch.decisions[i], share, isAsSeen: false), to: &out)
        }
        return out
      }, consume: { batch throws(WinnowError) in try corpus.commit(batch) })
    try finish(corpus, heldOut)
    return []
  }

  /// That a is better, by votes; `nil` without one that counts.
  func share(_ votes: ArraySlice<PairVote>) -> Double? {
    var (a, b, ties) = (0.0, 0.0, 0.0)
    for vote in votes {
      let strength = min(vote.strength, 1e200)
      switch vote.winner {
      case .a: a += strength
      case .b: b += strength
      case .tie: ties += strength
      case .bothBad, .undecided: break
      }
    }
    guard let share = SoftLabel.share(first: a, second: b, ties: ties, smoothing: smoothing) else {
      return nil
    }
    guard from == .irepo else { return share }
    let clip = clip ?? SoftLabel.clip(votes: Double(votes.count { $0.winner != .bothBad }))
    return min(1 - clip, max(clip, share))
  }

  // MARK: Noise

  private func ofNoise(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let stage = self
    let runs = corpus.recorded
    guard try NoiseReader.isThere(corpus.store, runs) else {
      throw WinnowError(
        WinnowError.Code("no-noise", exitStatus: 2),
        "no earlier stage says how likely labels are wrong",
        hint: "put `filters.training_dynamics` with `method: winnow` before `\(Self.name)`; "
          + "other methods rank pairs and give no probability")
    }
    let store = corpus.store
    let heldOut = try corpus.forEachBatch(
      [], worker: { () throws(WinnowError) in try NoiseReader(store, runs) },
      { (reader, batch) throws(WinnowError) in
        var out = CorpusBatch(pairs: batch.count)
        let known = try reader.probabilities(of: batch.rows)
        for i in batch.rows.indices {
          let row = batch.rows[i]
          stage.add(stage.label(row, batch.decisions[i], known[row], isAsSeen: true), to: &out)
        }
        return out
      }, consume: { batch throws(WinnowError) in try corpus.commit(batch) })
    try finish(corpus, heldOut)
    return []
  }

  func add(_ label: LabelRow?, to out: inout CorpusBatch) {
    guard let label else {
      out.counts["labels kept as they were"] += 1
      return
    }
    out.labels.append(label)
  }

  func finish(_ corpus: Corpus, _ heldOut: Int) throws(WinnowError) {
    var rest = CorpusBatch(pairs: 0)
    rest.counts["held_out"] = heldOut
    try corpus.commit(rest)
  }
}
