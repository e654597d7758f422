internal import GRDB
package import Records

/// Streams the pairs of a selection in the order of exports: by part of the pipeline, then by place in it.
///
/// A pair that several parts hold comes once, at its first place. On a connection of its own; one row in
/// memory at a time.
package final class KeptPairs {
  private let store: Store

  /// One pair, before its texts are read.
  package struct Row: Sendable {
    package var row: Int64
    package var id: PublicID
    package var split: String
    package var decision: Decision
    /// That a is better; 0.5 where nothing was decided.
    package var probability: Double
    package var isFlipped: Bool
    /// Product of the weights; 1 without any.
    package var weight: Double
    /// Whether there is only one response.
    package var isSingle: Bool
    /// Whether a stage dropped it, its prompt or a response.
    package var dropped: Bool
  }

  package init(_ store: Store) throws(WinnowError) {
    self.store = try Store(reading: store.path)
  }

  /// Calls `body` with every pair of the selection, the dropped ones among them, in order.
  package func forEach(
    _ selection: Selection, _ body: (Row) throws(WinnowError) -> Void
  ) throws(WinnowError) {
    try store.perform { db in
      for (index, ingest) in selection.ingests.enumerated() {
        let earlier = Array(selection.ingests[..<index])
        let rows = try Self.rows(db, selection, ingest: ingest, earlier: earlier)
        defer { rows.reset() }
        while try rows.next() { try body(Self.row(rows)) }
      }
    }
  }

  private static func row(_ rows: RawStatement) -> Row {
    Row(
      row: rows.int(0), id: rows.id(1), split: rows.string(2),
      decision: rows.isNull(3)
        ? .undecided : Decision(rawValue: UInt8(truncatingIfNeeded: rows.int(3))) ?? .undecided,
      probability: rows.isNull(4) ? 0.5 : rows.double(4), isFlipped: rows.int(5) != 0,
      weight: product(rows.isNull(6) ? "" : rows.string(6)), isSingle: rows.int(7) != 0,
      dropped: rows.int(8) == 0)
  }

  /// The product of the numbers in `text`; 1 of none.
  private static func product(_ text: String) -> Double {
    text.split(separator: " ").reduce(1) { $0 * (Double($1) ?? 1) }
  }

  /// The rows of one part in the order of places, without those of the parts in `earlier`.
  private static func rows(
    _ db: Database, _ selection: Selection, ingest: Int64, earlier: [Int64]
  ) throws -> RawStatement {
    let statement = try db.makeStatement(
      sql: select(selection, hasEarlier: !earlier.isEmpty))
    var arguments: StatementArguments = ["labels": selection.labelsJSON, "ingest": ingest]
    if !selection.verdicts.isEmpty { arguments += ["verdicts": selection.verdictsJSON] }
    if !earlier.isEmpty { arguments += ["ingests": Selection.json(earlier)] }
    try statement.setArguments(arguments)
    return try RawStatement(db, statement)
  }

  /// The statement of `forEach`, by position as `row` reads it.
  static func select(_ selection: Selection, hasEarlier: Bool) -> String {
    let verdicts = selection.verdicts.isEmpty
    let flipped =
      verdicts
      ? "0"
      : """
      EXISTS (SELECT 1 FROM verdict AS v WHERE v.kind = 2 AND v.subject = p.id
        AND v.run IN (SELECT value FROM json_each(:verdicts)) AND v.action = 'flip')
      """
    let weights =
      verdicts
      ? "NULL"
      : """
      (SELECT group_concat(v.weight, ' ') FROM verdict AS v
        WHERE v.kind = 2 AND v.subject = p.id
        AND v.run IN (SELECT value FROM json_each(:verdicts)) AND v.action = 'weight')
      """
    return """
      SELECT p.id, p.digest, prompt_group.split, \(Selection.decision), \(Selection.probability),
        \(flipped), \(weights), p.b IS NULL, \(selection.isLive)
      FROM (
        SELECT pair.id AS id, pair.record AS place, pair.ordinal AS ordinal
        FROM run_batch CROSS JOIN pair ON pair.id BETWEEN first_pair AND last_pair
        WHERE run = :ingest
        UNION ALL
        SELECT pair, record, ordinal FROM pair_reuse WHERE run = :ingest
      ) AS met CROSS JOIN pair AS p ON p.id = met.id
      JOIN prompt ON prompt.id = p.prompt
      JOIN prompt_group ON prompt_group.id = prompt."group"
      \(hasEarlier ? "WHERE NOT \(Selection.isSelected)" : "")
      ORDER BY met.place, met.ordinal
      """
  }
}
