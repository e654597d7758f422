internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// What a detector works on: features of the decided pairs, and what else the reports need of each.
struct PairFeatures {
  var rows: PairRows
  /// By the order of the rows.
  var shapes: [AnswerShape]
  /// How many pairs lack each further view, by its name.
  var withoutView: [(name: String, pairs: Int)] = []
  /// What the further views have to say of themselves.
  var warnings: [String] = []
  /// How many pairs were seen and cannot be judged, by why.
  var left: [String: Int]
  /// Live pairs of other splits.
  var heldOut: Int
}

/// Of the chosen answer, for the table of whom a decision hits: 8 bytes a pair.
struct AnswerShape: Sendable {
  /// Of its text, in bytes.
  var bytes: UInt32
  var script: Script
  /// `nil` where the words do not tell.
  var language: Language?
  var isRefusal: Bool
}

/// Reads every decided pair of the corpus and gives its features; texts are not kept.
struct FeaturePass {
  let corpus: Corpus
  let options: FeatureOptions
  let diskBudget: Int
  /// Names of scores that are a view of their own.
  let scores: [String]
  /// Embeddings that are a view of their own.
  let embeddings: EmbeddingSource?

  /// Row ids of the two responses.
  private typealias ResponseRows = (a: Int64, b: Int64)

  /// What a batch gives besides features.
  private struct Seen: Sendable {
    var shapes: [(row: Int64, shape: AnswerShape, responses: ResponseRows)] = []
    var left: [String] = []
  }

  func run() throws(WinnowError) -> PairFeatures {
    let (kept, texts) =
      if let open = KeptFeatures.open(corpus.scratch) { open } else { try read() }
    var rows = texts
    var without: [(name: String, pairs: Int)] = []
    var warnings: [String] = []
    if needsResponses {
      let own = kept.responses
      if let embeddings {
        let found = try embeddingRows(embeddings, own, rows, &without, &warnings)
        rows.dense.append(("embedding", found))
      }
      if !scores.isEmpty { rows.dense.append(("scores", try scoreRows(own, &without))) }
    }
    return PairFeatures(
      rows: rows, shapes: kept.shapes, withoutView: without, warnings: warnings,
      left: kept.left, heldOut: kept.heldOut)
  }

  /// Reads the texts, and keeps what it finds for a run that goes on.
  private func read() throws(WinnowError) -> (kept: KeptFeatures, rows: PairRows) {
    let spill = try FeatureSpill(
      folder: corpus.scratch + "/features", options: options, diskBudget: diskBudget, stays: true)
    var shapes: [Int64: AnswerShape] = [:]
    var responses: [Int64: ResponseRows] = [:]
    var left: [String: Int] = [:]
    // Whoever names a held-out split beside `train` has its pairs judged, but nothing is fitted on them.
    let selection = corpus.selection
    let isFitted: @Sendable (String) -> Bool = { selection.fits($0) }
    let heldOut = try corpus.forEachBatch(
      .texts, worker: { () throws(WinnowError) in spill.extractor() },
      { (extractor, batch) throws(WinnowError) in
        let seen = try Self.add(batch, to: extractor, isFitted: isFitted)
        // Frequencies are sums, so that handing them over batch by batch changes nothing.
        try extractor.finish()
        return seen
      },
      consume: { seen in
        for (row, shape, own) in seen.shapes {
          shapes[row] = shape
          if needsResponses { responses[row] = own }
        }
        for why in seen.left { left[why, default: 0] += 1 }
      })
    let rows = try spill.finish()
    let none = AnswerShape(bytes: 0, script: .none, isRefusal: false)
    let ordered = rows.facts.map { shapes[$0.row] ?? none }
    let own = needsResponses ? rows.facts.map { responses[$0.row] ?? (0, 0) } : []
    let kept = KeptFeatures(
      fingerprint: spill.fingerprint, bytes: ordered.map(\.bytes),
      scripts: ordered.map(\.script.rawValue),
      languages: ordered.map { $0.language?.rawValue ?? .max }, refusals: ordered.map(\.isRefusal),
      a: own.map(\.a), b: own.map(\.b), left: left, heldOut: heldOut)
    kept.write(corpus.scratch)
    return (kept, rows)
  }

  private var needsResponses: Bool { !scores.isEmpty || embeddings != nil }

  /// Differences of embeddings; 0 where an answer has none.
  private func embeddingRows(
    _ source: EmbeddingSource, _ responses: [ResponseRows], _ rows: PairRows,
    _ without: inout [(name: String, pairs: Int)], _ warnings: inout [String]
  ) throws(WinnowError) -> DenseRows {
    let ids = try ResponseIDs.read(corpus.store, responses.flatMap { [$0.a, $0.b] })
    let none = PublicID(high: 0, low: 0)
    let pairs = responses.map { (a: ids[$0.a] ?? none, b: ids[$0.b] ?? none) }
    let table: EmbeddingTable
    switch source {
    case .file(let path): table = try EmbeddingTable.read(path, wanted: Set(ids.values))
    case .endpoint(let endpoint):
      let found = try endpoint.table(of: ids, corpus)
      table = found.table
      if let words = found.warning { warnings.append(words) }
    }
    let found = try table.differences(
      pairs, fitted: rows.facts.map(\.isFitted), folder: corpus.scratch + "/embedding",
      diskBudget: diskBudget)
    if found.unmatched > 0 { without.append(("embedding", found.unmatched)) }
    return found.rows
  }

  /// Differences of the named scores, a column each, at root mean square 1 and within ±6; 0 where an answer
  /// has none.
  private func scoreRows(
    _ responses: [ResponseRows], _ without: inout [(name: String, pairs: Int)]
  ) throws(WinnowError) -> DenseRows {
    var columns: [[Double]] = []
    for name in scores {
      let reader = try ScoreReader(corpus.store, name: name, corpus.selection)
      let means = try reader.means(of: responses.flatMap { [$0.a, $0.b] })
      var missing = 0
      var column = responses.map { own -> Double in
        if let a = means[own.a], let b = means[own.b], (a - b).isFinite { return a - b }
        missing += 1
        return 0
      }
      if missing > 0 { without.append((name, missing)) }
      let known = max(1, column.count - missing)
      let spread = (column.reduce(0) { $0 + $1 * $1 } / Double(known)).squareRoot()
      if spread > 0 && spread.isFinite {
        column = column.map { max(-6, min(6, $0 / spread)) }
      }
      columns.append(column)
    }
    return DenseRows(
      dimension: columns.count,
      responses.indices.flatMap { i in columns.map { Float($0[i]) } })
  }

  private static func add(
    _ batch: PairBatch, to extractor: FeatureExtractor, isFitted: (String) -> Bool
  ) throws(WinnowError) -> Seen {
    let (added, left) = try extractor.add(batch, isFitted: isFitted)
    var seen = Seen(left: left)
    for i in added {
      let chosen = batch.decisions[i] == .a ? batch.a[i] : batch.b[i] ?? batch.a[i]
      seen.shapes.append(
        (batch.rows[i], AnswerShape(chosen, in: batch.arena), batch.responseRows[i]))
    }
    return seen
  }
}
