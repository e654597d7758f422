internal import Foundation
internal import GRDB
package import Records

/// Finds what a person asks about: by digest, by place, by text.
package struct WhyReader {
  let store: Store
  /// Characters of a text that are read.
  package static let longestText = 2000

  package init(_ store: Store) { self.store = store }

  /// Something with a public id.
  package struct Match: Sendable, Equatable {
    package var kind: Kind
    package var id: PublicID
    /// Private row id.
    package var row: Int64

    /// What can be asked for by digest.
    package enum Kind: String, Sendable, CaseIterable {
      case pair, prompt, response, record
      case group = "prompt_group"
      case run
    }
  }

  /// Rows of `pair`, as many as were asked for.
  package struct Found: Sendable {
    package var rows: [Int64]
    /// How many more there are.
    package var more: Int
    /// Whether there may be still more, because the search ended early.
    package var isCut = false
  }

  /// What has a public id that begins with `prefix`, at most `limit` of each kind.
  ///
  /// - Parameter prefix: hexadecimal digits, 1 to 32.
  /// - Complexity: prompts are looked up, the other tables are read once.
  package func matches(digest prefix: String, limit: Int) throws(WinnowError) -> [Match] {
    guard let first = PublicID(hexadecimal: prefix, padding: "0"),
      let last = PublicID(hexadecimal: prefix, padding: "f")
    else { return [] }
    return try store.perform { db in
      try Match.Kind.allCases.flatMap { kind in
        try Row.fetchAll(
          db,
          sql: """
            SELECT DISTINCT digest, \(kind == .record ? "coalesce(original, id)" : "id")
            FROM \(kind.rawValue) WHERE digest BETWEEN ? AND ?
            ORDER BY digest LIMIT ?
            """, arguments: [Data(first.bytes), Data(last.bytes), limit]
        ).map { row in
          let digest: Data = row[0]
          return Match(kind: kind, id: PublicID(digest) ?? first, row: row[1])
        }
      }
    }
  }

  /// The pairs that a match is about.
  package func pairs(of match: Match, limit: Int) throws(WinnowError) -> Found {
    let condition: String
    switch match.kind {
    case .pair: return Found(rows: [match.row], more: 0)
    case .prompt: condition = "SELECT id FROM pair WHERE prompt = :row"
    case .response:
      condition = """
        SELECT id FROM pair WHERE :row IN (a, b)
          AND prompt = (SELECT prompt FROM response WHERE id = :row)
        """
    case .record:
      // Votes lie by pair: those of a record are found by way of its prompt.
      condition = """
        SELECT vote.pair AS id FROM pair JOIN vote ON vote.pair = pair.id
        WHERE pair.prompt = (SELECT prompt FROM record WHERE id = :row) AND vote.record = :row
        """
    case .group:
      condition = """
        SELECT pair.id FROM pair JOIN prompt ON prompt.id = pair.prompt WHERE "group" = :row
        """
    case .run: return Found(rows: [], more: 0)
    }
    return try found(condition, ["row": match.row], limit: limit)
  }

  /// The pairs whose prompt or a response holds `fragment`, byte for byte.
  ///
  /// - Parameter texts: the search ends after so many texts.
  /// - Complexity: reads all texts.
  package func pairs(
    containing fragment: String, limit: Int, texts most: Int = 1000
  ) throws(WinnowError) -> Found {
    // In a list of messages the fragment stands as JSON writes it.
    let quoted = JSONText.quoted(fragment)
    let escaped = String(quoted.dropFirst().dropLast())
    let texts = try store.perform { db in
      try Int64.fetchAll(
        db,
        sql: """
          SELECT id FROM text WHERE instr(CAST(body AS BLOB),
            CASE form WHEN 0 THEN CAST(?1 AS BLOB) ELSE CAST(?2 AS BLOB) END) LIMIT ?3
          """, arguments: [fragment, escaped, most + 1])
    }
    guard !texts.isEmpty else { return Found(rows: [], more: 0) }
    var found = try found(
      """
      SELECT pair.id FROM prompt JOIN pair ON pair.prompt = prompt.id
      WHERE prompt.text IN (SELECT value FROM json_each(:texts))
      UNION
      SELECT pair.id FROM response JOIN pair ON pair.prompt = response.prompt
      WHERE response.text IN (SELECT value FROM json_each(:texts)) AND response.id IN (a, b)
      """, ["texts": Selection.json(Array(texts.prefix(most)))], limit: limit)
    found.isCut = texts.count > most
    return found
  }

  private func found(
    _ select: String, _ arguments: StatementArguments, limit: Int
  ) throws(WinnowError) -> Found {
    try store.perform { db in
      var found = Found(rows: [], more: 0)
      let rows = try Int64.fetchCursor(
        db, sql: "SELECT DISTINCT id FROM (\(select)) ORDER BY id", arguments: arguments)
      while let row = try rows.next() {
        if found.rows.count < limit { found.rows.append(row) } else { found.more += 1 }
      }
      return found
    }
  }

  /// The records at a place: `name` is a source's or a member's, or the end of a member's.
  ///
  /// - Parameters:
  ///   - line: 1-based; or
  ///   - number: of the record within its member.
  package func records(
    named name: String, line: Int64?, number: Int64?, limit: Int
  ) throws(WinnowError) -> [(match: Match, place: PairHistory.Place)] {
    try store.perform { db in
      let members = try Int64.fetchAll(
        db,
        sql: """
          SELECT member.id FROM member JOIN source ON source.id = member.source
          WHERE (SELECT stage FROM run WHERE run.id = member.run) = 'ingest'
            AND (member.name = ?1 OR source.name = ?1 OR source.name || '/' || member.name = ?1
              OR substr(member.name, -length(?1) - 1) IN ('!' || ?1, '/' || ?1)
              OR member.uri = ?1 OR substr(member.uri, -length(?1) - 1) = '/' || ?1)
          ORDER BY member.id
          """, arguments: [name])
      var records: [(Match, PairHistory.Place)] = []
      for member in members where records.count < limit {
        // A member's records are a range of rows, so the line is looked for in the member alone.
        let found = try Row.fetchAll(
          db,
          sql: """
            SELECT id, digest FROM record
            WHERE id BETWEEN ?1 AND ?2 AND (line = ?3 OR id = ?1 + ?4) ORDER BY id LIMIT ?5
            """,
          arguments: [
            member << 32, member << 32 | 0xffff_ffff, line, number, limit - records.count,
          ])
        for row in found {
          let id: Int64 = row[0]
          let digest = (row[1] as Data?).flatMap { PublicID($0) } ?? PublicID(high: 0, low: 0)
          if let place = try HistoryQueries.places(db, records: [id]).first {
            records.append((Match(kind: .record, id: digest, row: id), place))
          }
        }
      }
      return records
    }
  }

  /// The record a duplicate repeats.
  package func original(of record: Match) throws(WinnowError) -> Match? {
    try store.perform { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT id, digest FROM record
          WHERE id = (SELECT original FROM record WHERE id = ?)
          """, arguments: [record.row])
      guard let row else { return nil }
      let digest = (row[1] as Data?).flatMap { PublicID($0) } ?? record.id
      return Match(kind: .record, id: digest, row: row[0])
    }
  }

  /// The finished exports of what the last finished plan made; `nil` without such a plan.
  package func exports() throws(WinnowError) -> [StoreStatus.Run]? {
    try store.perform { db in try StatusQueries.plan(db)?.exports }
  }

  /// What the exports of the last finished plan see.
  package func selection() throws(WinnowError) -> Selection {
    try store.perform { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT position, run, EXISTS (SELECT 1 FROM derivation WHERE derivation.run = plan_run.run)
          FROM plan_run WHERE plan = \(StatusQueries.lastPlan) ORDER BY position, part
          """)
      let ingests: [Int64] = rows.filter { $0[0] as Int == 0 }.map { $0[1] }
      // A run that gives no labels, or no verdicts, changes nothing.
      let others: [Int64] = rows.filter { $0[0] as Int > 0 }.map { $0[1] }
      var selection = Selection(ingests: ingests, verdicts: others, labels: others)
      selection.derived = rows.filter { $0[2] as Bool }.map { $0[1] }
      return selection
    }
  }

  /// Everything the store knows of the pair in `row`.
  package func history(_ row: Int64) throws(WinnowError) -> PairHistory {
    try store.perform { db in
      var history: PairHistory?
      try db.inTransaction(.deferred) {
        history = try HistoryQueries.history(db, row)
        return .commit
      }
      guard let history else {
        throw WinnowError(.storeFailed, "the pair is gone: `\(row)`")
      }
      return history
    }
  }
}

extension PublicID {
  /// Reads up to 32 hexadecimal digits; missing ones are `padding`.
  init?(hexadecimal text: String, padding: Character) {
    guard !text.isEmpty, text.utf8.count <= 32 else { return nil }
    let digits = text + String(repeating: padding, count: 32 - text.utf8.count)
    guard let high = UInt64(digits.prefix(16), radix: 16),
      let low = UInt64(digits.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }
}
