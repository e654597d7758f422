import Records
import Store
import TestSupport
import Testing

/// What stages decide, and pairs of one response that they make.
@Suite struct WrittenLabelTests {
  private let fixture: StoreFixture
  private var selection: Selection

  init() throws {
    fixture = try StoreFixture()
    try fixture.ingest([.pair("Q", chosen: "A", rejected: "B")])
    selection = fixture.selection
    selection.labels = [try fixture.label()]
  }

  private func run(_ stage: String) throws -> Int64 {
    try Ledger.begin(
      fixture.store, RunKey(stage: stage, part: "", options: "{}", seed: 0, inputs: [])
    ).id
  }

  /// Decision and probability as a stage behind all of `selection` sees them.
  private func seen(_ selection: Selection) throws -> (Decision, Double) {
    var found: (Decision, Double) = (.undecided, .nan)
    _ = try ResponseReader(fixture.store, selection, .init(texts: false)).read(
      prompts: 1...1, largest: 10
    ) { batch in
      if let pair = batch.pairs.first { found = (pair.decision, pair.probability) }
    }
    return found
  }

  @Test(arguments: [true, false])
  func `a label behind a flip is seen as it was written, one of votes is turned`(
    isAsSeen: Bool
  ) throws {
    var selection = selection
    let flip = try run("flip")
    try StageWriter(fixture.store, run: flip).commit(
      [Finding(.pair, 1, Verdict(.flip, "x"))], number: 0, counts: Counts(), relabel: nil)
    selection.verdicts.append(flip)
    selection.flips.append(flip)
    let soft = try run("soft")
    try StageWriter(fixture.store, run: soft).commit(
      [], labels: [LabelRow(pair: 1, decision: .a, probability: 0.75, isAsSeen: isAsSeen)],
      made: ([], [], selection), number: 0, counts: Counts(), relabel: nil)
    selection.labels.append(soft)
    let found = try seen(selection)
    #expect(found == (isAsSeen ? (.a, 0.75) : (.b, 0.25)))
  }

  @Test func `a response by itself is made once, good or bad, with its weight`() throws {
    let made = try run("single")
    let responses = try fixture.rows("SELECT id FROM response ORDER BY digest").compactMap {
      Int64($0)
    }
    let singles = responses.enumerated().map { place, row in
      DerivedPair(
        single: .row(row), isGood: place == 0, place: .pair(1), prompt: 1, probability: 0.75,
        weight: place == 0 ? 1 : 2.5, role: place == 0 ? "good" : "bad")
    }
    let count = try StageWriter(fixture.store, run: made).commit(
      [], made: (singles + singles, [], selection), number: 0, counts: Counts(), relabel: nil)
    #expect(count["pairs made"] == 2 && count["not made: made_already"] == 2)
    #expect(
      try fixture.rows(
        """
        SELECT a, b, decision, probability, coalesce(weight, 1) FROM pair JOIN label ON label.pair = pair.id
        LEFT JOIN verdict ON verdict.subject = pair.id WHERE label.run = \(made) ORDER BY pair.id
        """)
        == ["\(responses[0])|-|1|0.75|1", "\(responses[1])|-|2|0.25|2.5"])
    var behind = selection
    behind.ingests.append(made)
    behind.derived.append(made)
    behind.labels.append(made)
    behind.verdicts.append(made)
    var kept: [(Decision, Double)] = []
    try KeptPairs(fixture.store).forEach(behind) { row in
      if row.isSingle { kept.append((row.decision, row.weight)) }
    }
    #expect(kept.map(\.0) == [.a, .b] && kept.map(\.1) == [1, 2.5])
    #expect(try fixture.rows("PRAGMA foreign_key_check").isEmpty)
  }

  @Test func `what is known of wrong labels is told of a, whatever was decided since`() throws {
    let noise = try run("noise")
    try StageWriter(fixture.store, run: noise).commit(
      [], noise: [NoiseRow(pair: 1, wrong: 0.125, ambiguity: 0)], number: 0, counts: Counts(),
      relabel: nil)
    let recorded = [RecordedRun(run: noise, label: "noise", labels: selection.labels)]
    let found = try NoiseReader(fixture.store, recorded).probabilities(of: [1, 2])
    let isA = try seen(selection).0 == .a
    #expect(found == [1: isA ? 0.875 : 0.125])
    #expect(try NoiseReader.isThere(fixture.store, recorded))
    #expect(try !NoiseReader.isThere(fixture.store, []))
  }
}
