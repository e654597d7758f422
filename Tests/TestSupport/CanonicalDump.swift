import GRDB

/// What a store holds, by public ids and names: no row ids, times or caches.
///
/// Two stores are equal when their dumps are. Of the ledger it has what finished runs came to.
package struct CanonicalDump: Equatable {
  /// The lines of each table, sorted.
  package let tables: [String: [String]]

  /// - Parameter path: the store's; it may be in use.
  package init(_ path: String) throws {
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    tables = try queue.inDatabase { db in
      for view in Self.views { try db.execute(sql: "CREATE TEMP VIEW \(view)") }
      return try Self.queries.mapValues { sql in
        try Row.fetchAll(db, sql: sql).map(Self.line).sorted {
          $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
      }
    }
  }

  private static func line(_ row: Row) -> String {
    row.databaseValues.map { value in
      value.isNull ? "-" : String.fromDatabaseValue(value) ?? value.description
    }.joined(separator: "|")
  }

  /// How many rows there are.
  package var count: Int { tables.values.reduce(0) { $0 + $1.count } }

  /// The first lines of each table that are in one of the two only; empty if they are equal.
  package func difference(from other: CanonicalDump) -> String {
    var parts: [String] = []
    for table in tables.keys.sorted() {
      let (mine, theirs) = (tables[table] ?? [], other.tables[table] ?? [])
      guard mine != theirs else { continue }
      let (here, there) = (Set(mine), Set(theirs))
      parts.append("\(table): \(mine.count) rows, \(theirs.count) in the other")
      parts += mine.filter { !there.contains($0) }.prefix(5).map { "  + \($0.prefix(400))" }
      parts += theirs.filter { !here.contains($0) }.prefix(5).map { "  - \($0.prefix(400))" }
    }
    return parts.joined(separator: "\n")
  }

  // MARK: What is looked at

  /// Names for row ids.
  private static let views = [
    """
    record_name AS SELECT record.id, source.name || '/' || member.name || '#' || number AS name
    FROM record JOIN member ON member.id = record.member JOIN source ON source.id = member.source
    """,
    """
    pair_name AS SELECT pair.id, hex(pair.digest) || ' of ' || hex(prompt.digest) || ': '
      || hex(a.digest) || ', ' || coalesce(hex(b.digest), '-') AS name
    FROM pair JOIN prompt ON prompt.id = pair.prompt JOIN response AS a ON a.id = pair.a
    LEFT JOIN response AS b ON b.id = pair.b
    """,
    "run_name AS SELECT id, stage || ' ' || part || ' ' || hex(digest) AS name FROM run",
  ]

  private static let queries = [
    "setting": "SELECT name, value FROM setting",
    "run": """
    SELECT n.name, options, seed, inputs, counts FROM run JOIN run_name AS n USING (id)
    WHERE finished
    """,
    "plan": """
    SELECT position, part, n.name FROM plan_run JOIN run_name AS n ON n.id = run
    WHERE plan = (SELECT max(id) FROM plan WHERE finished)
    """,
    "source": "SELECT name FROM source",
    "member": """
    SELECT source.name, member.name, n.name, uri, sha256, format, licence, records, stored,
      duplicates, quarantined, bytes, repairs
    FROM member JOIN source ON source.id = member.source JOIN run_name AS n ON n.id = member.run
    """,
    "record": """
    SELECT n.name, line, byte_offset, outcome, repeats, hex(r.digest), o.name,
      hex(prompt.digest), reason, extra
    FROM record AS r JOIN record_name AS n USING (id)
    LEFT JOIN record_name AS o ON o.id = r.original LEFT JOIN prompt ON prompt.id = r.prompt
    """,
    "text": "SELECT hex(digest), form, body FROM text",
    "prompt_group": "SELECT hex(digest), split FROM prompt_group",
    "prompt": """
    SELECT hex(p.digest), hex(g.digest), hex(t.digest) FROM prompt AS p
    JOIN prompt_group AS g ON g.id = p."group" JOIN text AS t ON t.id = p.text
    """,
    "response": """
    SELECT hex(r.digest), hex(p.digest), hex(t.digest) FROM response AS r
    JOIN prompt AS p ON p.id = r.prompt JOIN text AS t ON t.id = r.text
    """,
    "model": "SELECT name FROM model",
    "candidate": """
    SELECT n.name, ordinal, hex(r.digest), model.name FROM candidate
    JOIN record_name AS n ON n.id = record JOIN response AS r ON r.id = response
    LEFT JOIN model ON model.id = candidate.model
    """,
    "pair": """
    SELECT p.name, n.name, ordinal FROM pair JOIN pair_name AS p USING (id)
    JOIN record_name AS n ON n.id = record
    """,
    "pair_reuse": """
    SELECT r.name, p.name, n.name, ordinal FROM pair_reuse JOIN run_name AS r ON r.id = run
    JOIN pair_name AS p ON p.id = pair JOIN record_name AS n ON n.id = record
    """,
    "vote": """
    SELECT p.name, n.name, ordinal, winner, first, quote(strength), source.name, kind, an.name,
      a.name, b.name, rationale
    FROM vote JOIN pair_name AS p ON p.id = pair JOIN record_name AS n ON n.id = record
    JOIN annotator AS an ON an.id = annotator JOIN source ON source.id = an.source
    LEFT JOIN model AS a ON a.id = a_model LEFT JOIN model AS b ON b.id = b_model
    """,
    "score": """
    SELECT hex(r.digest), score_name.name, n.name, run.name, ordinal, quote(value) FROM score
    JOIN response AS r ON r.id = response JOIN score_name ON score_name.id = score.name
    LEFT JOIN record_name AS n ON n.id = record LEFT JOIN run_name AS run ON run.id = score.run
    """,
    "label": """
    SELECT p.name, r.name, decision, quote(probability) FROM label
    JOIN pair_name AS p ON p.id = pair JOIN run_name AS r ON r.id = run
    """,
    "dynamics": """
    SELECT p.name, r.name, peer, fold, hex(margins) FROM dynamics
    JOIN pair_name AS p ON p.id = pair JOIN run_name AS r ON r.id = run
    """,
    "derivation": """
    SELECT r.name, p.name, parent.name, role, evidence FROM derivation
    JOIN run_name AS r ON r.id = run JOIN pair_name AS p ON p.id = pair
    LEFT JOIN pair_name AS parent ON parent.id = derivation.parent
    """,
    "score_scale": """
    SELECT r.name, score_name.name, quote(low), quote(high), anchored FROM score_scale
    JOIN run_name AS r ON r.id = run JOIN score_name ON score_name.id = score_scale.name
    """,
    "rubric": """
    SELECT hex(rubric.digest), hex(prompt.digest), p.name, r.name, rubric.name, version,
      hex(rubric.parent), origin
    FROM rubric JOIN run_name AS r ON r.id = run JOIN prompt ON prompt.id = prompt
    LEFT JOIN pair_name AS p ON p.id = rubric.pair
    """,
    "criterion": """
    SELECT hex(rubric.digest), r.name, number, kind, text, quote(weight), "check", levels, tags, evidence
    FROM criterion JOIN rubric ON rubric.id = rubric JOIN run_name AS r ON r.id = rubric.run
    """,
    "judgement": """
    SELECT p.name, hex(response.digest), r.name, hex(rubric), criterion, sample, first,
      quote(outcome), words
    FROM judgement JOIN run_name AS r ON r.id = run
    LEFT JOIN pair_name AS p ON p.id = pair LEFT JOIN response ON response.id = response
    """,
    "bare_prompt": """
    SELECT hex(digest), n.name FROM bare_prompt JOIN prompt ON prompt.id = prompt
    JOIN record_name AS n ON n.id = record
    """,
    "tree": """
    SELECT hex(tree.digest), r.name, kind, hex(g.digest), origin FROM tree
    JOIN run_name AS r ON r.id = run JOIN prompt_group AS g ON g.id = tree."group"
    """,
    "node": """
    SELECT hex(tree.digest), r.name, number, parent, depth, node.kind, hex(text.digest),
      hex(prompt.digest), hex(response.digest), quote(node.score), quote(value), leaves, quote(spread), fuzzy, ends
    FROM node JOIN tree ON tree.id = tree JOIN run_name AS r ON r.id = tree.run
    JOIN text ON text.id = node.text LEFT JOIN prompt ON prompt.id = node.prompt
    LEFT JOIN response ON response.id = node.response
    """,
    "run_note": "SELECT r.name, number, kind, text FROM run_note JOIN run_name AS r ON r.id = run",
    "noise": """
    SELECT p.name, r.name, quote(wrong), quote(ambiguity) FROM noise
    JOIN pair_name AS p ON p.id = pair JOIN run_name AS r ON r.id = run
    """,
    "verdict": """
    SELECT verdict.kind, coalesce(p.name, hex(prompt.digest), hex(response.digest)), r.name,
      n.name, action, quote(weight), reason, evidence
    FROM verdict JOIN run_name AS r ON r.id = run
    LEFT JOIN pair_name AS p ON p.id = subject AND verdict.kind >= 2
    LEFT JOIN prompt ON prompt.id = subject AND verdict.kind = 0
    LEFT JOIN response ON response.id = subject AND verdict.kind = 1
    LEFT JOIN record_name AS n ON n.id = record
    """,
  ]
}
