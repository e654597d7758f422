import Foundation
import TestSupport
import Testing

/// Rubrics from records and files, through the command line.
@Suite struct RubricsImportTests {
  private static let lines = [
    #"{"q":"Name a river.","rubrics":[{"criterion":"Names one.","points":3},{"criterion":"Names a lake.","points":-2}]}"#,
    #"{"q":[{"role":"user","content":"Name a bird."}],"rubrics":"1. The response has at most 20 words. [Hard Rule]\n2. The response is kind. [Principle]"}"#,
    #"{"q":"Name a tree.","rubrics":[{"points":3}]}"#, #"{"q":"Name a stone."}"#,
  ]

  private func corpus(_ stages: [String]) throws -> ScoredCorpus {
    let corpus = try ScoredCorpus(lines: Self.lines)
    try corpus.write(
      stages: stages, exports: [], sources: ["a"],
      mapping: "{prompt: q, responses: none}", splits: "{train: 1}")
    return corpus
  }

  private func rubrics(_ corpus: ScoredCorpus) throws -> [String] {
    try SQLiteText.rows(
      """
      SELECT cast(text.body AS TEXT), rubric.name, version, parent IS NOT NULL, number, kind,
        criterion.text, weight, "check" IS NOT NULL
      FROM rubric JOIN criterion ON criterion.rubric = rubric.id JOIN prompt ON prompt.id = prompt
      JOIN text ON text.id = prompt.text ORDER BY 1, version, number
      """, in: corpus.folder.file("s.sqlite"))
  }

  @Test func `prompts without responses keep what they are asked for`() throws {
    let corpus = try corpus(["rubrics.import"])
    let result = try corpus.run()
    #expect(
      try rubrics(corpus) == [
        "Name a bird.|given|1|0|0|0|The response has at most 20 words.|1.0|1",
        "Name a bird.|given|1|0|1|1|The response is kind.|1.0|0",
        "Name a river.|given|1|0|0|1|Names one.|3.0|0",
        "Name a river.|given|1|0|1|1|Names a lake.|-2.0|0",
      ])
    #expect(result.output.contains("`given`: 2 rubrics with 4 criteria for 2 prompts"))
    #expect(
      result.output.contains("warning: 1 rubrics cannot be read: criterion 1: it has no text"))
    try corpus.checkStore()
  }

  @Test func `a changed rubric is a new version, the same one is none`() throws {
    let corpus = try corpus([
      "rubrics.import", "rubrics.import: {id: again}",
      "rubrics.import: {id: other, file: other.jsonl, compile: false}",
    ])
    try corpus.folder.write(
      """
      {"prompt":"Name a river.","rubric":["Names two."]}
      {"prompt":[{"role":"user","content":"Name a stone."}],"rubric":["Names one."]}
      {"prompt":"Nobody asks this.","rubric":["No."]}
      """, to: "other.jsonl")
    let result = try corpus.run()
    let found = try rubrics(corpus)
    #expect(found.contains("Name a river.|given|2|1|0|1|Names two.|1.0|0"), "\(found)")
    #expect(found.contains("Name a stone.|given|1|0|0|1|Names one.|1.0|0"), "\(found)")
    // The second stage tells those of the first again; the third tells two.
    #expect(found.count == 10 && Set(found).count == 6)
    #expect(result.output.contains("`other.jsonl`: 3 records, 0 of them unusable, 3 prompts"))
  }

  @Test func `an object of records by id is read where it is said`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      #"{"x1":{"input":"Name a river.","score_rubric":{"criteria":"Is it one?","score1_description":"No.","score2_description":"Yes."}}}"#,
      to: "b.json")
    try folder.write(
      """
      name: b
      store: s.sqlite
      sources:
        - path: b.json
          records_at: ""
          mapping: {prompt: /input, responses: none}
      stages:
        - rubrics.import
      """, to: "p.yaml")
    let result = try CommandRunner(folder: folder.path).run("run", "p.yaml")
    #expect(result.exitStatus == 0, "\(result.output)")
    #expect(result.output.contains("1 rubrics with 1 criteria for 1 prompts"), "\(result.output)")
  }
}
