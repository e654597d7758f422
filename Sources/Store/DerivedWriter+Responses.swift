internal import GRDB
internal import Records

/// Responses that a stage made.
extension DerivedWriter {
  /// Writes `responses`; those that are known already are named as well.
  ///
  /// - Returns: the row of each by its public id.
  mutating func write(_ responses: [MadeResponses]) throws -> [PublicID: Int64] {
    let insert = try RawStatement(
      db, "INSERT INTO candidate(record, ordinal, response, model) VALUES (?, ?, ?, ?)")
    var rows: [PublicID: Int64] = [:]
    var models: [String: Int64] = [:]
    for made in responses where !made.texts.isEmpty {
      let prompt = (row: made.prompt, id: try source(made.prompt).id)
      let record = try record(made.place, prompt: made.prompt)
      let model = try made.model.map { name in try models[name] ?? Self.model(db, name) }
      if let model, let name = made.model { models[name] = model }
      for (ordinal, text) in made.texts.enumerated() {
        let response = try response(.new(.text, text), prompt)
        rows[response.id] = response.row
        insert.bind(1, record)
        insert.bind(2, Int64(ordinal))
        insert.bind(3, response.row)
        if let model { insert.bind(4, model) } else { insert.bindNull(4) }
        try insert.run()
      }
    }
    try closeMembers()
    return rows
  }

  private static func model(_ db: Database, _ name: String) throws -> Int64 {
    try db.execute(
      sql: "INSERT INTO model(name) VALUES (?) ON CONFLICT DO NOTHING", arguments: [name])
    guard
      let row = try Int64.fetchOne(
        db, sql: "SELECT id FROM model WHERE name = ?", arguments: [name])
    else { throw missing("model") }
    return row
  }

  /// Says of each member of the run how many records it has by now.
  func closeMembers() throws {
    for (row, records) in members {
      try db.execute(
        sql: """
          UPDATE member SET records = ?1, stored = ?1, duplicates = 0, quarantined = 0, bytes = 0
          WHERE id = ?2
          """, arguments: [records, row])
    }
  }
}
