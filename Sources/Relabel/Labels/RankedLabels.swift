internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Labels by how alike two rankings of a prompt's responses are.
struct RankedLabels: Sendable {
  let stage: SoftLabelsStage
  let corpus: Corpus

  func run() throws(WinnowError) -> [RunNote] {
    let survey = try ScoreSurvey.run(corpus, stage.scores, least: 2, stage: SoftLabelsStage.name)
    let mean = try mean()
    let stage = stage
    let corpus = corpus
    let passed = try corpus.forEachPromptBatch(
      .init(texts: false, scores: stage.scores),
      { (batch) throws(WinnowError) in
        var out = CorpusBatch(pairs: batch.pairs.count)
        for prompt in batch.prompts {
          let own = Self.consistency(prompt, batch, stage.consistency)
          let value = stage.average ? mean.value : own
          for pair in batch.pairs[prompt.pairs] {
            // C is that the preferred answer is the better one.
            let probability = value.map { pair.decision == .b ? 1 - $0 : $0 }
            stage.add(
              pair.b < 0 ? nil : stage.label(pair.row, pair.decision, probability, isAsSeen: true),
              to: &out)
          }
        }
        return out
      }, consume: { batch throws(WinnowError) in try corpus.commit(batch) })
    try stage.finish(corpus, passed.heldOut)
    return survey.notes(stage.scores.joined(separator: "`, `")) + [
      RunNote(
        "consistency",
        "rankings by `\(stage.scores[0])` and `\(stage.scores[1])` have a consistency of "
          + "\(mean.value.map { "\(GoalTemplate.digits(100 * $0)) %" } ?? "nothing") on average over "
          + "\(mean.prompts) prompts (\(stage.consistency.rawValue))")
    ]
  }

  /// Over the prompts that may be fitted, in the order of their ids.
  private func mean() throws(WinnowError) -> (value: Double?, prompts: Int) {
    let selection = corpus.selection
    let consistency = stage.consistency
    var found: [(id: PublicID, value: Double)] = []
    _ = try corpus.forEachPromptBatch(
      .init(texts: false, scores: stage.scores),
      { (batch) throws(WinnowError) in
        batch.prompts.filter { selection.fits($0.split) }.compactMap { prompt in
          Self.consistency(prompt, batch, consistency).map { (id: prompt.id, value: $0) }
        }
      }, consume: { found += $0 })
    found.sort { $0.id < $1.id }
    let sum = found.reduce(0) { $0 + $1.value }
    return (found.isEmpty ? nil : sum / Double(found.count), found.count)
  }

  /// Of the responses that have both scores.
  private static func consistency(
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, _ consistency: RankingConsistency
  ) -> Double? {
    let own = batch.responses[prompt.responses].filter { $0.scores.allSatisfy(\.isFinite) }
    return consistency.of(own.map { $0.scores[0] }, own.map { $0.scores[1] })
  }
}
