internal import Foundation
internal import GRDB
internal import Records

/// Writes the pairs and responses a stage made, inside the transaction of its batch.
///
/// A derived pair has a record of its own in a member of the stage's run that bears the name of the member its
/// place is in: so it is selected, ordered and told of as any other.
struct DerivedWriter {
  let db: Database
  let run: Int64
  /// The run's member beside each old one.
  var beside: [Int64: Int64] = [:]
  /// Records written so far, by the run's members.
  var members: [Int64: Int64] = [:]
  var prompts: [Int64: (group: Int64, id: PublicID)] = [:]
  let insertText: RawStatement
  let findText: RawStatement
  let textOfResponse: RawStatement
  let insertPrompt: RawStatement
  let findPrompt: RawStatement
  let promptByRow: RawStatement
  let insertResponse: RawStatement
  let findResponse: RawStatement
  private let insertPair: RawStatement
  private let findPair: RawStatement
  private let findSingle: RawStatement
  private let flipped: FlippedPairs
  private let insertReuse: RawStatement
  let placeOfPair: RawStatement
  let place: RawStatement
  let insertRecord: RawStatement
  private let insertLabel: RawStatement
  private let insertDerivation: RawStatement
  private let findDerivation: RawStatement
  private let weights: StandingWeights
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
    findSingle = try prepare("SELECT id FROM pair WHERE a = ? AND b IS NULL")
    flipped = try FlippedPairs(db, selection.flips)
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
    weights = try StandingWeights(db, selection)
    insertWeight = try prepare(
      """
      INSERT INTO verdict(kind, subject, run, action, weight, reason)
      VALUES (2, ?, ?, 'weight', ?, ?)
      """)
    insertCandidate = try prepare(
      """
      INSERT INTO candidate(record, ordinal, response, model)
      SELECT ?1, ?2, ?3, model.id FROM (
        SELECT CASE WHEN pair.a = ?4 THEN a_model ELSE b_model END AS id, vote.record
          FROM pair JOIN vote ON vote.pair = pair.id WHERE pair.id = ?5
        UNION ALL SELECT model, record FROM candidate WHERE response = ?4) AS known
      JOIN model USING (id)
      WHERE (SELECT run FROM member WHERE member.id = known.record >> 32)
        IN (SELECT value FROM json_each(?6))
      ORDER BY name LIMIT 1
      """)
    insertCandidate.bind(6, selection.ingestsJSON)
  }

  /// Writes `pairs`.
  ///
  /// - Returns: what became of them, and the rows of those that nobody had; the last is below the first where
  ///   there are none.
  mutating func write(_ pairs: [DerivedPair]) throws -> (counts: Counts, rows: (Int64, Int64)) {
    let first = 1 + (try Int64.fetchOne(db, sql: "SELECT max(id) FROM pair") ?? 0)
    var counts = Counts()
    for pair in pairs { counts[try write(pair)] += 1 }
    let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM pair") ?? 0
    try closeMembers()
    return (counts, (first, last))
  }

  /// - Returns: the word under which it is counted. Two equal texts are no pair; and where the store holds the new
  ///   prompt in another group, the pair would leave the split of its parent.
  private mutating func write(_ derived: DerivedPair) throws -> String {
    let parent = try source(derived.prompt)
    var prompt = (row: derived.prompt, id: parent.id)
    if let text = derived.newPrompt {
      let body = try self.text(text)
      prompt.id = .prompt(text: body.id)
      prompt.row = try self.prompt(prompt.id, group: parent.group, text: body.row)
      guard try source(prompt.row).group == parent.group else {
        return "not made: prompt_in_other_group"
      }
    }
    let chosen = try response(derived.chosen, prompt)
    let rejected = try derived.rejected.map { try response($0, prompt) }
    guard chosen.id != rejected?.id else { return "not made: equal_answers" }
    let isA = rejected.map { chosen.id < $0.id } ?? derived.isGood
    var (a, b) = (chosen, rejected)
    if let rejected, !isA { (a, b) = (rejected, chosen) }
    if let known = try find(prompt.row, a.row, b?.row), try isMade(known) {
      return "not made: made_already"
    }
    let record = try self.record(derived.place, prompt: prompt.row)
    insertPair.bind(1, .pair(a.id, b?.id))
    insertPair.bind(2, prompt.row)
    insertPair.bind(3, a.row)
    if let b { insertPair.bind(4, b.row) } else { insertPair.bindNull(4) }
    insertPair.bind(5, record)
    try insertPair.run()
    let isNew = insertPair.changes > 0
    let made = isNew ? db.lastInsertedRowID : try find(prompt.row, a.row, b?.row)
    guard let pair = made else { throw Self.missing("pair") }
    if !isNew {
      insertReuse.bind(1, run)
      insertReuse.bind(2, pair)
      insertReuse.bind(3, record)
      try insertReuse.run()
    }
    var sides = [(derived.chosen, chosen.row)]
    if let text = derived.rejected, let rejected { sides.append((text, rejected.row)) }
    for (ordinal, (text, row)) in sides.enumerated() {
      guard case .row(let old) = text else { continue }
      insertCandidate.bind(1, record)
      insertCandidate.bind(2, Int64(ordinal))
      insertCandidate.bind(3, row)
      insertCandidate.bind(4, old)
      insertCandidate.bind(5, derived.parent)
      try insertCandidate.run()
    }
    try writeLabel(of: pair, isA: isA, derived.probability)
    try writeDerivation(derived, pair)
    try writeWeight(of: pair, derived)
    return "pairs made"
  }

  private func find(_ prompt: Int64, _ a: Int64, _ b: Int64?) throws -> Int64? {
    if let b { return try row(findPair, prompt, a, b) }
    return try row(findSingle, a)
  }

  private func writeLabel(of pair: Int64, isA: Bool, _ probability: Double) throws {
    // A pair that was known and turned round is turned again when it is read.
    let isA = try flipped.contains(pair) ? !isA : isA
    insertLabel.bind(1, pair)
    insertLabel.bind(2, run)
    insertLabel.bind(3, Int64(isA ? 1 : 2))
    insertLabel.bind(double: isA ? probability : 1 - probability, 4)
    try insertLabel.run()
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
  private func writeWeight(of pair: Int64, _ derived: DerivedPair) throws {
    let parent = derived.parent == 0 ? nil : try weights.weight(of: derived.parent)
    guard parent != nil || derived.weight != 1 else { return }
    let weight = derived.weight * (parent ?? 1)
    insertWeight.bind(1, pair)
    insertWeight.bind(2, run)
    insertWeight.bind(double: weight, 3)
    insertWeight.bind(4, derived.weight == 1 ? "parent_weight" : "\(derived.role)")
    try insertWeight.run()
  }

  private func isMade(_ pair: Int64) throws -> Bool {
    try row(findDerivation, run, pair) != nil
  }
}
