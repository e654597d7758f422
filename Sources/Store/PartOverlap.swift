internal import GRDB
package import Records

/// Corrects counts for comparisons that several files hold: each file's run judges them, so that an added
/// file reruns nothing, but in a report they count once.
package enum PartOverlap {
  /// What the sum of a stage's runs counts too much.
  ///
  /// - Parameters:
  ///   - selection: what the stage sees, over all parts.
  ///   - runs: the stage's runs.
  ///   - votes: whether the stage counts votes.
  /// - Returns: counts as the ledger has them, to be subtracted.
  package static func excess(
    _ store: Store, _ selection: Selection, runs: [Int64], votes: Bool
  ) throws(WinnowError) -> Counts {
    try store.perform { db in
      let ingests = selection.ingestsJSON
      let hasAny = try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS (SELECT 1 FROM pair_reuse WHERE run IN (SELECT value FROM json_each(?)))
          """, arguments: [ingests])
      guard hasAny == true else { return Counts() }
      var arguments: StatementArguments = [
        "ingests": ingests, "runs": Selection.json(runs),
        "splits": Self.json(selection.splits ?? []),
      ]
      if !selection.verdicts.isEmpty || votes { arguments += ["verdicts": selection.verdictsJSON] }
      var counts = Counts()
      let sql = pairs(selection, votes: votes)
      for row in try Row.fetchAll(db, sql: sql, arguments: arguments) {
        let (times, isSeen, reason): (Int, Bool, String?) = (row[0], row[1], row[2])
        counts[isSeen ? "in" : "held_out"] += times
        if isSeen { counts[reason.map { "drop \($0)" } ?? "kept"] += times }
        if isSeen && votes { counts["votes in"] += row[3] }
      }
      let others = try Row.fetchAll(
        db, sql: findings, arguments: ["ingests": ingests, "runs": Selection.json(runs)])
      for row in others {
        let prefix = row[0] == SubjectKind.vote.rawValue ? "vote " : ""
        counts["\(prefix)\(row[1] as String) \(row[2] as String)"] += row[3]
      }
      return counts
    }
  }

  private static func json(_ words: [String]) -> String {
    "[" + words.map { JSONText.quoted($0) }.joined(separator: ",") + "]"
  }

  /// Live pairs of more than one part: how often too many, whether their split is seen, why dropped, and
  /// how many votes were read too often.
  private static func pairs(_ selection: Selection, votes: Bool) -> String {
    let read = """
      excess * (SELECT count(*) FROM vote WHERE vote.pair = p.id
        AND (SELECT run FROM member WHERE member.id = vote.record >> 32)
          IN (SELECT value FROM json_each(:ingests))
        AND NOT EXISTS (SELECT 1 FROM verdict AS v WHERE v.kind = 3 AND v.subject = vote.pair
          AND v.record = vote.record AND v.action = 'drop'
          AND v.run IN (SELECT value FROM json_each(:verdicts))))
      """
    return """
      WITH met AS (
        SELECT pair, count(*) AS times FROM pair_reuse
        WHERE run IN (SELECT value FROM json_each(:ingests)) GROUP BY pair
      ), held AS (
        SELECT p.id, p.prompt, p.a, p.b, times - 1 + (
          (SELECT run FROM member WHERE member.id = p.record >> 32)
            IN (SELECT value FROM json_each(:ingests))) AS excess
        FROM met CROSS JOIN pair AS p ON p.id = met.pair
      )
      SELECT sum(excess),
        prompt_group.split IN (SELECT value FROM json_each(:splits)) AS seen,
        (SELECT reason FROM verdict WHERE kind = 2 AND subject = p.id AND action = 'drop'
          AND run IN (SELECT value FROM json_each(:runs)) LIMIT 1) AS reason,
        sum(\(votes ? read : "0"))
      FROM held AS p
      CROSS JOIN prompt ON prompt.id = p.prompt
      CROSS JOIN prompt_group ON prompt_group.id = prompt."group"
      WHERE excess > 0 AND \(selection.isLive)
      GROUP BY seen, reason
      """
  }

  /// What more than one run of the stage says, but for pairs they drop: those are counted above.
  private static let findings = """
    SELECT kind, action, reason, sum(times - 1) FROM (
      SELECT kind, action, reason, count(*) AS times FROM verdict
      WHERE (kind = 3 OR kind = 2 AND action <> 'drop')
        AND subject IN (SELECT pair FROM pair_reuse
          WHERE run IN (SELECT value FROM json_each(:ingests)))
        AND run IN (SELECT value FROM json_each(:runs))
      GROUP BY kind, subject, record, action, reason HAVING count(*) > 1
    ) GROUP BY kind, action, reason
    """
}
