internal import GRDB
package import Records

/// A file that a selection was read from.
package struct SourceFile: Sendable {
  package var source: String
  package var name: String
  /// Of the file as it lies on disk; an archive's members share it.
  package var sha256: String

  /// The files and archive members of the selection, by source and name.
  package static func read(
    _ store: Store, _ selection: Selection
  ) throws(WinnowError) -> [SourceFile] {
    try store.perform { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT source.name, member.name, sha256 FROM member
          JOIN source ON source.id = member.source
          WHERE run IN (SELECT value FROM json_each(:ingests)) ORDER BY 1, 2, 3
          """, arguments: ["ingests": selection.ingestsJSON]
      ).map { SourceFile(source: $0[0], name: $0[1], sha256: $0[2]) }
    }
  }

  /// Public ids of all groups of the store at `path`.
  package static func groups(of path: String) throws(WinnowError) -> Set<PublicID> {
    let store = try Store(reading: path)
    defer { store.close() }
    return try store.perform { db in
      var groups: Set<PublicID> = []
      let rows = try Row.fetchCursor(db, sql: "SELECT digest FROM prompt_group")
      while let row = try rows.next() { groups.insert(HistoryQueries.id(row[0])) }
      return groups
    }
  }
}
