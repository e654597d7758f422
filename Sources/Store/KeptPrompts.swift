internal import GRDB
package import Records

/// Streams the prompts of a selection in the order of exports: by part of the pipeline, then by place in it. Prompts
/// of records without a response are among them.
///
/// A prompt comes once, at its first place. On a connection of its own; one row in memory at a time.
package final class KeptPrompts {
  private let store: Store

  /// One prompt, before its text is read.
  package struct Row: Sendable {
    package var row: Int64
    package var id: PublicID
    package var split: String
    /// Private row id of its text.
    package var text: Int64
    /// Whether a stage dropped it, or all of its pairs.
    package var dropped: Bool
  }

  package init(_ store: Store) throws(WinnowError) {
    self.store = try Store(reading: store.path)
  }

  /// How many prompts `forEach` gives at most.
  package func count(_ selection: Selection) throws(WinnowError) -> Int {
    try store.perform { db in
      let records = try Int.fetchOne(
        db,
        sql: """
          SELECT total(coalesce(stored, 0)) FROM member
          WHERE run IN (SELECT value FROM json_each(?))
          """, arguments: [selection.ingestsJSON])
      let prompts = try Int.fetchOne(db, sql: "SELECT count(*) FROM prompt")
      return min(records ?? 0, prompts ?? 0)
    }
  }

  /// Calls `body` with every prompt of the selection, the dropped ones among them, in order.
  ///
  /// What counts as dropped is what the runs in `selection.verdicts` say.
  package func forEach(
    _ selection: Selection, _ body: (Row) throws(WinnowError) -> Void
  ) throws(WinnowError) {
    try store.perform { db in
      let drops = try StandingDrops(db, selection)
      let read = try RawStatement(db, Self.ofRecords + " ORDER BY record.id")
      // A stage that made records saw their prompts in the order of row ids.
      let derived = try RawStatement(
        db, Self.ofRecords + " ORDER BY record.line, record.byte_offset, prompt.digest, record.id")
      defer { for statement in [read, derived] { statement.reset() } }
      var seen = RowSet()
      for ingest in selection.ingests {
        let isDerived = selection.derived.contains(ingest)
        let rows = isDerived ? derived : read
        for member in try Self.members(db, of: ingest, byName: isDerived) {
          rows.bind(1, member << 32)
          rows.bind(2, member << 32 | 0xffff_ffff)
          while try rows.next() {
            guard seen.insert(rows.int(0)) else { continue }
            try body(Self.row(rows, drops, selection, db))
          }
        }
      }
    }
  }

  /// One prompt, whether it is of the selection or not; `nil` if there is none.
  ///
  /// - Parameter prompt: private row id.
  package func row(
    of prompt: Int64, _ selection: Selection
  ) throws(WinnowError) -> Row? {
    try store.perform { db in
      let rows = try RawStatement(db, Self.ofPrompt)
      rows.bind(1, prompt)
      defer { rows.reset() }
      return try rows.next()
        ? Self.row(rows, StandingDrops(db, selection), selection, db) : nil
    }
  }

  private static func members(
    _ db: Database, of run: Int64, byName: Bool
  ) throws -> [Int64] {
    try Int64.fetchAll(
      db,
      sql: """
        SELECT member.id FROM member JOIN source ON source.id = member.source WHERE run = ?
        ORDER BY \(byName ? "source.name, member.name, member.id" : "member.id")
        """, arguments: [run])
  }

  private static func row(
    _ statement: RawStatement, _ drops: StandingDrops, _ selection: Selection, _ db: Database
  ) throws -> Row {
    let row = statement.int(0)
    return Row(
      row: row, id: statement.id(1), split: statement.string(3), text: statement.int(2),
      dropped: try drops.holds(.prompt, row) || hasFallen(row, selection, db))
  }

  /// Whether the prompt has pairs, and none of them stands.
  private static func hasFallen(
    _ prompt: Int64, _ selection: Selection, _ db: Database
  ) throws -> Bool {
    guard !selection.verdicts.isEmpty else { return false }
    let sql = """
      SELECT count(*), total(\(selection.isLive)) FROM pair AS p
      WHERE p.prompt = :prompt AND \(Selection.isSelected)
      """
    let row = try GRDB.Row.fetchOne(
      db.cachedStatement(sql: sql),
      arguments: [
        "prompt": prompt, "ingests": selection.ingestsJSON, "verdicts": selection.verdictsJSON,
      ])
    guard let row else { return false }
    return row[0] as Int > 0 && row[1] as Double == 0
  }

  private static let columns = """
    SELECT prompt.id, prompt.digest, prompt.text, prompt_group.split
    """

  static let ofRecords = """
    \(columns) FROM record CROSS JOIN prompt ON prompt.id = record.prompt
    CROSS JOIN prompt_group ON prompt_group.id = prompt."group"
    WHERE record.id BETWEEN ?1 AND ?2
    """

  private static let ofPrompt = """
    \(columns) FROM prompt CROSS JOIN prompt_group ON prompt_group.id = prompt."group"
    WHERE prompt.id = ?
    """
}

/// Looks up whether a subject was dropped by a run of a selection.
struct StandingDrops {
  private let runs: Set<Int64>
  private let statement: RawStatement

  init(_ db: Database, _ selection: Selection) throws {
    runs = Set(selection.verdicts)
    statement = try RawStatement(
      db, "SELECT run FROM verdict WHERE kind = ? AND subject = ? AND action = 'drop'")
  }

  /// - Parameter subject: private row id.
  func holds(_ kind: SubjectKind, _ subject: Int64) throws -> Bool {
    guard !runs.isEmpty else { return false }
    statement.bind(1, kind.rawValue)
    statement.bind(2, subject)
    defer { statement.reset() }
    while try statement.next() {
      if runs.contains(statement.int(0)) { return true }
    }
    return false
  }
}
