internal import Foundation
internal import GRDB
package import Records

/// What a run is, before it has run: the same key is the same work.
package struct RunKey: Sendable, Equatable {
  /// `name` or `name@version`.
  package let stage: String
  /// The source file the run is about; empty for a run over all of them.
  package let part: String
  /// Canonical JSON with defaults.
  package let options: String
  package let seed: UInt64
  /// Digests of the runs whose output it reads, or of all runs of a step, in order; the SHA-256 of a file
  /// stands in `options`.
  package let inputs: [PublicID]

  /// Covers everything the output depends on; not jobs, memory or limits on hostile input.
  package let digest: PublicID

  package init(stage: String, part: String, options: String, seed: UInt64, inputs: [PublicID]) {
    self.stage = stage
    self.part = part
    self.options = options
    self.seed = seed
    self.inputs = inputs
    var digest = DigestBuilder("winnow run 1")
    digest.add(stage)
    digest.add(part)
    digest.add(options)
    digest.add(seed)
    digest.add(inputs.count)
    for input in inputs { digest.add(input) }
    self.digest = digest.finish()
  }
}

/// A run in the ledger.
package struct LedgerRun: Sendable {
  package var id: Int64
  package var finished: Bool
  package var counts: Counts
  /// The last committed batch; `nil` before the first.
  package var lastBatch: (number: Int, position: String)?
  /// Sum of the committed batches' counts.
  package var committed: Counts
}

/// The ledger of runs and plans.
package enum Ledger {
  /// The run with this digest, if there is one.
  package static func find(_ store: Store, _ digest: PublicID) throws(WinnowError) -> LedgerRun? {
    try store.perform { db in try find(db, digest) }
  }

  static func find(_ db: Database, _ digest: PublicID) throws -> LedgerRun? {
    let row = try Row.fetchOne(
      db, sql: "SELECT id, finished, counts FROM run WHERE digest = ?",
      arguments: [Data(digest.bytes)])
    guard let row else { return nil }
    let id: Int64 = row[0]
    let last = try Row.fetchOne(
      db,
      sql: "SELECT number, position FROM run_batch WHERE run = ? ORDER BY number DESC LIMIT 1",
      arguments: [id])
    var committed = Counts()
    let all = try String.fetchCursor(
      db, sql: "SELECT counts FROM run_batch WHERE run = ?", arguments: [id])
    while let json = try all.next() { committed.add(Counts(json: json)) }
    return LedgerRun(
      id: id, finished: row[1], counts: Counts(json: row[2]),
      lastBatch: last.map { (number: $0[0], position: $0[1]) }, committed: committed)
  }

  /// The run with this key, begun now or earlier.
  package static func begin(_ store: Store, _ key: RunKey) throws(WinnowError) -> LedgerRun {
    try store.write { db in
      if let run = try find(db, key.digest) { return run }
      let inputs = "[" + key.inputs.map { "\"\($0)\"" }.joined(separator: ",") + "]"
      try db.execute(
        sql: """
          INSERT INTO run(digest, stage, part, options, seed, inputs, started_at)
          VALUES (?, ?, ?, ?, ?, ?, datetime('now'))
          """,
        arguments: [
          Data(key.digest.bytes), key.stage, key.part, key.options,
          Int64(bitPattern: key.seed), inputs,
        ])
      return LedgerRun(
        id: db.lastInsertedRowID, finished: false, counts: Counts(), lastBatch: nil,
        committed: Counts())
    }
  }

  /// Why a run with this key is not in the ledger, in words.
  package static func whatChanged(_ store: Store, _ key: RunKey) throws(WinnowError) -> String {
    try store.perform { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT options, seed, inputs FROM run WHERE stage = ? AND part = ?
          ORDER BY id DESC LIMIT 1
          """, arguments: [key.stage, key.part])
      guard let row else { return "it never ran" }
      let options: String = row[0]
      let seed: Int64 = row[1]
      if options != key.options {
        return key.stage == "ingest" ? "the file or its options changed" : "its options changed"
      }
      return seed == Int64(bitPattern: key.seed) ? "what it reads changed" : "the seed changed"
    }
  }

  /// When a run was begun first, UTC, in digits.
  package static func begun(_ store: Store, run: Int64) throws(WinnowError) -> String {
    try store.perform { db in
      try String.fetchOne(
        db, sql: "SELECT strftime('%Y%m%d%H%M%S', started_at) FROM run WHERE id = ?",
        arguments: [run]) ?? ""
    }
  }

  /// Commits a batch: its data are in the same transaction.
  static func commit(
    _ db: Database, run: Int64, number: Int, pairs: (first: Int64, last: Int64) = (1, 0),
    position: String, counts: Counts
  ) throws {
    try db.execute(
      sql: """
        INSERT INTO run_batch(run, number, first_pair, last_pair, position, counts)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [run, number, pairs.first, pairs.last, position, counts.json])
  }

  /// Marks a run as finished.
  package static func finish(
    _ store: Store, run: Int64, counts: Counts, seconds: Double
  ) throws(WinnowError) {
    try store.write { db in
      try db.execute(
        sql: "UPDATE run SET finished = 1, counts = ?, seconds = seconds + ? WHERE id = ?",
        arguments: [counts.json, seconds, run])
    }
  }

  /// The pairs that `runs` made, as ascending ranges of rows.
  static func pairRanges(_ db: Database, of runs: [Int64]) throws -> [ClosedRange<Int64>] {
    var ranges: [ClosedRange<Int64>] = []
    for run in runs {
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT first_pair, last_pair FROM run_batch
          WHERE run = ? AND first_pair <= last_pair ORDER BY number
          """, arguments: [run])
      while let row = try rows.next() {
        let first: Int64 = row[0]
        let last: Int64 = row[1]
        if let previous = ranges.last, previous.upperBound + 1 == first {
          ranges[ranges.count - 1] = previous.lowerBound...last
        } else {
          ranges.append(first...last)
        }
      }
    }
    return ranges
  }

  /// Stores a plan: the runs of a pipeline, in order.
  ///
  /// - Parameter entries: for each position of the pipeline its runs, one per part.
  package static func storePlan(
    _ store: Store, pipeline: String, entries: [[Int64]], description: String
  ) throws(WinnowError) -> Int64 {
    try store.write { db in
      try db.execute(
        sql: """
          INSERT INTO plan(pipeline, finished, started_at, description)
          VALUES (?, 1, datetime('now'), ?)
          """,
        arguments: [pipeline, description])
      let plan = db.lastInsertedRowID
      for (position, runs) in entries.enumerated() {
        for (part, run) in runs.enumerated() {
          try db.execute(
            sql: "INSERT INTO plan_run(plan, position, part, run) VALUES (?, ?, ?, ?)",
            arguments: [plan, position, part, run])
        }
      }
      return plan
    }
  }

  /// What a store was made with: kept from the first time it is asked for.
  package static func setting(
    _ store: Store, _ name: String, default value: String
  ) throws(WinnowError) -> String {
    try store.write { db in
      try db.execute(
        sql: "INSERT INTO setting(name, value) VALUES (?, ?) ON CONFLICT DO NOTHING",
        arguments: [name, value])
      return try String.fetchOne(
        db, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name]) ?? value
    }
  }

  /// What the store keeps under `name`; `nil` if it keeps nothing.
  package static func setting(_ store: Store, _ name: String) throws(WinnowError) -> String? {
    try store.perform { db in
      try String.fetchOne(
        db, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name])
    }
  }

  /// The first records of a run that went to quarantine, a line each: place, reason, what was wrong.
  package static func quarantined(
    _ store: Store, run: Int64, limit: Int
  ) throws(WinnowError) -> [String] {
    try store.perform { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT member.name, record.line, record.byte_offset, record.reason, record.extra,
            \(RowGroups.place)
          FROM member CROSS JOIN record
            ON record.id BETWEEN member.id << 32 AND (member.id << 32) + 4294967295
          WHERE member.run = ? AND record.outcome = 2 ORDER BY record.id LIMIT ?
          """, arguments: [run, limit])
      return rows.map { row in
        let (name, line, byte): (String, Int64, Int64) = (row[0], row[1], row[2])
        let reason: String = row[3]
        return "\(name):\(line) (\(RowGroups.words(row[5], byte: byte))): \(reason): "
          + "\(row[4] as String? ?? "")"
      }
    }
  }
}
