internal import Endpoints
internal import Pipeline
internal import Records
internal import Store

/// What the stage would ask: at least what one attempt takes, at most all attempts for every pair.
struct ContrastiveEstimate {
  private let stage: ContrastiveEndpointStage
  private let size: PromptPairs.Size

  /// Bytes that a rubric is taken to have.
  private static let rubricBytes = 1200

  init(_ stage: ContrastiveEndpointStage, _ corpus: PlannedCorpus) throws(WinnowError) {
    self.stage = stage
    size = try PromptPairs.size(corpus.store, ingests: corpus.ingests, largest: stage.maxPairs)
  }

  var estimate: RequestEstimate {
    let (listwise, pairwise) = (stage.form == .listwise, rubrics(size.pairs, size.pairBytes))
    let test = judged(size.squares, size.squareBytes, stage.prompts.judge, Self.rubricBytes)
    guard listwise else {
      return (pairwise + test + control).upTo(
        repeated(pairwise) + repeated(test) + control)
    }
    // At most all prompts are worked pair by pair.
    let once = RequestEstimate(
      questions: size.prompts,
      bytes: size.pairBytes.adding(size.prompts.times(stage.prompts.listwise.text.utf8.count)),
      tokensOut: stage.generator.sampling.maxTokens ?? 0, stage.generator.endpoint)
    let tested = judged(size.pairs, size.pairBytes, stage.prompts.judge, Self.rubricBytes)
    return (once + tested + control).upTo(repeated(pairwise) + repeated(test) + control)
  }

  private func rubrics(_ pairs: Int, _ bytes: Int) -> RequestEstimate {
    RequestEstimate(
      questions: pairs,
      bytes: sent(bytes, pairs).adding(pairs.times(stage.prompts.generator.text.utf8.count)),
      tokensOut: stage.generator.sampling.maxTokens ?? 0, stage.generator.endpoint)
  }

  private func judged(
    _ pairs: Int, _ bytes: Int, _ template: PromptTemplate, _ around: Int
  ) -> RequestEstimate {
    let each = 2 * stage.votes
    return RequestEstimate(
      questions: pairs.times(each),
      bytes: sent(bytes, pairs).adding(pairs.times(template.text.utf8.count + around)).times(each),
      tokensOut: stage.judge.sampling.maxTokens ?? 0,
      stage.judge.endpoint ?? stage.generator.endpoint)
  }

  private var control: RequestEstimate {
    judged(stage.hasControl ? size.pairs : 0, size.pairBytes, stage.prompts.control, 0)
  }

  /// No more than `max_chars` of each text, of up to four bytes.
  private func sent(_ bytes: Int, _ pairs: Int) -> Int {
    pairs == 0 ? 0 : min(bytes, pairs.times(3).times(stage.maxChars).times(4))
  }

  private func repeated(_ estimate: RequestEstimate) -> RequestEstimate {
    (1..<stage.attempts).reduce(estimate) { sum, _ in sum + estimate }
  }
}
