package import Records
package import Store

/// Where the scores of a stage go: batch after batch under one name, with what the numbers mean.
package struct ScoreOutput: Sendable {
  package let scale: ScoreScale
  private let corpus: Corpus

  /// - Throws: where something else gives scores of that name: readers could not tell them apart.
  package init(_ scale: ScoreScale, _ corpus: Corpus) throws(WinnowError) {
    self.scale = scale
    self.corpus = corpus
    guard try ScoreScale.names(corpus.store, corpus.selection).contains(scale.name) else { return }
    throw WinnowError(
      WinnowError.Code("score-exists", exitStatus: 2),
      "records or an earlier stage give a score of this name: `\(scale.name)`",
      hint: "write another `name:`")
  }

  /// What became of the responses.
  package struct Account: Sendable {
    package var counts = Counts()
    /// The least and the largest score; `nil` without any.
    package var range: ClosedRange<Double>?
    /// Prompts that were seen.
    package var prompts = 0

    package var scored: Int { counts["responses scored"] }

    /// What scores outside the ends of their scale are counted under.
    static let beyond = "scores beyond the scale"

    mutating func add(_ other: Account) {
      counts.add(other.counts)
      prompts += other.prompts
      if let own = other.range {
        range =
          min(
            range?.lowerBound ?? own.lowerBound, own.lowerBound)...max(
            range?.upperBound ?? own.upperBound, own.upperBound)
      }
    }
  }

  /// The scores of a batch of prompts.
  package struct Scored: Sendable {
    fileprivate var batch: CorpusBatch
    package fileprivate(set) var account = Account()
    private let scale: ScoreScale

    fileprivate init(_ responses: ResponseBatch, _ scale: ScoreScale) {
      batch = CorpusBatch(pairs: responses.pairs.count)
      account.prompts = responses.prompts.count
      self.scale = scale
    }

    /// Gives `response` a score.
    package mutating func give(_ response: ResponseBatch.Response, _ value: Double) {
      guard value.isFinite else { return leave("the score is no finite number") }
      batch.scores.append(ResponseScore(response: response.row, name: scale.name, value: value))
      if let ends = scale.range, !ends.contains(value) { count(Account.beyond) }
      batch.counts["responses scored"] += 1
      let range = account.range ?? value...value
      account.range = min(range.lowerBound, value)...max(range.upperBound, value)
    }

    /// Counts responses that get no score.
    package mutating func leave(_ why: String, responses: Int = 1) {
      guard responses > 0 else { return }
      batch.counts["not scored: \(why)"] += responses
    }

    /// Counts something else.
    package mutating func count(_ word: String, _ number: Int = 1) { batch.counts[word] += number }

    /// Says something of a pair.
    package mutating func find(_ finding: Finding) { batch.findings.append(finding) }
  }

  /// Gives every prompt to `body` and commits the scores it gives.
  package func score<Worker>(
    _ columns: ResponseReader.Columns,
    worker: @escaping @Sendable () throws(WinnowError) -> Worker,
    _ body:
      @escaping @Sendable (
        inout Worker, ResponseBatch, ResponseBatch.Prompt, inout Scored
      ) throws(WinnowError) -> Void
  ) throws(WinnowError) -> Account {
    var account = Account()
    let passed = try corpus.forEachPromptBatch(
      columns, worker: worker,
      { [scale] (worker, batch) throws(WinnowError) in
        var scored = Scored(batch, scale)
        for prompt in batch.prompts { try body(&worker, batch, prompt, &scored) }
        scored.account.counts = scored.batch.counts
        return scored
      },
      consume: { scored throws(WinnowError) in
        account.add(scored.account)
        try corpus.commit(scored.batch)
      })
    var left = CorpusBatch(pairs: 0)
    left.scales = [scale]
    try corpus.commit(passed.counted(in: left))
    return account
  }
}

extension ScoreOutput.Account {
  /// How many scores there are and how far they reach, in a sentence.
  package func note(_ name: String) -> RunNote {
    let of = counts.values.filter { $0.key.hasPrefix("not scored: ") }.values.reduce(scored, +)
    guard let range else {
      return RunNote("warning", "warning: none of \(of) responses got a score `\(name)`")
    }
    return RunNote(
      "scores",
      "`\(name)`: \(scored) of \(of) responses scored, from "
        + "\(ScoreDigits.short(range.lowerBound)) to \(ScoreDigits.short(range.upperBound))")
  }
}

extension ScoreOutput.Account {
  /// What is to be said of scores that lie outside the ends of a scale, or fill little of it.
  ///
  /// - Parameter numbers: what `low` and `high` should be those of.
  package func scaleNotes(_ ends: ClosedRange<Double>?, of numbers: String) -> [RunNote] {
    guard let ends else { return [] }
    let (low, high) = (ScoreDigits.short(ends.lowerBound), ScoreDigits.short(ends.upperBound))
    let beyond = counts[Self.beyond]
    if beyond > 0 {
      return [
        RunNote(
          "warning",
          "warning: \(beyond) scores lie outside \(low) to \(high): are `low` and `high` those of the "
            + "\(numbers)?")
      ]
    }
    guard let largest = range?.upperBound, ends.upperBound > 0, largest <= ends.upperBound / 2
    else { return [] }
    return [
      RunNote(
        "warning",
        "warning: no score is above \(ScoreDigits.short(largest)), where `high` is \(high): is it that of the "
          + "\(numbers)?")
    ]
  }
}

/// Numbers in notes.
package enum ScoreDigits {
  /// Four significant digits.
  package static func short(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    var unit = 1.0
    while value.magnitude * unit < 1000 && unit < 1e12 { unit *= 10 }
    let rounded = (value * unit).rounded() / unit
    return rounded == rounded.rounded() && rounded.magnitude < 1e15
      ? String(Int64(rounded)) : String(rounded)
  }

  /// With one digit behind the point.
  package static func percent(_ share: Double) -> String {
    let rounded = (share * 1000).rounded() / 10
    return rounded == rounded.rounded() ? "\(Int(rounded)) %" : "\(rounded) %"
  }
}
