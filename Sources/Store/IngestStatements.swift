internal import GRDB
internal import Records

/// The SQL of ingest: one statement a method, bound and read by position.
final class Statements {
  private let textInsert: RawStatement
  private let textSelect: RawStatement
  private let groupInsert: RawStatement
  private let groupSelect: RawStatement
  private let promptInsert: RawStatement
  private let promptSelect: RawStatement
  private let responseInsert: RawStatement
  private let responseSelect: RawStatement
  private let pairInsert: RawStatement
  private let pairSelect: RawStatement
  private let singleSelect: RawStatement
  private let reuseInsert: RawStatement
  private let recordInsert: RawStatement
  private let originalByDigest: RawStatement
  private let originalByPair: RawStatement
  private let voteInsert: RawStatement
  private let candidateInsert: RawStatement
  private let barePromptInsert: RawStatement
  private let scoreInsert: RawStatement
  private let db: Database

  init(_ db: Database) throws {
    self.db = db
    func prepare(_ sql: String) throws -> RawStatement { try RawStatement(db, sql) }
    textInsert = try prepare(
      "INSERT INTO text(id, digest, form, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
    textSelect = try prepare("SELECT id FROM text WHERE digest = ?")
    groupInsert = try prepare(
      "INSERT INTO prompt_group(id, digest, split) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
    groupSelect = try prepare("SELECT id, split FROM prompt_group WHERE digest = ?")
    promptInsert = try prepare(
      #"INSERT INTO prompt(id, digest, "group", text) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"#)
    promptSelect = try prepare("SELECT id FROM prompt WHERE digest = ?")
    responseInsert = try prepare(
      "INSERT INTO response(id, digest, prompt, text) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
    responseSelect = try prepare("SELECT id FROM response WHERE prompt = ? AND text = ?")
    pairInsert = try prepare(
      """
      INSERT INTO pair(id, digest, prompt, a, b, record, ordinal) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """)
    pairSelect = try prepare("SELECT id FROM pair WHERE prompt = ? AND a = ? AND b = ?")
    singleSelect = try prepare("SELECT id FROM pair WHERE a = ? AND b IS NULL")
    reuseInsert = try prepare(
      """
      INSERT INTO pair_reuse(run, pair, record, ordinal) VALUES (?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """)
    recordInsert = try prepare(
      """
      INSERT INTO record(id, line, byte_offset, outcome, repeats, digest, original, prompt, reason, extra,
        split, licence)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    originalByDigest = try prepare(
      "SELECT id FROM record WHERE digest = ? AND repeats = 1 AND id BETWEEN ? AND ?")
    originalByPair = try prepare(
      """
      SELECT record.id FROM pair JOIN record ON record.id = pair.record
      WHERE pair.id = ? AND record.digest = ? AND record.id BETWEEN ? AND ?
      """)
    voteInsert = try prepare(
      """
      INSERT INTO vote(pair, record, ordinal, winner, first, strength, annotator, a_model, b_model,
        rationale)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    barePromptInsert = try prepare("INSERT INTO bare_prompt(prompt, record) VALUES (?, ?)")
    candidateInsert = try prepare(
      "INSERT INTO candidate(record, ordinal, response, model) VALUES (?, ?, ?, ?)")
    scoreInsert = try prepare(
      "INSERT INTO score(response, name, record, run, ordinal, value) VALUES (?, ?, ?, 0, ?, ?)")
  }

  /// Stores a text unless it is there; gives its row.
  func insertText(_ row: Int64, _ id: PublicID, _ body: Body, _ arena: ByteArena) throws -> Int64 {
    textInsert.bind(1, row)
    textInsert.bind(2, id)
    textInsert.bind(3, Int64(body.form.rawValue))
    unsafe textInsert.bind(text: arena[body.slice], 4)
    try textInsert.run()
    if textInsert.changes > 0 { return row }
    textSelect.bind(1, id)
    return try one(textSelect)
  }

  /// Whether the group was new and was stored.
  func insertGroup(_ row: Int64, _ id: PublicID, _ split: String) throws -> Bool {
    groupInsert.bind(1, row)
    groupInsert.bind(2, id)
    groupInsert.bind(3, split)
    try groupInsert.run()
    return groupInsert.changes > 0
  }

  func group(_ id: PublicID) throws -> (Int64, String) {
    groupSelect.bind(1, id)
    guard try groupSelect.next() else { throw missing("prompt_group") }
    defer { groupSelect.reset() }
    return (groupSelect.int(0), groupSelect.string(1))
  }

  func insertPrompt(_ row: Int64, _ id: PublicID, group: Int64, text: Int64) throws -> Int64 {
    promptInsert.bind(1, row)
    promptInsert.bind(2, id)
    promptInsert.bind(3, group)
    promptInsert.bind(4, text)
    try promptInsert.run()
    if promptInsert.changes > 0 { return row }
    promptSelect.bind(1, id)
    return try one(promptSelect)
  }

  func insertResponse(_ row: Int64, _ id: PublicID, prompt: Int64, text: Int64) throws -> Int64 {
    responseInsert.bind(1, row)
    responseInsert.bind(2, id)
    responseInsert.bind(3, prompt)
    responseInsert.bind(4, text)
    try responseInsert.run()
    if responseInsert.changes > 0 { return row }
    responseSelect.bind(1, prompt)
    responseSelect.bind(2, text)
    return try one(responseSelect)
  }

  func insertPair(
    _ row: Int64, _ id: PublicID, prompt: Int64, a: Int64, b: Int64?, record: Int64, ordinal: Int64
  ) throws -> Int64 {
    pairInsert.bind(1, row)
    pairInsert.bind(2, id)
    pairInsert.bind(3, prompt)
    pairInsert.bind(4, a)
    if let b { pairInsert.bind(5, b) } else { pairInsert.bindNull(5) }
    pairInsert.bind(6, record)
    pairInsert.bind(7, ordinal)
    try pairInsert.run()
    if pairInsert.changes > 0 { return row }
    guard let b else {
      singleSelect.bind(1, a)
      return try one(singleSelect)
    }
    pairSelect.bind(1, prompt)
    pairSelect.bind(2, a)
    pairSelect.bind(3, b)
    return try one(pairSelect)
  }

  func reusePair(run: Int64, _ pair: Int64, record: Int64, ordinal: Int64) throws {
    reuseInsert.bind(1, run)
    reuseInsert.bind(2, pair)
    reuseInsert.bind(3, record)
    reuseInsert.bind(4, ordinal)
    try reuseInsert.run()
  }

  func record(
    _ row: Int64, _ record: RecordRow, _ digest: PublicID, repeats: Bool, prompt: Int64,
    _ arena: ByteArena
  ) throws {
    place(row, record, outcome: 0)
    recordInsert.bind(5, repeats ? 1 : 0)
    recordInsert.bind(6, digest)
    recordInsert.bindNull(7)
    recordInsert.bind(8, prompt)
    recordInsert.bindNull(9)
    bind(record.extra, 10, arena)
    bind(record.split, 11, arena)
    bind(record.licence, 12, arena)
    try recordInsert.run()
  }

  func duplicate(_ row: Int64, _ record: RecordRow, _ digest: PublicID, _ original: Int64) throws {
    place(row, record, outcome: 1)
    recordInsert.bind(5, 0)
    recordInsert.bind(6, digest)
    recordInsert.bind(7, original)
    for column: Int32 in 8...12 { recordInsert.bindNull(column) }
    try recordInsert.run()
  }

  func quarantine(_ row: Int64, _ record: RecordRow, _ arena: ByteArena) throws {
    place(row, record, outcome: 2)
    recordInsert.bind(5, 0)
    for column: Int32 in 6...8 { recordInsert.bindNull(column) }
    recordInsert.bind(9, record.quarantine?.description ?? "")
    unsafe recordInsert.bind(text: arena[record.extra], 10)
    recordInsert.bindNull(11)
    recordInsert.bindNull(12)
    try recordInsert.run()
  }

  /// Binds a text of the record, or NULL for none.
  private func bind(_ text: ByteSlice, _ column: Int32, _ arena: ByteArena) {
    if text.isEmpty {
      recordInsert.bindNull(column)
    } else {
      unsafe recordInsert.bind(text: arena[text], column)
    }
  }

  private func place(_ row: Int64, _ record: RecordRow, outcome: Int64) {
    recordInsert.bind(1, row)
    recordInsert.bind(2, Int64(clamping: record.line))
    recordInsert.bind(3, Int64(clamping: record.byteOffset))
    recordInsert.bind(4, outcome)
  }

  /// The record of `member` that has this digest, if one has.
  func original(of digest: PublicID, pair: Int64?, _ member: Int64) throws -> Int64? {
    originalByDigest.bind(1, digest)
    originalByDigest.bind(2, member << 32)
    originalByDigest.bind(3, member << 32 | 0xffff_ffff)
    if let found = try first(originalByDigest) { return found }
    guard let pair else { return nil }
    originalByPair.bind(1, pair)
    originalByPair.bind(2, digest)
    originalByPair.bind(3, member << 32)
    originalByPair.bind(4, member << 32 | 0xffff_ffff)
    return try first(originalByPair)
  }

  func vote(_ vote: VoteWriting, _ record: Int64, _ row: VoteRow, _ arena: ByteArena) throws {
    voteInsert.bind(1, vote.pair)
    voteInsert.bind(2, record)
    voteInsert.bind(3, vote.ordinal)
    voteInsert.bind(4, Int64(vote.winner.rawValue))
    voteInsert.bind(5, vote.firstIsA ? 1 : 2)
    voteInsert.bind(double: row.strength, 6)
    voteInsert.bind(7, vote.annotator)
    if let model = vote.aModel { voteInsert.bind(8, model) } else { voteInsert.bindNull(8) }
    if let model = vote.bModel { voteInsert.bind(9, model) } else { voteInsert.bindNull(9) }
    if row.rationale.isEmpty {
      voteInsert.bindNull(10)
    } else {
      unsafe voteInsert.bind(text: arena[row.rationale], 10)
    }
    try voteInsert.run()
  }

  func barePrompt(_ prompt: Int64, _ record: Int64) throws {
    barePromptInsert.bind(1, prompt)
    barePromptInsert.bind(2, record)
    try barePromptInsert.run()
  }

  func candidate(_ record: Int64, _ ordinal: Int64, _ response: Int64, model: Int64?) throws {
    candidateInsert.bind(1, record)
    candidateInsert.bind(2, ordinal)
    candidateInsert.bind(3, response)
    if let model { candidateInsert.bind(4, model) } else { candidateInsert.bindNull(4) }
    try candidateInsert.run()
  }

  func score(
    _ response: Int64, name: Int64, record: Int64, ordinal: Int64, _ value: Double
  ) throws {
    scoreInsert.bind(1, response)
    scoreInsert.bind(2, name)
    scoreInsert.bind(3, record)
    scoreInsert.bind(4, ordinal)
    scoreInsert.bind(double: value, 5)
    try scoreInsert.run()
  }

  func annotator(source: Int64, kind: Int64, _ name: UnsafeRawBufferPointer) throws -> Int64 {
    let name = unsafe String(decoding: name, as: UTF8.self)
    try db.execute(
      sql: "INSERT INTO annotator(source, kind, name) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      arguments: [source, kind, name])
    let row = try Int64.fetchOne(
      db, sql: "SELECT id FROM annotator WHERE source = ? AND kind = ? AND name = ?",
      arguments: [source, kind, name])
    guard let row else { throw missing("annotator") }
    return row
  }

  func model(_ name: UnsafeRawBufferPointer) throws -> Int64 {
    try unsafe named("model", name)
  }

  func scoreName(_ name: UnsafeRawBufferPointer) throws -> Int64 {
    try unsafe named("score_name", name)
  }

  private func named(_ table: String, _ name: UnsafeRawBufferPointer) throws -> Int64 {
    let name = unsafe String(decoding: name, as: UTF8.self)
    try db.execute(
      sql: "INSERT INTO \(table)(name) VALUES (?) ON CONFLICT DO NOTHING", arguments: [name])
    let row = try Int64.fetchOne(
      db, sql: "SELECT id FROM \(table) WHERE name = ?", arguments: [name])
    guard let row else { throw missing(table) }
    return row
  }

  private func first(_ statement: RawStatement) throws -> Int64? {
    guard try statement.next() else { return nil }
    defer { statement.reset() }
    return statement.int(0)
  }

  private func one(_ statement: RawStatement) throws -> Int64 {
    guard let row = try first(statement) else { throw missing("text") }
    return row
  }

  /// A row that was just refused as a duplicate must be there; if not, the store is damaged.
  private func missing(_ table: String) -> DatabaseError {
    DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a row of `\(table)` is not in its index")
  }
}

/// A vote as its row in the store sees it: by `a` and `b` instead of first and second.
struct VoteWriting {
  var pair: Int64
  var ordinal: Int64
  var winner: Winner
  var firstIsA: Bool
  var annotator: Int64
  var aModel: Int64?
  var bModel: Int64?
}
