internal import GRDB
internal import Records

/// The first decision on a pair: the majority of its votes, weighted by strength; a draw is a tie.
///
/// A tie counts for neither side. With w votes' strength for a and l for b, a is chosen if w > l, and the
/// probability that a is better is (w + t/2) / (w + l + t), t being the strength of ties and both-bad.
/// A pair whose votes are all ties is a tie; if more strength says both bad than tie, it is both bad.
/// A lead that rounding alone may have made is a draw: 0.1 + 0.2 against 0.3.
/// Strengths past 1e200 count as that, so that no sum is infinite.
/// Strengths are added in the order of the votes' key, which is that of records: the sum is the same for any
/// worker count.
enum MajorityLabels {
  /// Labels all pairs of a slice; a pair an earlier slice labelled stays as it is.
  static func write(
    _ db: Database, run: Int64, slice: PairSlice, _ selection: Selection
  ) throws -> Counts {
    var arguments: StatementArguments = [
      "first": slice.range.lowerBound, "last": slice.range.upperBound,
    ]
    var pairs = "vote.pair BETWEEN :first AND :last"
    if case .met(let met, _) = slice {
      arguments += ["met": met]
      pairs = """
        vote.pair IN (SELECT pair FROM pair_reuse
          WHERE run = :met AND pair BETWEEN :first AND :last)
        """
    }
    return try write(db, run: run, pairs: pairs, arguments, selection)
  }

  /// Labels the pairs in `rows` anew.
  static func write(_ db: Database, run: Int64, rows: [Int64], _ selection: Selection) throws {
    guard !rows.isEmpty else { return }
    _ = try write(
      db, run: run, pairs: "vote.pair IN (SELECT value FROM json_each(:rows))",
      ["rows": Selection.json(rows)], selection)
  }

  private static func write(
    _ db: Database, run: Int64, pairs: String, _ arguments: StatementArguments,
    _ selection: Selection
  ) throws -> Counts {
    var all = arguments
    all += ["run": run]
    // The votes of most stores all belong to the selection: spare two look-ups a vote.
    let hasOthers = try selection.leavesOutMembers(db)
    if hasOthers { all += ["ingests": selection.ingestsJSON] }
    if !selection.verdicts.isEmpty { all += ["verdicts": selection.verdictsJSON] }
    try db.cachedStatement(
      sql: insert(pairs: pairs, dropped: !selection.verdicts.isEmpty, hasOthers: hasOthers)
    )
    .execute(arguments: all)
    return Counts(["labelled": db.changesCount])
  }

  static func insert(pairs: String, dropped: Bool, hasOthers: Bool) -> String {
    let selected =
      hasOthers
      ? """
      AND (SELECT run FROM member WHERE member.id = vote.record >> 32)
        IN (SELECT value FROM json_each(:ingests))
      """ : ""
    let live =
      dropped
      ? """
      AND NOT EXISTS (SELECT 1 FROM verdict AS v WHERE v.kind = 3 AND v.subject = vote.pair
        AND v.record = vote.record AND v.action = 'drop'
        AND v.run IN (SELECT value FROM json_each(:verdicts)))
      """ : ""
    return """
      INSERT INTO label(pair, run, decision, probability)
      SELECT pair, :run,
        CASE WHEN for_a - for_b > 1e-9 * (for_a + for_b) THEN 1
          WHEN for_b - for_a > 1e-9 * (for_a + for_b) THEN 2
          WHEN bad > tied THEN 3 ELSE 0 END,
        CASE WHEN for_a + for_b + tied + bad > 0
          THEN (for_a + (tied + bad) / 2) / (for_a + for_b + tied + bad) ELSE 0.5 END
      FROM (
        SELECT pair,
          total(CASE winner WHEN 1 THEN min(strength, 1e200) END) AS for_a,
          total(CASE winner WHEN 2 THEN min(strength, 1e200) END) AS for_b,
          total(CASE winner WHEN 0 THEN min(strength, 1e200) END) AS tied,
          total(CASE winner WHEN 3 THEN min(strength, 1e200) END) AS bad
        FROM vote
        WHERE \(pairs)
          \(selected)
          \(live)
        GROUP BY pair
      )
      WHERE true
      ON CONFLICT DO NOTHING
      """
  }
}
