internal import GRDB
package import Records

/// Reads how likely labels are wrong, as earlier runs have it, on a connection of its own; used by one thread.
package final class NoiseReader {
  private let store: Store
  private let runs: [RecordedRun]

  /// - Parameter runs: in the order of the pipeline; the last that speaks of a pair counts.
  package init(_ store: Store, _ runs: [RecordedRun]) throws(WinnowError) {
    self.store = try Store(reading: store.path)
    self.runs = runs
  }

  /// Whether any of `runs` judged a pair.
  package static func isThere(_ store: Store, _ runs: [RecordedRun]) throws(WinnowError) -> Bool {
    try store.perform { db in
      try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS (SELECT 1 FROM noise WHERE run IN (SELECT value FROM json_each(?)))
          """, arguments: [Selection.json(runs.map(\.run))]) ?? false
    }
  }

  /// That a is the better one: 1 − `wrong` for the side that was preferred when the pair was judged.
  ///
  /// - Returns: by row of the pair; those that nobody judged are left out.
  package func probabilities(of pairs: [Int64]) throws(WinnowError) -> [Int64: Double] {
    let runs = runs
    return try store.perform { db in
      let noise = try RawStatement(db, "SELECT wrong FROM noise WHERE pair = ? AND run = ?")
      let label = try RawStatement(db, "SELECT decision FROM label WHERE pair = ? AND run = ?")
      var found: [Int64: Double] = [:]
      for pair in pairs {
        for run in runs.reversed() {
          noise.bind(1, pair)
          noise.bind(2, run.run)
          guard try noise.next() else { continue }
          let wrong = noise.double(0)
          noise.reset()
          guard let side = try Self.decision(label, pair, run.labels) else { continue }
          found[pair] = side == .a ? 1 - wrong : wrong
          break
        }
      }
      return found
    }
  }

  /// What the last of `runs` that saw the pair preferred; `nil` for neither.
  private static func decision(
    _ label: RawStatement, _ pair: Int64, _ runs: [Int64]
  ) throws -> Decision? {
    for run in runs.reversed() {
      label.bind(1, pair)
      label.bind(2, run)
      guard try label.next() else { continue }
      let decided = Decision(rawValue: UInt8(truncatingIfNeeded: label.int(0)))
      label.reset()
      return decided == .a || decided == .b ? decided : nil
    }
    return nil
  }
}
