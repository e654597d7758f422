internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// What the cells of a set share: its features on disk, and its pairs in the order of the rows.
struct EvaluationFeatures: Sendable {
  var rows: PairRows
  /// In the order of the rows.
  var pairs: [EvaluatedPair]
  /// Bytes of the two responses, in the order of the rows.
  var lengths: [(Int, Int)]

  /// Reads the texts of the pairs once, on several threads.
  ///
  /// - Parameter folder: for the files, which go when the rows do.
  static func make(
    _ set: EvaluationSet, _ store: Store, _ selection: Selection, folder: String, jobs: Int,
    progress: any ProgressSink, label: String
  ) throws(WinnowError) -> EvaluationFeatures {
    let spill = try FeatureSpill(folder: folder, diskBudget: 40 << 30)
    let lengths = try set.read(
      store, selection, jobs: jobs, progress: progress, label: label,
      worker: { () throws(WinnowError) in spill.extractor() },
      take: { (extractor, pair, batch, i) throws(WinnowError) -> (Int, Int)? in
        guard let b = batch.b[i] else { return nil }
        let fact = PairFact(
          id: pair.id, group: pair.group, row: pair.row, firstIsBetter: pair.firstIsBetter)
        try extractor.add(
          prompt: batch.prompts[i], a: batch.a[i], b: b, in: batch.arena, fact: fact, fitted: true)
        return (Int(batch.a[i].slice.count), Int(b.slice.count))
      },
      finish: { (extractor) throws(WinnowError) in try extractor.finish() })
    let rows = try spill.finish()
    progress.end(label, note: "\(rows.count) pairs")
    let pairs = Dictionary(set.pairs.map { ($0.row, $0) }) { first, _ in first }
    return EvaluationFeatures(
      rows: rows, pairs: rows.facts.compactMap { pairs[$0.row] },
      lengths: rows.facts.map { lengths[$0.row] ?? (0, 0) })
  }

  /// The rows with these labels.
  func rows(firstIsBetter labels: [Bool]) -> PairRows {
    var rows = rows
    for i in rows.facts.indices { rows.facts[i].firstIsBetter = labels[i] }
    return rows
  }

  /// The labels with those in `mask` turned.
  func labels(turning mask: [Bool]) -> [Bool] {
    pairs.indices.map { pairs[$0].firstIsBetter != mask[$0] }
  }

  /// How much longer the first response is, as the difference of logarithms.
  var lengthColumn: [Float] {
    lengths.map { Float(Logarithms.ratio($0.0, $0.1)) }
  }

  /// Names of the models, +1 for who wrote the first and −1 for who wrote the second; `nil` where too few
  /// are known.
  var generators: SparseRows? {
    let names = EvaluationSet.generators(pairs)
    guard !names.isEmpty else { return nil }
    var columns: [String: UInt32] = [:]
    for (column, name) in names.enumerated() { columns[name] = UInt32(column) }
    return SparseRows(
      dimension: names.count,
      pairs.map { pair in
        guard let first = columns[pair.models[0]], let second = columns[pair.models[1]],
          first != second
        else { return [] }
        let entries: [(index: UInt32, value: Float)] = [(first, 1), (second, -1)]
        return entries.sorted { $0.index < $1.index }
      })
  }
}
