internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Makes one score of those of several scorers.
struct ScoreCombineStage: CorpusStage {
  static let name = "relabel.score.combine"
  static let summary = "make one score of those of several scorers"
  static let discussion = """
    Brings the scores of several scorers to one scale and makes one of them.

    **One scale.** `z` is (x − mean) / standard deviation, `quantile` the rank as a share, `normal_quantile` the
    normal deviate of that, `range` 0 to 1 between the least and the largest score (without the outer `trim`),
    `none` leaves scores as they are. `over: prompt` works among the responses of each prompt, which is
    all that scores without a common anchor allow; `over: corpus` among all, fitted on `train`; `auto` takes
    `corpus` where every scorer is anchored. Scores that are all alike say nothing and get the middle.
    With `tame_above` a scorer whose standard deviation exceeds so many times its mean is first replaced by
    log(1 + x) (PaCo-RL).

    **One score.** `mean`, `median`, `min`, `mean_less_std` (mean − `k` · standard deviation over the scorers),
    `mean_less_variance` (mean − `lambda` · variance), `weighted`. For the three of them that look at how scorers
    differ, `min` and the ones with less, a scorer whose scores are all alike is left out. Eisenstein et al. (2312.09244) compare
    the first four; Coste et al. (2310.02743) call the minimum worst-case optimisation (WCO) and mean − λ ·
    variance uncertainty-weighted (UWO). Disagreement costs: what one scorer alone likes is not believed.
    `weighted` fits weights of 0 or more to trusted labels by logistic regression (as BARFI has it, one problem
    in place of two nested ones): `trusted: all`, or votes by `source=NAME`, `member=NAME`, `annotator=NAME`,
    with commas between. Its held-out accuracy stands beside that of the mean and of the best single scorer:
    with few labels the mean is hard to beat. A response that fewer than `at_least` scorers know gets none.

    **The report** tells how far the scorers agree (Kendall's τ, Spearman's ρ), and against the labels
    how often each is wrong, how often all are wrong together, how often they would be if they erred
    independently, and of what share all agree and are wrong: an ensemble cannot see a mistake that all its
    members make. Against labels that were drawn from one of the scores this says nothing.

    **When to use.** With two or more scorers, best of different kinds: members that differ only in seed share
    their mistakes.
    """
  static let exampleOptions = ["scores": "[helpfulness, honesty]"]
  static let reads: Set<Column> = [.labels, .scores]
  static let writes: Set<Column> = [.scores]
  static let reasons: [(reason: Reason, meaning: String)] = []

  enum Scale: String, CaseIterable, Sendable {
    case z, quantile, range, none
    case normalQuantile = "normal_quantile"
  }
  enum Over: String, CaseIterable, Sendable { case auto, prompt, corpus }
  enum Method: String, CaseIterable, Sendable {
    case mean, median, min, weighted
    case meanLessStd = "mean_less_std"
    case meanLessVariance = "mean_less_variance"
  }

  let scores: [String]
  let output: String
  let scale: Scale
  let trim: Double
  let over: Over
  let method: Method
  let k: Double
  let lambda: Double
  let atLeast: Int
  let tameAbove: Double?
  /// Whose votes are trusted; `nil` for nobody's.
  let trusted: WhereClause?

  var givenScores: [String] { [output] }

  init(options: inout OptionReader) throws(WinnowError) {
    scores = try options.strings("scores", default: [], doc: "names of the scores")
    output = try options.scoreName(default: "combined")
    scale = try options.choice(
      "standardise", default: Scale.z, doc: "how they are brought to one scale")
    trim = try options.double(
      "trim", default: 0, in: 0...0.49, doc: "of `range`: share cut off at each end")
    over = try options.choice("over", default: Over.auto, doc: "among which scores")
    method = try options.choice("combine", default: Method.mean, doc: "how they become one")
    k = try options.double("k", default: 1, in: 0..., doc: "of `mean_less_std`")
    lambda = try options.double("lambda", default: 1, in: 0..., doc: "of `mean_less_variance`")
    atLeast = try options.int(
      "at_least", default: 1, in: 1..., doc: "scorers that must know a response")
    tameAbove = try options.double(
      optional: "tame_above", in: 0...,
      doc: "takes the logarithm of scorers with a larger coefficient of variation")
    let clause = try options.string(
      optional: "trusted", doc: "whose labels the weights and the report go by; `all` for every one"
    )
    trusted = try clause.map { (text) throws(WinnowError) in
      text == "all" ? WhereClause() : try WhereClause(text, option: "trusted")
    }
    guard method != .weighted || trusted != nil else {
      throw options.problem(
        "combine", must: "have `trusted:` beside it to be `weighted`",
        hint: "write `trusted: all`, or whose votes are trusted")
    }
    try options.refuse(["trim"], unless: scale == .range, must: "stand with `standardise: range`")
    try options.refuse(
      ["k"], unless: method == .meanLessStd, must: "stand with `combine: mean_less_std`")
    try options.refuse(
      ["lambda"], unless: method == .meanLessVariance,
      must: "stand with `combine: mean_less_variance`")
    guard atLeast <= max(1, scores.count) || options.isDescribing else {
      throw options.problem("at_least", must: "be at most the number of `scores`")
    }
    try options.checkDistinct(scores)
  }

  /// The standardisation; `nil` for none.
  var standardisation: Standardisation? {
    switch scale {
    case .z: .z
    case .quantile: .uniformQuantile
    case .normalQuantile: .normalQuantile
    case .range: .range(trim: trim)
    case .none: nil
    }
  }

  /// Whether a scorer that says nothing would have a say by standing in the middle.
  var differs: Bool {
    switch method {
    case .min, .meanLessStd, .meanLessVariance: true
    case .mean, .median, .weighted: false
    }
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    guard scores.count > 1 else {
      throw WinnowError(
        WinnowError.Code("no-scores", exitStatus: 2),
        "`\(Self.name)` needs the names of two scores or more",
        hint: "write `scores: [NAME, NAME]`; there are: \(try ScoreName.words(corpus))")
    }
    try WinnowError.check(scores: scores, corpus)
    let scales = try scores.map { (name) throws(WinnowError) in
      try ScoreScale.read(corpus.store, name: name, corpus.selection)
    }
    // Scores that records give are ratings; those of a run are what the run says they are.
    let isAnchored = scales.allSatisfy { $0?.isAnchored ?? true }
    let isOverCorpus = over == .corpus || over == .auto && isAnchored
    let out = try ScoreOutput(
      outputScale(scales, isAnchored: isAnchored && (isOverCorpus || scale == .none)), corpus)
    let survey = CombineSurvey(stage: self, corpus: corpus, isOverCorpus: isOverCorpus)
    let fitted = try survey.fit()
    let account = try out.score(
      .init(texts: false, scores: scores), worker: { () throws(WinnowError) in () },
      { (_, batch, prompt, scored) throws(WinnowError) in
        let raw = scores.indices.map { k in
          batch.responses[prompt.responses].map { $0.scores[k] }
        }
        let values = fitted.values(raw, atLeast: atLeast, leavesOutConstant: differs)
        for (response, value) in zip(batch.responses[prompt.responses], values) {
          if value.isFinite {
            scored.give(response, value)
          } else {
            scored.leave("too few scorers know it")
          }
        }
      })
    return [account.note(output)] + fitted.notes
  }

  private func outputScale(_ scales: [ScoreScale?], isAnchored: Bool) -> ScoreScale {
    var range: ClosedRange<Double>?
    if method != .meanLessStd && method != .meanLessVariance {
      switch scale {
      case .quantile, .range: range = 0...1
      case .none:
        if let first = scales.first??.range, scales.allSatisfy({ $0?.range == first }) {
          range = first
        }
      case .z, .normalQuantile: break
      }
    }
    return ScoreScale(name: output, range: range, isAnchored: isAnchored)
  }
}
