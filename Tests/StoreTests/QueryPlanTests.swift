import Records
import TestSupport
import Testing

@testable import Store

/// How SQLite goes about the statements that run once per pair, vote or batch.
///
/// A plan that scans a table where it searched before is a stage that slows down with the square of the
/// corpus.
@Suite struct QueryPlanTests {
  let fixture: StoreFixture

  init() throws {
    fixture = try StoreFixture()
    try fixture.ingest((0..<50).map { .pair("p\($0)", chosen: "x", rejected: "y") })
    try fixture.label()
  }

  private func plan(_ sql: String) throws -> [String] {
    try fixture.store.perform { db in
      // Parameters stay unbound: a plan does not depend on them.
      let rows = try RawStatement(db, "EXPLAIN QUERY PLAN " + sql)
      var details: [String] = []
      while try rows.next() { details.append(rows.string(3)) }
      return details
    }
  }

  /// `LIST SUBQUERY 4` as `LIST SUBQUERY`.
  private func withoutNumber(_ step: String) -> String {
    guard let blank = step.lastIndex(of: " "), Int(step[blank...].dropFirst()) != nil else {
      return step
    }
    return String(step[..<blank])
  }

  private static let whole = Selection(ingests: [1], verdicts: [2], labels: [3])

  @Test func `a slice of pairs is searched by row id, what belongs to it by key`() throws {
    let sql = PairReader.select(
      Self.whole, from: "pair AS p", condition: PairSlice.made(1...2).condition, order: "p.id")
    let dropped = [
      "CORRELATED SCALAR SUBQUERY", "SEARCH v USING PRIMARY KEY (kind=? AND subject=? AND run=?)",
      "LIST SUBQUERY", "SCAN json_each VIRTUAL TABLE INDEX 1:",
    ]
    #expect(
      try plan(sql).map(withoutNumber) == [
        "SEARCH p USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"
      ] + dropped + dropped + dropped + dropped + [
        "SEARCH prompt USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH prompt_group USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH ra USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH rb USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN",
        "CORRELATED SCALAR SUBQUERY", "SEARCH label USING PRIMARY KEY (pair=? AND run=?)",
      ])
  }

  @Test func `pairs_view looks up by key who dropped a pair, a response or the prompt`() throws {
    let plan = try plan("SELECT dropped_by FROM pairs_view")
    #expect(plan.contains("SEARCH verdict USING PRIMARY KEY (kind=? AND subject=?)"), "\(plan)")
    #expect(!plan.contains { $0.hasPrefix("SCAN verdict") }, "\(plan)")
  }

  @Test(arguments: [
    (KeptPairs.madeOfPrompt, "SEARCH p USING INDEX pair_key (prompt=?)"),
    (KeptPairs.metOfPrompt, "SEARCH p USING INDEX pair_key (prompt=?)"),
  ])
  func `the pairs of one prompt are found by the prompt`(sql: String, expected: String) throws {
    let plan = try plan(sql)
    #expect(plan.first == expected, "\(plan)")
    #expect(!plan.contains { $0.hasPrefix("SCAN") && $0 != "SCAN run_batch" }, "\(plan)")
  }

  @Test(arguments: [
    ("SELECT id FROM text WHERE digest = ?", "SEARCH text USING COVERING INDEX"),
    (
      "SELECT id FROM pair WHERE prompt = ? AND a = ? AND b = ?",
      "SEARCH pair USING COVERING INDEX pair_key (prompt=? AND a=? AND b=?)"
    ),
    (
      "SELECT id FROM pair WHERE a = ? AND b IS NULL",
      "SEARCH pair USING INDEX pair_single (a=?)"
    ),
    (
      "SELECT id FROM record WHERE digest = ? AND repeats = 1 AND id BETWEEN ? AND ?",
      "SEARCH record USING INDEX record_repeats (digest=? AND rowid>? AND rowid<?)"
    ),
    (
      "SELECT id FROM response WHERE prompt = ? AND text = ?",
      "SEARCH response USING COVERING INDEX sqlite_autoindex_response_1 (prompt=? AND text=?)"
    ),
  ])
  func `look-ups of ingest are answered by an index`(sql: String, expected: String) throws {
    let plan = try plan(sql)
    #expect(plan.count == 1)
    #expect(plan.first?.hasPrefix(expected) == true, "\(plan)")
  }

  @Test func `the majority of votes is taken in one pass over the votes' key`() throws {
    let sql = MajorityLabels.insert(
      pairs: "vote.pair BETWEEN :first AND :last", dropped: false, hasOthers: false)
    let plan = try plan(sql)
    #expect(plan.contains("SEARCH vote USING PRIMARY KEY (pair>? AND pair<?)"), "\(plan)")
    #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
  }

  @Test func `prompts are exported record by record, without a sort`() throws {
    let plan = try plan(KeptPrompts.ofRecords + " ORDER BY record.id")
    #expect(
      plan == [
        "SEARCH record USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        "SEARCH prompt USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH prompt_group USING INTEGER PRIMARY KEY (rowid=?)",
      ])
  }

  @Test func `judgements of a pair or a response are found by key`() throws {
    let plan = try plan(JudgementReader.select)
    #expect(
      plan.first == "SEARCH judgement USING PRIMARY KEY (pair=? AND response=?)", "\(plan)")
  }

  @Test func `pairs are exported from the ranges a run made, each found by row id`() throws {
    let plan = try plan(KeptPairs.made)
    #expect(
      plan == [
        "SEARCH run_batch USING PRIMARY KEY (run=?)",
        "SEARCH p USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        "SEARCH prompt USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH prompt_group USING INTEGER PRIMARY KEY (rowid=?)",
      ])
  }
}
