internal import Pipeline
internal import Records
internal import Rules
internal import Store

/// Finds the rubrics of a batch of prompts.
struct Importing {
  let stage: ImportStage
  let table: RubricTable?
  let earlier: RubricReader

  struct Found: Sendable {
    var batch: CorpusBatch
    /// The first reasons.
    var refused: [String] = []
    /// What prompts of the table were found by.
    var matched: Set<PublicID> = []
  }

  static let imported = "prompts with a rubric"
  static let unchanged = "rubrics that are there already"
  static let unreadable = "rubrics that cannot be read"
  static let compiled = "criteria with a check"
  static let criteria = "criteria"
  static let paired = "rubrics of one pair"
  static let gone = "rubrics of a pair that was taken out"

  /// A rubric as it is given, with the pair that it belongs to; `nil` where it is its prompt's.
  private struct Given {
    let criteria: [Criterion]
    let pair: ResponseBatch.Pair?

    init(_ criteria: [Criterion], of pair: ResponseBatch.Pair? = nil) {
      self.criteria = criteria
      self.pair = pair
    }
  }

  func run(_ batch: ResponseBatch) throws(WinnowError) -> Found {
    var found = Found(batch: CorpusBatch(pairs: batch.pairs.count))
    for prompt in batch.prompts {
      let given: [Given]
      if let table {
        let own = table.rubrics(prompt, batch)
        if let own { found.matched.insert(own.key) }
        given = (own?.rubrics ?? []).map { Given($0) }
      } else {
        given = recorded(prompt, batch, &found)
      }
      guard !given.isEmpty else {
        found.batch.counts["prompts without a rubric"] += 1
        continue
      }
      found.batch.counts[Self.imported] += 1
      let versions = RubricVersions(try earlier.rubrics(of: prompt.row))
      for own in given {
        let criteria = stage.compiles ? own.criteria.compiled : own.criteria
        let (rubric, isKnown) = versions.rubric(
          prompt: (prompt.row, prompt.id), pair: own.pair.map { ($0.row, $0.id) },
          name: stage.output, origin: "{\"from\":\"given\"}", criteria)
        guard !found.batch.rubrics.contains(where: { $0.id == rubric.id }) else { continue }
        if own.pair != nil { found.batch.counts[Self.paired] += 1 }
        if isKnown { found.batch.counts[Self.unchanged] += 1 }
        found.batch.counts[Self.criteria] += criteria.count
        found.batch.counts[Self.compiled] += criteria.count { $0.check != nil }
        found.batch.rubrics.append(rubric)
      }
    }
    return found
  }

  /// What the records of a prompt give, in their order.
  private func recorded(
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, _ found: inout Found
  ) -> [Given] {
    var records: [(criteria: [Criterion], pairs: [Int64])] = []
    for (extra, pairs) in zip(prompt.extras, prompt.recordPairs) {
      if let criteria = read(extra, &found) { records.append((criteria, pairs)) }
    }
    guard let first = records.first else { return [] }
    guard records.contains(where: { $0.criteria != first.criteria }) else {
      return [Given(first.criteria)]
    }
    var given: [Given] = []
    for record in records {
      let live = batch.pairs[prompt.pairs].filter { record.pairs.contains($0.row) }
      let decided = live.filter { $0.ordered != nil }
      if decided.count == 1 {
        given.append(Given(record.criteria, of: decided.first))
      } else if live.isEmpty, !record.pairs.isEmpty {
        found.batch.counts[Self.gone] += 1
      } else {
        given.append(Given(record.criteria))
      }
    }
    return given
  }

  private func read(_ extra: String, _ found: inout Found) -> [Criterion]? {
    let value = stage.places.lazy.compactMap { RecordValue.read(extra, $0) }.first { $0 != .null }
    guard let value else { return nil }
    switch GivenRubric.read(value) {
    case .success(let criteria): return criteria
    case .failure(let error):
      found.batch.counts[Self.unreadable] += 1
      if found.refused.count < 3 { found.refused.append(error.why) }
      return nil
    }
  }
}
