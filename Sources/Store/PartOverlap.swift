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
  /// - Returns: counts as the ledger has them, to be subtracted.
  package static func excess(
    _ store: Store, _ selection: Selection, runs: [Int64]
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
      if !selection.verdicts.isEmpty { arguments += ["verdicts": selection.verdictsJSON] }
      var counts = Counts()
      for row in try Row.fetchAll(db, sql: pairs(selection), arguments: arguments) {
        let (times, isSeen, reason): (Int, Bool, String?) = (row[0], row[1], row[2])
        counts[isSeen ? "in" : "held_out"] += times
        if isSeen { counts[reason.map { "drop \($0)" } ?? "kept"] += times }
      }
      for row in try Row.fetchAll(db, sql: votes, arguments: ["runs": Selection.json(runs)]) {
        counts["vote drop \(row[0] as String)"] += row[1]
      }
      return counts
    }
  }

  private static func json(_ words: [String]) -> String {
    "[" + words.map { JSONText.quoted($0) }.joined(separator: ",") + "]"
  }

  /// Live pairs of more than one part: how often too many, whether their split is seen, why dropped.
  private static func pairs(_ selection: Selection) -> String {
    """
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
        AND run IN (SELECT value FROM json_each(:runs)) LIMIT 1) AS reason
    FROM held AS p
    CROSS JOIN prompt ON prompt.id = p.prompt
    CROSS JOIN prompt_group ON prompt_group.id = prompt."group"
    WHERE excess > 0 AND \(selection.isLive)
    GROUP BY seen, reason
    """
  }

  /// Votes that more than one run of the stage dropped.
  private static let votes = """
    SELECT reason, sum(times - 1) FROM (
      SELECT reason, count(*) AS times FROM verdict
      WHERE kind = 3 AND action = 'drop' AND run IN (SELECT value FROM json_each(:runs))
      GROUP BY subject, record, reason HAVING count(*) > 1
    ) GROUP BY reason
    """
}
