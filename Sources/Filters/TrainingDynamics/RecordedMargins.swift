internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Where the margins come from.
enum MarginSource: String, CaseIterable, Sendable {
  case trained, recorded
}

extension TrainingDynamicsFilter {
  /// Judges by the margins that earlier stages of the pipeline wrote; pairs without any are left alone.
  func judgeRecorded(
    _ corpus: Corpus, _ method: RecordedMethod
  ) throws(WinnowError) -> [RunNote] {
    let found = try RecordedPass(corpus: corpus, method: method).run()
    try Interrupt.check()
    let judged = RecordedDetection(
      method: method, folds: folds, noisePrior: noisePrior, seed: corpus.seed
    ).run(found.pairs, facts: found.features.rows.facts, models: found.models)
    let ids = found.features.rows.facts.map(\.id)
    let taken = taken(judged, ids: ids)
    try NoiseBatches(
      corpus: corpus, features: found.features, judged: judged, taken: taken, action: action,
      keepsDynamics: false
    ).commit()
    guard !ids.isEmpty else {
      return [RunNote("warning", "warning: no pair has recorded margins: nothing is judged")]
    }
    let without = found.features.left[RecordedPass.without]?.count ?? 0
    let models = found.models.count
    return [
      RunNote(
        "margins",
        "\(ids.count) pairs judged by recorded margins of \(models) model\(models == 1 ? "" : "s"), "
          + "\(without) have none and are left alone")
    ]
      + (try NoiseReport(
        corpus: corpus, features: found.features, judged: judged, taken: taken, action: action
      ).notes())
  }
}

/// Reads the recorded margins of every decided pair; of a curve only a few numbers are kept.
private struct RecordedPass {
  let corpus: Corpus
  let method: RecordedMethod

  /// Why a pair is not judged.
  static let without = "no recorded margins"

  /// What is known of the pairs that have margins, in the order of public ids.
  struct Found {
    var features: PairFeatures
    var pairs: [RecordedPair]
    /// Names by number.
    var models: [String]
  }

  /// A pair as a worker gives it.
  private struct Seen: Sendable {
    var fact: PairFact
    var shape: AnswerShape
    var pair: RecordedPair
  }

  private struct Batch: Sendable {
    var seen: [Seen] = []
    var left: [(why: String, row: Int64)] = []
  }

  func run() throws(WinnowError) -> Found {
    let (store, recorded, selection, method) = (
      corpus.store, corpus.recorded, corpus.selection, method
    )
    let numbers = try ModelNumbers(store, recorded)
    var all: [Seen] = []
    var left: [String: [Int64]] = [:]
    let heldOut = try corpus.forEachBatch(
      .texts,
      worker: { () throws(WinnowError) in try MarginReader(store, recorded, selection) },
      { (reader, batch) throws(WinnowError) in
        try Self.look(at: batch, reader, numbers, method)
      },
      consume: { batch in
        all += batch.seen
        for (why, row) in batch.left { left[why, default: []].append(row) }
      })
    all.sort { $0.fact.id < $1.fact.id }
    let features = PairFeatures(
      rows: PairRows(facts: all.map(\.fact), sparse: [], dense: []), shapes: all.map(\.shape),
      left: left, heldOut: heldOut)
    return Found(features: features, pairs: all.map(\.pair), models: numbers.names)
  }

  private static func look(
    at batch: PairBatch, _ reader: MarginReader, _ numbers: ModelNumbers, _ method: RecordedMethod
  ) throws(WinnowError) -> Batch {
    var found = Batch()
    for i in batch.rows.indices {
      let (row, decision) = (batch.rows[i], batch.decisions[i])
      guard let b = batch.b[i] else {
        found.left.append(("single response", row))
        continue
      }
      guard decision == .a || decision == .b else {
        found.left.append((decision == .undecided ? "undecided" : "tie", row))
        continue
      }
      let curves = try reader.curves(of: row, decision).compactMap { curve in
        numbers.number(curve.run, curve.peer).map { ($0, curve.margins.map(Double.init)) }
      }
      guard !curves.isEmpty else {
        found.left.append((without, row))
        continue
      }
      let fact = PairFact(
        id: batch.ids[i], group: batch.groups[i], row: row, firstIsBetter: decision == .a)
      found.seen.append(
        Seen(
          fact: fact, shape: AnswerShape(decision == .a ? batch.a[i] : b, in: batch.arena),
          pair: RecordedPair(curves, method)))
    }
    return found
  }
}

/// The models of the recorded runs, numbered by step and peer.
private struct ModelNumbers: Sendable {
  private var numbers: [[Int64: Int32]] = []
  private(set) var names: [String] = []

  init(_ store: Store, _ recorded: [RecordedRun]) throws(WinnowError) {
    for run in recorded {
      let given = try RunNote.peers(store, of: run.run)
      var own: [Int64: Int32] = [:]
      for peer in try MarginReader.peers(store, of: run.run) {
        own[peer] = Int32(names.count)
        let name = given[peer] ?? "model \(peer)"
        names.append(recorded.count > 1 ? "\(run.label): \(name)" : name)
      }
      numbers.append(own)
    }
  }

  func number(_ run: Int, _ peer: Int64) -> Int32? { numbers[run][peer] }
}
