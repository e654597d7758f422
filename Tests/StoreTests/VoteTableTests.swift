import Records
import Store
import TestSupport
import Testing

@Suite struct VoteTableTests {
  private static let records: [RecordFixture] = [
    RecordFixture(
      "P", ["x", "y", "z"],
      votes: [(0, 1, .first, "ann"), (1, 2, .tie, "bob"), (0, 2, .bothBad, "ann")]),
    RecordFixture("Q", ["x", "y"], votes: [(0, 1, .second, "bob"), (0, 1, .first, "")]),
    RecordFixture("R", ["x"], votes: [(0, nil, .first, "ann")]),
  ]

  private func table(
    _ records: [RecordFixture], named: Bool = false
  ) throws -> (VoteTable, StoreFixture) {
    let fixture = try StoreFixture()
    try fixture.ingest(records)
    var selection = fixture.selection
    selection.labels = [try fixture.label()]
    return (try VoteTable.read(fixture.store, selection, named: named), fixture)
  }

  /// A vote a line, by names that do not depend on rows.
  private func words(_ table: VoteTable) -> [String] {
    table.pair.indices.map { i in
      let pair = table.pairs[Int(table.pair[i])]
      return "\(pair.id) \(table.annotators[Int(table.annotator[i])].name) \(table.verdict[i])"
    }.sorted()
  }

  @Test func `votes on pairs of two responses, with who gave them`() throws {
    let (table, _) = try table(Self.records)
    #expect(table.pairs.count == 4 && table.pair.count == 5)
    #expect(table.annotators.map(\.name) == ["", "ann", "bob"])
    #expect(table.responses.count == 5)
    #expect(table.pairs.allSatisfy { $0.a != $0.b })
    #expect(table.pairs.map(\.id) == table.pairs.map(\.id).sorted())
    #expect(try self.table(Self.records, named: true).0.pair.count == 4)
  }

  @Test func `the order of records changes nothing`() throws {
    let (one, _) = try table(Self.records)
    let (other, _) = try table(Array(Self.records.reversed()))
    #expect(words(one) == words(other))
    #expect(one.pairs.map(\.id) == other.pairs.map(\.id))
    #expect(one.pairs.map(\.a) == other.pairs.map(\.a))
    #expect(one.pairs.map(\.decision) == other.pairs.map(\.decision))
  }

  @Test func `dropped votes, dropped pairs and other splits are left out`() throws {
    let (before, fixture) = try table(Self.records)
    let key = RunKey(stage: "drops", part: "", options: "{}", seed: 0, inputs: [])
    let run = try Ledger.begin(fixture.store, key).id
    let tie = try #require(before.pair.indices.first { before.verdict[$0] == 0 })
    let other = try #require(
      before.pairs.indices.first { pair in
        before.pair.count { Int($0) == pair } == 2
      })
    let record = try #require(
      try fixture.rows("SELECT record FROM vote WHERE pair = \(before.pairs[other].row)").first
        .flatMap { Int64($0) })
    try StageWriter(fixture.store, run: run).commit(
      [
        Finding(.pair, before.pairs[Int(before.pair[tie])].row, .drop("x")),
        Finding(.vote, before.pairs[other].row, record: record, .drop("y")),
      ], number: 0, counts: Counts(), relabel: nil)
    var selection = fixture.selection
    selection.verdicts = [run]
    let after = try VoteTable.read(fixture.store, selection, named: false)
    #expect(after.pairs.count == 3 && after.pair.count == 2)
    selection.splits = ["test"]
    let none = try VoteTable.read(fixture.store, selection, named: false)
    #expect(none.pairs.isEmpty && none.pair.isEmpty && none.heldOut == 3)
  }
}
