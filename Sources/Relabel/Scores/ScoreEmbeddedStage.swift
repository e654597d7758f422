internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Scores responses by small reward models that are trained on the pairs themselves.
struct ScoreEmbeddedStage: CorpusStage {
  static let name = "relabel.score.embedded"
  static let summary = "score responses by reward models trained on the pairs, on CPU"
  static let discussion = """
    Trains the linear reward models of `filters.training_dynamics` (Bradley-Terry, on words, characters and
    named features of the texts) on the decided pairs, and scores every response by models that have not seen
    its prompt: prompts are put into `folds` parts by group, and a response is scored by what was trained
    on the other parts, averaged over epochs. How strongly each view is restrained is chosen for each part by how
    models rank the pairs of the other parts; those models have seen the part, so that its labels keep a
    trace of a say in which of five settings judges it. The difference of two scores of a prompt is the
    models' margin, in logits.

    **What such scores are worth** is told by the run: the share of pairs that models rank as their labels do
    without having seen them, and the share they rank the other way. A linear model of n-grams is a
    weak judge; on real preference data a share of 60 to 75 % is usual.

    **Scale.** Scores have no common zero: only differences within a prompt mean anything. Stages that turn
    scores into goals take ranks within the prompt for them.

    **Held-out splits.** Models learn from `train` alone, whatever `splits:` says, unless it leaves `train`
    out. At most `max_pairs` pairs are learned from, drawn by a hash of their ids; any number of responses is
    scored, in memory that does not grow with them.

    **When to use.** With at least some thousand pairs, where no better scorer is at hand, and as one more
    opinion in `relabel.score.combine`.
    """
  static let reads: Set<Column> = [.texts, .labels]
  static let writes: Set<Column> = [.scores]
  static let reasons: [(reason: Reason, meaning: String)] = []

  let output: String
  let folds: Int
  let epochs: Int
  let maxPairs: Int
  let diskBudget: Int

  var givenScores: [String] { [output] }

  init(options: inout OptionReader) throws(WinnowError) {
    output = try options.scoreName(default: "embedded")
    folds = try options.int(
      "folds", default: 5, in: 2...20, doc: "parts by prompt, each scored by models of the others")
    epochs = try options.int("epochs", default: 6, in: 1...50, doc: "passes over the pairs")
    maxPairs = try options.int(
      "max_pairs", default: 200_000, in: 10..., doc: "at most so many pairs are learned from")
    diskBudget = Int(
      clamping: try options.bytes(
        "disk", default: 20 << 30, in: Int64(1 << 20)...,
        doc: "most bytes of scratch files beside the store"))
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let out = try ScoreOutput(ScoreScale(name: output, isAnchored: false), corpus)
    let learned = try EmbeddedTraining(stage: self, corpus: corpus).run()
    guard let reward = learned.reward else {
      let account = try out.score(
        .init(texts: false), worker: { () throws(WinnowError) in () },
        { (_, batch, prompt, scored) throws(WinnowError) in
          scored.leave("no model", responses: prompt.responses.count)
        })
      return [account.note(output)] + learned.notes
    }
    let account = try out.score(
      .init(), worker: { () throws(WinnowError) in reward.scorer() },
      { (scorer, batch, prompt, scored) throws(WinnowError) in
        let fold = reward.fold(of: prompt.group)
        guard fold != learned.untaught else {
          return scored.leave(
            "all pairs are of its own part", responses: prompt.responses.count)
        }
        scorer.read(prompt: prompt.text, in: batch.arena)
        for response in batch.responses[prompt.responses] {
          scored.give(response, scorer.score(response.body, in: batch.arena, fold: fold))
        }
      })
    return [account.note(output)] + learned.notes
  }
}
