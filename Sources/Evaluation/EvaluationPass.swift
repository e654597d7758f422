internal import Pipeline
internal import Records
internal import Store

extension EvaluationSet {
  /// Reads the texts of the pairs once, on several threads; slices without a pair of the set are not read.
  ///
  /// - Parameters:
  ///   - worker: makes what each thread needs for itself.
  ///   - take: is given a pair and its place in a batch; what it returns is kept.
  ///   - finish: is called behind each slice.
  /// - Returns: what was kept, by row of the pair.
  func read<Worker, Found: Sendable>(
    _ store: Store, _ selection: Selection, jobs: Int, progress: any ProgressSink, label: String,
    worker: @escaping @Sendable () throws(WinnowError) -> Worker,
    take:
      @escaping @Sendable (
        inout Worker, EvaluatedPair, PairBatch, Int
      ) throws(WinnowError) -> Found?,
    finish: @escaping @Sendable (inout Worker) throws(WinnowError) -> Void = { _ in }
  ) throws(WinnowError) -> [Int64: Found] {
    let wanted = Dictionary(pairs.map { ($0.row, $0) }) { first, _ in first }
    var needed: [PairSlice] = []
    for slice in try PairSlice.all(store) where slice.range.contains(where: { wanted[$0] != nil }) {
      needed.append(slice)
    }
    let slices = needed
    var all: [Int64: Found] = [:]
    progress.begin(label, total: slices.count)
    try inOrder(
      0..<slices.count, jobs: jobs,
      worker: { () throws(WinnowError) in (try PairReader(store), try worker()) },
      work: { (own, number) throws(WinnowError) -> [(Int64, Found)] in
        var found: [(Int64, Found)] = []
        _ = try own.0.read(slices[number], selection, .texts) { batch in
          for i in batch.rows.indices {
            guard let pair = wanted[batch.rows[i]],
              let own = try take(&own.1, pair, batch, i)
            else { continue }
            found.append((pair.row, own))
          }
        }
        try finish(&own.1)
        return found
      },
      consume: { (number, found) throws(WinnowError) in
        for (row, own) in found { all[row] = own }
        progress.advance(
          label, done: number + 1, unit: "slices read",
          share: Double(number + 1) / Double(slices.count))
      })
    return all
  }
}
