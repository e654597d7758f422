import Foundation
import Records
import Store
import TestSupport
import Testing

@Suite struct IngestWriterTests {
  @Test func `records are stored, duplicate or in quarantine, and the sum closes`() throws {
    let fixture = try StoreFixture()
    let (_, counts) = try fixture.ingest(
      [
        .pair("p", chosen: "x", rejected: "y"), .pair("p", chosen: "x", rejected: "y"),
        .pair("p", chosen: "y", rejected: "x"), .pair("q", chosen: "x", rejected: "y"),
      ], quarantined: 2)
    #expect(counts.records == 6)
    #expect(counts.stored == 3)
    #expect(counts.duplicates == 1)
    #expect(counts.quarantined == 2)
  }

  @Test func `a swapped comparison is the same pair with another vote`() throws {
    let fixture = try StoreFixture()
    try fixture.ingest([
      .pair("p", chosen: "x", rejected: "y"), .pair("p", chosen: "y", rejected: "x"),
    ])
    #expect(try fixture.rows("SELECT count(*) FROM pair") == ["1"])
    #expect(try fixture.rows("SELECT count(*) FROM vote") == ["2"])
    #expect(try fixture.rows("SELECT count(DISTINCT winner) FROM vote") == ["2"])
  }

  @Test(arguments: [1, 2, 3, 7, 100])
  func `a duplicate is found in any later batch of its member`(batch: Int) throws {
    let fixture = try StoreFixture()
    var records: [RecordFixture] = []
    for i in 0..<20 { records.append(.pair("p\(i % 7)", chosen: "x", rejected: "y\(i % 5)")) }
    records += records
    // Without any comparison: found by digest alone.
    records += Array(repeating: RecordFixture("alone", ["one"], votes: []), count: 3)
    let (_, counts) = try fixture.ingest(records, batch: batch)
    #expect(counts.stored == 21)
    #expect(counts.duplicates == 22)
  }

  @Test func `records that differ only in metadata are no duplicates`() throws {
    let fixture = try StoreFixture()
    let (_, counts) = try fixture.ingest([
      .pair("p", chosen: "x", rejected: "y", extra: #"{"id":1}"#),
      .pair("p", chosen: "x", rejected: "y", extra: #"{"id":2}"#),
      .pair("p", chosen: "x", rejected: "y", extra: #"{"id":2}"#),
    ])
    #expect(counts.stored == 2)
    #expect(counts.duplicates == 1)
  }

  @Test func `an equal record of another member is stored, and its pair is known to both runs`()
    throws
  {
    let fixture = try StoreFixture()
    try fixture.ingest([.pair("p", chosen: "x", rejected: "y")], source: "one")
    let (run, counts) = try fixture.ingest([.pair("p", chosen: "x", rejected: "y")], source: "two")
    #expect(counts.stored == 1)
    #expect(try fixture.rows("SELECT count(*) FROM pair") == ["1"])
    #expect(try fixture.rows("SELECT run FROM pair_reuse") == ["\(run)"])
  }

  @Test func `a text is stored once`() throws {
    let fixture = try StoreFixture()
    try fixture.ingest([
      .pair("p", chosen: "same", rejected: "other"), .pair("q", chosen: "same", rejected: "p"),
    ])
    let bodies = try fixture.rows("SELECT body FROM text ORDER BY body")
    #expect(bodies == ["other", "p", "q", "same"])
    #expect(try fixture.rows("PRAGMA foreign_key_check") == [])
    #expect(try fixture.rows("PRAGMA integrity_check") == ["ok"])
  }

  @Test func `texts are kept byte for byte, equal by bytes only`() throws {
    let fixture = try StoreFixture()
    let odd = ["é", "e\u{301}", "", " ", "a\u{2028}b", "👩‍👩‍👧", "tail "]
    try fixture.ingest(odd.map { .pair($0, chosen: "x", rejected: "y") })
    let bodies = try fixture.rows(
      """
      SELECT hex(body) FROM prompt JOIN text ON text.id = prompt.text ORDER BY prompt.id
      """)
    let expected = odd.map { text in
      text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        .uppercased()
    }
    #expect(bodies == expected)
  }

  @Test func `a member whose records do not add up is refused whole`() throws {
    let fixture = try StoreFixture()
    let run = try Ledger.begin(
      fixture.store, RunKey(stage: "ingest", part: "x", options: "", seed: 0, inputs: []))
    var writer = try IngestWriter(
      fixture.store, splits: SplitAssigner(shares: [("train", 1)], seed: 0))
    try writer.begin(fixture.store, run: run.id, sourceName: "x", declaredSplit: nil)
    var rows = RecordBatch()
    rows.append(.pair("p", chosen: "x", rejected: "y"), number: 1)
    let batch = MemberBatch(
      member: MemberHeader(
        position: 0, name: "m", uri: "m", sha256: "", format: "f", licence: nil),
      records: DigestedBatch(rows), end: MemberEnd(records: 2, bytes: 0))
    #expect {
      try writer.commit([batch], number: 0, to: fixture.store)
    } throws: { ($0 as? WinnowError)?.code.description == "records-lost" }
    #expect(try fixture.rows("SELECT count(*) FROM record") == ["0"])
  }

  @Test func `groups keep the split they were first put in`() throws {
    let fixture = try StoreFixture(splits: [("train", 0.5), ("test", 0.5)])
    try fixture.ingest((0..<200).map { .pair("prompt \($0)", chosen: "x", rejected: "y") })
    let splits = try fixture.rows("SELECT count(*) FROM prompt_group GROUP BY split")
    #expect(splits.count == 2)
    #expect(splits.allSatisfy { (Int($0) ?? 0) > 70 })
    let (_, counts) = try fixture.ingest(
      [RecordFixture("prompt 1", ["a"], votes: [], split: "validation")], source: "later")
    #expect(counts.splitMoved == 1)
  }
}
