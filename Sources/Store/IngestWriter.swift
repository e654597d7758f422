internal import GRDB
package import Records

/// Writes records: the one place where texts, prompts, responses, pairs, votes and scores come into being.
///
/// Used by one thread. Row ids are counted here, because nobody else writes; after an error the writer
/// must be thrown away, for its caches may name rows that were rolled back. (A struct: the caches of a
/// class cost a dynamic check of exclusive access each, 4 % of an ingest.)
package struct IngestWriter {
  let splits: SplitAssigner
  /// The ingest run in the ledger, and the source it reads.
  private(set) var run: Int64 = 0
  private(set) var source: Int64 = 0
  /// The split that the source as a whole goes to.
  private(set) var declaredSplit: String?

  let texts = IDCache(entries: 1 << 17)
  let prompts = IDCache(entries: 1 << 15)
  let groups = IDCache(entries: 1 << 15)
  let responses = IDCache(entries: 1 << 17)
  var models = NameTable()
  var annotators = NameTable()
  var scoreNames = NameTable()
  var next: RowIDs
  /// Rows of the responses and comparisons of the record at hand; kept for their memory.
  var responseRows: [Int64] = []
  var pairRows: [Int64] = []
  /// Pairs this run made before it was interrupted.
  private(set) var ownPairs: [ClosedRange<Int64>] = []
  private(set) var firstPairOfSession: Int64 = 1

  /// The next free id of each table.
  struct RowIDs {
    var text: Int64 = 1
    var prompt: Int64 = 1
    var group: Int64 = 1
    var response: Int64 = 1
    var pair: Int64 = 1
  }

  package init(_ store: Store, splits: SplitAssigner) throws(WinnowError) {
    self.splits = splits
    next = try store.perform { db in
      func nextID(_ table: String) throws -> Int64 {
        try 1 + (Int64.fetchOne(db, sql: "SELECT max(id) FROM \(table)") ?? 0)
      }
      return RowIDs(
        text: try nextID("text"), prompt: try nextID("prompt"),
        group: try nextID("prompt_group"), response: try nextID("response"),
        pair: try nextID("pair"))
    }
  }

  /// Turns to the records of another file.
  ///
  /// - Parameters:
  ///   - run: the ingest run in the ledger.
  ///   - sourceName: logical; made if new.
  ///   - declaredSplit: puts every group of the source into this split.
  package mutating func begin(
    _ store: Store, run: Int64, sourceName: String, declaredSplit: String?
  ) throws(WinnowError) {
    self.run = run
    self.declaredSplit = declaredSplit
    let before = source
    (source, ownPairs) = try store.write { db in
      try db.execute(
        sql: "INSERT INTO source(name) VALUES (?) ON CONFLICT DO NOTHING", arguments: [sourceName])
      let source = try Int64.fetchOne(
        db, sql: "SELECT id FROM source WHERE name = ?", arguments: [sourceName])
      return (source ?? 0, try Ledger.pairRanges(db, of: [run]))
    }
    // Annotators belong to a source.
    if source != before { annotators = NameTable() }
    firstPairOfSession = next.pair
  }

  /// Makes the row of a member and gives its id, or gives that of a member begun earlier.
  func member(_ db: Database, _ header: MemberHeader) throws -> Int64 {
    let known = try Int64.fetchOne(
      db, sql: "SELECT id FROM member WHERE run = ? AND name = ?", arguments: [run, header.name])
    if let known { return known }
    try db.execute(
      sql: """
        INSERT INTO member(run, source, name, uri, sha256, format, licence)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        run, source, header.name, header.uri, header.sha256, header.format, header.licence,
      ])
    let member = db.lastInsertedRowID
    try RowGroups.write(db, header.rowGroups, of: member)
    return member
  }

  /// Writes the records of one batch. Inside a transaction.
  mutating func write(_ db: Database, _ input: DigestedBatch, member: Int64) throws -> IngestCounts
  {
    let statements = try Statements(db)
    var counts = IngestCounts()
    var firstResponse = 0
    for (index, record) in input.batch.records.enumerated() {
      counts.records += 1
      let row = member << 32 | Int64(record.number)
      if record.quarantine != nil {
        try statements.quarantine(row, record, input.batch.arena)
        counts.quarantined += 1
        counts.reasons[record.quarantine?.description ?? "", default: 0] += 1
        continue
      }
      var writing = RecordWriting(
        row: row, member: member, input: input, index: index, firstResponse: firstResponse)
      firstResponse += record.responses.count
      if try write(&writing, statements, &counts) {
        counts.stored += 1
      } else {
        counts.duplicates += 1
      }
      if !record.licence.isEmpty { counts.add(licence: input.batch.arena.string(record.licence)) }
    }
    counts.repairs = input.batch.repairs
    return counts
  }
}

/// A source file or archive member as the ledger knows it.
package struct MemberHeader: Sendable, Equatable {
  /// 0, 1, 2 … in the order of the file.
  package var position: Int
  /// Logical: the file name without compression suffix, then `!` and the member's name.
  package var name: String
  /// The file as the pipeline names it.
  package var uri: String
  /// Of the file as it lies on disk, hexadecimal.
  package var sha256: String
  package var format: String
  package var licence: String?
  /// Of a Parquet file: how many rows each row group has; else none.
  package var rowGroups: [Int64]

  package init(
    position: Int, name: String, uri: String, sha256: String, format: String, licence: String?,
    rowGroups: [Int64] = []
  ) {
    self.position = position
    self.name = name
    self.uri = uri
    self.sha256 = sha256
    self.format = format
    self.licence = licence
    self.rowGroups = rowGroups
  }
}

/// What became of the records of a batch: `records == stored + duplicates + quarantined`.
package struct IngestCounts: Sendable, Equatable {
  package var records = 0
  package var stored = 0
  package var duplicates = 0
  package var quarantined = 0
  /// How many of them went to quarantine for which reason.
  package var reasons: [String: Int] = [:]
  /// Records whose own split is not that of their group, which stays where it is.
  package var splitMoved = 0
  package var repairs = RepairCounts()
  /// Records that name each licence.
  package var licences: [String: Int] = [:]
  /// Past this many, licences are counted as `other`.
  private static let mostLicences = 100

  package init() {}

  mutating func add(licence: String) {
    let isKnown = licences[licence] != nil || licences.count < Self.mostLicences
    licences[isKnown ? licence : "other", default: 0] += 1
  }

  package mutating func add(_ other: IngestCounts) {
    records += other.records
    stored += other.stored
    duplicates += other.duplicates
    quarantined += other.quarantined
    reasons.merge(other.reasons) { $0 + $1 }
    splitMoved += other.splitMoved
    repairs.add(other.repairs)
    licences.merge(other.licences) { $0 + $1 }
  }
}
