internal import GRDB
package import Records

/// Reads a named score of responses, on a connection of its own; used by one thread.
package final class ScoreReader {
  private let store: Store
  private let name: Int64?
  private let selection: Selection

  /// - Parameter name: aspect or scorer; a name nobody uses gives no scores.
  package init(_ store: Store, name: String, _ selection: Selection) throws(WinnowError) {
    self.store = try Store(reading: store.path)
    self.selection = selection
    self.name = try self.store.perform { db in
      try Int64.fetchOne(db, sql: "SELECT id FROM score_name WHERE name = ?", arguments: [name])
    }
  }

  /// The mean of what the records and runs of the selection give each response; those without any
  /// are left out.
  package func means(of responses: [Int64]) throws(WinnowError) -> [Int64: Double] {
    guard let name else { return [:] }
    return try store.perform { db in
      let statement = try RawStatement(db, Self.select)
      statement.bind(2, name)
      statement.bind(3, selection.ingestsJSON)
      statement.bind(4, Selection.json(selection.verdicts + selection.labels))
      var means: [Int64: Double] = [:]
      for response in Set(responses) where response != 0 {
        statement.bind(1, response)
        var values: [Double] = []
        while try statement.next() { values.append(statement.double(0)) }
        // In order of size, so that the sum does not depend on the order of records.
        if !values.isEmpty {
          means[response] = values.sorted().reduce(0, +) / Double(values.count)
        }
      }
      return means
    }
  }

  static let select = """
    SELECT value FROM score
    WHERE response = ?1 AND name = ?2
      AND ((SELECT run FROM member WHERE member.id = score.record >> 32)
          IN (SELECT value FROM json_each(?3))
        OR run IN (SELECT value FROM json_each(?4)))
    """
}
