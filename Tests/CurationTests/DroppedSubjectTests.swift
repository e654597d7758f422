@testable import Curation
import Foundation
import Records
import TestSupport
import Testing

@testable import Pipeline
@testable import Store

/// A dropped prompt or response drops its pairs, wherever somebody looks.
@Suite struct DroppedSubjectTests {
  let fixture: StoreFixture
  let labels: Int64

  /// Three prompts with pairs x>y, x>z; a store of which the last plan has a stage `test`.
  init() throws {
    fixture = try StoreFixture()
    try fixture.ingest(
      (1...3).flatMap { prompt in
        ["y", "z"].map { .pair("p\(prompt)", chosen: "x", rejected: $0) }
      })
    labels = try fixture.label()
  }

  /// A run of a stage that says this, in the last finished plan; gives what a stage behind it sees.
  private func judged(_ findings: [Finding], stage: String = "test") throws -> Selection {
    let key = RunKey(stage: stage, part: "", options: "{}", seed: 0, inputs: [])
    let run = try Ledger.begin(fixture.store, key)
    try StageWriter(fixture.store, run: run.id).commit(
      findings, number: 0, counts: Counts(), relabel: nil)
    try Ledger.finish(fixture.store, run: run.id, counts: Counts(), seconds: 0)
    var selection = fixture.selection
    selection.labels = [labels]
    selection.verdicts = [run.id]
    _ = try Ledger.storePlan(
      fixture.store, pipeline: "p", entries: [selection.ingests, [labels], [run.id]],
      description: "{}")
    return selection
  }

  private func row(_ sql: String) throws -> Int64 {
    let found = try fixture.rows(sql).first.flatMap { Int64($0) }
    return try #require(found)
  }

  /// Of `p1` the prompt, of `p2` the response z, which is that of one pair of two.
  private func findings() throws -> [Finding] {
    let prompt = try row(
      "SELECT prompt.id FROM prompt JOIN text ON text.id = text WHERE body = 'p1'")
    let response = try row(
      """
      SELECT response.id FROM response JOIN text ON text.id = response.text
      JOIN prompt ON prompt.id = response.prompt JOIN text AS p ON p.id = prompt.text
      WHERE p.body = 'p2' AND text.body = 'z'
      """)
    return [
      Finding(.prompt, prompt, .drop("bad_prompt")),
      Finding(.response, response, .drop("bad_answer")),
    ]
  }

  @Test func `a stage behind it does not see the pairs, an export counts them as dropped`() throws {
    let selection = try judged(findings())
    var seen = 0
    for slice in try PairSlice.slices(fixture.store, of: selection.ingests[0]) {
      _ = try PairReader(fixture.store).read(slice, selection, []) { seen += $0.count }
    }
    #expect(seen == 3)
    var dropped = 0
    try KeptPairs(fixture.store).forEach(selection) { dropped += $0.dropped ? 1 : 0 }
    #expect(dropped == 3)
  }

  @Test func `pairs_view and why say who dropped them and why`() throws {
    _ = try judged(findings())
    let rows = try fixture.rows(
      """
      SELECT prompt, rejected, kept, dropped_by, drop_reason FROM pairs_view
      ORDER BY prompt, rejected
      """)
    #expect(
      rows == [
        "p1|y|0|test|bad_prompt", "p1|z|0|test|bad_prompt", "p2|y|1|-|-", "p2|z|0|test|bad_answer",
        "p3|y|1|-|-", "p3|z|1|-|-",
      ])
    let reader = WhyReader(fixture.store)
    let pairs = try fixture.rows("SELECT id FROM pair ORDER BY id").compactMap { Int64($0) }
    let words = try pairs.map { PairOutcome(try reader.history($0)).words }
    #expect(
      words.sorted() == [
        "dropped by test: bad_answer", "dropped by test: bad_prompt", "dropped by test: bad_prompt",
        "kept", "kept", "kept",
      ])
  }

  @Test func `of several reasons of one stage the pair's own comes first, everywhere`() throws {
    var all = try findings()
    let pair = try row(
      """
      SELECT pair.id FROM pair JOIN prompt ON prompt.id = pair.prompt
      JOIN text ON text.id = prompt.text WHERE body = 'p1' ORDER BY pair.id LIMIT 1
      """)
    let responses = try fixture.rows("SELECT a || '|' || b FROM pair WHERE id = \(pair)")
    let sides = try #require(responses.first).split(separator: "|").compactMap { Int64($0) }
    for (expected, more) in [
      ("of_prompt_b", Finding(.response, sides[1], .drop("of_prompt_b"))),
      ("of_prompt_a", Finding(.response, sides[0], .drop("of_prompt_a"))),
      ("own", Finding(.pair, pair, .drop("own"))),
    ] {
      all.append(more)
      _ = try judged(all, stage: "test \(expected)")
      let viewed = try fixture.rows(
        """
        SELECT drop_reason FROM pairs_view
        WHERE id = (SELECT lower(hex(digest)) FROM pair WHERE id = \(pair))
        """)
      #expect(viewed == [expected])
      let outcome = PairOutcome(try WhyReader(fixture.store).history(pair))
      #expect(outcome.end == .dropped(step: "test \(expected)", reason: expected))
    }
  }

  @Test func `a store of before has the view made anew`() throws {
    let path = fixture.store.path
    fixture.store.close()
    try SQLiteText.execute(
      """
      DROP VIEW pairs_view; CREATE VIEW pairs_view AS SELECT 1 AS old;
      DELETE FROM grdb_migrations WHERE identifier = 'dropped prompts and responses'
      """, in: path)
    _ = try Store(path: path)
    #expect(
      try SQLiteText.rows("SELECT count(*) FROM pairs_view WHERE kept IN (0, 1)", in: path) == ["0"]
    )
  }
}

/// Stages that speak of prompts and responses, through a whole run.
@Suite struct SubjectStageTests {
  /// Drops the responses that begin with `bad`, once for each pair they stand in, and the prompt `worst`.
  struct BadResponses: PromptStage {
    static let name = "test.bad_responses"
    static let summary = ""
    static let discussion = ""
    static let reasons: [(reason: Reason, meaning: String)] = [("bad", ""), ("worst", "")]
    init(options: inout OptionReader) throws(WinnowError) {}

    func judge(_ batch: PairBatch, pairs: Range<Int>, into findings: inout [Finding]) {
      for i in pairs {
        if batch.arena.string(batch.prompts[i].slice) == "worst" {
          findings.append(Finding(.prompt, batch.promptRows[i], .drop("worst")))
        }
        for (body, row) in [
          (batch.a[i], batch.responseRows[i].a),
          (batch.b[i] ?? batch.a[i], batch.responseRows[i].b),
        ] where batch.arena.string(body.slice).hasPrefix("bad") {
          findings.append(Finding(.response, row, .drop("bad")))
        }
      }
    }
  }

  /// Says of a response what only a prompt stage may.
  struct WrongScope: PairStage {
    static let name = "test.wrong_scope"
    static let summary = ""
    static let discussion = ""
    static let reasons: [(reason: Reason, meaning: String)] = [("bad", "")]
    init(options: inout OptionReader) throws(WinnowError) {}

    func judge(_ batch: PairBatch, into findings: inout [Finding]) {
      findings.append(Finding(.response, batch.responseRows[0].a, .mark("bad")))
    }
  }

  /// Marks every pair it sees and drops every vote but the first; counts in every file that holds a pair.
  struct Marks: PairStage {
    static let name = "test.marks"
    static let summary = ""
    static let discussion = ""
    static let reads: Set<Column> = [.votes]
    static let reasons: [(reason: Reason, meaning: String)] = [("seen", "")]
    init(options: inout OptionReader) throws(WinnowError) {}

    func judge(_ batch: PairBatch, into findings: inout [Finding]) {
      for row in batch.rows { findings.append(Finding(.pair, row, .mark("seen"))) }
    }
  }

  private func run(_ stage: String, _ files: [String: [String]]) throws -> (
    RunReport, TemporaryFolder
  ) {
    let folder = try TemporaryFolder()
    for (name, rows) in files {
      let lines = rows.map { row in
        let parts = row.split(separator: "|")
        return #"{"prompt":"\#(parts[0])","chosen":"\#(parts[1])","rejected":"\#(parts[2])"}"#
      }
      try folder.write(lines.joined(separator: "\n"), to: name)
    }
    try folder.write(
      """
      name: p
      store: s.sqlite
      sources: [{path: "*.jsonl", format: trl}]
      stages: [\(stage)]
      """, to: "p.yaml")
    var catalog = Curation.catalog
    catalog.stages += [
      StageEntry(BadResponses.self), StageEntry(WrongScope.self), StageEntry(Marks.self),
    ]
    let file = try PipelineFile.read(folder.file("p.yaml"))
    let store = try Store(path: file.store)
    let plan = try Planner(catalog: catalog, file: file).plan(store)
    let runner = Runner(
      catalog: catalog, plan: plan, store: store, jobs: 2, progress: NoProgress())
    return (try runner.run(), folder)
  }

  @Test func `in is kept and each reason, in pairs`() throws {
    let rows = [
      "p|good|bad 1", "p|good|bad 2", "p|bad 1|bad 2", "p|good|fine", "worst|x|y", "worst|bad|y",
      "q|x|y",
    ]
    let (report, folder) = try run("test.bad_responses", ["a.jsonl": rows])
    let counts = try #require(report.steps.last).counts.values
    #expect(
      counts == [
        "in": 7, "kept": 2, "drop bad": 4, "drop worst": 1, "response drop bad": 3,
        "prompt drop worst": 1, "held_out": 0,
      ])
    let viewed = try SQLiteText.rows(
      "SELECT drop_reason, count(*) FROM pairs_view WHERE NOT kept GROUP BY 1",
      in: folder.file("s.sqlite"))
    #expect(viewed == ["bad|4", "worst|1"])
  }

  @Test func `a stage that judges pairs cannot speak of responses`() throws {
    let error = #expect(throws: WinnowError.self) {
      try run("test.wrong_scope", ["a.jsonl": ["p|x|y"]])
    }
    #expect(error?.code == WinnowError.Code("undeclared-subject", exitStatus: 1))
  }

  @Test func `marks and votes of a pair that several files hold count once`() throws {
    let (report, _) = try run(
      "test.marks",
      ["a.jsonl": ["p|x|y", "q|x|y"], "b.jsonl": ["p|x|y"], "c.jsonl": ["p|x|y", "r|x|y"]])
    let counts = try #require(report.steps.last).counts.values
    #expect(
      counts == ["in": 3, "kept": 3, "mark seen": 3, "votes in": 5, "held_out": 0])
  }
}
