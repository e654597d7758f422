internal import Foundation
internal import GRDB
package import Records

extension PairHistory {
  /// A rubric of the pair's prompt, with what was said of the pair by it.
  package struct RubricSaid: Sendable {
    package var rubric: Rubric
    package var run: PublicID
    /// Whether it was made of this pair.
    package var isOfPair: Bool
    /// How far each response meets each criterion, the mean of the answers, shape (criteria); `nil` where nobody said.
    package var a: [Double?]
    package var b: [Double?]
    package var verdicts: [Verdict]
  }

  /// What a judge said of the pair.
  package struct Verdict: Sendable, Equatable {
    /// Whether with a rubric.
    package var hasRubric: Bool
    package var bStoodFirst: Bool
    package var sample: Int
    /// 1 a is better, 0 b, 0.5 neither; `nil` where the answer says nothing.
    package var outcome: Double?
    /// `nil` if they are not kept.
    package var words: String?
  }
}

/// The rubrics of the last finished plan.
struct RubricQueries {
  private let db: Database
  private let subjects: Subjects
  private let runs: [Int64]

  init(_ db: Database, _ subjects: Subjects) throws {
    self.db = db
    self.subjects = subjects
    runs = try Int64.fetchAll(
      db,
      sql: """
        SELECT run FROM plan_run WHERE position > 0
          AND plan = (SELECT max(id) FROM plan WHERE finished = 1) ORDER BY position, part
        """)
  }

  /// The rubrics of the prompt that are not of another pair, as the plan's stages made them.
  func rubrics() throws -> [PairHistory.RubricSaid] {
    try StoredRubrics(db, runs: runs, name: nil).all(of: subjects.prompt)
      .filter { $0.rubric.pair == nil || $0.rubric.pair == subjects.pair }
      .map { _, run, rubric in
        PairHistory.RubricSaid(
          rubric: rubric, run: try digest(run), isOfPair: rubric.pair != nil,
          a: try met(rubric, by: subjects.a),
          b: try subjects.b.map { try met(rubric, by: $0) } ?? [],
          verdicts: try verdicts(by: rubric.id))
      }
  }

  /// What judges said of the pair without a rubric.
  func verdictsWithout() throws -> [PairHistory.Verdict] {
    try verdicts(by: nil)
  }

  private func digest(_ run: Int64) throws -> PublicID {
    let data = try Data.fetchOne(db, sql: "SELECT digest FROM run WHERE id = ?", arguments: [run])
    return HistoryQueries.id(data ?? Data())
  }

  private func met(_ rubric: Rubric, by response: Int64) throws -> [Double?] {
    var met = [Double?](repeating: nil, count: rubric.criteria.count)
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT criterion, avg(outcome) FROM judgement
        WHERE pair = 0 AND response = ?1 AND rubric = ?2 AND criterion >= 0
          AND run = (SELECT max(run) FROM judgement WHERE pair = 0 AND response = ?1 AND rubric = ?2
            AND run IN (SELECT value FROM json_each(?3)))
        GROUP BY criterion
        """, arguments: [response, Data(rubric.id.bytes), Selection.json(runs)])
    for row in rows {
      let place: Int = row[0]
      if met.indices.contains(place) { met[place] = row[1] }
    }
    return met
  }

  private func verdicts(by rubric: PublicID?) throws -> [PairHistory.Verdict] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT length(rubric), first, sample, outcome, substr(words, 1, ?4) FROM judgement
        WHERE pair = ?2 AND response = 0 AND criterion = -1 AND rubric = coalesce(?1, x'')
          AND run IN (SELECT value FROM json_each(?3))
        ORDER BY run, sample, first
        """,
      arguments: [
        rubric.map { Data($0.bytes) }, subjects.pair, Selection.json(runs), WhyReader.longestText,
      ]
    ).map { row in
      PairHistory.Verdict(
        hasRubric: row[0] as Int > 0, bStoodFirst: row[1] as Int == 2, sample: row[2],
        outcome: row[3], words: row[4])
    }
  }
}
