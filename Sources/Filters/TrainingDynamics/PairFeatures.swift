internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// What a detector works on: features of the decided pairs, and what else the reports need of each.
struct PairFeatures {
  var rows: PairRows
  /// By the order of the rows.
  var shapes: [AnswerShape]
  /// Pairs that were seen and cannot be judged, by why.
  var left: [String: [Int64]]
  /// Live pairs of other splits.
  var heldOut: Int
}

/// Of the chosen answer, for the table of whom a decision hits: 8 bytes a pair.
struct AnswerShape: Sendable {
  /// Of its text, in bytes.
  var bytes: UInt32
  var script: Script
  var isRefusal: Bool
}

/// Reads every decided pair of the corpus and gives its features; texts are not kept.
struct FeaturePass {
  let corpus: Corpus
  let options: FeatureOptions
  let diskBudget: Int

  /// What a batch gives besides features.
  private struct Seen: Sendable {
    var shapes: [(row: Int64, shape: AnswerShape)] = []
    var left: [(why: String, row: Int64)] = []
  }

  func run() throws(WinnowError) -> PairFeatures {
    let spill = try FeatureSpill(
      folder: corpus.scratch + "/features", options: options, diskBudget: diskBudget)
    var shapes: [Int64: AnswerShape] = [:]
    var left: [String: [Int64]] = [:]
    let heldOut = try corpus.forEachBatch(
      .texts, worker: { () throws(WinnowError) in spill.extractor() },
      { (extractor, batch) throws(WinnowError) in
        let seen = try Self.add(batch, to: extractor)
        // Frequencies are sums, so that handing them over batch by batch changes nothing.
        try extractor.finish()
        return seen
      },
      consume: { seen in
        for (row, shape) in seen.shapes { shapes[row] = shape }
        for (why, row) in seen.left { left[why, default: []].append(row) }
      })
    let rows = try spill.finish()
    return PairFeatures(
      rows: rows,
      shapes: rows.facts.map {
        shapes[$0.row] ?? AnswerShape(bytes: 0, script: .none, isRefusal: false)
      }, left: left, heldOut: heldOut)
  }

  private static func add(
    _ batch: PairBatch, to extractor: FeatureExtractor
  ) throws(WinnowError) -> Seen {
    var seen = Seen()
    for i in batch.rows.indices {
      let row = batch.rows[i]
      guard let b = batch.b[i] else {
        seen.left.append(("single response", row))
        continue
      }
      guard batch.decisions[i] == .a || batch.decisions[i] == .b else {
        seen.left.append((batch.decisions[i] == .undecided ? "undecided" : "tie", row))
        continue
      }
      let fact = PairFact(
        id: batch.ids[i], group: batch.groups[i], row: row,
        firstIsBetter: batch.decisions[i] == .a)
      try extractor.add(
        prompt: batch.prompts[i], a: batch.a[i], b: b, in: batch.arena, fact: fact, fitted: true)
      let chosen = batch.decisions[i] == .a ? batch.a[i] : b
      seen.shapes.append((row, AnswerShape(chosen, in: batch.arena)))
    }
    return seen
  }
}
