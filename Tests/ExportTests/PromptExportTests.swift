import Foundation
import Records
import Store
import TestSupport
import Testing

@testable import Export
@testable import Pipeline

/// Exports whose rows are made of prompts.
@Suite struct PromptExportTests {
  /// Prompts `p0` … of pairs and `q0` … alone, each with a rubric.
  private static func fixture(
    _ count: Int = 40, splits: [(String, Double)] = [("train", 1)]
  ) throws -> ExportFixture {
    let fixture = try ExportFixture(splits: splits)
    try fixture.ingest(
      (0..<count).flatMap {
        [
          .pair("p\($0)", chosen: "x", rejected: "y"), RecordFixture("q\($0)", [], votes: []),
          .pair("p\($0)", chosen: "x", rejected: "z"),
        ]
      })
    try fixture.commit(
      rubrics: fixture.prompts().map {
        Rubric(prompt: ($0.row, $0.id), name: "r", criteria: [Criterion(.hardRule, "Short.")])
      })
    return fixture
  }

  @Test func `GRPO gets a row for each prompt, those alone among them, in their order`() throws {
    let fixture = try Self.fixture(2)
    let counts = try fixture.export("rubrics.grpo")
    let ids = try SQLiteText.rows(
      "SELECT lower(hex(rubric.digest)) FROM rubric ORDER BY prompt", in: fixture.store.path)
    #expect(
      try fixture.rows()
        == zip(["p0", "q0", "p1", "q1"], ids).map {
          #"{"prompt":"\#($0)","rubric":[{"criterion":"Short.","points":1.0,"kind":"hard_rule","check":null,"levels":[],"tags":[]}],"rubric_id":"\#($1)"}"#
            + "\n"
        }.joined())
    #expect(counts.json == #"{"in":4,"rows":4,"rows train":4,"written":4}"#)
    let card = try fixture.text("README.md")
    #expect(card.contains("Of 4 prompts 4 were written, as 4 rows."))
    #expect(
      card.contains(
        "  - name: rubric\n    list:\n    - name: criterion\n      dtype: string\n    - name: points\n      dtype: float64\n"
      ), "\(card)")
    #expect(!card.contains("response_prefix"))
  }

  @Test func `verl gets messages, and the rubric as ground truth`() throws {
    let fixture = try Self.fixture(1)
    try fixture.export("verl.rubric", "data_source: mine")
    let prompts = try fixture.prompts().map(\.id)
    let row = try #require(try fixture.rows().split(separator: "\n").last)
    #expect(
      row.hasPrefix(
        #"{"data_source":"mine","prompt":[{"role":"user","content":"q0"}],"ability":"rubric","reward_model":{"style":"rubric","ground_truth":"[{\"criterion\":\"Short.\",\"points\":1.0,\"kind\":\"hard_rule\",\"check\":null,\"levels\":[],\"tags\":[]}]"},"extra_info":{"split":"train","index":1,"prompt_id":"\#(prompts[1])","rubric_id":""#
      ), "\(row)")
  }

  @Test func `splits and dropped prompts are respected, and all adds up`() throws {
    let fixture = try Self.fixture(splits: [("train", 0.5), ("test", 0.5)])
    let prompts = try fixture.prompts()
    #expect(prompts.count == 80)
    let run = try Ledger.begin(
      fixture.store, RunKey(stage: "drops", part: "", options: "{}", seed: 0, inputs: []))
    try StageWriter(fixture.store, run: run.id).commit(
      prompts[..<10].map { Finding(.prompt, $0.row, .drop("test")) }, number: 0, counts: Counts(),
      relabel: nil)
    fixture.selection.verdicts.append(run.id)
    let counts = try fixture.export("rubrics.grpo")
    #expect(counts["in"] == 80 && counts["dropped"] == 10 && counts["written"] == 70)
    #expect(counts["rows train"] + counts["rows test"] == 70 && counts["rows test"] > 0)
    #expect(try fixture.export("rubrics.grpo", "where: dropped")["written"] == 10)
    let held = Set(try fixture.rows("test", in: "out").split(separator: "\n"))
    #expect(held.isDisjoint(with: Set(try fixture.rows("train").split(separator: "\n"))))
  }

  @Test func `threads, frames and shards change no row, and a shuffle only the order`() throws {
    let fixture = try Self.fixture()
    try fixture.export("rubrics.grpo", "compression: none", jobs: 1)
    let rows = try fixture.rows()
    try fixture.export(
      "rubrics.grpo", "compression: none, shard_bytes: 900", jobs: 3, frameSize: 300)
    #expect(try fixture.rows() == rows)
    #expect(try fixture.files().keys.filter { $0.hasPrefix("data/") }.count > 5)
    try fixture.export("rubrics.grpo", "shuffle: true", jobs: 3)
    let shuffled = try fixture.rows()
    #expect(shuffled != rows)
    #expect(shuffled.split(separator: "\n").sorted() == rows.split(separator: "\n").sorted())
  }

  @Test func `prompts come in the order of the files, each once`() throws {
    let fixture = try ExportFixture()
    for (source, prompts) in [("one", ["p1", "p2"]), ("two", ["p3", "p1", "p4"])] {
      try fixture.ingest(
        prompts.map { .pair($0, chosen: "a", rejected: "b") }, source: source)
    }
    let texts = try fixture.prompts().map {
      try SQLiteText.rows(
        "SELECT cast(body AS TEXT) FROM text WHERE id = \($0.text)", in: fixture.store.path)[0]
    }
    #expect(texts == ["p1", "p2", "p3", "p4"])
  }

  @Test(arguments: [
    ("rubrics.grpo", "weights: carry", "`weights` of trainer `rubrics.grpo` must not be given"),
    ("rubrics.generator", "soft_labels: sample", "rows are made of prompts, which have no weight"),
    (
      "verl.rubric", "response_prefix: x",
      "must not be given: rows hold no response that is joined to the prompt"
    ),
    ("verl.rubric", "shape: standard", "`shape` of trainer `verl.rubric` must be `conversational`"),
    ("rubrics.rows", "form: healthbench, shape: standard", "must be `conversational`"),
    ("rubrics.judge", "instruction: ' '", "must say something"),
  ])
  func `options that say nothing are refused`(trainer: String, options: String, words: String)
    throws
  {
    let fixture = try ExportFixture()
    let error = #expect(throws: WinnowError.self) { try fixture.prepare(trainer, options) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func `without a rubric nothing is written, and the reason is told`() throws {
    let fixture = try ExportFixture()
    try fixture.ingest([.pair("p", chosen: "x", rejected: "y")])
    let counts = try fixture.export("rubrics.grpo")
    #expect(counts.json == #"{"in":1,"no_rubric":1,"rows":0,"rows train":0,"written":0}"#)
    #expect(!FileManager.default.fileExists(atPath: fixture.folder.file("out")))
  }

  @Test func `why tells of a pair what became of its prompt`() throws {
    let fixture = try Self.fixture(1)
    let pair = try fixture.pairs()[0]
    let prepared = try fixture.prepare("rubrics.grpo")
    let account = try #require(
      try ExportAccount(
        stage: "export rubrics.grpo",
        options: #"{"options":\#(JSONText.quoted(prepared.options))}"#, seed: 7, fixture.store,
        fixture.selection))
    #expect(account.isOfPrompts)
    #expect(
      try account.fate(pair: pair.row, prompt: pair.prompt) == .written(split: "train", rows: 1))
  }
}
