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
    var places: [Int64: Int] = [:]
    for (place, pair) in set.pairs.enumerated() { places[pair.row] = place }
    let (wanted, pairs) = (places, set.pairs)
    // Slices without a pair of the set are not read.
    var slices: [PairSlice] = []
    for slice in try PairSlice.all(store) where slice.holds(wanted.keys) { slices.append(slice) }
    let needed = slices
    var lengths: [Int64: (Int, Int)] = [:]
    progress.begin(label, total: needed.count)
    try inOrder(
      0..<needed.count, jobs: jobs,
      worker: { () throws(WinnowError) in (try PairReader(store), spill.extractor()) },
      work: { (own, number) throws(WinnowError) -> [(Int64, (Int, Int))] in
        var found: [(Int64, (Int, Int))] = []
        let extractor = own.1
        _ = try own.0.read(needed[number], selection, .texts) { batch in
          for i in batch.rows.indices {
            guard let place = wanted[batch.rows[i]], let b = batch.b[i] else { continue }
            let pair = pairs[place]
            let fact = PairFact(
              id: pair.id, group: pair.group, row: pair.row, firstIsBetter: pair.firstIsBetter)
            try extractor.add(
              prompt: batch.prompts[i], a: batch.a[i], b: b, in: batch.arena, fact: fact,
              fitted: true)
            found.append((pair.row, (Int(batch.a[i].slice.count), Int(b.slice.count))))
          }
        }
        try extractor.finish()
        return found
      },
      consume: { (number, found) throws(WinnowError) in
        for (row, length) in found { lengths[row] = length }
        progress.advance(
          label, done: number + 1, unit: "slices read",
          share: Double(number + 1) / Double(needed.count))
      })
    let rows = try spill.finish()
    progress.end(label, note: "\(rows.count) pairs")
    return EvaluationFeatures(
      rows: rows,
      pairs: rows.facts.compactMap { fact in wanted[fact.row].map { pairs[$0] } },
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

extension PairSlice {
  /// Whether a row of it is among `rows`.
  fileprivate func holds(_ rows: Dictionary<Int64, Int>.Keys) -> Bool {
    range.contains { rows.contains($0) }
  }
}
