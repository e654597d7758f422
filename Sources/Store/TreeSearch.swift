internal import Foundation
internal import GRDB
package import Records

/// Finds prompts that have a tree.
package enum TreeSearch {
  /// Prompts that stand in a tree, by public id.
  ///
  /// - Parameters:
  ///   - prefix: hexadecimal digits with which the public id of the prompt, of a response to it or of a tree begins.
  ///   - runs: those whose trees count.
  package static func prompts(
    _ store: Store, digest prefix: String, _ runs: [Int64], limit: Int
  ) throws(WinnowError) -> [(row: Int64, id: PublicID)] {
    try rows(
      store,
      """
      lower(hex(prompt.digest)) LIKE :word || '%' OR lower(hex(tree.digest)) LIKE :word || '%'
        AND node.number = (SELECT min(number) FROM node AS first WHERE first.tree = tree.id
          AND first.prompt IS NOT NULL)
        OR EXISTS (SELECT 1 FROM response WHERE response.prompt = prompt.id
          AND lower(hex(response.digest)) LIKE :word || '%')
      """, prefix, runs, limit)
  }

  /// The same of those whose text holds `fragment`, byte for byte.
  ///
  /// - Complexity: reads the texts of all prompts in trees.
  package static func prompts(
    _ store: Store, containing fragment: String, _ runs: [Int64], limit: Int
  ) throws(WinnowError) -> [(row: Int64, id: PublicID)] {
    // In a list of messages the fragment stands as JSON writes it.
    let quoted = JSONText.quoted(fragment)
    return try rows(
      store,
      """
      instr(CAST(body AS BLOB), CASE form WHEN 0 THEN CAST(:word AS BLOB) ELSE CAST(:quoted AS BLOB) END)
      """, fragment, runs, limit, quoted: String(quoted.dropFirst().dropLast()))
  }

  /// The greatest row of a prompt in a tree; 0 where there is none.
  package static func lastPrompt(_ store: Store) throws(WinnowError) -> Int64 {
    try store.perform { db in
      try Int64.fetchOne(db, sql: "SELECT max(prompt) FROM node WHERE prompt IS NOT NULL") ?? 0
    }
  }

  private static func rows(
    _ store: Store, _ condition: String, _ word: String, _ runs: [Int64], _ limit: Int,
    quoted: String? = nil
  ) throws(WinnowError) -> [(row: Int64, id: PublicID)] {
    try store.perform { db in
      var arguments: StatementArguments = [
        "word": word, "runs": Selection.json(runs), "limit": limit,
      ]
      if let quoted { arguments += ["quoted": quoted] }
      return try Row.fetchAll(
        db,
        sql: """
          SELECT DISTINCT prompt.id, prompt.digest FROM tree CROSS JOIN node ON node.tree = tree.id
          CROSS JOIN prompt ON prompt.id = node.prompt CROSS JOIN text ON text.id = prompt.text
          WHERE tree.run IN (SELECT value FROM json_each(:runs)) AND (\(condition))
          ORDER BY prompt.digest LIMIT :limit
          """, arguments: arguments
      ).map { ($0[0], HistoryQueries.id($0[1])) }
    }
  }
}
