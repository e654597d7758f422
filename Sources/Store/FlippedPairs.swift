internal import GRDB

/// Which pairs runs of a selection have turned round.
///
/// A flip turns whatever label a pair has. A stage behind it sees the pair turned and speaks of it so: what it
/// says is turned back before it is stored.
struct FlippedPairs {
  private let statement: RawStatement?

  init(_ db: Database, _ runs: [Int64]) throws {
    guard !runs.isEmpty else {
      statement = nil
      return
    }
    statement = try RawStatement(
      db,
      """
      SELECT 1 FROM verdict WHERE kind = 2 AND subject = ?1 AND action = 'flip'
        AND run IN (SELECT value FROM json_each(?2)) LIMIT 1
      """)
    statement?.bind(2, Selection.json(runs))
  }

  func contains(_ pair: Int64) throws -> Bool {
    guard let statement else { return false }
    statement.bind(1, pair)
    defer { statement.reset() }
    return try statement.next()
  }
}
