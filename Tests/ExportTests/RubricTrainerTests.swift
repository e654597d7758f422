import Foundation
import Records
import Store
import TestSupport
import Testing

@testable import Export
@testable import Pipeline

/// What trainers of rubrics write, row by row.
@Suite struct RubricTrainerTests {
  private static let rules = [
    Criterion(.principle, "The response is kind."),
    Criterion(.hardRule, "The response has\nat most 20 words.", weight: 2, check: #"{"x":"y"}"#),
    Criterion(.principle, "The response lies.", weight: -3, tags: ["name:lie", "axis:truth"]),
  ]

  /// Two pairs, one of them a dialogue, and a prompt alone, of which the first and the last have a rubric.
  private static func fixture() throws -> ExportFixture {
    let fixture = try ExportFixture()
    try fixture.ingest([
      .pair("p", chosen: "x", rejected: "y"),
      .pair(
        #"[{"role":"system","content":"Be \"brief\"."},{"role":"user","content":"Hi"}]"#,
        chosen: "v", rejected: "w"),
      RecordFixture("alone", [], votes: []),
    ])
    let prompts = try fixture.prompts()
    try fixture.commit(rubrics: [
      Rubric(prompt: (prompts[0].row, prompts[0].id), name: "given", criteria: rules),
      Rubric(
        prompt: (prompts[2].row, prompts[2].id), name: "given",
        criteria: [Criterion(.principle, "Is it one?", levels: ["No.", "Yes."])]),
    ])
    return fixture
  }

  @Test func `a generator learns the list of a prompt, hard rules first`() throws {
    let fixture = try Self.fixture()
    let counts = try fixture.export("rubrics.generator", "instruction: Do it., ids: true")
    let ids = try fixture.prompts().map(\.id)
    #expect(
      try fixture.rows() == #"""
        {"prompt":"Do it.\n\n# Prompt\np\n\n# Rubric\n","completion":"1. The response has at most 20 words. [Hard Rule]\n2. The response is kind. [Principle]\n3. The response avoids this: The response lies. [Principle]","prompt_id":"\#(ids[0])"}
        {"prompt":"Do it.\n\n# Prompt\nalone\n\n# Rubric\n","completion":"1. Is it one? (1: No.; 2: Yes.) [Principle]","prompt_id":"\#(ids[2])"}

        """#)
    #expect(
      counts.json == #"{"in":3,"no_rubric":1,"rows":2,"rows train":2,"written":2}"#,
      "\(counts.json)")
    try fixture.export("rubrics.generator", "instruction: Do it., shape: conversational")
    #expect(
      try fixture.rows().hasPrefix(
        #"{"prompt":[{"role":"user","content":"Do it.\n\n# Prompt\np\n\n# Rubric\n"}],"completion":[{"role":"assistant","content":"1. "#
      ))
  }

  @Test func `a dialogue is written as one text`() throws {
    let fixture = try Self.fixture()
    let prompt = try fixture.prompts()[1]
    try fixture.commit(rubrics: [
      Rubric(prompt: (prompt.row, prompt.id), name: "other", criteria: [Self.rules[0]])
    ])
    try fixture.export("rubrics.generator", "instruction: Do it., rubric: other")
    #expect(
      try fixture.rows() == #"""
        {"prompt":"Do it.\n\n# Prompt\n[system]\nBe \"brief\".\n\n[user]\nHi\n\n# Rubric\n","completion":"1. The response is kind. [Principle]"}

        """#)
  }

  @Test(arguments: [
    (
      "winnow",
      #"""
      {"prompt":"p","rubric":"1. The response is kind. [Principle]\n2. The response has at most 20 words. [Hard Rule]\n3. The response avoids this: The response lies. [Principle]","criteria":[{"text":"The response is kind.","kind":"principle","weight":1.0,"tags":[],"levels":[],"check":null,"evidence":null},{"text":"The response has\nat most 20 words.","kind":"hard_rule","weight":2.0,"tags":[],"levels":[],"check":"{\"x\":\"y\"}","evidence":null},{"text":"The response lies.","kind":"principle","weight":-3.0,"tags":["name:lie","axis:truth"],"levels":[],"check":null,"evidence":null}],"chosen":"x","rejected":"y"}

      """#
    ),
    (
      "openrubrics",
      #"""
      {"question_id":"ID","prompt":"p","rubric":"1. The response is kind. [Principle]\n2. The response has at most 20 words. [Hard Rule]\n3. The response avoids this: The response lies. [Principle]","chosen":"x","rejected":"y"}

      """#
    ),
    (
      "weighted",
      #"""
      {"prompt":"p","rubric":[{"weight":1.0,"requirement":"The response is kind."},{"weight":2.0,"requirement":"The response has\nat most 20 words."},{"weight":-3.0,"requirement":"The response lies."}],"chosen":"x","rejected":"y"}

      """#
    ),
    (
      "named",
      #"""
      {"prompt":"p","rubric":[{"name":"The response is kind.","description":"The response is kind.","weight":1.0},{"name":"The response has\nat most 20 words.","description":"The response has\nat most 20 words.","weight":2.0},{"name":"lie","description":"The response lies.","weight":-3.0}],"chosen":"x","rejected":"y"}

      """#
    ),
    (
      "healthbench",
      #"""
      {"prompt_id":"ID","prompt":[{"role":"user","content":"p"}],"rubrics":[{"criterion":"The response is kind.","points":1.0,"tags":[]},{"criterion":"The response has\nat most 20 words.","points":2.0,"tags":[]},{"criterion":"The response lies.","points":-3.0,"tags":["name:lie","axis:truth"]}],"chosen":[{"role":"assistant","content":"x"}],"rejected":[{"role":"assistant","content":"y"}]}

      """#
    ),
  ])
  func `pairs with their rubric in each form`(form: String, expected: String) throws {
    let fixture = try Self.fixture()
    let counts = try fixture.export("rubrics.rows", "form: \(form)")
    let id = try fixture.prompts()[0].id.description
    #expect(try fixture.rows() == expected.replacing("ID", with: id))
    #expect(counts["in"] == 2 && counts["no_rubric"] == 1 && counts["written"] == 1)
  }

  @Test func `a pair has the rubrics made from it, else those of its prompt`() throws {
    let fixture = try ExportFixture()
    try fixture.ingest([
      .pair("p", chosen: "x", rejected: "y"), .pair("p", chosen: "u", rejected: "v"),
      .pair("q", chosen: "x", rejected: "y"),
    ])
    let (prompts, pairs) = (try fixture.prompts(), try fixture.pairs())
    func rubric(_ prompt: Int, _ pair: Int?, _ text: String) -> Rubric {
      Rubric(
        prompt: (prompts[prompt].row, prompts[prompt].id),
        pair: pair.map { (pairs[$0].row, pairs[$0].id) },
        name: "r", criteria: [Criterion(.principle, text)])
    }
    try fixture.commit(rubrics: [
      rubric(0, 0, "own"), rubric(0, nil, "all"), rubric(1, 2, "only"), rubric(1, 2, "second"),
    ])
    let rows = { try fixture.rows().split(separator: "\n").map(String.init) }
    let counts = try fixture.export("rubrics.rows", "form: openrubrics")
    #expect(
      try rows().map { $0.contains("1. own") || $0.contains("1. all") } == [
        true, true, false, false,
      ])
    #expect(try rows()[0].contains("1. own") && rows()[1].contains("1. all"))
    #expect(counts["written"] == 3 && counts["rows"] == 4)
    // A prompt has those of all pairs, and falls with the last of them.
    try fixture.export("rubrics.grpo")
    #expect(try rows().count == 4)
    try fixture.judge([2: .drop("x")])
    let left = try fixture.export("rubrics.grpo")
    #expect(try rows().count == 2 && left["dropped"] == 1)
    #expect(try fixture.export("rubrics.grpo", "where: all")["rows"] == 4)
  }

  @Test func `a judge learns from words that agree with the label, in the order they were given`()
    throws
  {
    let fixture = try ExportFixture()
    try fixture.ingest([
      .pair("p", chosen: "good", rejected: "bad"), .pair("q", chosen: "good", rejected: "bad"),
      .pair("r", chosen: "good", rejected: "bad"),
    ])
    let (prompts, pairs) = (try fixture.prompts(), try fixture.pairs())
    let rubric = Rubric(
      prompt: (prompts[0].row, prompts[0].id), name: "r", criteria: [Criterion(.principle, "Good.")]
    )
    var judgements: [Judgement] = []
    let aIsGood = pairs[0].decision == .a
    for (bFirst, isRight) in [(false, true), (true, true), (true, false)] {
      var own = Judgement(
        .pair(pairs[0].row), rubric: rubric.id, outcome: isRight == aIsGood ? 1 : 0)
      own.bStoodFirst = bFirst
      own.sample = isRight ? 0 : 1
      let shown = (bFirst ? "b" : "a") + (isRight ? " right" : " wrong")
      own.words = "\(shown)\nWinner: Response A"
      judgements.append(own)
    }
    // Without words, without a rubric, of one criterion: none is of use.
    judgements.append(Judgement(.pair(pairs[1].row), rubric: rubric.id, outcome: 1))
    var bare = Judgement(.pair(pairs[2].row), rubric: nil, outcome: 1)
    bare.words = "no rubric"
    var part = Judgement(.pair(pairs[2].row), rubric: rubric.id, outcome: 1)
    part.criterion = 0
    part.words = "a criterion"
    try fixture.commit(rubrics: [rubric], judgements: judgements + [bare, part])
    let counts = try fixture.export("rubrics.judge", "instruction: Judge.")
    let (first, second) = aIsGood ? ("good", "bad") : ("bad", "good")
    #expect(
      try fixture.rows() == #"""
        {"prompt":"Judge.\n\n# Prompt\np\n\n# Rubric\n1. Good. [Principle]\n\n# Response A\n\#(first)\n\n# Response B\n\#(second)\n\n# Judgement\n","completion":"a right\nWinner: Response A"}
        {"prompt":"Judge.\n\n# Prompt\np\n\n# Rubric\n1. Good. [Principle]\n\n# Response A\n\#(second)\n\n# Response B\n\#(first)\n\n# Judgement\n","completion":"b right\nWinner: Response A"}

        """#)
    #expect(counts.json == #"{"in":3,"no_judgement":2,"rows":2,"rows train":2,"written":1}"#)
    // A flip turns the label round: what was wrong is right.
    try fixture.judge([0: Verdict(.flip, "test")])
    try fixture.export("rubrics.judge")
    let flipped = try fixture.rows()
    #expect(flipped.contains("b wrong") && !flipped.contains("right"))
  }
}
