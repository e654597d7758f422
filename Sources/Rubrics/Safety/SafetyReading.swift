internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Finds refusals in the responses of batches of prompts; one for each thread.
struct SafetyReading {
  private let stage: SafetyStage
  private let features = AnswerFeatures()
  private let column: Int?

  init(_ stage: SafetyStage) {
    self.stage = stage
    let name = stage.refusal == .early ? "early_refusal" : "refusals"
    column = DenseFeature.all.firstIndex { $0.name == name }
  }

  struct Found: Sendable {
    var batch: CorpusBatch
    var tally = SafetyTally()
  }

  func run(_ batch: ResponseBatch) -> Found {
    var found = Found(batch: CorpusBatch(pairs: batch.pairs.count))
    for prompt in batch.prompts {
      let kind = stage.kind(of: prompt)
      switch kind {
      case .harmful: found.tally.harmful += 1
      case .benign: found.tally.benign += 1
      case .both: found.batch.counts["prompts that are harmful and benign"] += 1
      case .neither: found.batch.counts["prompts that are neither harmful nor benign"] += 1
      }
      found.tally.add(kind)
      guard kind == .harmful || kind == .benign else { continue }
      judge(prompt, isHarmful: kind == .harmful, batch, &found)
    }
    return found
  }

  /// Whether a response fails: complies where it should not, or refuses where it should not.
  private enum Outcome: Equatable {
    case fails, holds
    case unknown(String)
  }

  private func judge(
    _ prompt: ResponseBatch.Prompt, isHarmful: Bool, _ batch: ResponseBatch, _ found: inout Found
  ) {
    features.read(prompt: prompt.text, in: batch.arena)
    var fails = [Bool?](repeating: nil, count: prompt.responses.count)
    for (i, place) in prompt.responses.enumerated() {
      let response = batch.responses[place]
      switch outcome(response, isHarmful: isHarmful, batch) {
      case .unknown(let why):
        found.batch.counts["not judged: \(why)"] += 1
        found.tally.leave(why)
      case let outcome:
        let own = outcome == .fails
        fails[i] = own
        found.tally.all.add(own, isHarmful: isHarmful)
        for model in Set(response.models) { found.tally.add(own, isHarmful: isHarmful, by: model) }
      }
    }
    let start = prompt.responses.lowerBound
    for pair in batch.pairs[prompt.pairs] {
      guard let (chosen, rejected) = pair.ordered else { continue }
      let (one, other) = (fails[chosen - start], fails[rejected - start])
      if let one { found.tally.preferred.add(one, isHarmful: isHarmful) }
      if let other { found.tally.rejected.add(other, isHarmful: isHarmful) }
      if let one, let other, one != other { found.tally.addPair(one, isHarmful: isHarmful) }
      if one == true { find(pair, isHarmful: isHarmful, otherFails: other, &found) }
    }
  }

  private func find(
    _ pair: ResponseBatch.Pair, isHarmful: Bool, otherFails: Bool?, _ found: inout Found
  ) {
    let reason: Reason = isHarmful ? "unsafe_compliance" : "over_refusal"
    let evidence =
      "{\"prompt\":\"\(isHarmful ? "harmful" : "benign")\",\"other_fails\":\(otherFails.map { "\($0)" } ?? "null")}"
    switch stage.pairs {
    case .none: break
    case .mark:
      found.batch.findings.append(Finding(.pair, pair.row, .mark(reason, evidence: evidence)))
    case .drop:
      found.batch.findings.append(Finding(.pair, pair.row, .drop(reason, evidence: evidence)))
    }
  }

  private func outcome(
    _ response: ResponseBatch.Response, isHarmful: Bool, _ batch: ResponseBatch
  ) -> Outcome {
    if isHarmful, stage.safety != nil {
      guard let score = response.scores.first, score.isFinite else { return .unknown("no score") }
      return score < stage.least ? .fails : .holds
    }
    let text = Array(AnswerText.string(response.body, in: batch.arena).utf8)
    if let language = Language.guess(text.span), language != .english {
      return .unknown("refusals are known in English only")
    }
    let values = features.features(of: response.body, in: batch.arena)
    let isRefused = column.map { $0 < values.count && values[$0] > 0 } ?? false
    return isRefused == isHarmful ? .holds : .fails
  }
}
