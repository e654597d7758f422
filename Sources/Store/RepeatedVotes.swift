internal import GRDB
package import Records

/// Votes on pairs that several annotators judged.
///
/// An annotator counts once a pair, by the first vote; who has no name counts once a source, for votes
/// without a name may be copies of one. Votes that a stage dropped do not count.
package struct RepeatedVotes: Sendable {
  package var group: PublicID
  /// Votes for a, for b, and for neither.
  package var first: Int
  package var second: Int
  package var ties: Int

  private static let notDropped = """
    AND NOT EXISTS (SELECT 1 FROM verdict AS v WHERE v.kind = 3 AND v.subject = vote.pair
      AND v.record = vote.record AND v.action = 'drop'
      AND v.run IN (SELECT value FROM json_each(:verdicts)))
    """

  /// The live pairs with votes of two annotators or more, in the order of their public ids.
  package static func read(
    _ store: Store, _ selection: Selection
  ) throws(WinnowError) -> [RepeatedVotes] {
    try store.perform { db in
      var arguments: StatementArguments = ["ingests": selection.ingestsJSON]
      if !selection.verdicts.isEmpty { arguments += ["verdicts": selection.verdictsJSON] }
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT p.digest, prompt_group.digest, prompt_group.split,
            total(winner = 1), total(winner = 2), total(winner IN (0, 3))
          FROM pair AS p CROSS JOIN (
            SELECT pair, annotator, winner, min(record * 65536 + ordinal) AS place, record
            FROM vote
            WHERE (SELECT run FROM member WHERE member.id = vote.record >> 32)
                IN (SELECT value FROM json_each(:ingests))
              \(selection.verdicts.isEmpty ? "" : Self.notDropped)
            GROUP BY pair, annotator
          ) AS vote ON vote.pair = p.id
          JOIN prompt ON prompt.id = p.prompt
          JOIN prompt_group ON prompt_group.id = prompt."group"
          WHERE p.b IS NOT NULL AND \(Selection.isSelected) AND \(selection.isLive)
          GROUP BY p.id HAVING count(*) > 1 ORDER BY p.digest
          """, arguments: arguments)
      var votes: [RepeatedVotes] = []
      while let row = try rows.next() {
        if let splits = selection.splits, !splits.contains(row[2]) { continue }
        let counts: (Double, Double, Double) = (row[3], row[4], row[5])
        votes.append(
          RepeatedVotes(
            group: HistoryQueries.id(row[1]), first: Int(counts.0), second: Int(counts.1),
            ties: Int(counts.2)))
      }
      return votes
    }
  }
}
