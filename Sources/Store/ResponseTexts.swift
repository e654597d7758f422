internal import Foundation
internal import GRDB
package import Records

/// Prompts and responses by the responses' row ids.
package enum ResponseTexts {
  /// A response with its prompt.
  package struct Row: Sendable {
    /// Row id of the response.
    package var row: Int64
    package var id: PublicID
    package var prompt: (form: Body.Form, body: String)
    package var response: (form: Body.Form, body: String)
  }

  /// The responses of `rows` that there are, in that order.
  package static func read(_ store: Store, _ rows: [Int64]) throws(WinnowError) -> [Row] {
    try store.perform { db in
      let statement = try RawStatement(
        db,
        """
        SELECT r.digest, p.form, p.body, t.form, t.body FROM response AS r
        JOIN prompt ON prompt.id = r.prompt JOIN text AS p ON p.id = prompt.text
        JOIN text AS t ON t.id = r.text WHERE r.id = ?
        """)
      var found: [Row] = []
      for row in rows {
        statement.bind(1, row)
        guard try statement.next() else { continue }
        func form(_ column: Int32) -> Body.Form {
          Body.Form(rawValue: UInt8(truncatingIfNeeded: statement.int(column))) ?? .text
        }
        found.append(
          Row(
            row: row, id: statement.id(0), prompt: (form(1), statement.string(2)),
            response: (form(3), statement.string(4))))
        statement.reset()
      }
      return found
    }
  }

  /// Which responses are meant.
  package enum Which: Sendable {
    /// Those of pairs with two of them.
    case inPairs
    /// Those of every pair, and those that stand in none.
    case all
  }

  /// How many responses the runs in `ingests` have read, and the bytes of their texts and of those of their prompts; a
  /// text counts with each response that has it. And how many pairs with two responses there are.
  package static func size(
    _ store: Store, ingests: [Int64], of which: Which = .inPairs
  ) throws(WinnowError) -> (responses: Int, bytes: Int, promptBytes: Int, pairs: Int) {
    try store.perform { db in
      let list = ingests.map(String.init).joined(separator: ",")
      let answers =
        switch which {
        case .inPairs:
          """
          SELECT a AS response FROM own JOIN pair USING (id) WHERE b IS NOT NULL
          UNION SELECT b FROM own JOIN pair USING (id) WHERE b IS NOT NULL
          """
        case .all:
          """
          SELECT a AS response FROM own JOIN pair USING (id)
          UNION SELECT b FROM own JOIN pair USING (id) WHERE b IS NOT NULL
          UNION SELECT candidate.response FROM candidate
          JOIN member ON member.id = candidate.record >> 32 WHERE member.run IN (\(list))
          """
        }
      let row = try GRDB.Row.fetchOne(
        db,
        sql: """
          WITH own AS (
            SELECT pair.id FROM run_batch AS batch
            JOIN pair ON pair.id BETWEEN first_pair AND last_pair WHERE batch.run IN (\(list))
            UNION SELECT pair FROM pair_reuse WHERE run IN (\(list))
          ), answers AS (\(answers))
          SELECT count(*), coalesce(sum(length(CAST(t.body AS BLOB))), 0),
            coalesce(sum(length(CAST(p.body AS BLOB))), 0),
            (SELECT count(*) FROM own JOIN pair USING (id) WHERE b IS NOT NULL)
          FROM answers JOIN response AS r ON r.id = answers.response
          JOIN prompt ON prompt.id = r.prompt JOIN text AS p ON p.id = prompt.text
          JOIN text AS t ON t.id = r.text
          """)
      return (row?[0] ?? 0, row?[1] ?? 0, row?[2] ?? 0, row?[3] ?? 0)
    }
  }

  /// How many prompts the runs in `ingests` have read, and the bytes of their texts.
  package static func prompts(
    _ store: Store, ingests: [Int64]
  ) throws(WinnowError) -> (prompts: Int, bytes: Int) {
    try store.perform { db in
      let row = try GRDB.Row.fetchOne(
        db,
        sql: """
          SELECT count(*), coalesce(sum(length(CAST(text.body AS BLOB))), 0)
          FROM (SELECT DISTINCT record.prompt AS id FROM record
            JOIN member ON member.id = record.id >> 32
            WHERE member.run IN (SELECT value FROM json_each(?)) AND record.prompt IS NOT NULL) AS own
          JOIN prompt ON prompt.id = own.id JOIN text ON text.id = prompt.text
          """, arguments: [Selection.json(ingests)])
      return (row?[0] ?? 0, row?[1] ?? 0)
    }
  }

  /// How many questions there are of a response and a criterion that no program checks, by the rubrics that the store
  /// holds of a name, and the bytes of prompt, response and criterion with each; 0 where it holds none yet.
  package static func judged(
    _ store: Store, rubrics name: String?
  ) throws(WinnowError) -> (questions: Int, bytes: Int) {
    try store.perform { db in
      let row = try GRDB.Row.fetchOne(
        db,
        sql: """
          SELECT count(*), coalesce(sum(length(CAST(p.body AS BLOB)) + length(CAST(t.body AS BLOB))
            + length(CAST(criterion.text AS BLOB))), 0)
          FROM rubric JOIN criterion ON criterion.rubric = rubric.id AND "check" IS NULL
          JOIN response ON response.prompt = rubric.prompt
          JOIN prompt ON prompt.id = rubric.prompt JOIN text AS p ON p.id = prompt.text
          JOIN text AS t ON t.id = response.text
          WHERE ?1 IS NULL OR rubric.name = ?1
          """, arguments: [name])
      return (row?[0] ?? 0, row?[1] ?? 0)
    }
  }
}
