internal import GRDB
package import Records

/// How much prompts with all their pairs come to.
package enum PromptPairs {
  /// Numbers over prompts, of pairs with two responses.
  package struct Size: Sendable, Equatable {
    package var prompts = 0
    package var pairs = 0
    /// Of each prompt the number of its pairs, squared.
    package var squares = 0
    /// Of each pair the bytes of its prompt and of both responses.
    package var pairBytes = 0
    /// The same, as often as the prompt has pairs.
    package var squareBytes = 0
  }

  /// What the runs in `ingests` have read.
  ///
  /// - Parameter largest: prompts with more pairs are left out.
  package static func size(
    _ store: Store, ingests: [Int64], largest: Int
  ) throws(WinnowError) -> Size {
    try store.perform { db in
      let list = ingests.map(String.init).joined(separator: ",")
      let row = try Row.fetchOne(
        db,
        sql: """
          WITH own AS (
            SELECT pair.id FROM run_batch AS batch
            JOIN pair ON pair.id BETWEEN first_pair AND last_pair WHERE batch.run IN (\(list))
            UNION SELECT pair FROM pair_reuse WHERE run IN (\(list))
          ), sized AS (
            SELECT pair.prompt, length(CAST(p.body AS BLOB)) + length(CAST(ta.body AS BLOB))
              + length(CAST(tb.body AS BLOB)) AS bytes
            FROM own JOIN pair USING (id) JOIN prompt ON prompt.id = pair.prompt
            JOIN response AS a ON a.id = pair.a JOIN response AS b ON b.id = pair.b
            JOIN text AS p ON p.id = prompt.text JOIN text AS ta ON ta.id = a.text
            JOIN text AS tb ON tb.id = b.text
          ), each AS (
            SELECT count(*) AS pairs, sum(bytes) AS bytes FROM sized GROUP BY prompt
          )
          SELECT count(*), coalesce(sum(pairs), 0), coalesce(sum(pairs * pairs), 0),
            coalesce(sum(bytes), 0), coalesce(sum(pairs * bytes), 0)
          FROM each WHERE pairs <= ?
          """, arguments: [largest])
      guard let row else { return Size() }
      return Size(
        prompts: row[0], pairs: row[1], squares: row[2], pairBytes: row[3], squareBytes: row[4])
    }
  }
}
