internal import GRDB
internal import Records

/// Rows that a derived pair needs, found or made.
extension DerivedWriter {
  /// Group and id of a prompt.
  mutating func source(_ row: Int64) throws -> (group: Int64, id: PublicID) {
    if let known = prompts[row] { return known }
    promptByRow.bind(1, row)
    guard try promptByRow.next() else { throw Self.missing("prompt") }
    defer { promptByRow.reset() }
    let found = (group: promptByRow.int(0), id: promptByRow.id(1))
    // A batch is about few prompts at a time; most follow each other.
    if prompts.count >= 1024 { prompts.removeAll(keepingCapacity: true) }
    prompts[row] = found
    return found
  }

  func text(_ text: DerivedPair.Text) throws -> (row: Int64, id: PublicID) {
    switch text {
    case .row(let response):
      textOfResponse.bind(1, response)
      guard try textOfResponse.next() else { throw Self.missing("response") }
      defer { textOfResponse.reset() }
      return (textOfResponse.int(0), textOfResponse.id(1))
    case .new(let form, let bytes):
      return try unsafe bytes.withUnsafeBytes { body in
        let id = unsafe PublicID.text(form, body)
        if let known = try row(findText, id) { return (known, id) }
        insertText.bind(1, id)
        insertText.bind(2, Int64(form.rawValue))
        unsafe insertText.bind(text: body, 3)
        try insertText.run()
        return (db.lastInsertedRowID, id)
      }
    }
  }

  func prompt(_ id: PublicID, group: Int64, text: Int64) throws -> Int64 {
    if let known = try row(findPrompt, id) { return known }
    insertPrompt.bind(1, id)
    insertPrompt.bind(2, group)
    insertPrompt.bind(3, text)
    try insertPrompt.run()
    return db.lastInsertedRowID
  }

  func response(
    _ text: DerivedPair.Text, _ prompt: (row: Int64, id: PublicID)
  ) throws -> (row: Int64, id: PublicID) {
    let body = try self.text(text)
    let id = PublicID.response(prompt: prompt.id, text: body.id)
    if let known = try row(findResponse, prompt.row, body.row) { return (known, id) }
    insertResponse.bind(1, id)
    insertResponse.bind(2, prompt.row)
    insertResponse.bind(3, body.row)
    try insertResponse.run()
    return (db.lastInsertedRowID, id)
  }

  /// A new record at the place of an old one.
  mutating func record(_ place: DerivedPair.Place, prompt: Int64) throws -> Int64 {
    let old: Int64
    switch place {
    case .record(let row): old = row
    case .pair(let pair):
      placeOfPair.bind(1, pair)
      guard let found = try first(placeOfPair) else { throw Self.missing("record") }
      old = found
    }
    let (member, number) = try member(of: old >> 32)
    let row = member << 32 | number
    self.place.bind(1, old)
    guard try self.place.next() else { throw Self.missing("record") }
    insertRecord.bind(1, row)
    insertRecord.bind(2, self.place.int(0))
    insertRecord.bind(3, self.place.int(1))
    self.place.reset()
    insertRecord.bind(4, prompt)
    try insertRecord.run()
    return row
  }

  /// The run's member beside an old one, and the number of its next record.
  mutating func member(of old: Int64) throws -> (row: Int64, records: Int64) {
    if let row = beside[old] {
      let number = 1 + members[row, default: 0]
      members[row] = number
      return (row, number)
    }
    try db.execute(
      sql: """
        INSERT INTO member(run, source, name, uri, sha256, format, licence, records)
        SELECT ?1, source, name, uri, sha256, format, licence, 0 FROM member WHERE id = ?2
        ON CONFLICT DO NOTHING
        """, arguments: [run, old])
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT id, records FROM member
        WHERE run = ?1
          AND (name, source) = (SELECT old.name, old.source FROM member AS old WHERE old.id = ?2)
        """, arguments: [run, old])
    guard let row else { throw Self.missing("member") }
    let own: Int64 = row[0]
    beside[old] = own
    // Several old members may have the one new one beside them.
    let number = 1 + (members[own] ?? row[1] ?? 0)
    members[own] = number
    return (own, number)
  }

  func row(_ statement: RawStatement, _ keys: Int64...) throws -> Int64? {
    for (index, key) in keys.enumerated() { statement.bind(Int32(index + 1), key) }
    return try first(statement)
  }

  func row(_ statement: RawStatement, _ id: PublicID) throws -> Int64? {
    statement.bind(1, id)
    return try first(statement)
  }

  func first(_ statement: RawStatement) throws -> Int64? {
    guard try statement.next() else { return nil }
    defer { statement.reset() }
    return statement.int(0)
  }

  static func missing(_ table: String) -> DatabaseError {
    DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a row of `\(table)` is missing")
  }
}
