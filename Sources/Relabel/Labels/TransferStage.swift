internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Labels pairs by aligning their responses with those of pairs that have labels.
struct TransferStage: CorpusStage {
  static let name = "relabel.transfer"
  static let summary = "carry labels from one pool of pairs to another by aligning their responses"
  static let discussion = """
    Aligns the responses of two pools of pairs by Gromov-Wasserstein transport: a response of the target goes to responses
    of the source that lie to the rest of their pool as it lies to the rest of its own. No text of one pool is compared with
    a text of the other. A target pair is then labelled by the source pairs that its two responses go to (PEARL's
    cross-task preference alignment, 2306.03615), with a probability.

    **Pools.** `from` says whose pairs are the source: those with a vote it takes, labelled by these votes where
    it names annotators, else as the pipeline has decided them. `to` says the same of the target; without it all other
    pairs are. Ties and pairs without a decision get labels; pairs that are decided keep theirs unless `overwrite: true`,
    and show how far the transfer can be trusted. Pairs of which both answers are bad take no part.

    **Distances** are Euclidean between named features of form and words, each brought to mean 0 and deviation 1
    within its pool; each pool's are divided by their mean. Above `max_items` responses a side pairs are drawn by a hash
    of their ids, a quarter of the target's responses being left to decided pairs; nothing is said of the other pairs.

    **Certainty.** A label is given where at least `min_evidence` source pairs speak (Kish's effective number) and the
    probability lies `min_certainty` standard errors or more from ½. The evidence of the mark `transferred`, which
    `winnow why` shows, holds these numbers, and mean and deviation of the difference of the two responses' rewards,
    PEARL's normal reward, read off the plan where PEARL trains a network.

    **Is it worth anything?** The run tells how often labels that would be given agree with decided target pairs, beside the
    same with the source's labels drawn anew 40 times, and beside the longer answer; it warns where the labels do no
    better than drawn ones. Believe that line. Between halves of one
    corpus, 1,000 responses a side and three seeds, the labels given were right in 64, 67 and 71 of 100 pairs of RMB (the longer
    answer in 68 to 72) and in 63, 57 and 57 of HH-RLHF (the longer answer in 41 to 45; the last two no better than drawn labels
    can be); between the two corpora in 45. Pools that mirror themselves can be aligned either way, and the best of several
    alignments may be missed. Labels of a source that has the target's own prompts, or a judge, are better.

    **Cost** grows with the cube of `max_items`: 7 s for 1,000 a side, 45 s for 2,000, on two cores.
    """
  static let exampleOptions = ["from": "source=labelled"]
  static let reads: Set<Column> = [.texts, .votes, .labels]
  static let writes: Set<Column> = [.labels, .verdicts]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("transferred", "the label is that of source pairs to which the responses were aligned")
  ]

  let from: WhereClause
  let to: WhereClause?
  let maxItems: Int
  let epsilon: Double
  let minEvidence: Double
  let minCertainty: Double
  let overwrites: Bool

  init(options: inout OptionReader) throws(WinnowError) {
    let source = try options.string(
      required: "from", doc: "whose pairs labels come from, as `evaluate --where` names votes")
    from = options.isDescribing ? WhereClause() : try WhereClause(source, option: "from")
    guard options.isDescribing || from.choosesVotes else {
      throw options.problem("from", must: "name a source, a member or an annotator")
    }
    let target = try options.string(
      optional: "to", doc: "whose pairs are labelled; without it all that `from` does not take")
    to = try target.map { (text) throws(WinnowError) in try WhereClause(text, option: "to") }
    guard to?.choosesVotes ?? true else {
      throw options.problem("to", must: "name a source, a member or an annotator")
    }
    maxItems = try options.int(
      "max_items", default: 2000, in: 10...10_000, doc: "most responses of each side")
    epsilon = try options.double(
      "epsilon", default: 0.1, in: 0.005...1,
      doc: "blur of the alignment, as a share of what one without any knowledge costs")
    minEvidence = try options.double(
      "min_evidence", default: 10, in: 1..., doc: "source pairs that must speak, effectively")
    minCertainty = try options.double(
      "min_certainty", default: 2, in: 0...,
      doc: "standard errors by which a probability must differ from ½")
    overwrites = try options.bool(
      "overwrite", default: false, doc: "whether pairs that are decided get the label too")
  }

  var softens: Bool { true }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let pools = try TransferPools(stage: self, corpus: corpus).read()
    try Interrupt.check()
    var options = GromovWasserstein.Options()
    options.epsilon = epsilon
    options.workers = corpus.jobs
    options.watch = { rounds in
      corpus.progress.advance(corpus.label, done: rounds, unit: "rounds", share: nil)
      return !Interrupt.isRequested
    }
    guard
      let solution = GromovWasserstein.solve(
        target: pools.target.distances(corpus.jobs), source: pools.source.distances(corpus.jobs),
        options: options)
    else { return [] }
    try Interrupt.check()
    let transfer = LabelTransfer(plan: solution.plan, comparisons: pools.comparisons)
    var told: [LabelTransfer.Label?] = []
    for pair in pools.target.pairs { told.append(said(transfer.label(pair.first, pair.second))) }
    try commit(pools, told, corpus)
    return TransferReport(stage: self, pools: pools, solution: solution, told: told, corpus: corpus)
      .notes
  }

  /// A label that is sure enough to be given.
  func said(_ label: LabelTransfer.Label?) -> LabelTransfer.Label? {
    label.flatMap {
      $0.evidence >= minEvidence && $0.certainty >= minCertainty && $0.probability != 0.5 ? $0 : nil
    }
  }

  private static let batch = 5_000

  private func commit(
    _ pools: TransferPools.Found, _ told: [LabelTransfer.Label?], _ corpus: Corpus
  ) throws(WinnowError) {
    var out = CorpusBatch(pairs: pools.pairs)
    out.counts["held_out"] = pools.heldOut
    var count = 0
    for (pair, label) in zip(pools.target.pairs, told) where pair.isOpen || overwrites {
      guard let label else {
        out.counts["too uncertain to be labelled"] += 1
        continue
      }
      if !pair.isOpen && (pair.label > 0.5) != (label.probability > 0.5) {
        out.counts["labels changed"] += 1
      }
      out.labels.append(
        LabelRow(
          pair: pair.row, decision: label.probability > 0.5 ? .a : .b,
          probability: label.probability))
      out.findings.append(
        Finding(.pair, pair.row, .mark("transferred", evidence: Self.evidence(label))))
      count += 1
      if count % Self.batch == 0 {
        try corpus.commit(out)
        out = CorpusBatch(pairs: 0)
      }
    }
    try corpus.commit(out)
  }

  private static func evidence(_ label: LabelTransfer.Label) -> String {
    func digits(_ value: Double) -> String { ScoreDigits.short(value) }
    return
      #"{"probability":\#(digits(label.probability)),"comparisons":\#(digits(label.evidence)),"#
      + #""error":\#(digits(label.error)),"reward":\#(digits(label.reward.mean)),"#
      + #""reward_deviation":\#(digits(label.reward.variance.squareRoot()))}"#
  }
}
