internal import Foundation
internal import GRDB
package import Records

/// A pair whose label a detector doubts, with what a report says of it.
package struct LikelyWrong: Sendable {
  package var id: PublicID
  /// `member:line` of the first record that has it.
  package var place: String
  package var wrong: Double
  package var ambiguity: Double
  package var decision: Decision
  package var prompt: StoredText
  package var chosen: StoredText
  package var rejected: StoredText
  /// What the detector's verdict rests on, as JSON; empty without one.
  package var evidence: String
  /// Reasons that other stages marked the pair with.
  package var marks: [String]

  /// The `limit` pairs with the highest probability, those with a verdict before their
  /// equals, and then by public id.
  package static func read(
    _ store: Store, _ runs: PlanRuns, detector: Int64, limit: Int
  ) throws(WinnowError) -> [LikelyWrong] {
    try store.perform { db in
      let decisions = try PlanDecisions(db, runs)
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT noise.pair, wrong, ambiguity, p.digest, member.name, record.line, prompt.text,
            a.text, b.text
          FROM noise JOIN pair AS p ON p.id = noise.pair
          JOIN record ON record.id = p.record JOIN member ON member.id = record.id >> 32
          JOIN prompt ON prompt.id = p.prompt JOIN response AS a ON a.id = p.a
          JOIN response AS b ON b.id = p.b
          LEFT JOIN verdict ON verdict.kind = 2 AND verdict.subject = noise.pair
            AND verdict.run = noise.run
          WHERE noise.run = ? ORDER BY wrong DESC, verdict.run IS NULL, p.digest LIMIT ?
          """, arguments: [detector, limit])
      return try rows.map { row in
        let pair: Int64 = row[0]
        let verdicts = try Row.fetchAll(
          db,
          sql: """
            SELECT run, reason, coalesce(evidence, '') FROM verdict
            WHERE kind = 2 AND subject = ? ORDER BY run
            """, arguments: [pair])
        let decision = try decisions.decision(pair)
        let (a, b): (Int64, Int64) = (row[7], row[8])
        let member: String = row[4]
        return LikelyWrong(
          id: HistoryQueries.id(row[3]), place: "\(member):\(row[5] as Int64)", wrong: row[1],
          ambiguity: row[2], decision: decision, prompt: try HistoryQueries.text(db, row[6]),
          chosen: try HistoryQueries.text(db, decision == .b ? b : a),
          rejected: try HistoryQueries.text(db, decision == .b ? a : b),
          evidence: verdicts.first { $0[0] as Int64 == detector }?[2] ?? "",
          marks: verdicts.filter { $0[0] as Int64 != detector }.map { $0[1] })
      }
    }
  }
}
