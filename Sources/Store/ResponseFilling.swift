internal import GRDB
internal import Records

/// Fills a batch of prompts with texts, models and scores.
struct ResponseFilling {
  private let columns: ResponseReader.Columns
  private let prompt: RawStatement
  private let response: RawStatement
  private let pair: RawStatement
  private let records: RawStatement
  private let judged: RawStatement
  private let models: RawStatement
  private let scores: StoredScores
  private let names: [Int64?]

  init(
    _ db: Database, _ selection: Selection, _ columns: ResponseReader.Columns
  ) throws {
    self.columns = columns
    prompt = try RawStatement(
      db,
      """
      SELECT prompt.digest, prompt_group.digest, text.form, text.body
      FROM prompt JOIN prompt_group ON prompt_group.id = prompt."group"
      JOIN text ON text.id = prompt.text WHERE prompt.id = ?
      """)
    response = try RawStatement(
      db,
      """
      SELECT response.digest, text.form, text.body
      FROM response JOIN text ON text.id = response.text WHERE response.id = ?
      """)
    pair = try RawStatement(db, "SELECT digest FROM pair WHERE id = ?")
    let isSelected = Self.isSelected
    records = try RawStatement(db, Self.records(recordPairs: columns.recordPairs))
    records.bind(2, selection.ingestsJSON)
    judged = try RawStatement(
      db,
      """
      SELECT record, id FROM pair WHERE prompt = ?1 AND b IS NOT NULL
      UNION SELECT vote.record, pair.id FROM pair JOIN vote ON vote.pair = pair.id
        WHERE prompt = ?1 AND b IS NOT NULL
      UNION SELECT reuse.record, pair.id FROM pair JOIN pair_reuse AS reuse ON reuse.pair = pair.id
        WHERE prompt = ?1 AND b IS NOT NULL
      """)
    models = try RawStatement(
      db,
      """
      SELECT model.name FROM candidate JOIN model ON model.id = candidate.model
        JOIN member ON member.id = candidate.record >> 32
        WHERE candidate.response = ?1 AND \(isSelected)
      UNION
      SELECT model.name FROM response JOIN pair ON pair.prompt = response.prompt
        AND (pair.a = response.id OR pair.b = response.id)
        JOIN vote ON vote.pair = pair.id
        JOIN model ON model.id = CASE WHEN pair.a = response.id THEN a_model ELSE b_model END
        JOIN member ON member.id = vote.record >> 32
        WHERE response.id = ?1 AND \(isSelected)
      ORDER BY 1
      """)
    models.bind(2, selection.ingestsJSON)
    scores = try StoredScores(db, selection)
    names = try columns.scores.map { name in
      try Int64.fetchOne(db, sql: "SELECT id FROM score_name WHERE name = ?", arguments: [name])
    }
  }

  private static let isSelected = "member.run IN (SELECT value FROM json_each(?2))"

  /// Selects the records of a prompt, ?1, that the ingest runs ?2 read: row, extra and source.
  ///
  /// - Parameter recordPairs: whether those count whose pair an earlier record has, which stand with their votes alone.
  static func records(recordPairs: Bool) -> String {
    let voting =
      recordPairs
      ? "UNION SELECT vote.record FROM pair JOIN vote ON vote.pair = pair.id WHERE prompt = ?1" : ""
    return """
      SELECT record.id, record.extra, source.name
      FROM (
        SELECT record AS id FROM pair WHERE prompt = ?1
        UNION SELECT reuse.record FROM pair JOIN pair_reuse AS reuse ON reuse.pair = pair.id
          WHERE prompt = ?1
        UNION SELECT candidate.record FROM response JOIN candidate ON candidate.response = response.id
          WHERE response.prompt = ?1
        UNION SELECT record FROM bare_prompt WHERE prompt = ?1
        \(voting)) AS own
      JOIN record USING (id) JOIN member ON member.id = record.id >> 32
      JOIN source ON source.id = member.source
      WHERE \(isSelected)
      ORDER BY source.name, member.name, record.line, record.byte_offset
      """
  }

  func append(_ found: Gathering.Prompt, to batch: inout ResponseBatch) throws {
    let firstResponse = batch.responses.count
    for row in found.responses { try append(response: row, to: &batch) }
    batch.responses[firstResponse...].sort { $0.id < $1.id }
    var places: [Int64: Int] = [:]
    for i in firstResponse..<batch.responses.count { places[batch.responses[i].row] = i }
    let firstPair = batch.pairs.count
    for own in found.pairs {
      pair.bind(1, own.row)
      guard try pair.next() else { continue }
      batch.pairs.append(
        ResponseBatch.Pair(
          row: own.row, id: pair.id(0), a: places[own.a] ?? -1, b: places[own.b] ?? -1,
          decision: own.decision, probability: own.probability, role: own.role))
      pair.reset()
    }
    prompt.bind(1, found.row)
    guard try prompt.next() else { return }
    defer { prompt.reset() }
    var added = ResponseBatch.Prompt(
      row: found.row, id: prompt.id(0), group: prompt.id(1), split: found.split,
      text: columns.texts ? body(prompt, 2, &batch) : .text(.empty),
      responses: firstResponse..<batch.responses.count, pairs: firstPair..<batch.pairs.count,
      fallen: found.fallenPairs)
    let judged = columns.recordPairs ? try pairs(byRecordOf: found.row) : [:]
    records.bind(1, found.row)
    while try records.next() {
      if added.record == 0 { added.record = records.int(0) }
      guard columns.extras || columns.sources else {
        records.reset()
        break
      }
      if columns.sources {
        let source = records.string(2)
        if added.sources.last != source { added.sources.append(source) }
      }
      if columns.extras, !records.isNull(1) {
        added.extras.append(records.string(1))
        if columns.recordPairs { added.recordPairs.append(judged[records.int(0)] ?? []) }
      }
    }
    batch.prompts.append(added)
  }

  /// The pairs of two responses that each record judges.
  private func pairs(byRecordOf prompt: Int64) throws -> [Int64: [Int64]] {
    var found: [Int64: [Int64]] = [:]
    judged.bind(1, prompt)
    while try judged.next() { found[judged.int(0), default: []].append(judged.int(1)) }
    return found
  }

  private func append(response row: Int64, to batch: inout ResponseBatch) throws {
    response.bind(1, row)
    guard try response.next() else { return }
    var added = ResponseBatch.Response(
      row: row, id: response.id(0),
      body: columns.texts ? body(response, 1, &batch) : .text(.empty))
    response.reset()
    if columns.models {
      models.bind(1, row)
      while try models.next() { added.models.append(models.string(0)) }
    }
    for name in names {
      added.scores.append(try name.flatMap { try scores.value(of: row, name: $0) } ?? .nan)
    }
    batch.responses.append(added)
  }

  private func body(
    _ statement: RawStatement, _ form: Int32, _ batch: inout ResponseBatch
  ) -> Body {
    unsafe Body(
      form: Body.Form(rawValue: UInt8(truncatingIfNeeded: statement.int(form))) ?? .text,
      slice: batch.arena.append(statement.bytes(form + 1)))
  }
}
