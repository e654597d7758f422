internal import GRDB
package import Records

/// Public ids of responses by their private row ids.
package enum ResponseIDs {
  /// Those of `rows` that there are. About 1 µs each.
  package static func read(
    _ store: Store, _ rows: [Int64]
  ) throws(WinnowError) -> [Int64: PublicID] {
    try store.perform { db in
      let statement = try RawStatement(db, "SELECT digest FROM response WHERE id = ?")
      var ids: [Int64: PublicID] = [:]
      for row in Set(rows) where row != 0 {
        statement.bind(1, row)
        guard try statement.next() else { continue }
        ids[row] = statement.id(0)
        statement.reset()
      }
      return ids
    }
  }
}
