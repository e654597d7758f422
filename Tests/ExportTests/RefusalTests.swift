import Records
import Store
import TestSupport
import Testing

@testable import Export

/// Every pair is written or has a reason, whatever is in it.
@Suite struct RefusalTests {
  static let message = #"[{"role":"user","content":"hi"}]"#
  static let toolCall =
    #"[{"role":"assistant","content":"x","tool_calls":[{"id":"1"}]}]"#
  static let endsWithUser =
    #"[{"role":"assistant","content":"x"},{"role":"user","content":"y"}]"#
  static let systemOnly = #"[{"role":"system","content":"x"}]"#
  static let emptyTurn = #"[{"role":"assistant","content":""}]"#

  @Test(arguments: [
    ("", "x", "y", "empty_prompt"), ("p", "", "y", "empty_answer"), ("p", "x", "", "empty_answer"),
    ("p", "x", "xy", "prefix_answers"), ("p", "xy", "x", "prefix_answers"),
    ("p", "\\", "\\n", "prefix_answers"),
    (message, toolCall, "y", "unsupported_message"),
    (message, "x", endsWithUser, "unsupported_message"),
    (systemOnly, "x", "y", "unsupported_message"), (message, emptyTurn, "y", "empty_answer"),
    (message, "x", "xy", "prefix_answers"),
    (message, endsWithUser.replacing("\"user\"", with: "\"assistant\""), "x", "prefix_answers"),
  ])
  func `a pair that TRL cannot take is counted`(
    prompt: String, chosen: String, rejected: String, reason: String
  ) throws {
    let fixture = try ExportFixture()
    try fixture.ingest([
      .pair(prompt, chosen: chosen, rejected: rejected), .pair("ok", chosen: "a", rejected: "b"),
    ])
    for trainer in ["trl.dpo", "trl.reward"] {
      let counts = try fixture.export(trainer, "shape: conversational")
      #expect(
        counts.json
          == Counts(["in": 2, "written": 1, "rows": 1, "rows train": 1, reason: 1]).json)
    }
  }

  @Test func `one response twice is left out`() throws {
    let fixture = try ExportFixture()
    try fixture.ingest([
      RecordFixture("p", ["x", "x"], votes: [(0, 1, .first, "")]),
      .pair("ok", chosen: "a", rejected: "b"),
    ])
    for trainer in ["trl.dpo", "trl.reward", "trl.kto"] {
      #expect(try fixture.export(trainer)["identical_answers"] == 1)
    }
  }

  @Test func `what stages dropped and what nobody decided is counted`() throws {
    let fixture = try ExportFixture()
    try fixture.ingest([
      .pair("p1", chosen: "a", rejected: "b"), .pair("p2", chosen: "a", rejected: "b"),
      RecordFixture("p3", ["a", "b"], votes: [(0, 1, .tie, "")]),
      RecordFixture("p4", ["a", "b"], votes: [(0, 1, .bothBad, "")]),
      RecordFixture("p5", ["a"], votes: [(0, nil, .first, "")]),
      RecordFixture("p6", ["a"], votes: [(0, nil, .second, "")]),
    ])
    try fixture.judge([0: .drop("test")])
    #expect(
      try fixture.export("trl.dpo").json
        == #"{"both_bad":1,"dropped":1,"in":6,"rows":1,"rows train":1,"tie":1,"unpaired":2,"written":1}"#
    )
    #expect(
      try fixture.export("trl.sft").json
        == #"{"bad_answer":1,"both_bad":1,"dropped":1,"in":6,"rows":2,"rows train":2,"tie":1,"written":2}"#
    )
    #expect(
      try fixture.export("trl.dpo", "where: dropped").json
        == #"{"in":6,"kept":5,"rows":1,"rows train":1,"written":1}"#)
    #expect(try fixture.export("trl.dpo", "where: all")["written"] == 2)
    fixture.selection.labels = []
    #expect(
      try fixture.export("trl.kto").json
        == #"{"dropped":1,"in":6,"rows":0,"rows train":0,"undecided":5,"written":0}"#)
  }

  @Test func `a response that wins several pairs is written once for fine-tuning`() throws {
    let fixture = try ExportFixture()
    try fixture.ingest([
      .pair("p", chosen: "best", rejected: "x"), .pair("p", chosen: "best", rejected: "y"),
      .pair("p", chosen: "y", rejected: "x"), .pair("q", chosen: "best", rejected: "z"),
      RecordFixture("p", ["best"], votes: [(0, nil, .first, "")]),
      RecordFixture("p", ["z"], votes: [(0, nil, .second, "")]),
    ])
    let counts = try fixture.export("trl.sft")
    #expect(counts["written"] == 3 && counts["repeated_answer"] == 2 && counts["bad_answer"] == 1)
    let rows = try fixture.rows()
    #expect(Set(rows.split(separator: "\n")).count == 3)
    #expect(try fixture.export("trl.sft", "shuffle: true")["written"] == 3)
    #expect(Set(try fixture.rows().split(separator: "\n")) == Set(rows.split(separator: "\n")))
    #expect(try fixture.export("trl.sft", "repeats: keep")["written"] == 5)
  }

  @Test(arguments: 0..<20)
  func `any store closes for every trainer and shape`(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let bodies = [
      "", "a", "ab", "b", "\\", Self.message, Self.toolCall, Self.endsWithUser, Self.emptyTurn,
    ]
    func body() -> String { bodies[Int.random(in: 0..<bodies.count, using: &random)] }
    func winner() -> Winner { Winner.allCases[Int.random(in: 0..<4, using: &random)] }
    let fixture = try ExportFixture(splits: [("train", 0.5), ("test", 0.5)])
    try fixture.ingest(
      (0..<60).map { number in
        RecordFixture(
          Bool.random(using: &random) ? body() : "prompt \(number)", [body(), body()],
          votes: Bool.random(using: &random) ? [(0, 1, winner(), "")] : [(0, nil, winner(), "")])
      })
    let pairs = try fixture.pairs()
    try fixture.judge(
      Dictionary(
        uniqueKeysWithValues: pairs.indices.compactMap { index in
          switch Int.random(in: 0..<6, using: &random) {
          case 0: (index, .drop("x"))
          case 1: (index, Verdict(.flip, "x"))
          default: nil
          }
        }))
    for trainer in ["trl.dpo", "trl.reward", "trl.kto", "trl.sft"] {
      for shape in ["auto", "standard", "conversational"] {
        let counts = try fixture.export(trainer, "shape: \(shape), compression: none")
        let reasons = counts.values.filter {
          !["in", "written", "rows"].contains($0.key) && !$0.key.hasPrefix("rows ")
        }
        #expect(counts["in"] == pairs.count)
        #expect(counts["in"] == counts["written"] + reasons.values.reduce(0, +))
        let lines =
          try fixture.rows("train").split(separator: "\n").count
          + fixture.rows("test").split(separator: "\n").count
        #expect(counts["rows"] == lines)
        #expect(counts["rows train"] + counts["rows test"] == lines)
      }
    }
  }
}
