internal import Records
internal import Store

/// What judges said of the criteria of a prompt's rubrics.
struct Said {
  private struct Key: Hashable {
    var rubric: PublicID
    var criterion: Int
    /// Place of a response or a pair in the batch.
    var subject: Int
  }

  private var responses: [Key: (sum: Double, count: Int)] = [:]
  private var pairs: [Key: (sum: Double, count: Int)] = [:]

  init(
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, _ reader: JudgementReader
  ) throws(WinnowError) {
    for place in prompt.responses {
      for own in try reader.judgements(of: .response(batch.responses[place].row)) {
        Self.add(own, place, to: &responses)
      }
    }
    for place in prompt.pairs {
      for own in try reader.judgements(of: .pair(batch.pairs[place].row)) {
        Self.add(own, place, to: &pairs)
      }
    }
  }

  private static func add(
    _ own: Judgement, _ subject: Int, to sums: inout [Key: (sum: Double, count: Int)]
  ) {
    guard let rubric = own.rubric, let criterion = own.criterion, let outcome = own.outcome,
      outcome.isFinite
    else { return }
    let key = Key(rubric: rubric, criterion: criterion, subject: subject)
    let old = sums[key] ?? (0, 0)
    sums[key] = (old.sum + outcome, old.count + 1)
  }

  /// How much more the first response meets a criterion than the second; `nil` where one was not judged.
  func gap(_ rubric: PublicID, _ criterion: Int, _ first: Int, _ second: Int) -> Double? {
    guard
      let a = responses[Key(rubric: rubric, criterion: criterion, subject: first)],
      let b = responses[Key(rubric: rubric, criterion: criterion, subject: second)]
    else { return nil }
    return a.sum / Double(a.count) - b.sum / Double(b.count)
  }

  /// By judgements of the pair: above 0 where the chosen response meets it more.
  func gap(_ rubric: PublicID, _ criterion: Int, pair: Int, aIsChosen: Bool) -> Double? {
    guard let own = pairs[Key(rubric: rubric, criterion: criterion, subject: pair)] else {
      return nil
    }
    let towardsA = own.sum / Double(own.count) - 0.5
    return aIsChosen ? towardsA : -towardsA
  }
}
