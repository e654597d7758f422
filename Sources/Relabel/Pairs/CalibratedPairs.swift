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
    case .low: "\n\nConfidence: \(low)"
    case .high: "\n\nConfidence: \(high)"
    }
  }
}

/// Pairs of answers with stated confidences.
struct CalibratedPairs: Sendable {
  let stage: BuildPairsStage

  /// What the labels of its prompt say of a response.
  private struct Standing {
    var won = 0
    var lost = 0
    /// The first pair that it won, and that it lost.
    var winning: ResponseBatch.Pair?
    var losing: ResponseBatch.Pair?

    /// The pair that its confidence is made of: the first of the kind that prevails.
    var pair: ResponseBatch.Pair? { won == lost ? nil : won > lost ? winning : losing }
  }

  /// Confidences for the answers of labelled pairs; with `combined` the pairs stay themselves.
  func add(_ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, to out: inout CorpusBatch) {
    var standings = [Standing](repeating: Standing(), count: prompt.responses.count)
    let start = prompt.responses.lowerBound
    for pair in batch.pairs[prompt.pairs] {
      guard let (chosen, rejected) = pair.ordered else { continue }
      standings[chosen - start].won += 1
      standings[rejected - start].lost += 1
      standings[chosen - start].winning = standings[chosen - start].winning ?? pair
      standings[rejected - start].losing = standings[rejected - start].losing ?? pair
    }
    var reasons = [Reason?](repeating: "conflict", count: standings.count)
    for (i, standing) in standings.enumerated() {
      guard let pair = standing.pair else {
        if standing.won > 0 { out.counts["answers without a confidence: conflict"] += 1 }
        continue
      }
      guard
        var made = made(
          start + i, isRight: standing.won > standing.lost, prompt, batch, .pair(pair.row))
      else {
        reasons[i] = "no_plain_text"
        out.counts["answers without a confidence: no_plain_text"] += 1
        continue
      }
      made.parent = pair.row
      made.probability = pair.sure
      out.made.append(made)
      reasons[i] = nil
    }
    guard stage.oldPairs == .replace, !stage.combined else { return }
    for pair in batch.pairs[prompt.pairs] {
      var reason: Reason = "no_winner"
      if let (chosen, rejected) = pair.ordered {
        let (one, other) = (reasons[chosen - start], reasons[rejected - start])
        reason = one == nil || other == nil ? "replaced" : one ?? "conflict"
      }
      out.findings.append(Finding(.pair, pair.row, .drop(reason)))
    }
  }

  /// The pairs of the better and the worse of two responses, and with `combined` the two themselves; `nil` where one
  /// is more than a turn of text.
  func made(
    better: Int, worse: Int, _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch,
    _ place: DerivedPair.Place
  ) -> [DerivedPair]? {
    guard let sure = made(better, isRight: true, prompt, batch, place),
      let unsure = made(worse, isRight: false, prompt, batch, place)
    else { return nil }
    guard stage.combined else { return [sure, unsure] }
    return [
      sure, unsure,
      DerivedPair(
        place: place, prompt: prompt.row, chosen: .row(batch.responses[better].row),
        rejected: .row(batch.responses[worse].row), role: "calibrated"),
    ]
  }

  /// A response with the fitting confidence over itself with the other.
  private func made(
    _ response: Int, isRight: Bool, _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch,
    _ place: DerivedPair.Place
  ) -> DerivedPair? {
    let pair = ConfidencePairs.of(response, isRight: isRight)
    guard let chosen = text(pair.chosen, batch), let rejected = text(pair.rejected, batch) else {
      return nil
    }
    let question =
      stage.confidence.asks
      ? GoalPrompt.text(prompt, batch, with: ConfidenceText.question, in: .system) : nil
    return DerivedPair(
      place: place, prompt: prompt.row, newPrompt: question, chosen: chosen, rejected: rejected,
      role: isRight ? "sure_when_right" : "unsure_when_wrong")
  }

  /// `nil` for a response that is more than one turn of text.
  private func text(
    _ side: ConfidencePairs.Side, _ batch: ResponseBatch
  ) -> DerivedPair.Text? {
    let response = batch.responses[side.response]
    guard response.body.form == .text else { return nil }
    let bytes = unsafe Array(batch.arena[response.body.slice])
    return .new(.text, bytes + Array(stage.confidence.stated(side.confidence).utf8))
  }
}

extension BuildPairsStage {
  var combined: Bool { confidence.combined }
}
