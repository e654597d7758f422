internal import Pipeline
internal import Records
internal import Store

/// Makes pairs of the trees of prompts.
struct TreePairsStage: CorpusStage {
  static let name = "trees.pairs"
  static let summary = "make pairs of trees: of whole responses, or of the steps where they part"
  static let discussion = """
    Takes the trees of an earlier `trees.shared_prefix`, or of a `trees.generate` with `trees.values` behind it. Two
    responses part at a node, their lowest common ancestor, whose depth goes with the pair; so a training can mix depths.

    **Which pairs.** `uniform` takes all pairs of responses with different scores (the choice of 2402.10184), with
    `quota` a seeded draw of so many of each prompt. `by_lca_depth` takes the same number from each depth at which
    responses part: `quota`, or as many as the rarest depth has. `siblings` takes responses that part and end with the
    next node, as pairs within one branch are (B2-DiffuRL; Step-DPO). `best_worst_child` takes of each fork the branches with the
    highest and the lowest value, and of those the best and the worst response. `min_gap` is the least difference of
    scores, of values for steps and `best_worst_child`.

    **Steps.** `form: step` makes pairs of branches: the prompt is the dialogue with what both responses begin with as an
    unfinished turn of the assistant, chosen and rejected are the texts of the two nodes behind it, by their values. Where
    nothing is shared the prompt stays as it is. The evidence of each pair has `lca_depth`, `shared_bytes`, the values and
    the `advantage` of each side, value of the branch minus value of the fork: for pairs whose prompts differ that
    is what can be compared (regret, 2206.02231).

    **Baselines.** `baseline: random` draws as many pairs of a prompt as the sampler would make from all of its
    responses, `baseline: chain` takes neighbours in a seeded order of them.

    In a tree of dialogues each prompt has the replies to it as its branches. A response that an earlier stage dropped
    since the tree was made is left out. `old_pairs: replace` drops the pairs a prompt had, except those that are made
    again.
    """
  static let reads: Set<Column> = [.texts, .labels, .trees]
  static let writes: Set<Column> = [.verdicts, .labels, .pairs]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("replaced", "pairs made of the prompt's tree stand in its place"),
    ("no_tree", "the prompt has no tree with two scored responses"),
    ("below_min_gap", "no two responses of the prompt that the sampler takes differ enough"),
    ("dropped_before", "what could be made of the prompt was dropped by an earlier stage"),
  ]

  enum Form: String, CaseIterable, Sendable { case outcome, step }

  enum Subject: String, CaseIterable, Sendable { case last, responses, dialogues }

  let subject: Subject
  let sampler: Sampler
  let form: Form
  let minGap: Double
  let quota: Int
  let baseline: Baseline
  let oldPairs: OldPairs

  init(options: inout OptionReader) throws(WinnowError) {
    subject = try options.choice(
      "of", default: Subject.last,
      doc: "trees of `responses` or of `dialogues`, or those of the `last` stage that made any")
    sampler = try options.choice(
      "sampler", default: Sampler.uniform,
      doc: "`uniform`, `by_lca_depth`, `siblings` or `best_worst_child`; see below")
    form = try options.choice(
      "form", default: Form.outcome, doc: "pairs of whole responses (`outcome`) or of a `step` each"
    )
    minGap = try options.double(
      "min_gap", default: 0, in: 0...,
      doc: "least difference of scores or values, on their own scale; equal ones never make a pair")
    quota = try options.int(
      "quota", default: 0, in: 0...1_000_000,
      doc: "pairs of a prompt at most, of each depth for `by_lca_depth`; 0 for no limit")
    baseline = try options.choice(
      "baseline", default: Baseline.none,
      doc: "`random` or `chain` for as many pairs that are drawn without regard to the tree")
    oldPairs = try OldPairs(&options)
    try options.refuse(
      ["baseline"], unless: form == .outcome, must: "stand beside `form: outcome`")
  }

  var leastResponses: Int { 2 }

  /// Which trees are meant; `nil` for any.
  var kind: PreferenceTree.Kind? {
    switch subject {
    case .last: nil
    case .responses: .pieces
    case .dialogues: .turns
    }
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    var survey = PairSurvey()
    let making = TreePairMaking(stage: self, seed: corpus.seed)
    let (store, selection) = (corpus.store, corpus.selection)
    let passed = try corpus.forEachPromptBatch(
      .init(texts: form == .step),
      worker: { () throws(WinnowError) in try TreeReader(store, selection) },
      { (reader, batch) throws(WinnowError) in try making.batches(batch, reader) },
      consume: { found throws(WinnowError) in
        survey.add(found.survey)
        for batch in found.batches { try corpus.commit(batch) }
      })
    try corpus.commit(passed.counted())
    return survey.notes
  }
}

/// What pairs were made, over all prompts.
struct PairSurvey: Sendable {
  var prompts = 0
  /// Pairs by the depth at which the two part.
  var depths: [Int: Int] = [:]

  mutating func add(_ other: PairSurvey) {
    prompts += other.prompts
    depths.merge(other.depths) { $0 + $1 }
  }

  var notes: [RunNote] {
    let pairs = depths.values.reduce(0, +)
    guard pairs > 0 else {
      return [
        RunNote(
          "warning",
          "warning: no pair can be made: is a `trees.shared_prefix` or `trees.values` before it?")
      ]
    }
    let table = depths.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    return [
      RunNote(
        "pairs",
        "\(pairs) pairs of \(prompts) prompts; by the depth at which the two part: "
          + table.joined(separator: ", "))
    ]
  }
}
