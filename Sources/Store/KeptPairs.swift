internal import GRDB
package import Records

/// Streams the pairs of a selection in the order of exports: by part of the pipeline, then by place
/// in it.
///
/// A pair that several parts hold comes once, at its first place. On a connection of its own; one
/// row in memory at a time. About 2 µs a pair.
package final class KeptPairs {
  private let store: Store

  /// One pair, before its texts are read.
  package struct Row: Sendable {
    package var row: Int64
    /// Private row id of its prompt.
    package var prompt: Int64
    package var id: PublicID
    package var split: String
    package var decision: Decision
    /// That a is better; 0.5 where nothing was decided.
    package var probability: Double
    package var isFlipped: Bool
    /// Product of the weights; 1 without any.
    package var weight: Double
    /// Where the texts lie.
    package var texts: PairTexts.Place
    /// Whether a stage dropped it, its prompt or a response.
    package var dropped: Bool

    /// Whether there is only one response.
    package var isSingle: Bool { texts.b == 0 }
  }

  package init(_ store: Store) throws(WinnowError) {
    self.store = try Store(reading: store.path)
  }

  /// How many pairs `forEach` gives at most; a pair that several parts hold counts for each.
  package func count(_ selection: Selection) throws(WinnowError) -> Int {
    try store.perform { db in
      try Int.fetchOne(
        db,
        sql: """
          SELECT (SELECT total(max(0, last_pair - first_pair + 1)) FROM run_batch
              WHERE run IN (SELECT value FROM json_each(:ingests)))
            + (SELECT count(*) FROM pair_reuse WHERE run IN (SELECT value FROM json_each(:ingests)))
          """, arguments: ["ingests": selection.ingestsJSON]) ?? 0
    }
  }

  /// Calls `body` with every pair of the selection, the dropped ones among them, in order.
  ///
  /// - Parameter prompt: private row id of a prompt, for its pairs alone.
  package func forEach(
    _ selection: Selection, prompt: Int64? = nil, _ body: (Row) throws(WinnowError) -> Void
  ) throws(WinnowError) {
    try store.perform { db in
      let findings = try PairFindings(db, selection)
      for (index, ingest) in selection.ingests.enumerated() {
        let earlier = try EarlierParts(db, Array(selection.ingests[..<index]))
        if selection.derived.contains(ingest) {
          try forEachDerived(db, ingest, prompt, earlier, findings, body)
          continue
        }
        var made = try Cursor(
          db, prompt == nil ? Self.made : Self.madeOfPrompt, ingest: ingest, prompt: prompt)
        var met = try Cursor(
          db, prompt == nil ? Self.met : Self.metOfPrompt, ingest: ingest, prompt: prompt)
        defer {
          made.statement.reset()
          met.statement.reset()
        }
        while made.place != nil || met.place != nil {
          if Self.isFirst(made.place, met.place) {
            if try !earlier.met(made.pair) {
              try body(findings.row(made))
            }
            try made.advance()
          } else {
            if !earlier.made(met.maker), try !earlier.met(met.pair) {
              try body(findings.row(met))
            }
            try met.advance()
          }
        }
      }
    }
  }

  /// The pairs a stage made, and those it met, in the order of their places.
  private func forEachDerived(
    _ db: Database, _ run: Int64, _ prompt: Int64?, _ earlier: EarlierParts,
    _ findings: PairFindings, _ body: (Row) throws(WinnowError) -> Void
  ) throws {
    var pairs = try Cursor(db, Self.derived(ofPrompt: prompt != nil), ingest: run, prompt: prompt)
    defer { pairs.statement.reset() }
    while pairs.place != nil {
      let isEarlier = try earlier.made(pairs.maker) || earlier.met(pairs.pair)
      if !isEarlier { try body(findings.row(pairs)) }
      try pairs.advance()
    }
  }

  private static func isFirst(_ a: Cursor.Place?, _ b: Cursor.Place?) -> Bool {
    guard let a else { return false }
    guard let b else { return true }
    return (a.record, a.ordinal) < (b.record, b.ordinal)
  }

  /// The columns of a pair, by position as `Cursor` and `PairFindings` read them.
  private static let columns = """
    p.id, p.digest, prompt.text, p.a, coalesce(p.b, 0), prompt_group.split, p.prompt
    """

  /// The pairs a run made. It made them in the order of their places, so that order of rows is
  /// order of places and nothing need be sorted.
  static let made = """
    SELECT p.record, p.ordinal, 0, \(columns)
    FROM run_batch CROSS JOIN pair AS p ON p.id BETWEEN first_pair AND last_pair
    CROSS JOIN prompt ON prompt.id = p.prompt
    CROSS JOIN prompt_group ON prompt_group.id = prompt."group"
    WHERE run = ?
    ORDER BY run_batch.number, p.id
    """

  /// Those of one prompt.
  static let madeOfPrompt = """
    SELECT p.record, p.ordinal, 0, \(columns)
    FROM pair AS p CROSS JOIN run_batch ON p.id BETWEEN first_pair AND last_pair
    CROSS JOIN prompt ON prompt.id = p.prompt
    CROSS JOIN prompt_group ON prompt_group.id = prompt."group"
    WHERE run = ?1 AND p.prompt = ?2
    ORDER BY p.id
    """

  /// The pairs of a run of a stage. Which it made and which it met is a matter of what else is in the store, and
  /// it saw its prompts in the order of row ids: so they are sorted, in a file where they are many.
  static func derived(ofPrompt: Bool) -> String {
    """
    SELECT own.id, 0, member.run, \(columns)
    FROM derivation CROSS JOIN pair AS p ON p.id = derivation.pair
    CROSS JOIN member ON member.id = p.record >> 32
    CROSS JOIN prompt ON prompt.id = p.prompt
    CROSS JOIN prompt_group ON prompt_group.id = prompt."group"
    LEFT JOIN pair_reuse AS reuse ON reuse.run = derivation.run AND reuse.pair = p.id
    CROSS JOIN record AS own ON own.id = coalesce(reuse.record, p.record)
    CROSS JOIN member AS place ON place.id = own.id >> 32
    CROSS JOIN source ON source.id = place.source
    WHERE derivation.run = ?1\(ofPrompt ? " AND p.prompt = ?2" : "")
    ORDER BY source.name, place.name, own.line, own.byte_offset, own.id
    """
  }

  /// The pairs a run met, with the run that made them; SQLite sorts them in a file where they are
  /// many.
  static let met = """
    SELECT reuse.record, reuse.ordinal, member.run, \(columns)
    FROM pair_reuse AS reuse CROSS JOIN pair AS p ON p.id = reuse.pair
    CROSS JOIN member ON member.id = p.record >> 32
    CROSS JOIN prompt ON prompt.id = p.prompt
    CROSS JOIN prompt_group ON prompt_group.id = prompt."group"
    WHERE reuse.run = ?
    ORDER BY reuse.record, reuse.ordinal
    """

  /// Those of one prompt.
  static let metOfPrompt = """
    SELECT reuse.record, reuse.ordinal, member.run, \(columns)
    FROM pair AS p CROSS JOIN pair_reuse AS reuse ON reuse.run = ?1 AND reuse.pair = p.id
    CROSS JOIN member ON member.id = p.record >> 32
    CROSS JOIN prompt ON prompt.id = p.prompt
    CROSS JOIN prompt_group ON prompt_group.id = prompt."group"
    WHERE p.prompt = ?2
    ORDER BY reuse.record, reuse.ordinal
    """
}
