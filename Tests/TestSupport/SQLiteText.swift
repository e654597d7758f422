import GRDB

/// A SQLite file as tests look at it from outside: by SQL and as text.
package enum SQLiteText {
  /// The rows of a query, columns joined by `|`, NULL as `-`.
  package static func rows(_ sql: String, in path: String) throws -> [String] {
    var configuration = Configuration()
    configuration.readonly = true
    return try DatabaseQueue(path: path, configuration: configuration).read { db in
      try Row.fetchAll(db, sql: sql).map { row in
        row.databaseValues.map { value in
          value.isNull ? "-" : String.fromDatabaseValue(value) ?? value.description
        }.joined(separator: "|")
      }
    }
  }

  /// Runs statements on the file at `path`, which is made if it is not there.
  package static func execute(_ sql: String, in path: String) throws {
    try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: sql) }
  }
}
