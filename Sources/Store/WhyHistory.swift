internal import Foundation
internal import GRDB
internal import Records

/// The SQL of `why`: one statement a method.
enum HistoryQueries {
  static func history(_ db: Database, _ row: Int64) throws -> PairHistory? {
    let pair = try Row.fetchOne(
      db,
      sql: """
        SELECT pair.digest, split, prompt_group.digest, prompt.digest, prompt.text, a, b, pair.prompt,
          pair.record
        FROM pair JOIN prompt ON prompt.id = pair.prompt
        JOIN prompt_group ON prompt_group.id = prompt."group" WHERE pair.id = ?
        """, arguments: [row])
    guard let pair else { return nil }
    let (a, b): (Int64, Int64?) = (pair[5], pair[6])
    let records = try Int64.fetchAll(
      db,
      sql: """
        SELECT record FROM vote WHERE pair = ?1 UNION SELECT ?2
        UNION SELECT record FROM pair_reuse WHERE pair = ?1 ORDER BY 1
        """, arguments: [row, pair[8] as Int64])
    let places = try places(db, records: records)
    let repeats = try duplicates(db, of: places)
    let subjects = Subjects(pair: row, prompt: pair[7], a: a, b: b, places: places)
    let plan = try planSteps(db, parts: try parts(db, records: records))
    let spoken = try Spoken(db, subjects)
    let judged = try RubricQueries(db, subjects)
    let inPlan = Set(plan.flatMap(\.runs))
    return PairHistory(
      row: row, promptRow: pair[7], id: id(pair[0]), split: pair[1], group: id(pair[2]),
      promptID: id(pair[3]),
      prompt: try text(db, pair[4]), a: try response(db, a, "a_model", subjects),
      b: try b.map { try response(db, $0, "b_model", subjects) },
      places: try self.places(db, records: (records + repeats).sorted()),
      votes: try votes(db, subjects),
      parents: try kin(db, row, of: "pair", to: "parent"),
      children: try kin(db, row, of: "parent", to: "pair"),
      rubrics: try judged.rubrics(),
      control: try judged.verdictsWithout(),
      trees: try TreeQueries(db: db, subjects: subjects).trees(),
      steps: plan.map { spoken.step($0) },
      otherSteps: try otherRuns(db, spoken.runs.subtracting(inPlan)).map { spoken.step($0) },
      isInPlan: plan.isEmpty ? nil : places.contains { $0.isInPlan })
  }

  private static func kin(
    _ db: Database, _ row: Int64, of own: String, to other: String
  ) throws -> [PairHistory.Kin] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT pair.digest, run.stage, run.digest, role, evidence,
          EXISTS (SELECT 1 FROM plan_run WHERE plan_run.run = run.id
            AND plan = (SELECT max(id) FROM plan WHERE finished = 1))
        FROM derivation JOIN run ON run.id = derivation.run
        LEFT JOIN pair ON pair.id = derivation.\(other)
        WHERE derivation.\(own) = ? ORDER BY run.id, role, pair.digest
        """, arguments: [row]
    ).map { row in
      PairHistory.Kin(
        pair: (row[0] as Data?).map(id), stage: row[1], run: id(row[2]), role: row[3],
        evidence: row[4] ?? "", isInPlan: row[5])
    }
  }

  static func id(_ data: Data) -> PublicID { PublicID(data) ?? PublicID(high: 0, low: 0) }

  static func text(_ db: Database, _ row: Int64) throws -> StoredText {
    let found = try Row.fetchOne(
      db,
      sql: """
        SELECT form, length(body),
          CASE WHEN form = 1 AND length(body) < 1000000 THEN body ELSE substr(body, 1, ?2) END
        FROM text WHERE id = ?1
        """, arguments: [row, WhyReader.longestText])
    guard let found else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a text is missing")
    }
    return StoredText(
      form: Body.Form(rawValue: found[0]) ?? .text, body: found[2], length: found[1])
  }

  private static func response(
    _ db: Database, _ row: Int64, _ modelColumn: String, _ subjects: Subjects
  ) throws -> PairHistory.Response {
    let found = try Row.fetchOne(
      db, sql: "SELECT digest, text FROM response WHERE id = ?", arguments: [row])
    guard let found else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a response is missing")
    }
    let models = try String.fetchAll(
      db,
      sql: """
        SELECT model.name FROM vote JOIN model ON model.id = \(modelColumn) WHERE pair = ?1
        UNION
        SELECT model.name FROM json_each(?2) JOIN candidate ON candidate.record = value
        JOIN model ON model.id = candidate.model WHERE candidate.response = ?3 ORDER BY 1
        """,
      arguments: [subjects.pair, Selection.json(subjects.places.map(\.record)), row])
    let scores = try Row.fetchAll(
      db,
      sql: """
        SELECT score_name.name, value, record FROM score
        JOIN score_name ON score_name.id = score.name
        WHERE response = ? AND run = 0 ORDER BY record, ordinal
        """, arguments: [row])
    return PairHistory.Response(
      id: id(found[0]), text: try text(db, found[1]), models: models,
      makers: try makers(db, of: row),
      scores: try scores.map { score in
        let record: Int64 = score[2]
        let known = subjects.places.first { $0.record == record }
        let place = try known ?? self.places(db, records: [record]).first
        return PairHistory.Score(name: score[0], value: score[1], place: place?.text ?? "")
      })
  }

  /// Stages whose records have the response and no pair.
  private static func makers(_ db: Database, of response: Int64) throws -> [String] {
    try String.fetchAll(
      db,
      sql: """
        SELECT DISTINCT run.stage FROM candidate AS own JOIN response ON response.id = own.response
        JOIN member ON member.id = own.record >> 32 JOIN run ON run.id = member.run
        WHERE own.response = ?1 AND run.stage <> 'ingest'
          AND NOT EXISTS (SELECT 1 FROM pair WHERE pair.prompt = response.prompt
            AND pair.record = own.record)
          AND NOT EXISTS (SELECT 1 FROM pair JOIN pair_reuse AS reuse ON reuse.pair = pair.id
            WHERE pair.prompt = response.prompt AND reuse.record = own.record)
        ORDER BY 1
        """, arguments: [response])
  }

  /// The places of `records`, in that order.
  static func places(_ db: Database, records: [Int64]) throws -> [PairHistory.Place] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT source.name, member.name, member.uri, record.line, record.number,
          record.byte_offset, record.outcome, original.line, record.reason, record.extra,
          record.split, record.licence,
          EXISTS (SELECT 1 FROM plan_run WHERE plan_run.run = member.run
            AND plan_run.plan = (SELECT max(id) FROM plan WHERE finished = 1)), record.id
        FROM json_each(?) AS wanted CROSS JOIN record ON record.id = wanted.value
        JOIN member ON member.id = record.member JOIN source ON source.id = member.source
        LEFT JOIN record AS original ON original.id = record.original
        ORDER BY wanted.key
        """, arguments: [Selection.json(records)])
    return rows.map { row in
      PairHistory.Place(
        source: row[0], member: row[1], uri: row[2], line: row[3], number: row[4],
        byteOffset: row[5], outcome: PairHistory.Outcome(rawValue: row[6]) ?? .stored,
        originalLine: row[7], reason: row[8], extra: row[9], split: row[10],
        licence: row[11], isInPlan: row[12], record: row[13])
    }
  }

  /// The records that repeat one of `places`; they stand in the same member.
  private static func duplicates(
    _ db: Database, of places: [PairHistory.Place]
  ) throws -> [Int64] {
    var found: [Int64] = []
    for member in Set(places.map { $0.record >> 32 }).sorted() {
      // Only a member with duplicates is read through; it has no index by original.
      let hasSome = try Bool.fetchOne(
        db, sql: "SELECT coalesce(duplicates, 1) > 0 FROM member WHERE id = ?", arguments: [member])
      guard hasSome == true else { continue }
      found += try Int64.fetchAll(
        db,
        sql: """
          SELECT id FROM record WHERE id BETWEEN ?1 AND ?2 AND outcome = 1
            AND original IN (SELECT value FROM json_each(?3)) ORDER BY id
          """,
        arguments: [
          member << 32, member << 32 | 0xffff_ffff, Selection.json(places.map(\.record)),
        ])
    }
    return found
  }

  private static func votes(_ db: Database, _ subjects: Subjects) throws -> [PairHistory.Vote] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT winner, first, strength, annotator.kind, annotator.name, rationale, record
        FROM vote JOIN annotator ON annotator.id = vote.annotator
        WHERE pair = ? ORDER BY record, ordinal
        """, arguments: [subjects.pair])
    return rows.map { row in
      let place = subjects.places.first { $0.record == row[6] as Int64 }
      return PairHistory.Vote(
        winner: Winner(rawValue: row[0]) ?? .tie, aStoodFirst: row[1] as Int == 1,
        strength: row[2], kind: AnnotatorKind(rawValue: row[3]) ?? .unknown, annotator: row[4],
        rationale: row[5], place: place?.text ?? "", isInPlan: place?.isInPlan ?? false)
    }
  }

  // MARK: Runs

  /// Runs that speak as one step.
  struct Unit {
    var label: String
    var stage: String
    var options: String
    var digest: PublicID
    var runs: [Int64]
  }

  /// The parts of the pipeline that `records` belong to.
  private static func parts(_ db: Database, records: [Int64]) throws -> [String] {
    try String.fetchAll(
      db,
      sql: """
        SELECT DISTINCT run.part FROM json_each(?) JOIN member ON member.id = value >> 32
        JOIN run ON run.id = member.run
        """, arguments: [Selection.json(records)])
  }

  /// The steps of the last finished plan after ingest, each with its runs that are about `parts`.
  private static func planSteps(_ db: Database, parts: [String]) throws -> [Unit] {
    let plan = try Row.fetchOne(
      db, sql: "SELECT id, description FROM plan WHERE finished = 1 ORDER BY id DESC LIMIT 1")
    guard let plan else { return [] }
    let labels = PlanDescription(plan[1]).steps.map(\.label)
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT position, stage, run.part, options, digest, run.id
        FROM plan_run JOIN run ON run.id = plan_run.run
        WHERE plan = ? AND position > 0 ORDER BY position, plan_run.part
        """, arguments: [plan[0] as Int64])
    var units: [Unit] = []
    var last = -1
    for row in rows {
      let position: Int = row[0]
      let part: String = row[2]
      guard part.isEmpty || parts.contains(part) else { continue }
      if position == last {
        units[units.count - 1].runs.append(row[5])
        continue
      }
      last = position
      let stage: String = row[1]
      units.append(
        Unit(
          label: position < labels.count ? labels[position] : stage, stage: stage,
          options: row[3], digest: id(row[4]), runs: [row[5]]))
    }
    return units
  }

  private static func otherRuns(_ db: Database, _ runs: Set<Int64>) throws -> [Unit] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT stage, options, digest, id FROM run
        WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id
        """, arguments: [Selection.json(runs.sorted())]
    ).map { row in
      Unit(label: row[0], stage: row[0], options: row[1], digest: id(row[2]), runs: [row[3]])
    }
  }
}
