internal import GRDB
package import Records

/// How votes fell: which side stood first, and who wrote what. For cues; no detector reads it.
package struct VoteSides: Sendable {
  package var group: PublicID
  package var firstWon: Bool
  /// Empty where the record does not say.
  package var winner: String
  package var loser: String

  /// Calls `body` with every vote for one of two responses, by row of the pair; about 2 µs each.
  package static func forEach(
    _ store: Store, _ body: (VoteSides) -> Void
  ) throws(WinnowError) {
    try store.perform { db in
      let rows = try RawStatement(
        db,
        """
        SELECT prompt_group.digest, winner = first, coalesce(a.name, ''), coalesce(b.name, ''), winner
        FROM vote JOIN pair ON pair.id = vote.pair JOIN prompt ON prompt.id = pair.prompt
        JOIN prompt_group ON prompt_group.id = prompt."group"
        LEFT JOIN model AS a ON a.id = a_model LEFT JOIN model AS b ON b.id = b_model
        WHERE winner IN (1, 2) AND pair.b IS NOT NULL ORDER BY vote.pair
        """)
      while try rows.next() {
        let (a, b) = (rows.string(2), rows.string(3))
        let isA = rows.int(4) == 1
        body(
          VoteSides(
            group: rows.id(0), firstWon: rows.int(1) != 0, winner: isA ? a : b,
            loser: isA ? b : a))
      }
    }
  }
}
