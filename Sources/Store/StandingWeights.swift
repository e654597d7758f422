internal import GRDB

/// What verdicts weigh a pair.
///
/// A pair that a stage made again has a new label: what was weighed before was its old one and counts no more.
struct StandingWeights {
  /// Place of each run in the pipeline.
  private let order: [Int64: Int]
  private let verdicts: RawStatement
  private let makers: RawStatement

  init(_ db: Database, _ selection: Selection) throws {
    order = Dictionary(zip(selection.verdicts, 0...)) { $1 }
    verdicts = try RawStatement(
      db, "SELECT run, weight FROM verdict WHERE kind = 2 AND subject = ? AND action = 'weight'")
    makers = try RawStatement(db, "SELECT run FROM derivation WHERE pair = ?")
  }

  /// The product of the weights of a pair; `nil` where nothing weighs it.
  func weight(of pair: Int64) throws -> Double? {
    var weights: [(place: Int, weight: Double)] = []
    verdicts.bind(1, pair)
    while try verdicts.next() {
      guard let place = order[verdicts.int(0)] else { continue }
      weights.append((place, verdicts.double(1)))
    }
    guard !weights.isEmpty else { return nil }
    var made = -1
    makers.bind(1, pair)
    while try makers.next() { made = max(made, order[makers.int(0)] ?? -1) }
    // In the order of the pipeline, whatever the order of the runs: products depend on it.
    let standing = weights.filter { $0.place >= made }.sorted { $0.place < $1.place }
    return standing.isEmpty ? nil : standing.reduce(1) { $0 * $1.weight }
  }
}
