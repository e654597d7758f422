internal import Pipeline
internal import Records
internal import Store

/// Gives the nodes of trees the values of a score that came after them.
struct TreeValuesStage: CorpusStage {
  static let name = "trees.values"
  static let summary = "give the nodes of trees the values of a score"
  static let discussion = """
    Takes the trees of the responses of prompts that earlier stages made, and writes them again with other numbers: each
    response has its score `score`, or without one the share of its comparisons that it won, a tie as half a win; a
    node has the mean of the numbers below it, with their count and standard deviation. Later stages, exports and `winnow
    tree` see these.

    **When to use.** Behind `trees.generate` and a scorer, for responses that are written have no scores; or to look at trees
    of `trees.shared_prefix` by another score. Trees of dialogues stay as they are.
    """
  static let exampleOptions = ["score": "judge_rating"]
  static let reads: Set<Column> = [.labels, .trees]
  static let writes: Set<Column> = [.trees]
  static let reasons: [(reason: Reason, meaning: String)] = []

  let score: String?

  init(options: inout OptionReader) throws(WinnowError) {
    score = try options.string(
      optional: "score",
      doc: "name of the score that gives values; without it the share of pairs won")
  }

  var alsoReads: Set<Column> { score == nil ? [] : [.scores] }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    if let score { try WinnowError.check(scores: [score], corpus) }
    var survey = PrefixSurvey()
    let (stage, store, selection) = (self, corpus.store, corpus.selection)
    let passed = try corpus.forEachPromptBatch(
      .init(texts: false, scores: score.map { [$0] } ?? []),
      worker: { () throws(WinnowError) in try TreeReader(store, selection) },
      { (reader, batch) throws(WinnowError) in try stage.trees(batch, reader) },
      consume: { found throws(WinnowError) in
        for tree in found.trees { survey.add(tree) }
        try corpus.commit(found)
      })
    try corpus.commit(passed.counted())
    return survey.notes(.pieces)
  }

  private func trees(
    _ batch: ResponseBatch, _ reader: TreeReader
  ) throws(WinnowError) -> CorpusBatch {
    var out = CorpusBatch(pairs: batch.pairs.count)
    for prompt in batch.plainPrompts {
      guard let found = try reader.tree(of: prompt.row, .pieces) else {
        out.counts["prompts without a tree"] += 1
        continue
      }
      var values: [Int64: Double] = [:]
      for (place, value) in zip(prompt.responses, batch.values(of: prompt, byScore: score != nil)) {
        values[batch.responses[place].row] = value
      }
      var tree = PreferenceTree(found.tree, prompt: prompt.row) { values[$0] }
      Backup.means(&tree.nodes)
      out.trees.append(tree)
    }
    return out
  }
}
