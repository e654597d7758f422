import Records
import Store
import TestSupport
import Testing

@Suite struct MarginReaderTests {
  /// A store with one labelled pair and the margins of two models of one run.
  private func fixture() throws -> (StoreFixture, labels: Int64, run: Int64) {
    let fixture = try StoreFixture()
    try fixture.ingest([.pair("Q", chosen: "A", rejected: "B")])
    let labels = try fixture.label()
    let key = RunKey(stage: "recorded", part: "", options: "{}", seed: 0, inputs: [])
    let run = try Ledger.begin(fixture.store, key)
    try StageWriter(fixture.store, run: run.id).commit(
      [],
      dynamics: [
        DynamicsRow(pair: 1, peer: 3, fold: -1, margins: [1, -2.5]),
        DynamicsRow(pair: 1, peer: 0, fold: -1, margins: [0.5]),
      ], number: 0, counts: Counts(), relabel: nil)
    return (fixture, labels, run.id)
  }

  private func decision(_ fixture: StoreFixture) throws -> Decision {
    let rows = try fixture.rows("SELECT decision FROM label")
    return try #require(rows.first.flatMap { UInt8($0) }.flatMap { Decision(rawValue: $0) })
  }

  @Test func `margins by run and model`() throws {
    let (fixture, labels, run) = try fixture()
    var selection = fixture.selection
    selection.labels = [labels]
    let recorded = RecordedRun(run: run, label: "recorded", labels: [labels])
    let reader = try MarginReader(fixture.store, [recorded], selection)
    let curves = try reader.curves(of: 1, try decision(fixture))
    #expect(curves.map(\.peer) == [0, 3])
    #expect(curves.map(\.margins) == [[0.5], [1, -2.5]])
    #expect(try reader.curves(of: 2, .a).isEmpty)
    #expect(try MarginReader.peers(fixture.store, of: run) == [0, 3])
    #expect(try MarginReader(fixture.store, [], selection).curves(of: 1, .a).isEmpty)
  }

  @Test func `margins turn round with the label`() throws {
    let (fixture, labels, run) = try fixture()
    let was = try decision(fixture)
    let key = RunKey(stage: "relabel", part: "", options: "{}", seed: 0, inputs: [])
    let anew = try Ledger.begin(fixture.store, key).id
    let other: Decision = was == .a ? .b : .a
    try SQLiteText.execute(
      "INSERT INTO label(pair, run, decision, probability) VALUES (1, \(anew), \(other.rawValue), 1)",
      in: fixture.store.path)
    var selection = fixture.selection
    selection.labels = [labels, anew]
    let before = RecordedRun(run: run, label: "recorded", labels: [labels])
    let turned = try MarginReader(fixture.store, [before], selection).curves(of: 1, other)
    #expect(turned.map(\.margins) == [[-0.5], [-1, 2.5]])
    let after = RecordedRun(run: run, label: "recorded", labels: [labels, anew])
    let same = try MarginReader(fixture.store, [after], selection).curves(of: 1, other)
    #expect(same.map(\.margins) == [[0.5], [1, -2.5]])
  }

  @Test func `and when the label itself is turned`() throws {
    let (fixture, labels, run) = try fixture()
    let was = try decision(fixture)
    let flip = try Ledger.begin(
      fixture.store, RunKey(stage: "flip", part: "", options: "{}", seed: 0, inputs: [])
    ).id
    try StageWriter(fixture.store, run: flip).commit(
      [Finding(.pair, 1, Verdict(.flip, "wrong"))], number: 0, counts: Counts(), relabel: nil)
    var selection = fixture.selection
    selection.labels = [labels]
    selection.verdicts = [flip]
    selection.flips = [flip]
    let now: Decision = was == .a ? .b : .a
    let before = RecordedRun(run: run, label: "recorded", labels: [labels])
    let turned = try MarginReader(fixture.store, [before], selection).curves(of: 1, now)
    #expect(turned.map(\.margins) == [[-0.5], [-1, 2.5]])
    let after = RecordedRun(run: run, label: "recorded", labels: [labels], flips: [flip])
    let same = try MarginReader(fixture.store, [after], selection).curves(of: 1, now)
    #expect(same.map(\.margins) == [[0.5], [1, -2.5]])
  }

  @Test func `names of models come back from the notes`() throws {
    let (fixture, _, run) = try fixture()
    try RunNote.keep(
      [
        RunNote("rate", "model 9: no"), .peer(0, "rm: seed 1", "2 margins"),
        .peer(12, "dpo", "1 margin"),
      ], of: run, in: fixture.store)
    #expect(try RunNote.peers(fixture.store, of: run) == [0: "rm: seed 1", 12: "dpo"])
  }
}
