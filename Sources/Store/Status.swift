internal import Foundation
internal import GRDB
package import Records

/// What a store holds, and how far its runs have come. Read in one transaction, also while another
/// process writes.
package struct StoreStatus: Sendable {
  /// Bytes of the file, and of the write-ahead log beside it.
  package var bytes: Int64
  package var logBytes: Int64
  /// Who writes at the moment; `nil` if nobody does.
  package var holder: String?
  /// By source, then in the order they were read.
  package var members: [Member] = []
  /// In the order of the ledger.
  package var runs: [Run] = []
  /// By name.
  package var splits: [Split] = []
  /// The last finished plan.
  package var plan: Plan?

  /// A source file or archive member.
  package struct Member: Sendable {
    package var source: String
    package var name: String
    package var uri: String
    package var format: String
    package var licence: String?
    /// Whether it was read to its end.
    package var finished: Bool
    package var stored: Int
    package var duplicates: Int
    package var quarantined: Int
    /// How often each repair was made; known at the end of the member.
    package var repairs: Counts
    /// Records in quarantine by reason.
    package var reasons: Counts
    /// The first of them, a line each: place, reason, what was wrong.
    package var firstQuarantined: [String]
    /// Whether the last finished plan reads it.
    package var isInPlan: Bool
  }

  /// A run of the ledger.
  package struct Run: Sendable {
    package var id: Int64
    package var digest: PublicID
    package var stage: String
    package var part: String
    /// Canonical JSON with defaults.
    package var options: String
    package var seed: UInt64
    package var finished: Bool
    /// Committed batches.
    package var batches: Int
    /// Of an unfinished run the sum over its batches.
    package var counts: Counts
    /// UTC.
    package var startedAt: String
    package var seconds: Double
  }

  /// What stands in a split.
  package struct Split: Sendable {
    package var name: String
    package var groups: Int
    package var prompts: Int
    package var responses: Int
    package var pairs: Int
    package var votes: Int
  }

  /// A finished plan.
  package struct Plan: Sendable {
    package var pipeline: String
    /// UTC.
    package var startedAt: String
    /// JSON: steps with label, stage and counts.
    package var description: String
    /// Finished export runs that read exactly what the plan made.
    package var exports: [Run]
  }
}

extension StoreStatus {
  /// Reads the status of the store.
  ///
  /// - Parameter places: how many records in quarantine are told of, per member.
  /// - Complexity: a pass over the small columns of all tables but `text`; about 1 s per million pairs.
  package init(_ store: Store, places: Int = 3) throws(WinnowError) {
    bytes = Self.size(store.path)
    logBytes = Self.size(store.path + "-wal")
    holder = StoreLock.holder(of: store.path)
    let part = try store.perform { db in
      var part: (plan: Plan?, members: [Member], runs: [Run], splits: [Split]) = (nil, [], [], [])
      try db.inTransaction(.deferred) {
        part = (
          try StatusQueries.plan(db), try StatusQueries.members(db, places: places),
          try StatusQueries.runs(db), try StatusQueries.splits(db)
        )
        return .commit
      }
      return part
    }
    (plan, members, runs, splits) = part
  }

  private static func size(_ path: String) -> Int64 {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
  }
}

/// The SQL of a store's status: one statement a method.
enum StatusQueries {
  /// The last finished plan.
  static let lastPlan = "(SELECT max(id) FROM plan WHERE finished = 1)"

  static func plan(_ db: Database) throws -> StoreStatus.Plan? {
    let row = try Row.fetchOne(
      db, sql: "SELECT id, pipeline, started_at, description FROM plan WHERE id = \(lastPlan)")
    guard let row else { return nil }
    let inputs = try stepDigests(db, plan: row[0]).map { "\"\($0)\"" }.joined(separator: ",")
    let exports = try runs(
      db, where: "stage LIKE 'export %' AND finished = 1 AND inputs = '[\(inputs)]'")
    return StoreStatus.Plan(
      pipeline: row[1], startedAt: row[2], description: row[3], exports: exports)
  }

  /// The digest of each step of a plan, as the planner makes it: what an export names as its inputs.
  private static func stepDigests(_ db: Database, plan: Int64) throws -> [PublicID] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT position, digest FROM plan_run JOIN run ON run.id = plan_run.run
        WHERE plan = ? ORDER BY position, plan_run.part
        """, arguments: [plan])
    var steps: [(position: Int, runs: [PublicID])] = []
    for row in rows {
      let position: Int = row[0]
      if steps.last?.position != position { steps.append((position, [])) }
      steps[steps.count - 1].runs.append(HistoryQueries.id(row[1]))
    }
    return steps.map { $0.runs.count == 1 ? $0.runs[0] : .runs($0.runs) }
  }

  static func runs(_ db: Database, where condition: String = "true") throws -> [StoreStatus.Run] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT id, digest, stage, part, finished, counts, started_at, seconds,
          (SELECT count(*) FROM run_batch WHERE run = run.id), options, seed
        FROM run WHERE \(condition) ORDER BY id
        """)
    return try rows.map { row in
      let id: Int64 = row[0]
      let digest: Data = row[1]
      var counts = Counts(json: row[5])
      if !(row[4] as Bool) {
        let batches = try String.fetchCursor(
          db, sql: "SELECT counts FROM run_batch WHERE run = ?", arguments: [id])
        while let json = try batches.next() { counts.add(Counts(json: json)) }
      }
      return StoreStatus.Run(
        id: id, digest: PublicID(digest) ?? PublicID(high: 0, low: 0), stage: row[2], part: row[3],
        options: row[9], seed: UInt64(bitPattern: row[10] as Int64), finished: row[4],
        batches: row[8], counts: counts, startedAt: row[6], seconds: row[7])
    }
  }

  static func members(_ db: Database, places: Int) throws -> [StoreStatus.Member] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT member.id, source.name, member.name, uri, format, licence, records, stored, duplicates,
          quarantined, repairs,
          EXISTS (SELECT 1 FROM plan_run WHERE plan = \(lastPlan) AND plan_run.run = member.run)
        FROM member JOIN source ON source.id = member.source
        WHERE (SELECT stage FROM run WHERE run.id = member.run) = 'ingest'
        ORDER BY source.name, member.id
        """)
    return try rows.map { row in
      let id: Int64 = row[0]
      var outcomes: [Int] = [row[7] ?? 0, row[8] ?? 0, row[9] ?? 0]
      let finished = row[6] as Int? != nil
      if !finished { outcomes = try self.outcomes(db, member: id) }
      let hasBad = outcomes[2] > 0
      return StoreStatus.Member(
        source: row[1], name: row[2], uri: row[3], format: row[4], licence: row[5],
        finished: finished, stored: outcomes[0], duplicates: outcomes[1],
        quarantined: outcomes[2], repairs: Counts(json: row[10] ?? "{}"),
        reasons: hasBad ? try reasons(db, member: id) : Counts(),
        firstQuarantined: hasBad ? try firstQuarantined(db, member: id, limit: places) : [],
        isInPlan: row[11])
    }
  }

  /// Stored, duplicate and quarantined records of a member that is being read.
  private static func outcomes(_ db: Database, member: Int64) throws -> [Int] {
    var counts = [0, 0, 0]
    let rows = try Row.fetchAll(
      db,
      sql: "SELECT outcome, count(*) FROM record WHERE id BETWEEN ? AND ? GROUP BY outcome",
      arguments: [member << 32, member << 32 | 0xffff_ffff])
    for row in rows { counts[row[0]] = row[1] }
    return counts
  }

  private static func reasons(_ db: Database, member: Int64) throws -> Counts {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT reason, count(*) FROM record
        WHERE id BETWEEN ? AND ? AND outcome = 2 GROUP BY reason
        """, arguments: [member << 32, member << 32 | 0xffff_ffff])
    var counts = Counts()
    for row in rows { counts[row[0] ?? ""] = row[1] }
    return counts
  }

  private static func firstQuarantined(
    _ db: Database, member: Int64, limit: Int
  ) throws -> [String] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT member.name, line, byte_offset, reason, extra, \(RowGroups.place)
        FROM record JOIN member ON member.id = ?1
        WHERE record.id BETWEEN ?2 AND ?3 AND outcome = 2 ORDER BY record.id LIMIT ?4
        """, arguments: [member, member << 32, member << 32 | 0xffff_ffff, limit])
    return rows.map { row in
      "\(row[0] as String):\(row[1] as Int64) (\(RowGroups.words(row[5], byte: row[2]))): "
        + "\(row[3] as String? ?? ""): \(row[4] as String? ?? "")"
    }
  }

  static func splits(_ db: Database) throws -> [StoreStatus.Split] {
    func count(_ from: String) throws -> Counts {
      var counts = Counts()
      let rows = try Row.fetchCursor(db, sql: "SELECT split, count(*) FROM \(from) GROUP BY split")
      while let row = try rows.next() { counts[row[0]] = row[1] }
      return counts
    }
    let toGroup = #"JOIN prompt_group ON prompt_group.id = prompt."group""#
    let groups = try count("prompt_group")
    let prompts = try count("prompt \(toGroup)")
    let responses = try count("response JOIN prompt ON prompt.id = response.prompt \(toGroup)")
    let pairs = try count("pair JOIN prompt ON prompt.id = pair.prompt \(toGroup)")
    let votes = try count(
      "vote JOIN pair ON pair.id = vote.pair JOIN prompt ON prompt.id = pair.prompt \(toGroup)")
    return groups.values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { name in
      StoreStatus.Split(
        name: name, groups: groups[name], prompts: prompts[name], responses: responses[name],
        pairs: pairs[name], votes: votes[name])
    }
  }
}

extension StoreLock {
  /// Who holds the lock of the store at `path`, as they wrote it; `nil` if nobody does.
  ///
  /// Asks the kernel's list of locks, because trying the lock would be in the way of a process that
  /// takes it in the same moment.
  package static func holder(of path: String) -> String? {
    let file = path + ".lock"
    guard
      let attributes = try? FileManager.default.attributesOfItem(atPath: file),
      let inode = (attributes[.systemFileNumber] as? NSNumber)?.uint64Value,
      // By handle: a file of the kernel has no size, and `String(contentsOfFile:)` ends after one block.
      let read = try? FileHandle(forReadingAtPath: "/proc/locks")?.readToEnd()
    else { return nil }
    let locks = String(decoding: read, as: UTF8.self)
    // 1: FLOCK  ADVISORY  WRITE 4711 08:01:262157 0 EOF
    let isHeld = locks.split(separator: "\n").contains { line in
      let words = line.split(separator: " ")
      return words.count > 5 && words[1] == "FLOCK" && words[3] == "WRITE"
        && words[5].hasSuffix(":\(inode)")
    }
    guard isHeld else { return nil }
    let holder = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    return holder.isEmpty ? "another process" : holder
  }
}
