internal import GRDB
package import Records

/// A comparison with everything that was said of it, for evaluations; detectors never read it.
package struct JudgedPair: Sendable {
  /// One vote, with who gave it and where it stands.
  package struct Vote: Sendable {
    package var winner: Decision
    package var strength: Double
    package var annotator: String
    package var source: String
    package var member: String
    /// Who wrote a and b, as the vote's record says; empty if it does not.
    package var aModel: String
    package var bModel: String

    package init(
      winner: Decision, strength: Double, annotator: String, source: String, member: String,
      aModel: String, bModel: String
    ) {
      self.winner = winner
      self.strength = strength
      self.annotator = annotator
      self.source = source
      self.member = member
      self.aModel = aModel
      self.bModel = bModel
    }
  }

  /// Row id in the store.
  package var row: Int64
  package var id: PublicID
  package var group: PublicID
  /// What the last label run decided; `nil` if none did.
  package var decision: Decision?
  /// In the order of their records.
  package var votes: [Vote]
  /// Mean over the score names that both responses have: score of a less score of b; `nil` without any.
  package var scoreGap: Double?
}

extension JudgedPair {
  /// The live pairs with two responses, in the order of their public ids; some 15 µs a pair.
  package static func read(
    _ store: Store, _ selection: Selection
  ) throws(WinnowError) -> [JudgedPair] {
    let hasScores = try store.perform { db in
      try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM score)") ?? false
    }
    return try store.perform { db in
      var arguments: StatementArguments = ["ingests": selection.ingestsJSON]
      if !selection.verdicts.isEmpty { arguments += ["verdicts": selection.verdictsJSON] }
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT p.id, p.digest, prompt_group.digest, \(selection.decision), p.a, p.b
          FROM pair AS p JOIN prompt ON prompt.id = p.prompt
          JOIN prompt_group ON prompt_group.id = prompt."group"
          WHERE p.b IS NOT NULL AND \(Selection.isSelected) AND \(selection.isLive)
          """, arguments: arguments)
      let votes = try JudgedVotes(db, selection)
      let scores = hasScores ? try JudgedScores(db, selection) : nil
      var pairs: [JudgedPair] = []
      while let row = try rows.next() {
        let decided: UInt8? = row[3]
        pairs.append(
          JudgedPair(
            row: row[0], id: HistoryQueries.id(row[1]), group: HistoryQueries.id(row[2]),
            decision: decided.flatMap(Decision.init(rawValue:)), votes: try votes.read(row[0]),
            scoreGap: try scores?.gap(row[4], row[5])))
      }
      return pairs.sorted { $0.id < $1.id }
    }
  }
}

/// Reads the votes of one pair after the other.
private struct JudgedVotes {
  private let statement: RawStatement

  init(_ db: Database, _ selection: Selection) throws {
    statement = try RawStatement(
      db,
      """
      SELECT winner, strength, annotator.name, source.name, member.name,
        coalesce(a.name, ''), coalesce(b.name, '')
      FROM vote JOIN annotator ON annotator.id = vote.annotator
      JOIN member ON member.id = vote.record >> 32 JOIN source ON source.id = member.source
      LEFT JOIN model AS a ON a.id = a_model LEFT JOIN model AS b ON b.id = b_model
      WHERE pair = ?1 AND member.run IN (SELECT value FROM json_each(?2))
        AND NOT EXISTS (SELECT 1 FROM verdict AS v WHERE v.kind = 3 AND v.subject = vote.pair
          AND v.record = vote.record AND v.action = 'drop'
          AND v.run IN (SELECT value FROM json_each(?3)))
      ORDER BY vote.record, vote.ordinal
      """)
    statement.bind(2, selection.ingestsJSON)
    statement.bind(3, selection.verdictsJSON)
  }

  func read(_ pair: Int64) throws -> [JudgedPair.Vote] {
    var votes: [JudgedPair.Vote] = []
    statement.bind(1, pair)
    while try statement.next() {
      votes.append(
        JudgedPair.Vote(
          winner: Decision(rawValue: UInt8(statement.int(0))) ?? .tie,
          strength: min(statement.double(1), 1e200), annotator: statement.string(2),
          source: statement.string(3), member: statement.string(4), aModel: statement.string(5),
          bModel: statement.string(6)))
    }
    return votes
  }
}

/// Reads the scores of two responses.
private struct JudgedScores {
  private let statement: RawStatement

  init(_ db: Database, _ selection: Selection) throws {
    statement = try RawStatement(
      db,
      """
      SELECT name, avg(value) FROM score
      WHERE response = ?1
        AND ((SELECT run FROM member WHERE member.id = score.record >> 32)
            IN (SELECT value FROM json_each(?2))
          OR run IN (SELECT value FROM json_each(?3)))
      GROUP BY name ORDER BY name
      """)
    statement.bind(2, selection.ingestsJSON)
    statement.bind(3, Selection.json(selection.verdicts + selection.labels))
  }

  func gap(_ a: Int64, _ b: Int64) throws -> Double? {
    let (first, second) = (try means(a), try means(b))
    let names = first.keys.filter { second[$0] != nil }.sorted()
    guard !names.isEmpty else { return nil }
    let sum = names.reduce(0.0) { $0 + (first[$1] ?? 0) - (second[$1] ?? 0) }
    return sum / Double(names.count)
  }

  private func means(_ response: Int64) throws -> [Int64: Double] {
    var means: [Int64: Double] = [:]
    statement.bind(1, response)
    while try statement.next() { means[statement.int(0)] = statement.double(1) }
    return means
  }
}

extension Selection {
  /// What the last finished plan sees; of a store without one, everything that was read to its end.
  package static func lastPlan(_ store: Store) throws(WinnowError) -> Selection {
    try store.perform { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT run.id, run.stage = 'ingest', run.id IN (SELECT DISTINCT run FROM label),
            EXISTS (SELECT 1 FROM derivation WHERE derivation.run = run.id),
            coalesce(json_extract(options, '$.options.action') = 'flip', 0)
          FROM plan_run JOIN run ON run.id = plan_run.run
          WHERE plan = \(StatusQueries.lastPlan) ORDER BY position, plan_run.part
          """)
      guard !rows.isEmpty else {
        return Selection(
          ingests: try Int64.fetchAll(
            db, sql: "SELECT id FROM run WHERE stage = 'ingest' AND finished = 1 ORDER BY id"))
      }
      var selection = Selection(ingests: [])
      for row in rows {
        let (run, isIngest, hasLabels): (Int64, Bool, Bool) = (row[0], row[1], row[2])
        if row[4] { selection.flips.append(run) }
        if row[3] {
          selection.ingests.append(run)
          selection.derived.append(run)
        }
        if isIngest {
          selection.ingests.append(run)
          continue
        }
        if hasLabels { selection.labels.append(run) }
        selection.verdicts.append(run)
      }
      return selection
    }
  }
}
