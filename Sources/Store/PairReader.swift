internal import GRDB
package import Records

/// Reads pairs in batches for stages and exports, on a connection of its own.
///
/// Used by one thread. Texts are copied once, from SQLite's page into the batch's arena.
package final class PairReader {
  private let store: Store

  /// What a batch carries besides ids and decisions.
  package struct Columns: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    package static let texts = Columns(rawValue: 1)
    package static let votes = Columns(rawValue: 2)
  }

  package init(_ store: Store) throws(WinnowError) {
    self.store = try Store(reading: store.path)
  }

  /// Bytes of text after which a batch is handed on: what bounds a worker's memory.
  private static let batchBytes = 16 << 20

  /// Gives the pairs of `slice` that `selection` lets through, by row id, in one or more batches.
  ///
  /// - Returns: how many live pairs were passed over because their split is not let through.
  package func read(
    _ slice: PairSlice, _ selection: Selection, _ columns: Columns,
    _ body: (PairBatch) throws -> Void
  ) throws(WinnowError) -> Int {
    try store.perform { db in
      var arguments: StatementArguments = [
        "first": slice.range.lowerBound, "last": slice.range.upperBound,
      ]
      switch slice {
      case .made: break
      case .met(let run, _): arguments += ["met": run]
      case .any: arguments += ["ingests": selection.ingestsJSON]
      }
      let query = Query(condition: slice.condition, order: "p.id", arguments: arguments)
      return try read(db, query, selection, columns, body)
    }
  }

  /// Gives the pairs of the prompts in `prompts`, by prompt, then by row id; a prompt is never cut.
  ///
  /// - Parameters:
  ///   - largest: prompts with more pairs than this are passed over.
  ///   - tooLarge: is given their rows and how many pairs they have.
  package func read(
    prompts: ClosedRange<Int64>, _ selection: Selection, _ columns: Columns, largest: Int,
    tooLarge: (Int64, Int) -> Void, _ body: (PairBatch) throws -> Void
  ) throws(WinnowError) -> Int {
    try store.perform { db in
      // Pairs of runs outside the selection do not make a prompt large.
      let large = try Row.fetchAll(
        db,
        sql: """
          WITH large AS (
            SELECT prompt FROM pair WHERE prompt BETWEEN :first AND :last
            GROUP BY prompt HAVING count(*) > :largest
          )
          SELECT p.prompt, count(*) FROM large CROSS JOIN pair AS p ON p.prompt = large.prompt
          WHERE \(Selection.isSelected)
          GROUP BY p.prompt HAVING count(*) > :largest ORDER BY p.prompt
          """,
        arguments: [
          "first": prompts.lowerBound, "last": prompts.upperBound, "largest": largest,
          "ingests": selection.ingestsJSON,
        ])
      for row in large { tooLarge(row[0], row[1]) }
      let query = Query(
        condition: """
          p.prompt BETWEEN :first AND :last AND \(Selection.isSelected)
            AND p.prompt NOT IN (SELECT value FROM json_each(:large))
          """, order: "p.prompt, p.id", byPrompt: true,
        arguments: [
          "first": prompts.lowerBound, "last": prompts.upperBound,
          "ingests": selection.ingestsJSON, "large": Selection.json(large.map { $0[0] }),
        ])
      return try read(db, query, selection, columns, body)
    }
  }

  /// Fills `batch` with the pairs in `rows`, in that order, whatever became of them.
  package func read(
    rows: [Int64], _ selection: Selection, _ columns: Columns, into batch: inout PairBatch
  ) throws(WinnowError) {
    batch.removeAll()
    var all = selection
    all.verdicts = []
    all.splits = nil
    let everything = all
    try store.perform { db in
      // `CROSS JOIN` keeps the order of the list.
      let query = Query(
        from: "json_each(:rows) AS wanted CROSS JOIN pair AS p", condition: "p.id = wanted.value",
        order: "wanted.key", arguments: ["rows": Selection.json(rows)])
      var filling = try Filling(db, batch, everything, columns)
      let found = try Self.rows(db, query, everything)
      while try found.next() { try filling.append(found) }
      batch = filling.batch
    }
  }

  /// Which pairs, in which order.
  private struct Query {
    var from = "pair AS p"
    var condition: String
    var order: String
    var byPrompt = false
    var arguments: StatementArguments
  }

  private static func rows(
    _ db: Database, _ query: Query, _ selection: Selection
  ) throws -> RawStatement {
    let statement = try db.cachedStatement(
      sql: select(selection, from: query.from, condition: query.condition, order: query.order))
    var arguments = query.arguments
    if !selection.verdicts.isEmpty { arguments += ["verdicts": selection.verdictsJSON] }
    try statement.setArguments(arguments)
    return try RawStatement(db, statement)
  }

  private func read(
    _ db: Database, _ query: Query, _ selection: Selection, _ columns: Columns,
    _ body: (PairBatch) throws -> Void
  ) throws -> Int {
    let rows = try Self.rows(db, query, selection)
    defer { rows.reset() }
    var filling = try Filling(db, PairBatch(), selection, columns)
    var passedOver = 0
    while try rows.next() {
      if let splits = selection.splits, !splits.contains(rows.string(9)) {
        passedOver += 1
        continue
      }
      if filling.batch.arena.count > Self.batchBytes,
        !query.byPrompt || rows.int(2) != filling.batch.promptRows.last
      {
        try body(filling.batch)
        filling.removeAll()
      }
      try filling.append(rows)
    }
    if !filling.batch.isEmpty { try body(filling.batch) }
    return passedOver
  }

  /// The statement of every batch read, by position as `fill` reads it.
  static func select(
    _ selection: Selection, from: String, condition: String, order: String
  ) -> String {
    """
    SELECT p.id, p.digest, p.prompt, p.a, coalesce(p.b, 0), prompt.text, ra.text, rb.text,
      \(selection.decision), prompt_group.split, prompt_group.digest
    FROM \(from)
    JOIN prompt ON prompt.id = p.prompt
    JOIN prompt_group ON prompt_group.id = prompt."group"
    JOIN response AS ra ON ra.id = p.a
    LEFT JOIN response AS rb ON rb.id = p.b
    WHERE \(condition) AND \(selection.isLive)
    ORDER BY \(order)
    """
  }
}

/// Fills a batch from the rows of `PairReader.select`.
private struct Filling {
  private(set) var batch: PairBatch
  private let columns: PairReader.Columns
  private let texts: RawStatement
  private let votes: VoteReader?
  /// Texts that are in the batch: a prompt or response that stands in many pairs is read once.
  private var known: [Int64: Body] = [:]

  init(
    _ db: Database, _ batch: PairBatch, _ selection: Selection, _ columns: PairReader.Columns
  ) throws {
    self.batch = batch
    self.columns = columns
    texts = try RawStatement(db, "SELECT form, body FROM text WHERE id = ?")
    votes = columns.contains(.votes) ? try VoteReader(db, selection) : nil
  }

  mutating func removeAll() {
    batch.removeAll()
    known.removeAll(keepingCapacity: true)
  }

  mutating func append(_ rows: RawStatement) throws {
    batch.rows.append(rows.int(0))
    batch.ids.append(rows.id(1))
    batch.promptRows.append(rows.int(2))
    batch.groups.append(rows.id(10))
    batch.splits.append(rows.string(9))
    batch.responseRows.append((rows.int(3), rows.int(4)))
    batch.decisions.append(
      rows.isNull(8) ? .undecided : Decision(rawValue: UInt8(rows.int(8))) ?? .undecided)
    if columns.contains(.texts) {
      batch.prompts.append(try text(rows.int(5)))
      batch.a.append(try text(rows.int(6)))
      batch.b.append(rows.isNull(7) ? nil : try text(rows.int(7)))
    }
    try votes?.append(rows.int(0), to: &batch)
  }

  private mutating func text(_ row: Int64) throws -> Body {
    if let body = known[row] { return body }
    texts.bind(1, row)
    guard try texts.next() else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a text is missing")
    }
    defer { texts.reset() }
    let body = Body(
      form: Body.Form(rawValue: UInt8(texts.int(0))) ?? .text,
      slice: unsafe batch.arena.append(texts.bytes(1)))
    known[row] = body
    return body
  }
}

/// Reads the votes of the pairs in a batch.
private struct VoteReader {
  private let statement: RawStatement

  /// The statement's lists are bound once; the pair is bound per look-up.
  init(_ db: Database, _ selection: Selection) throws {
    let hasOthers = try selection.leavesOutMembers(db)
    let sql = """
      SELECT winner, first, strength, annotator, annotator.name <> '', record, ordinal,
        annotator.kind
      FROM vote JOIN annotator ON annotator.id = vote.annotator
      WHERE pair = ?1
        AND (\(hasOthers ? "" : "?2 IS NOT NULL OR ")
          (SELECT run FROM member WHERE member.id = vote.record >> 32)
          IN (SELECT value FROM json_each(?2)))
        AND NOT EXISTS (SELECT 1 FROM verdict AS v WHERE v.kind = 3 AND v.subject = vote.pair
          AND v.record = vote.record AND v.action = 'drop'
          AND v.run IN (SELECT value FROM json_each(?3)))
      ORDER BY record, ordinal
      """
    statement = try RawStatement(db, sql)
    statement.bind(2, selection.ingestsJSON)
    statement.bind(3, selection.verdictsJSON)
  }

  /// Adds the votes of `pair`, the last of the batch.
  func append(_ pair: Int64, to batch: inout PairBatch) throws {
    let start = batch.votes.count
    statement.bind(1, pair)
    while try statement.next() {
      batch.votes.append(
        PairVote(
          winner: Decision(rawValue: UInt8(statement.int(0))) ?? .tie,
          aStoodFirst: statement.int(1) == 1, strength: statement.double(2),
          annotator: statement.int(3), annotatorIsNamed: statement.int(4) != 0,
          annotatorKind: AnnotatorKind(rawValue: UInt8(truncatingIfNeeded: statement.int(7)))
            ?? .unknown,
          record: statement.int(5), ordinal: statement.int(6)))
    }
    batch.voteRanges.append(start..<batch.votes.count)
  }
}
