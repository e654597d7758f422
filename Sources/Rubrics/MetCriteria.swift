internal import Records
internal import Rules
internal import Scoring
internal import Store

/// How far the responses of a prompt meet what a program checks.
struct MetCriteria {
  private let batch: ResponseBatch
  private let prompt: ResponseBatch.Prompt
  private let features: AnswerFeatures
  private let question: String
  private var texts: [ScalarText]?
  private var values: [[Float]]?

  init(_ batch: ResponseBatch, _ prompt: ResponseBatch.Prompt, _ features: AnswerFeatures) {
    self.batch = batch
    self.prompt = prompt
    self.features = features
    question = AnswerText.string(prompt.text, in: batch.arena)
  }

  /// 0 to 1 for each response.
  mutating func met(_ check: CriterionCheck) -> [Double] {
    switch check {
    case .rule(let rule):
      let own =
        texts
        ?? prompt.responses.map {
          ScalarText(AnswerText.string(batch.responses[$0].body, in: batch.arena))
        }
      texts = own
      return own.map { rule.check($0, prompt: question).isMet ? 1 : 0 }
    case .contrast(let contrast): return contrasts.map { contrast.degree($0) }
    }
  }

  /// Values of the bank, shape (responses, bank).
  var contrasts: [[Float]] {
    mutating get {
      if let values { return values }
      features.read(prompt: prompt.text, in: batch.arena)
      let own = prompt.responses.map {
        Contrast.values(features.features(of: batch.responses[$0].body, in: batch.arena))
      }
      values = own
      return own
    }
  }
}
