import Records
import Store
import TestSupport
import Testing

/// Whole rows of every trainer in both shapes, from one store.
@Suite struct RowSnapshotTests {
  /// A won pair, a pair whose second response won, a dialogue, a tie, and a thumb up and one down.
  static func fixture(dialogue: Bool) throws -> ExportFixture {
    let fixture = try ExportFixture()
    var records = [
      RecordFixture.pair("What is \"π\"?", chosen: "3.14\n…", rejected: "three"),
      RecordFixture(
        "a\\b", ["no", "yes"],
        votes: [(0, 1, .second, "x"), (0, 1, .second, "y"), (0, 1, .first, "z")]),
      RecordFixture("tied", ["l", "r"], votes: [(0, 1, .tie, "")]),
      RecordFixture("up", ["good one"], votes: [(0, nil, .first, "")]),
      RecordFixture("down", ["bad one"], votes: [(0, nil, .second, "")]),
    ]
    if dialogue {
      records.append(
        .pair(
          #"[{"role":"system","content":"Be \"brief\"."},{"role":"user","content":"Hi\u00e9"}]"#,
          chosen: "Hello",
          rejected:
            #"[{"role":"assistant","content":"Go on"},{"role":"user","content":"?"},{"role":"assistant","content":"Bye"}]"#
        ))
    }
    try fixture.ingest(records)
    return fixture
  }

  @Test(arguments: [
    (
      "trl.dpo",
      #"""
      {"prompt":"What is \"π\"?","chosen":"3.14\n…","rejected":"three"}
      {"prompt":"a\\b","chosen":"yes","rejected":"no"}

      """#
    ),
    (
      "trl.reward",
      #"""
      {"prompt":"What is \"π\"?","chosen":"3.14\n…","rejected":"three","margin":1.0}
      {"prompt":"a\\b","chosen":"yes","rejected":"no","margin":0.333333}

      """#
    ),
    (
      "trl.kto",
      #"""
      {"prompt":"What is \"π\"?","completion":"3.14\n…","label":true}
      {"prompt":"What is \"π\"?","completion":"three","label":false}
      {"prompt":"a\\b","completion":"yes","label":true}
      {"prompt":"a\\b","completion":"no","label":false}
      {"prompt":"up","completion":"good one","label":true}
      {"prompt":"down","completion":"bad one","label":false}

      """#
    ),
    (
      "trl.sft",
      #"""
      {"prompt":"What is \"π\"?","completion":"3.14\n…"}
      {"prompt":"a\\b","completion":"yes"}
      {"prompt":"up","completion":"good one"}

      """#
    ),
  ])
  func `rows of texts in standard shape`(trainer: String, expected: String) throws {
    let fixture = try Self.fixture(dialogue: false)
    try fixture.export(trainer)
    #expect(try fixture.rows() == expected)
  }

  @Test(arguments: [
    (
      "trl.dpo",
      #"""
      {"prompt":[{"role":"user","content":"What is \"π\"?"}],"chosen":[{"role":"assistant","content":"3.14\n…"}],"rejected":[{"role":"assistant","content":"three"}]}
      {"prompt":[{"role":"user","content":"a\\b"}],"chosen":[{"role":"assistant","content":"yes"}],"rejected":[{"role":"assistant","content":"no"}]}
      {"prompt":[{"role":"system","content":"Be \"brief\"."},{"role":"user","content":"Hi\u00e9"}],"chosen":[{"role":"assistant","content":"Hello"}],"rejected":[{"role":"assistant","content":"Go on"},{"role":"user","content":"?"},{"role":"assistant","content":"Bye"}]}

      """#
    ),
    (
      "trl.reward",
      #"""
      {"prompt":[{"role":"user","content":"What is \"π\"?"}],"chosen":[{"role":"assistant","content":"3.14\n…"}],"rejected":[{"role":"assistant","content":"three"}],"margin":1.0}
      {"prompt":[{"role":"user","content":"a\\b"}],"chosen":[{"role":"assistant","content":"yes"}],"rejected":[{"role":"assistant","content":"no"}],"margin":0.333333}
      {"prompt":[{"role":"system","content":"Be \"brief\"."},{"role":"user","content":"Hi\u00e9"}],"chosen":[{"role":"assistant","content":"Hello"}],"rejected":[{"role":"assistant","content":"Go on"},{"role":"user","content":"?"},{"role":"assistant","content":"Bye"}],"margin":1.0}

      """#
    ),
    (
      "trl.kto",
      #"""
      {"prompt":[{"role":"user","content":"What is \"π\"?"}],"completion":[{"role":"assistant","content":"3.14\n…"}],"label":true}
      {"prompt":[{"role":"user","content":"What is \"π\"?"}],"completion":[{"role":"assistant","content":"three"}],"label":false}
      {"prompt":[{"role":"user","content":"a\\b"}],"completion":[{"role":"assistant","content":"yes"}],"label":true}
      {"prompt":[{"role":"user","content":"a\\b"}],"completion":[{"role":"assistant","content":"no"}],"label":false}
      {"prompt":[{"role":"user","content":"up"}],"completion":[{"role":"assistant","content":"good one"}],"label":true}
      {"prompt":[{"role":"user","content":"down"}],"completion":[{"role":"assistant","content":"bad one"}],"label":false}
      {"prompt":[{"role":"system","content":"Be \"brief\"."},{"role":"user","content":"Hi\u00e9"}],"completion":[{"role":"assistant","content":"Hello"}],"label":true}
      {"prompt":[{"role":"system","content":"Be \"brief\"."},{"role":"user","content":"Hi\u00e9"}],"completion":[{"role":"assistant","content":"Go on"},{"role":"user","content":"?"},{"role":"assistant","content":"Bye"}],"label":false}

      """#
    ),
    (
      "trl.sft",
      #"""
      {"prompt":[{"role":"user","content":"What is \"π\"?"}],"completion":[{"role":"assistant","content":"3.14\n…"}]}
      {"prompt":[{"role":"user","content":"a\\b"}],"completion":[{"role":"assistant","content":"yes"}]}
      {"prompt":[{"role":"user","content":"up"}],"completion":[{"role":"assistant","content":"good one"}]}
      {"prompt":[{"role":"system","content":"Be \"brief\"."},{"role":"user","content":"Hi\u00e9"}],"completion":[{"role":"assistant","content":"Hello"}]}

      """#
    ),
  ])
  func `one dialogue makes all rows conversational`(trainer: String, expected: String) throws {
    let fixture = try Self.fixture(dialogue: true)
    try fixture.export(trainer)
    #expect(try fixture.rows() == expected)
  }

  @Test func `in standard shape a dialogue is left out and counted`() throws {
    let fixture = try Self.fixture(dialogue: true)
    let counts = try fixture.export("trl.dpo", "shape: standard")
    #expect(
      counts.json
        == #"{"in":6,"needs_conversational":1,"rows":2,"rows train":2,"tie":1,"unpaired":2,"written":2}"#
    )
    #expect(!(try fixture.rows()).contains("role"))
  }

  @Test func `ids, a flip and a prefix before responses`() throws {
    let fixture = try ExportFixture()
    try fixture.ingest([
      .pair("p", chosen: "x", rejected: "y"), .pair("q", chosen: "v", rejected: "w"),
    ])
    try fixture.judge([1: Verdict(.flip, "test")])
    try fixture.export("trl.dpo", #"ids: true, response_prefix: "\n\t""#)
    let ids = try fixture.pairs().map(\.id)
    #expect(
      try fixture.rows() == #"""
        {"prompt":"p","chosen":"\n\tx","rejected":"\n\ty","pair_id":"\#(ids[0])"}
        {"prompt":"q","chosen":"\n\tw","rejected":"\n\tv","pair_id":"\#(ids[1])"}

        """#)
  }

  @Test func `a margin is the difference of a score, and pairs without it are counted`() throws {
    let fixture = try ExportFixture()
    var scored = RecordFixture.pair("p", chosen: "x", rejected: "y")
    scored.scores = [(0, "overall", 7.5), (1, "overall", 9), (0, "style", 1)]
    try fixture.ingest([scored, .pair("q", chosen: "v", rejected: "w")])
    let counts = try fixture.export("trl.reward", "margin: 'score:overall'")
    #expect(
      try fixture.rows() == #"{"prompt":"p","chosen":"x","rejected":"y","margin":-1.5}"# + "\n")
    #expect(counts["no_score"] == 1)
    try fixture.export("trl.reward", "margin: none")
    #expect(!(try fixture.rows()).contains("margin"))
  }
}
