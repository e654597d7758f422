internal import GRDB
package import Records

/// A table or view as a new store has it, with the comments that SQLite keeps.
package struct StoredTable: Sendable {
  package var name: String
  package var isView: Bool
  /// What one row is; empty if nothing is said.
  package var comment: String
  /// Columns in order.
  package var columns: [Column]
  /// Keys over several columns, such as `PRIMARY KEY (run, number)`.
  package var keys: [String]

  /// A column.
  package struct Column: Sendable {
    package var name: String
    /// What stands after the name: type and constraints; of a view's column nothing.
    package var definition: String
    package var comment: String
  }

  /// The tables and views of a new store, in the order they are made.
  package static func all() throws(WinnowError) -> [StoredTable] {
    do {
      let queue = try DatabaseQueue()
      try Schema.migrator.migrate(queue)
      return try queue.read { db in
        let rows = try Row.fetchAll(
          db,
          sql: """
            SELECT name, type, sql FROM sqlite_master
            WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'grdb%'
            ORDER BY type, rowid
            """)
        return try rows.map { row in
          let (name, type, sql): (String, String, String) = (row[0], row[1], row[2])
          let columns = try db.columns(in: name).map(\.name)
          return StoredTable(name: name, isView: type == "view", columns: columns, sql: sql)
        }
      }
    } catch {
      throw Store.explain(error, path: ":memory:")
    }
  }

  /// Reads the statement that made the table: `name definition, -- comment` on a line each.
  init(name: String, isView: Bool, columns: [String], sql: String) {
    self.name = name
    self.isView = isView
    let lines = sql.split(separator: "\n", omittingEmptySubsequences: false).map(Self.cut)
    comment = lines.first?.comment ?? ""
    self.columns = columns.map { column in
      // Of a view the outermost query stands last.
      let line = lines.dropFirst().last { line in
        isView
          ? line.code == column || line.code.hasSuffix("AS \(column)")
          : line.code.hasPrefix("\(column) ") || line.code.hasPrefix("\"\(column)\" ")
      }
      let words = line?.code.split(separator: " ", maxSplits: 1) ?? []
      let definition = isView || words.count < 2 ? "" : String(words[1])
      return Column(name: column, definition: definition, comment: line?.comment ?? "")
    }
    keys = lines.map(\.code).filter { $0.hasPrefix("PRIMARY KEY (") || $0.hasPrefix("UNIQUE (") }
  }

  /// A line without its last comma, and its comment.
  private static func cut(_ line: Substring) -> (code: String, comment: String) {
    let parts = line.split(separator: "--", maxSplits: 1, omittingEmptySubsequences: false)
    func trimmed(_ text: Substring?) -> String {
      guard let text else { return "" }
      let start = text.drop { $0 == " " }
      return String(start.reversed().drop { $0 == " " || $0 == "," }.reversed())
    }
    let comment = parts.count > 1 ? parts[1] : ""
    return (trimmed(parts.first), String(comment.drop { $0 == " " }))
  }
}

extension Store {
  /// The version of SQLite that is linked, such as `3.40.1`.
  package static func sqliteVersion() throws(WinnowError) -> String {
    do {
      return try DatabaseQueue().read { db in
        try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? ""
      }
    } catch {
      throw Store.explain(error, path: ":memory:")
    }
  }
}
