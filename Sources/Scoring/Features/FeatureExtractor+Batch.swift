package import Records

extension FeatureExtractor {
  /// Adds the decided pairs of a batch.
  ///
  /// - Parameters:
  ///   - isFitted: whether models may learn from pairs of a split.
  ///   - isTaken: whether a decided pair is wanted, by its place in the batch.
  /// - Returns: places in the batch of the pairs that were added, and why each other one cannot be judged.
  package func add(
    _ batch: PairBatch, isFitted: (String) -> Bool, isTaken: (Int) -> Bool = { _ in true }
  ) throws(WinnowError) -> (added: [Int], left: [String]) {
    var (added, left) = ([Int](), [String]())
    for i in batch.rows.indices {
      guard let b = batch.b[i] else {
        left.append("single response")
        continue
      }
      guard batch.decisions[i] == .a || batch.decisions[i] == .b else {
        left.append(batch.decisions[i] == .undecided ? "undecided" : "tie")
        continue
      }
      guard isTaken(i) else { continue }
      let fact = PairFact(
        id: batch.ids[i], group: batch.groups[i], row: batch.rows[i],
        firstIsBetter: batch.decisions[i] == .a, isFitted: isFitted(batch.splits[i]))
      try add(
        prompt: batch.prompts[i], a: batch.a[i], b: b, in: batch.arena, fact: fact,
        fitted: fact.isFitted)
      added.append(i)
    }
    return (added, left)
  }
}
