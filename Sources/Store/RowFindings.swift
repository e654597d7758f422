internal import GRDB
package import Records

/// What a plan says of each record, in the order of the members: for a reader that goes through the files
/// once more. Memory does not grow with the records; the votes are sorted in a file once.
package final class RowFindings {
  private let runs: PlanRuns
  private let detector: Int64?
  private let member: RawStatement
  private let records: RawStatement
  private let votes: RawStatement
  private let original: RawStatement
  private let noise: RawStatement
  private let verdicts: RawStatement
  private let pair: RawStatement
  private let decisions: PlanDecisions
  private var hasVote: Bool
  /// Whether a record of the store makes several comparisons.
  package let hasSeveralPairs: Bool

  /// What is said of one record.
  package struct Row: Sendable {
    package var number: UInt32
    package var outcome: PairHistory.Outcome
    /// Of quarantine.
    package var reason: String
    package var detail: String
    /// Of a duplicate: the line of the equal record.
    package var originalLine: Int64?
    /// Comparisons it makes.
    package var pairs: Int
    /// Of its first comparison; `undecided` without one.
    package var decision: Decision
    /// What the record itself says of it.
    package var own: Decision
    /// Whether it is one of a single response.
    package var isSingle: Bool
    /// That the pair's label is wrong; `nil` where nothing judged it.
    package var noise: PairHistory.Noise?
    /// What stages marked it with: reason and evidence.
    package var marks: [(reason: String, evidence: String)]
  }

  /// Calls `body` with the findings of the store's plan; they are valid until it returns.
  package static func read(
    _ store: Store, _ runs: PlanRuns, detector: Int64?, _ body: (RowFindings) throws -> Void
  ) throws(WinnowError) {
    try store.perform { db in
      let findings = try RowFindings(db, runs, detector)
      defer { findings.reset() }
      try body(findings)
    }
  }

  private init(_ db: Database, _ runs: PlanRuns, _ detector: Int64?) throws {
    self.runs = runs
    self.detector = detector
    member = try RawStatement(db, "SELECT id FROM member WHERE run = ? AND name = ?")
    records = try RawStatement(
      db,
      """
      SELECT id, number, outcome, reason, CASE outcome WHEN 2 THEN extra END, original
      FROM record WHERE id BETWEEN ?1 AND ?2 ORDER BY id
      """)
    // A bare column beside `min` is that of the least row.
    votes = try RawStatement(
      db,
      """
      SELECT record, min(ordinal), pair, winner, count(DISTINCT pair) FROM vote
      GROUP BY record ORDER BY record
      """)
    original = try RawStatement(
      db,
      """
      SELECT record.line, vote.pair, winner, (SELECT count(DISTINCT its.pair) FROM pair AS other JOIN vote AS its
          ON its.pair = other.id WHERE other.prompt = record.prompt AND its.record = record.id)
      FROM record LEFT JOIN pair ON pair.prompt = record.prompt
      LEFT JOIN vote ON vote.pair = pair.id AND vote.record = record.id
      WHERE record.id = ? ORDER BY vote.pair IS NULL, vote.ordinal LIMIT 1
      """)
    noise = try RawStatement(
      db, "SELECT wrong, ambiguity FROM noise WHERE pair = ? AND run = ?")
    verdicts = try RawStatement(
      db,
      """
      SELECT kind, record, run, reason, coalesce(evidence, '') FROM verdict
      WHERE kind IN (2, 3) AND subject = ? ORDER BY run
      """)
    pair = try RawStatement(db, "SELECT b IS NULL FROM pair WHERE id = ?")
    decisions = try PlanDecisions(db, runs)
    hasSeveralPairs =
      try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS (SELECT 1 FROM vote GROUP BY record HAVING count(DISTINCT pair) > 1)
          """) ?? false
    hasVote = try votes.next()
  }

  private func reset() {
    for statement in [member, records, votes, original, noise, verdicts, pair] { statement.reset() }
  }

  /// Moves to a member of the part with this index; members come in the order they were read.
  ///
  /// - Returns: whether the store knows it.
  package func begin(part: Int, member name: String) throws -> Bool {
    guard runs.ingests.indices.contains(part) else { return false }
    member.bind(1, runs.ingests[part])
    member.bind(2, name)
    guard try member.next() else { return false }
    let id = member.int(0)
    member.reset()
    records.reset()
    records.bind(1, id << 32)
    records.bind(2, id << 32 | 0xffff_ffff)
    return true
  }

  /// The next record of the member; `nil` at its end.
  package func next() throws -> Row? {
    guard try records.next() else { return nil }
    let record = records.int(0)
    var row = Row(
      number: UInt32(truncatingIfNeeded: records.int(1)),
      outcome: PairHistory.Outcome(rawValue: records.int(2)) ?? .stored,
      reason: records.isNull(3) ? "" : records.string(3),
      detail: records.isNull(4) ? "" : records.string(4), originalLine: nil, pairs: 0,
      decision: .undecided, own: .undecided, isSingle: false, noise: nil, marks: [])
    if row.outcome == .duplicate {
      let source = records.int(5)
      original.bind(1, source)
      if try original.next() {
        row.originalLine = original.int(0)
        row.pairs = Int(original.int(3))
        if !original.isNull(1) {
          let (pair, winner) = (original.int(1), original.int(2))
          original.reset()
          try add(pair, record: source, winner: winner, to: &row)
        }
      }
      original.reset()
      return row
    }
    while hasVote, votes.int(0) < record { hasVote = try votes.next() }
    guard hasVote, votes.int(0) == record else { return row }
    row.pairs = Int(votes.int(4))
    try add(votes.int(2), record: record, winner: votes.int(3), to: &row)
    return row
  }

  private func add(_ id: Int64, record: Int64, winner: Int64, to row: inout Row) throws {
    row.own = Decision(rawValue: UInt8(truncatingIfNeeded: winner)) ?? .undecided
    row.decision = try decisions.decision(id)
    pair.bind(1, id)
    if try pair.next() { row.isSingle = pair.int(0) != 0 }
    pair.reset()
    if let detector {
      noise.bind(1, id)
      noise.bind(2, detector)
      if try noise.next() {
        row.noise = PairHistory.Noise(wrong: noise.double(0), ambiguity: noise.double(1))
      }
      noise.reset()
    }
    verdicts.bind(1, id)
    while try verdicts.next() {
      // A verdict on votes is about those of one record.
      guard verdicts.int(0) == 2 || verdicts.int(1) == record else { continue }
      row.marks.append((verdicts.string(3), verdicts.string(4)))
    }
  }
}
