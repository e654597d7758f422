internal import Pipeline
internal import Records
internal import Store

/// Single responses with a thumb up or down for `KTOTrainer` of TRL.
///
/// A pair gives two rows, the chosen response with `true` and the rejected one with `false`; a
/// judgement of one response gives one. A pair says which response is better, not which is good:
/// where both are bad the chosen one is still labelled `true`. With `score` and `threshold` a response is
/// good by its own score, whatever it stood against.
struct KTOTrainer: Trainer {
  static let name = "trl.kto"
  static let summary = "responses for TRL's KTO: prompt, completion, label; a pair gives two rows"

  let scoreName: String?
  let threshold: Double?

  init(options: inout OptionReader) throws(WinnowError) {
    scoreName = try options.string(
      optional: "score",
      doc: "a score by which responses are labelled, in place of the pair's label")
    threshold = try options.double(
      optional: "threshold", doc: "a response with this `score` or more is labelled `true`")
    if (scoreName == nil) != (threshold == nil) && !options.isDescribing {
      throw options.problem(
        scoreName == nil ? "threshold" : "score",
        must: "stand beside `\(scoreName == nil ? "score" : "threshold")`")
    }
  }

  var columns: [ExportColumn] {
    let label =
      scoreName.map { "whether its score `\($0)` is \(threshold ?? 0) or more" }
      ?? "whether it was preferred, or judged good"
    return [
      ExportColumn("prompt", .turns, "what was asked"),
      ExportColumn("completion", .turns, "a response"),
      ExportColumn("label", .truth, label),
    ]
  }

  var note: String {
    guard scoreName == nil else { return "" }
    return """
      A pair says which of two responses is better, not which is good: where both are bad, the better one \
      is labelled `true` all the same. `score` and `threshold` label by an absolute score.
      """
  }

  func balanceNote(good: Int, bad: Int) -> String {
    ClassWeights(good: good, bad: bad)?.words ?? ""
  }

  func write(_ pair: ExportPair, to rows: inout RowWriter) -> RowOutcome {
    guard let first = label(pair.scores.chosen, pair.rejected == nil ? pair.isGood : true) else {
      return .refused(.noScore)
    }
    if let refusal = rows.completion(pair, pair.chosen) { return .refused(refusal) }
    rows.truth("label", first)
    rows.end(pair)
    guard let rejected = pair.rejected else {
      return .labelled(good: first ? 1 : 0, bad: first ? 0 : 1)
    }
    let chosen = rows.lastAnswer
    guard let second = label(pair.scores.rejected, false) else { return .refused(.noScore) }
    if let refusal = rows.completion(pair, rejected) { return .refused(refusal) }
    rows.truth("label", second)
    rows.end(pair)
    // One response cannot be good and bad. A prefix of the other it may be.
    if rows.sameness(chosen, rows.lastAnswer) == .identicalAnswers {
      return .refused(.identicalAnswers)
    }
    let good = [first, second].count { $0 }
    return .labelled(good: good, bad: 2 - good)
  }

  /// By the score where that is asked for; `nil` without one.
  private func label(_ score: Double?, _ fallback: Bool) -> Bool? {
    guard let threshold else { return fallback }
    return score.map { $0 >= threshold }
  }
}

extension RowWriter {
  /// Begins a row with prompt and completion.
  mutating func completion(_ pair: ExportPair, _ text: PairTexts.Text) -> Refusal? {
    begin("prompt", pair.prompt) ?? answer("completion", text)
  }
}
