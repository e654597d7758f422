internal import GRDB
package import Records

/// How often pairs were judged, and what came of it.
package struct VoteCounts: Sendable, Equatable {
  package var pairs = 0
  /// Thumbs up or down on one response.
  package var single = 0
  package var votes = 0
  /// Pairs by number of votes; the last entry holds all with as many or more.
  package var byVotes = [Int](repeating: 0, count: 6)
  /// Pairs that records hold more than once, and pairs whose votes differ.
  package var inSeveralRecords = 0
  package var disagreeing = 0
  /// Votes that decide nothing.
  package var ties = 0
  package var bothBad = 0
  /// Pairs without a winner.
  package var undecidedPairs = 0
  package var prompts = 0
  package var responses = 0
  package var namedAnnotators = 0

  /// Counts all pairs of the store, which is to hold one plan only; a pass over the votes.
  package init(_ store: Store) throws(WinnowError) {
    self = try store.perform { db in
      var counts = VoteCounts(empty: ())
      let votes = try RawStatement(
        db,
        """
        SELECT count(*), count(DISTINCT record), total(winner = 1), total(winner = 2),
          total(winner = 0), total(winner = 3) FROM vote GROUP BY pair
        """)
      while try votes.next() {
        let count = Int(votes.int(0))
        counts.votes += count
        counts.byVotes[min(count, counts.byVotes.count - 1)] += 1
        if votes.int(1) > 1 { counts.inSeveralRecords += 1 }
        let (first, second) = (votes.double(2), votes.double(3))
        let (ties, bad) = (Int(votes.double(4)), Int(votes.double(5)))
        if [first > 0, second > 0, ties + bad > 0].count(where: { $0 }) > 1 {
          counts.disagreeing += 1
        }
        counts.ties += ties
        counts.bothBad += bad
      }
      func number(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: sql) ?? 0 }
      counts.pairs = try number("SELECT count(*) FROM pair")
      counts.single = try number("SELECT count(*) FROM pair WHERE b IS NULL")
      counts.prompts = try number("SELECT count(*) FROM prompt")
      counts.responses = try number("SELECT count(*) FROM response")
      counts.namedAnnotators = try number("SELECT count(*) FROM annotator WHERE name <> ''")
      counts.undecidedPairs = try number(
        """
        SELECT count(*) FROM label JOIN run ON run.id = label.run
        WHERE run.stage = 'labels.majority' AND decision IN (0, 3)
        """)
      return counts
    }
  }

  private init(empty: Void) {}
}
