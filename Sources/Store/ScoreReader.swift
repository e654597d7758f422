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

  /// What the last run of the selection that gives the score says of each response, else the mean of what its
  /// records say; those without any are left out.
  package func means(of responses: [Int64]) throws(WinnowError) -> [Int64: Double] {
    guard let name else { return [:] }
    return try store.perform { db in
      let scores = try StoredScores(db, selection)
      var means: [Int64: Double] = [:]
      for response in Set(responses) where response != 0 {
        means[response] = try scores.value(of: response, name: name)
      }
      return means
    }
  }
}

/// Looks up one score of one response at a time.
struct StoredScores {
  private let statement: RawStatement
  private let order: [Int64: Int]

  init(_ db: Database, _ selection: Selection) throws {
    let runs = selection.verdicts + selection.labels
    order = Dictionary(zip(runs, 0...)) { $1 }
    statement = try RawStatement(db, Self.select)
    statement.bind(3, selection.ingestsJSON)
    statement.bind(4, Selection.json(runs))
  }

  /// `nil` where nobody gives it.
  func value(of response: Int64, name: Int64) throws -> Double? {
    statement.bind(1, response)
    statement.bind(2, name)
    var values: [Double] = []
    var latest = -1
    while try statement.next() {
      let run = statement.int(1)
      let place = run == 0 ? -1 : order[run] ?? -1
      // A run's score hides those of records and of runs before it.
      if place > latest {
        latest = place
        values.removeAll()
      }
      if place == latest { values.append(statement.double(0)) }
    }
    // In order of size, so that the sum does not depend on the order of records.
    return values.isEmpty ? nil : values.sorted().reduce(0, +) / Double(values.count)
  }

  static let select = """
    SELECT value, run FROM score
    WHERE response = ?1 AND name = ?2
      AND ((SELECT run FROM member WHERE member.id = score.record >> 32)
          IN (SELECT value FROM json_each(?3))
        OR run IN (SELECT value FROM json_each(?4)))
    """
}
