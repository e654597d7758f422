internal import Endpoints
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Finds pairs whose labels are likely wrong from how reward models learn them.
struct TrainingDynamicsFilter: CorpusStage {
  static let name = "filters.training_dynamics"
  static let summary = "weigh, drop, flip or mark pairs whose labels are likely wrong"
  static let discussion = """
    Trains small reward models on the pairs themselves, on CPU, and looks at how they learn each one.
    With `method: winnow` every pair is judged by models that have not seen its prompt (folds by group), on
    margins averaged over epochs, and by what the other pairs of its prompt say. Two numbers come out:
    `wrong`, the probability that the label is wrong, and `ambiguity`, how little the evidence decides. A
    hard pair is not a wrong one. `wrong` rests on an assumption: that the share of wrong labels is
    `noise_prior`, or what the models disagree with where that is less. Another share moves all
    probabilities and leaves their order as it is.

    The models read the texts alone, and no scores, votes, metadata or model names, unless `scores:`
    names scores of the responses: those of a reward model of your own are then a further view. Do not name
    scores from which the labels were made: a label then agrees with them by construction. `embeddings:` is a
    further view too: an array (`.npy`, with the responses' public ids, a line each, in a file `….ids.txt`
    beside it) or lines of `{"id": …, "embedding": […]}`. `embedding_endpoint:` asks a server that speaks OpenAI's
    `/v1/embeddings` for them instead: the text of each response, behind its prompt, is sent to it. Answers are kept in
    the store, so that each text is asked once; a run that ended early goes on from there, and `--offline` asks
    nothing. `winnow plan` says how much would be asked.

    **What to do with it.** `weight` (the default) gives each pair the weight 1 − `wrong`; `drop`,
    `flip` and `mark` take the pairs with `wrong` of at least `threshold`, or the `budget` of all pairs
    with the highest. In our measurements (docs/noise-benchmark.md) no action gained a fresh learner anything
    beyond the interval where up to a fifth of the labels was wrong; `weight` and `drop` lost nothing, `flip`
    did once; at 40 % `drop` gained. So leave a corpus alone, or weigh it, unless you know that far more than
    a fifth is wrong, and look at what is marked before you flip. Removing more than a fifth usually hurts
    (PrefCleanBench, 2509.23564).

    **How many labels are wrong** cannot be known from one label per pair: the report gives bounds, or
    an estimate where pairs have several votes. `winnow certify` measures it. The AUROC of planted flips
    that `winnow evaluate noise` prints is quality on random flips, not on natural mistakes.

    **Methods.** `winnow` combines margins over differing views of the texts. `crm` is collaborative
    reward modelling (2505.10597) over linear learners, which is not the paper's setting: there, the
    learners are language models, and so its published gains say nothing of it here. The others are what
    a practitioner compares with; they rank, and give no probability, so they take a `budget` and
    cannot `weight`. As in their papers most of them look at models that were trained on the pair itself.

    **Your own training.** `margins: recorded` judges by the margins that earlier stages of the pipeline wrote,
    as `ingest.dynamics` does from logs of yours, and trains nothing. Then `winnow` is a logistic regression of
    the labels on the models' mean margins, from which `wrong` follows under `noise_prior`, and ambiguity is the variability of σ(margin), doubled;
    `aum`, `cartography`, `forgetting`, `loss_fluctuation`, `gmm` and `ensemble_strength` are means over the
    models of what each one's curve says. Models that were trained on these very labels have learnt part of the
    mistakes by heart: log from the first steps on, and take `wrong` for a ranking. Pairs without recorded margins
    are counted and left alone.

    **Held-out splits.** Only `train` is looked at unless `splits:` names others; of those the pairs are judged, and nothing
    is fitted on them.

    **When to use.** Behind the filters that need no model. A thousand pairs are few for it.
    """
  static let reads: Set<Column> = [.texts, .labels, .votes, .scores]
  static let writes: Set<Column> = [.verdicts, .dynamics, .noise]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("label_likely_wrong", "what models learned from the pairs goes against the label")
  ]

  let margins: MarginSource
  let method: NoiseMethod
  let action: NoiseAction
  let rule: DropRule
  let epochs: Int
  let folds: Int
  let noisePrior: Double
  let keepsDynamics: Bool
  let diskBudget: Int
  /// Names of scores that the models may read.
  let scores: [String]
  /// Embeddings that the models may read.
  let embeddings: EmbeddingSource?

  init(options: inout OptionReader) throws(WinnowError) {
    method = try options.choice(
      "method", default: NoiseMethod.winnow, doc: "how pairs are ranked; see below")
    margins = try options.choice(
      "margins", default: MarginSource.trained,
      doc: "of models `trained` here, or `recorded` by earlier stages such as `ingest.dynamics`")
    action = try options.choice(
      "action", default: NoiseAction.weight,
      doc: "`weight` by 1 − `wrong`, or `drop`, `flip` or `mark` what `threshold` or `budget` take")
    let threshold = try options.double(
      optional: "threshold", in: 0...1, doc: "takes the pairs with `wrong` of at least this")
    let budget = try options.string(
      optional: "budget",
      doc: "takes this share of the pairs, such as `10%`, which is the default; of `flip` it is "
        + "`threshold: 0.5`")
    let share = try budget.map { (text) throws(WinnowError) in
      guard let share = Self.share(text) else {
        throw options.problem("budget", must: "be a share from 0 % to 100 %, such as `10%`")
      }
      return share
    }
    if threshold != nil && share != nil {
      throw options.problem(
        "threshold", must: "not stand beside `budget`", hint: "leave one of the two out")
    }
    if action == .flip && method != .winnow && share == nil {
      throw options.problem(
        "action", must: "have a `budget:` to flip by a method that gives no probability")
    }
    // Of flips more are right than wrong only above ½.
    let fallback: DropRule = action == .flip && method == .winnow ? .threshold(0.5) : .budget(0.1)
    rule = threshold.map { .threshold($0) } ?? share.map { .budget($0) } ?? fallback
    epochs = try options.int(
      "epochs", default: 10, in: 1...200, doc: "passes over the pairs; of `winnow` its recipe's six"
    )
    folds = try options.int(
      "folds", default: 5, in: 2...20, doc: "parts by prompt, each judged by models of the others")
    noisePrior = try options.double(
      "noise_prior", default: 0.2, in: 0.01...0.49,
      doc:
        "at most this share of wrong labels is what `winnow`, `crm`, `co_teaching` and `self_review` assume"
    )
    keepsDynamics = try options.bool(
      "keep_dynamics", default: true, doc: "keep every pair's margins per epoch and model")
    diskBudget = Int(
      clamping: try options.bytes(
        "disk", default: 20 << 30, in: Int64(1 << 20)...,
        doc:
          "most bytes of scratch files beside the store; up to a quarter of them is what a killed "
          + "training goes on from"))
    scores = try options.strings(
      "scores", default: [],
      doc: "names of scores that are a further view, such as of your own model")
    let file = try options.path(
      optional: "embeddings",
      doc: "`.npy` or JSON Lines file of embeddings of the responses by public id, a further view")
    let endpoint = try options.group(
      "embedding_endpoint", doc: "a server that is asked for embeddings, in place of a file"
    ) { (inner) throws(WinnowError) in try EmbeddingEndpoint(options: &inner) }
    if file != nil && endpoint != nil && !options.isDescribing {
      throw options.problem("embeddings", must: "not stand beside `embedding_endpoint`")
    }
    embeddings =
      options.isDescribing
      ? nil : file.map { .file($0) } ?? endpoint.map { .endpoint($0) }
    guard margins == .trained || RecordedMethod(rawValue: method.rawValue) != nil else {
      throw options.problem(
        "method", must: "be one that trains nothing, beside `margins: recorded`",
        hint: "there are: "
          + RecordedMethod.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", "))
    }
    guard method == .winnow || action != .weight else {
      throw options.problem(
        "method", must: "be `winnow` to weigh pairs: the others give no probability",
        hint: "write `action: mark`, `drop` or `flip` with a `budget:`")
    }
    guard method == .winnow || threshold == nil else {
      throw options.problem(
        "threshold", must: "not stand beside this method, which gives no probability",
        hint: "write a `budget:`")
    }
  }

  /// `10%` or `0.1`.
  private static func share(_ text: String) -> Double? {
    let isPercent = text.hasSuffix("%")
    let digits = isPercent ? String(text.dropLast()) : text
    guard let number = Double(digits), number >= 0 else { return nil }
    let share = isPercent ? number / 100 : number
    return share <= 1 ? share : nil
  }

  var flips: Bool { action == .flip }

  func sideFiles() throws(WinnowError) -> [SideFile] {
    guard case .file(let path) = embeddings else { return [] }
    return try EmbeddingTable.files(of: path).map { SideFile(path: $0, name: $0.fileName) }
  }

  var asksEndpoint: Bool {
    if case .endpoint = embeddings, margins == .trained { true } else { false }
  }

  func requests(_ corpus: PlannedCorpus) throws(WinnowError) -> RequestEstimate? {
    guard case .endpoint(let endpoint) = embeddings else { return nil }
    return try endpoint.estimate(corpus)
  }

  var alsoReads: Set<Column> { margins == .recorded ? [.dynamics] : [] }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    if margins == .recorded, let method = RecordedMethod(rawValue: method.rawValue) {
      return try judgeRecorded(corpus, method)
    }
    var featureOptions = FeatureOptions()
    featureOptions.orderSeed = corpus.seed
    let features = try FeaturePass(
      corpus: corpus, options: featureOptions, diskBudget: diskBudget / 4 * 3, scores: scores,
      embeddings: embeddings
    ).run()
    try TrainingMemory.check(
      pairs: features.rows.count, folds: folds, allowed: corpus.memory)
    let judged = NoiseDetection(
      method: method.rawValue, epochs: epochs, folds: folds, noisePrior: noisePrior,
      seed: corpus.seed, workers: corpus.jobs, watch: watch(corpus)
    ).run(features.rows)
    try Interrupt.check()
    let taken = taken(judged, ids: features.rows.facts.map(\.id))
    try NoiseBatches(
      corpus: corpus, features: features, judged: judged, taken: taken, action: action,
      keepsDynamics: keepsDynamics
    ).commit()
    return try NoiseReport(
      corpus: corpus, features: features, judged: judged, taken: taken, action: action, rule: rule
    ).notes()
  }
}

extension TrainingDynamicsFilter {
  /// Shows progress, hears an interruption, and keeps what was learned in the run's scratch folder.
  private func watch(_ corpus: Corpus) -> TrainingWatch {
    TrainingWatch(folder: corpus.scratch + "/training", limit: diskBudget / 4) {
      corpus.trained($0, of: $1)
    }
  }

  /// Whether each pair is dropped, flipped or marked: by probability, or the first of the ranking.
  func taken(_ judged: NoiseJudgement, ids: [PublicID]) -> [Bool] {
    guard action != .weight else { return ids.map { _ in false } }
    if case .threshold = rule { return rule.decide(judged.wrong ?? judged.scores, ids: ids) }
    return rule.decide(judged.scores, ids: ids)
  }
}

extension String {
  /// What stands behind the last slash: a moved folder keeps its runs.
  fileprivate var fileName: String { split(separator: "/").last.map(String.init) ?? self }
}

/// How pairs are ranked: the default detector, and every method of `Scoring`.
enum NoiseMethod: String, CaseIterable, Sendable {
  case winnow, crm, aum, cartography, forgetting, gmm, random
  case coTeaching = "co_teaching"
  case lossFluctuation = "loss_fluctuation"
  case gradientIrregularity = "gradient_irregularity"
  case confidentLearning = "confident_learning"
  case ensembleStrength = "ensemble_strength"
  case earlyCutting = "early_cutting"
  case selfReview = "self_review"
  case twoAveraged = "two_averaged"
}

/// What becomes of a pair.
enum NoiseAction: String, CaseIterable, Sendable {
  case weight, drop, flip, mark

  /// What was done to a pair.
  var done: String {
    switch self {
    case .weight: "weighted"
    case .drop: "dropped"
    case .flip: "flipped"
    case .mark: "marked"
    }
  }
}
