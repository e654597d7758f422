import Records
import Store
import TestSupport
import Testing

@Suite struct LabelTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let votes: [Winner]
    /// Of the first response.
    let decision: String
    let probability: Double
    var testDescription: String { "\(votes)" }
  }

  @Test(arguments: [
    Case(votes: [.first], decision: "first", probability: 1),
    Case(votes: [.second], decision: "second", probability: 0),
    Case(votes: [.first, .first, .second], decision: "first", probability: 2.0 / 3),
    Case(votes: [.first, .second], decision: "tie", probability: 0.5),
    Case(votes: [.tie], decision: "tie", probability: 0.5),
    Case(votes: [.tie, .first], decision: "first", probability: 0.75),
    Case(votes: [.bothBad], decision: "both bad", probability: 0.5),
    Case(votes: [.bothBad, .tie], decision: "tie", probability: 0.5),
  ])
  func `the majority decides, a draw is a tie`(given: Case) throws {
    let fixture = try StoreFixture()
    try fixture.ingest([
      RecordFixture(
        "p", ["x", "y"],
        votes: given.votes.enumerated().map { (0, 1, $0.element, "judge \($0.offset)") })
    ])
    try fixture.label()
    let row = try #require(
      try fixture.rows(
        """
        SELECT decision, probability, (SELECT body FROM response JOIN text ON text.id = text
          WHERE response.id = pair.a) FROM label JOIN pair ON pair.id = label.pair
        """
      ).first)
    let columns = row.split(separator: "|")
    let aIsFirst = columns[2] == "x"
    let words = ["tie", aIsFirst ? "first" : "second", aIsFirst ? "second" : "first", "both bad"]
    #expect(words[try #require(Int(columns[0]))] == given.decision)
    let probability = try #require(Double(columns[1]))
    #expect(abs((aIsFirst ? probability : 1 - probability) - given.probability) < 1e-12)
  }

  @Test func `an annotator's repeated votes and copies without a name count once`() throws {
    let fixture = try StoreFixture()
    func record(_ prompt: String, _ votes: [(Winner, String)]) -> RecordFixture {
      RecordFixture(prompt, ["x", "y"], votes: votes.map { (0, 1, $0.0, $0.1) })
    }
    try fixture.ingest([
      record("two judges", [(.first, "a"), (.second, "b")]),
      record("one judge twice", [(.first, "a"), (.first, "a")]),
      record("nobody named", [(.first, ""), (.first, ""), (.second, "")]),
      record("three", [(.first, "a"), (.tie, "b"), (.first, "")]),
    ])
    let found = try RepeatedVotes.read(fixture.store, fixture.selection)
    #expect(found.map { $0.first + $0.second + $0.ties }.sorted() == [2, 3])
    #expect(found.map(\.ties).sorted() == [0, 1])
  }

  @Test func `every pair of the selection is labelled once, also one that two files hold`() throws {
    let fixture = try StoreFixture()
    try fixture.ingest(
      (0..<5000).map { .pair("p\($0)", chosen: "x", rejected: "y") }, source: "one", batch: 1000)
    try fixture.ingest(
      (4990..<5010).map { .pair("p\($0)", chosen: "x", rejected: "y") }, source: "two")
    try fixture.label()
    #expect(
      try fixture.rows("SELECT count(*), sum(probability IN (0, 1)) FROM label") == ["5010|5010"])
  }

  @Test func `votes of files outside the selection do not count`() throws {
    let fixture = try StoreFixture()
    try fixture.ingest([.pair("p", chosen: "x", rejected: "y")], source: "one")
    try fixture.label()
    try fixture.ingest([.pair("p", chosen: "y", rejected: "x")], source: "two")
    try fixture.label()
    let decisions = try fixture.rows("SELECT decision <> 0 FROM label ORDER BY run")
    #expect(decisions == ["1", "0"])
  }

  @Test func `strengths without measure give a label, and rounding decides nothing`() throws {
    let fixture = try StoreFixture()
    let strengths: [[(Winner, Double)]] = [
      [(.first, 1e308), (.first, 1.5e308), (.second, 1e308)],
      [(.first, 0.1), (.first, 0.2), (.second, 0.3)],
    ]
    try fixture.ingest(
      strengths.enumerated().flatMap { index, votes in
        votes.enumerated().map { judge, vote in
          var record = RecordFixture(
            "p\(index)", ["x", "y"], votes: [(0, 1, vote.0, "judge \(judge)")])
          record.strength = vote.1
          return record
        }
      })
    try fixture.label()
    let decided = try fixture.rows("SELECT decision IN (1, 2) FROM label ORDER BY pair")
    #expect(decided == ["1", "0"])
  }

  @Test func `pairs of other runs do not make a prompt too large to be judged`() throws {
    let fixture = try StoreFixture()
    try fixture.ingest((0..<4).map { .pair("p", chosen: "x\($0)", rejected: "y") }, source: "other")
    let (run, _) = try fixture.ingest([.pair("p", chosen: "x", rejected: "y")], source: "own")
    var judged = 0
    var large = 0
    _ = try PairReader(fixture.store).read(
      prompts: 1...1, Selection(ingests: [run]), [.texts], largest: 3,
      tooLarge: { _, _ in large += 1 }, { judged += $0.count })
    #expect(judged == 1)
    #expect(large == 0)
  }
}
