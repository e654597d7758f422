internal import Foundation
internal import GRDB
internal import Records

/// Writes the pairs a stage made, inside the transaction of its batch.
///
/// A derived pair has a record of its own in a member of the stage's run that bears the name of the member its
/// place is in: so it is selected, ordered and told of as any other.
struct DerivedWriter {
  private let db: Database
  private let run: Int64
  /// By the row of the member they stand beside; records written so far.
  private var members: [Int64: (row: Int64, records: Int64)] = [:]
  private var prompts: [Int64: (group: Int64, id: PublicID)] = [:]
  private let insertText: RawStatement
  private let findText: RawStatement
  private let textOfResponse: RawStatement
  private let insertPrompt: RawStatement
  private let findPrompt: RawStatement
  private let promptByRow: RawStatement
  private let insertResponse: RawStatement
  private let findResponse: RawStatement
  private let insertPair: RawStatement
  private let findPair: RawStatement
  private let insertReuse: RawStatement
  private let placeOfPair: RawStatement
  private let place: RawStatement
  private let insertRecord: RawStatement
  private let insertLabel: RawStatement
  private let insertDerivation: RawStatement
  private let findDerivation: RawStatement
  private let findWeights: RawStatement
  private let insertWeight: RawStatement
  private let insertCandidate: RawStatement

  init(_ db: Database, run: Int64, _ selection: Selection) throws {
    self.db = db
    self.run = run
    func prepare(_ sql: String) throws -> RawStatement { try RawStatement(db, sql) }
    insertText = try prepare(
      "INSERT INTO text(digest, form, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
    findText = try prepare("SELECT id FROM text WHERE digest = ?")
    textOfResponse = try prepare(
      """
      SELECT text.id, text.digest FROM response JOIN text ON text.id = response.text
      WHERE response.id = ?
      """)
    insertPrompt = try prepare(
      #"INSERT INTO prompt(digest, "group", text) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"#)
    findPrompt = try prepare("SELECT id FROM prompt WHERE digest = ?")
    promptByRow = try prepare(#"SELECT "group", digest FROM prompt WHERE id = ?"#)
    insertResponse = try prepare(
      "INSERT INTO response(digest, prompt, text) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
    findResponse = try prepare("SELECT id FROM response WHERE prompt = ? AND text = ?")
    insertPair = try prepare(
      """
      INSERT INTO pair(digest, prompt, a, b, record, ordinal) VALUES (?, ?, ?, ?, ?, 0)
      ON CONFLICT DO NOTHING
      """)
    findPair = try prepare("SELECT id FROM pair WHERE prompt = ? AND a = ? AND b = ?")
    insertReuse = try prepare(
      """
      INSERT INTO pair_reuse(run, pair, record, ordinal) VALUES (?, ?, ?, 0)
      ON CONFLICT DO NOTHING
      """)
    placeOfPair = try prepare(
      """
      SELECT own.record
      FROM (SELECT record, ordinal FROM pair WHERE id = ?1
        UNION ALL SELECT record, ordinal FROM pair_reuse WHERE pair = ?1) AS own
      JOIN record ON record.id = own.record JOIN member ON member.id = record.id >> 32
      JOIN source ON source.id = member.source
      WHERE member.run IN (SELECT value FROM json_each(?2))
      ORDER BY source.name, member.name, record.line, record.byte_offset, own.ordinal LIMIT 1
      """)
    placeOfPair.bind(2, selection.ingestsJSON)
    place = try prepare("SELECT line, byte_offset FROM record WHERE id = ?")
    insertRecord = try prepare(
      """
      INSERT INTO record(id, line, byte_offset, outcome, prompt) VALUES (?, ?, ?, 0, ?)
      """)
    insertLabel = try prepare(
      "INSERT INTO label(pair, run, decision, probability) VALUES (?, ?, ?, ?)")
    insertDerivation = try prepare(
      """
      INSERT INTO derivation(run, pair, parent, role, evidence) VALUES (?, ?, ?, ?, ?)
      """)
    findDerivation = try prepare("SELECT pair FROM derivation WHERE run = ? AND pair = ?")
    findWeights = try prepare(
      """
      SELECT weight FROM verdict WHERE kind = 2 AND subject = ?1 AND action = 'weight'
        AND run IN (SELECT value FROM json_each(?2)) ORDER BY weight
      """)
    findWeights.bind(2, selection.verdictsJSON)
    insertWeight = try prepare(
      """
      INSERT INTO verdict(kind, subject, run, action, weight, reason)
      VALUES (2, ?, ?, 'weight', ?, 'parent_weight')
      """)
    insertCandidate = try prepare(
      """
      INSERT INTO candidate(record, ordinal, response, model)
      SELECT ?1, ?2, ?3, model.id FROM (
        SELECT CASE WHEN pair.a = ?4 THEN a_model ELSE b_model END AS id
          FROM pair JOIN vote ON vote.pair = pair.id WHERE pair.id = ?5
        UNION ALL SELECT model FROM candidate WHERE response = ?4) AS known
      JOIN model USING (id) ORDER BY name LIMIT 1
      """)
  }

  /// Writes `pairs`.
  ///
  /// - Returns: how many the run had not made before, and the rows of those that nobody had; the last is below
  ///   the first where there are none.
  mutating func write(_ pairs: [DerivedPair]) throws -> (made: Int, rows: (Int64, Int64)) {
    let first = 1 + (try Int64.fetchOne(db, sql: "SELECT max(id) FROM pair") ?? 0)
    var made = 0
    for pair in pairs where try write(pair) { made += 1 }
    let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM pair") ?? 0
    for (row, records) in members.values {
      try db.execute(
        sql: """
          UPDATE member SET records = ?1, stored = ?1, duplicates = 0, quarantined = 0, bytes = 0
          WHERE id = ?2
          """, arguments: [records, row])
    }
    return (made, (first, last))
  }

  /// - Returns: whether the run had not made the same pair before; two equal texts are no pair.
  private mutating func write(_ derived: DerivedPair) throws -> Bool {
    let parent = try source(derived.prompt)
    var prompt = (row: derived.prompt, id: parent.id)
    if let text = derived.newPrompt {
      let body = try self.text(text)
      prompt.id = .prompt(text: body.id)
      prompt.row = try self.prompt(prompt.id, group: parent.group, text: body.row)
    }
    let chosen = try response(derived.chosen, prompt)
    let rejected = try response(derived.rejected, prompt)
    guard chosen.id != rejected.id else { return false }
    let isA = chosen.id < rejected.id
    let (a, b) = isA ? (chosen, rejected) : (rejected, chosen)
    if let known = try row(findPair, prompt.row, a.row, b.row), try isMade(known) { return false }
    let record = try self.record(derived.place, prompt: prompt.row)
    insertPair.bind(1, .pair(a.id, b.id))
    insertPair.bind(2, prompt.row)
    insertPair.bind(3, a.row)
    insertPair.bind(4, b.row)
    insertPair.bind(5, record)
    try insertPair.run()
    let isNew = insertPair.changes > 0
    let pair = isNew ? db.lastInsertedRowID : try found(findPair, prompt.row, a.row, b.row)
    if !isNew {
      insertReuse.bind(1, run)
      insertReuse.bind(2, pair)
      insertReuse.bind(3, record)
      try insertReuse.run()
    }
    for (ordinal, text) in [derived.chosen, derived.rejected].enumerated() {
      guard case .row(let old) = text else { continue }
      insertCandidate.bind(1, record)
      insertCandidate.bind(2, Int64(ordinal))
      insertCandidate.bind(3, ordinal == 0 ? chosen.row : rejected.row)
      insertCandidate.bind(4, old)
      insertCandidate.bind(5, derived.parent)
      try insertCandidate.run()
    }
    insertLabel.bind(1, pair)
    insertLabel.bind(2, run)
    insertLabel.bind(3, Int64(isA ? 1 : 2))
    insertLabel.bind(double: isA ? derived.probability : 1 - derived.probability, 4)
    try insertLabel.run()
    try writeDerivation(derived, pair)
    try writeWeight(of: pair, parent: derived.parent)
    return true
  }

  private func writeDerivation(_ derived: DerivedPair, _ pair: Int64) throws {
    insertDerivation.bind(1, run)
    insertDerivation.bind(2, pair)
    if derived.parent == 0 {
      insertDerivation.bindNull(3)
    } else {
      insertDerivation.bind(3, derived.parent)
    }
    insertDerivation.bind(4, derived.role.description)
    if derived.evidence.isEmpty {
      insertDerivation.bindNull(5)
    } else {
      insertDerivation.bind(5, derived.evidence)
    }
    try insertDerivation.run()
  }

  /// What weighs the parent weighs the child: the product, so that none is lost when the parent goes.
  private func writeWeight(of pair: Int64, parent: Int64) throws {
    var weight = 1.0
    var isWeighed = false
    findWeights.bind(1, parent)
    while try findWeights.next() {
      weight *= findWeights.double(0)
      isWeighed = true
    }
    guard isWeighed else { return }
    insertWeight.bind(1, pair)
    insertWeight.bind(2, run)
    insertWeight.bind(double: weight, 3)
    try insertWeight.run()
  }

  private func isMade(_ pair: Int64) throws -> Bool {
    try row(findDerivation, run, pair) != nil
  }

  // MARK: Rows

  /// Group and id of a prompt.
  private mutating func source(_ row: Int64) throws -> (group: Int64, id: PublicID) {
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

  private func text(_ text: DerivedPair.Text) throws -> (row: Int64, id: PublicID) {
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

  private func prompt(_ id: PublicID, group: Int64, text: Int64) throws -> Int64 {
    if let known = try row(findPrompt, id) { return known }
    insertPrompt.bind(1, id)
    insertPrompt.bind(2, group)
    insertPrompt.bind(3, text)
    try insertPrompt.run()
    return db.lastInsertedRowID
  }

  private func response(
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
  private mutating func record(_ place: DerivedPair.Place, prompt: Int64) throws -> Int64 {
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
  private mutating func member(of old: Int64) throws -> (row: Int64, records: Int64) {
    if var known = members[old] {
      known.records += 1
      members[old] = known
      return known
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
        WHERE run = ?1 AND name = (SELECT name FROM member WHERE id = ?2)
        """, arguments: [run, old])
    guard let row else { throw Self.missing("member") }
    let next: (row: Int64, records: Int64) = (row[0], 1 + (row[1] as Int64? ?? 0))
    members[old] = next
    return next
  }

  private func row(_ statement: RawStatement, _ keys: Int64...) throws -> Int64? {
    for (index, key) in keys.enumerated() { statement.bind(Int32(index + 1), key) }
    return try first(statement)
  }

  private func row(_ statement: RawStatement, _ id: PublicID) throws -> Int64? {
    statement.bind(1, id)
    return try first(statement)
  }

  private func found(_ statement: RawStatement, _ keys: Int64...) throws -> Int64 {
    for (index, key) in keys.enumerated() { statement.bind(Int32(index + 1), key) }
    guard let row = try first(statement) else { throw Self.missing("pair") }
    return row
  }

  private func first(_ statement: RawStatement) throws -> Int64? {
    guard try statement.next() else { return nil }
    defer { statement.reset() }
    return statement.int(0)
  }

  private static func missing(_ table: String) -> DatabaseError {
    DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a row of `\(table)` is missing")
  }
}
