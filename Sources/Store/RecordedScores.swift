internal import GRDB
package import Records

/// Reads what each record says of a response, on a connection of its own; used by one thread.
///
/// Scores elsewhere are means over the records of a response; here those that were given together stay together.
package final class RecordedScores {
  private let store: Store
  private let selection: Selection
  private let names: [Int64: [Int]]
  private let width: Int

  /// - Parameter names: of the scores, in the order in which they are given; one may come twice.
  package init(
    _ store: Store, names: [String], _ selection: Selection
  ) throws(WinnowError) {
    self.store = try Store(reading: store.path)
    self.selection = selection
    width = names.count
    self.names = try self.store.perform { db in
      var places: [Int64: [Int]] = [:]
      for (place, name) in names.enumerated() {
        let row = try Int64.fetchOne(
          db, sql: "SELECT id FROM score_name WHERE name = ?", arguments: [name])
        if let row { places[row, default: []].append(place) }
      }
      return places
    }
  }

  /// Of each response a row for each time that records rate it, not a number for what is missing there; nothing where
  /// runs give one of the scores, or where it cannot be told which belong together.
  package func rows(of responses: [Int64]) throws(WinnowError) -> [Int64: [[Double]]] {
    try store.perform { db in
      let statement = try RawStatement(db, Self.select)
      statement.bind(2, selection.ingestsJSON)
      statement.bind(3, Selection.json(selection.verdicts + selection.labels))
      var found: [Int64: [[Double]]] = [:]
      for response in responses {
        statement.bind(1, response)
        var given: [Given] = []
        while try statement.next() {
          guard names[statement.int(0)] != nil else { continue }
          given.append(
            Given(
              name: statement.int(0), record: statement.int(1), run: statement.int(2),
              value: statement.double(3)))
        }
        found[response] = rows(given)
      }
      return found
    }
  }

  private struct Given {
    var name: Int64
    var record: Int64
    var run: Int64
    var value: Double
  }

  private func rows(_ given: [Given]) -> [[Double]]? {
    guard given.allSatisfy({ $0.run == 0 }) else { return nil }
    var rows: [[Double]] = []
    // In the order of records, and within them of what they say.
    var at = 0
    while at < given.count {
      let own = given[at...].prefix { $0.record == given[at].record }
      at += own.count
      var values: [Int64: [Double]] = [:]
      for score in own { values[score.name, default: []].append(score.value) }
      // A record may rate one text several times, as the answer of several models.
      let times = values.values.map(\.count).max() ?? 0
      guard values.values.allSatisfy({ $0.count == times }) else { return nil }
      for time in 0..<times {
        var row = [Double](repeating: .nan, count: width)
        for (name, values) in values {
          for place in names[name] ?? [] { row[place] = values[time] }
        }
        rows.append(row)
      }
    }
    return rows
  }

  private static let select = """
    SELECT name, record, run, value FROM score
    WHERE response = ?1
      AND ((SELECT run FROM member WHERE member.id = score.record >> 32)
          IN (SELECT value FROM json_each(?2))
        OR run IN (SELECT value FROM json_each(?3)))
    ORDER BY record, ordinal
    """
}
