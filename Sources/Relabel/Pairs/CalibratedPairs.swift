internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// The words that state a confidence behind an answer, and that ask for one.
struct ConfidenceText: Sendable {
  let high: Int
  let low: Int
  let combined: Bool
  let asks: Bool

  init(_ options: inout OptionReader) throws(WinnowError) {
    high = try options.int(
      "high_confidence", default: 9, in: 0...10,
      doc: "what a sure answer states, of 10, for `calibrated`")
    low = try options.int(
      "low_confidence", default: 2, in: 0...10,
      doc: "what an unsure answer states, of 10, for `calibrated`")
    combined = try options.bool(
      "combined", default: true,
      doc: "whether `calibrated` keeps the pair without confidences beside those with")
    asks = try options.bool(
      "ask_confidence", default: true,
      doc: "whether the prompt of `calibrated` pairs asks for a confidence, in its system turn")
    guard high > low else {
      throw options.problem("high_confidence", must: "be above `low_confidence`")
    }
  }

  static let question = """
    End your reply with a line `Confidence: n`, where n from 0 to 10 says how sure you are that it is right.
    """

  func stated(_ confidence: ConfidencePairs.Confidence) -> String {
    switch confidence {
    case .none: ""
    case .low: "\n\nConfidence: \(low)"
    case .high: "\n\nConfidence: \(high)"
    }
  }
}

/// Pairs of answers with stated confidences.
struct CalibratedPairs: Sendable {
  let stage: BuildPairsStage

  func add(_ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, to out: inout CorpusBatch) {
    if stage.score != nil {
      addByScore(prompt, batch, to: &out)
    } else {
      for pair in batch.pairs[prompt.pairs] { add(pair, prompt, batch, to: &out) }
    }
  }

  private func addByScore(
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, to out: inout CorpusBatch
  ) {
    var own = PromptPairs(prompt, batch)
    let scores = prompt.responses.map { batch.responses[$0].scores[0] }
    let found = ConfidencePairs.of(
      scores: scores, leastGap: stage.minGap, combined: stage.combined)
    let known = scores.count { $0.isFinite }
    var reason: Reason = "replaced"
    if found.isEmpty {
      reason = known < 2 ? "too_few_scored" : "below_min_gap"
    } else if let place = own.place {
      let made = found.compactMap {
        self.made($0, from: prompt.responses.lowerBound, prompt, batch, place, 0)
      }
      if made.count < found.count {
        reason = "no_plain_text"
      } else {
        out.made += made
        if let plain = found.first(where: { $0.chosen.confidence == .none }) {
          own.note(
            plain.chosen.response + prompt.responses.lowerBound,
            plain.rejected.response + prompt.responses.lowerBound)
        }
      }
    }
    if stage.oldPairs == .replace { own.drop(reason, to: &out) }
  }

  /// The pairs of one that has a label; with `combined` it stays itself.
  private func add(
    _ pair: ResponseBatch.Pair, _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch,
    to out: inout CorpusBatch
  ) {
    guard let (chosen, rejected) = pair.ordered else {
      if stage.oldPairs == .replace, !stage.combined {
        out.findings.append(Finding(.pair, pair.row, .drop("no_winner")))
      }
      return
    }
    let made = ConfidencePairs.of(chosen: chosen, rejected: rejected).compactMap {
      self.made($0, from: 0, prompt, batch, .pair(pair.row), pair.row)
    }
    guard made.count == 2 else {
      if stage.oldPairs == .replace, !stage.combined {
        out.findings.append(Finding(.pair, pair.row, .drop("no_plain_text")))
      }
      return
    }
    out.made += made
    if stage.oldPairs == .replace, !stage.combined {
      out.findings.append(Finding(.pair, pair.row, .drop("replaced")))
    }
  }

  private func made(
    _ pair: ConfidencePairs.Pair, from start: Int, _ prompt: ResponseBatch.Prompt,
    _ batch: ResponseBatch, _ place: DerivedPair.Place, _ parent: Int64
  ) -> DerivedPair? {
    let isPlain = pair.chosen.confidence == .none
    guard let chosen = text(pair.chosen, start, batch),
      let rejected = text(pair.rejected, start, batch)
    else { return nil }
    var question: DerivedPair.Text?
    if stage.confidence.asks && !isPlain {
      let raw = unsafe batch.arena[prompt.text.slice].assumingMemoryBound(to: UInt8.self)
      let body = unsafe GoalPrompt.body(
        prompt.text.form, raw.span, with: ConfidenceText.question, in: .system)
      question = .new(body.form, body.bytes)
    }
    let role: Reason =
      isPlain
      ? "calibrated" : pair.chosen.confidence == .high ? "sure_when_right" : "unsure_when_wrong"
    return DerivedPair(
      parent: parent, place: place, prompt: prompt.row, newPrompt: question, chosen: chosen,
      rejected: rejected, role: role)
  }

  /// `nil` for a response that is more than one turn of text.
  private func text(
    _ side: ConfidencePairs.Side, _ start: Int, _ batch: ResponseBatch
  ) -> DerivedPair.Text? {
    let response = batch.responses[start + side.response]
    if side.confidence == .none { return .row(response.row) }
    guard response.body.form == .text else { return nil }
    let bytes = unsafe Array(batch.arena[response.body.slice])
    return .new(.text, bytes + Array(stage.confidence.stated(side.confidence).utf8))
  }
}

extension BuildPairsStage {
  var combined: Bool { confidence.combined }
}
