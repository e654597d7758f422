import Foundation
import TestSupport
import Testing

/// Rubrics that stand with pairs, and rubrics of files, through the command line.
@Suite struct RubricsImportPairsTests {
  private static let mapping =
    "{prompt: q, responses: {a: c, b: r}, votes: {better: a, worse: b}}"

  private static func row(_ q: String, _ c: String, _ r: String, _ rubric: String) -> String {
    #"{"q":"\#(q)","c":"\#(c)","r":"\#(r)","rubrics":\#(rubric)}"#
  }

  /// The pairs of the first prompt have rubrics of their own, those of the second the same one.
  private static let lines = [
    row("Name a river.", "The Rhine.", "Bread.", #"["Is kind."]"#),
    row("Name a river.", "The Rhone.", "A hill of beans.", #"["Is short."]"#),
    row("Name a bird.", "A stork.", "A carp.", #"["Names one."]"#),
    row("Name a bird.", "A crow.", "A pike.", #"["Names one."]"#),
  ]

  private func corpus(
    _ stages: [String], lines: [String] = Self.lines, sources: [String] = ["a"],
    export: String = "{to: rows, trainer: rubrics.rows, form: openrubrics, compression: none}"
  ) throws -> ScoredCorpus {
    let corpus = try ScoredCorpus(lines: lines)
    try write(corpus, stages, sources: sources, export: export)
    return corpus
  }

  private func write(
    _ corpus: ScoredCorpus, _ stages: [String], sources: [String] = ["a"],
    export: String = "{to: rows, trainer: rubrics.rows, form: openrubrics, compression: none}"
  ) throws {
    try corpus.write(
      stages: stages, exports: [export], sources: sources, mapping: Self.mapping,
      splits: "{train: 1}")
  }

  private func rubrics(_ corpus: ScoredCorpus) throws -> [String] {
    try SQLiteText.rows(
      """
      SELECT cast(asked.body AS TEXT), coalesce(cast(better.body AS TEXT), ''), criterion.text
      FROM rubric JOIN criterion ON criterion.rubric = rubric.id JOIN prompt ON prompt.id = rubric.prompt
      JOIN text AS asked ON asked.id = prompt.text LEFT JOIN pair ON pair.id = rubric.pair
      LEFT JOIN response ON response.id IN (pair.a, pair.b)
      LEFT JOIN text AS better ON better.id = response.text
      ORDER BY 1, 2, 3
      """, in: corpus.folder.file("s.sqlite"))
  }

  private static let owned = [
    "Name a bird.||Names one.", "Name a river.|A hill of beans.|Is short.",
    "Name a river.|Bread.|Is kind.", "Name a river.|The Rhine.|Is kind.",
    "Name a river.|The Rhone.|Is short.",
  ]

  @Test func `a rubric that stands with one pair among others is that pair's`() throws {
    let corpus = try corpus(["rubrics.import"])
    let result = try corpus.run()
    #expect(try rubrics(corpus) == Self.owned)
    #expect(result.output.contains("2 of the rubrics belong to one pair"), "\(result.output)")
    // A row for each pair, with its own rubric.
    let rows = try corpus.rows("rows")
    #expect(rows.count == 4, "\(rows)")
    #expect(rows.filter { $0.contains("Is kind.") }.allSatisfy { $0.contains("The Rhine.") })
    #expect(rows.count { $0.contains("Names one.") } == 2)
    try corpus.checkStore()
  }

  @Test func `records that judge the same pair give it all their rubrics`() throws {
    let corpus = try corpus(
      ["rubrics.import"],
      lines: Self.lines + [
        Self.row("Name a river.", "The Rhone.", "A hill of beans.", #"["Is true."]"#)
      ])
    try corpus.run()
    #expect(
      try rubrics(corpus).filter { $0.contains("Rhone") } == [
        "Name a river.|The Rhone.|Is short.", "Name a river.|The Rhone.|Is true.",
      ])
    #expect(try corpus.rows("rows").count { $0.contains("The Rhone.") } == 2)
  }

  @Test func `whose a rubric is does not depend on the order of files, nor on threads`() throws {
    var found: [[String]] = []
    for (order, jobs) in [(Self.lines, "1"), (Self.lines.reversed(), "3")] {
      let corpus = try ScoredCorpus(lines: [order[0], order[2]])
      try corpus.folder.write([order[1], order[3]].map { $0 + "\n" }.joined(), to: "b.jsonl")
      try write(corpus, ["rubrics.import"], sources: ["a", "b"])
      try corpus.run("--jobs", jobs)
      #expect(try rubrics(corpus) == Self.owned)
      found.append(
        try SQLiteText.rows(
          "SELECT hex(digest) FROM rubric ORDER BY 1", in: corpus.folder.file("s.sqlite")))
    }
    #expect(found[0] == found[1])
  }

  @Test func `with a pair that was taken out goes its rubric`() throws {
    let corpus = try corpus(["filters.length: {max_chars: 15}", "rubrics.import"])
    let result = try corpus.run()
    #expect(try rubrics(corpus).filter { $0.contains("short") }.isEmpty)
    #expect(
      result.output.contains("1 rubrics are left out with the one pair they belong to"),
      "\(result.output)")
  }

  @Test func `a list in which something is no criterion is refused from a file, too`() throws {
    let list = #"["Is kind.", null, 5, "Is brief."]"#
    let corpus = try corpus(
      ["rubrics.import", "rubrics.import: {id: other, file: other.jsonl}"],
      lines: [Self.row("Name a river.", "The Rhine.", "Bread.", list)])
    try corpus.folder.write(
      """
      {"prompt":"Name a river.","rubrics":\(list)}
      {"prompt":"Name a river.","rubrics":["Is kind.", 5]}
      {"prompt":"Name a river.","rubrics":["Is kind."]}

      """, to: "other.jsonl")
    let result = try corpus.run()
    #expect(
      result.output.contains("rubrics cannot be read: criterion 2 is no text and no object"),
      "\(result.output)")
    #expect(
      result.output.contains("`other.jsonl`: 3 records, 2 of them unusable, 1 prompts"),
      "\(result.output)")
    #expect(try rubrics(corpus).map { $0.contains("Is kind.") } == [true])
  }

  private func notes(_ corpus: ScoredCorpus) throws -> [String] {
    try SQLiteText.rows(
      "SELECT text FROM run_note ORDER BY run, number", in: corpus.folder.file("s.sqlite"))
  }

  @Test func `a file's prompts that are none of the corpus are counted`() throws {
    let corpus = try corpus(["rubrics.import: {file: other.jsonl}"])
    let known = #"{"prompt":"Name a bird.","rubrics":["Is kind."]}"# + "\n"
    let others = #"{"prompt":"Nobody\nasks.","rubrics":["No."]}"# + "\n"
    try corpus.folder.write(known + others, to: "other.jsonl")
    try corpus.run()
    let some = try notes(corpus)
    #expect(
      some.last
        == "`other.jsonl`: 2 records, 0 of them unusable, 2 prompts; 1 of these are none of the prompts looked at, "
        + "such as “Nobody asks.”", "\(some)")
    try corpus.folder.write(others, to: "other.jsonl")
    try write(
      corpus, ["rubrics.import: {id: none, file: other.jsonl}"],
      export: "{to: o, trainer: trl.dpo}")
    try corpus.run()
    let none = try notes(corpus).dropFirst(some.count)
    #expect(
      none.last
        == "warning: no prompt of `other.jsonl` is a prompt of the corpus: does `prompt:` say where they stand, and are "
        + "they the same texts?", "\(none)")
    #expect(!none.contains { $0.contains("`rubric:`") }, "\(none)")
  }

  @Test func `what is to be avoided has no check when it comes back as words`() throws {
    let avoided = #"""
      [{"criterion":"The response uses no commas.","points":-2,"kind":"hard_rule"},\#
      {"criterion":"The response has at least 2 words.","points":1,"kind":"hard_rule"}]
      """#
    let corpus = try corpus(
      ["rubrics.import"], lines: [Self.row("Name a river.", "Good, long", "bad one", avoided)])
    try corpus.run()
    let store = corpus.folder.file("s.sqlite")
    let sql = #"SELECT text, "check" IS NOT NULL FROM criterion ORDER BY number"#
    #expect(
      try SQLiteText.rows(sql, in: store) == [
        "The response uses no commas.|1", "The response has at least 2 words.|1",
      ])
    try corpus.folder.write(
      """
      name: again
      store: t.sqlite
      splits: {train: 1}
      sources:
        - {path: rows/data/train-00000-of-00001.jsonl, format: trl}
      stages:
        - rubrics.import
      """, to: "again.yaml")
    let again = try corpus.runner.run("run", "again.yaml")
    try #require(again.exitStatus == 0, "\(again.summary)")
    #expect(
      try SQLiteText.rows(sql, in: corpus.folder.file("t.sqlite")) == [
        "The response avoids this: The response uses no commas.|0",
        "The response has at least 2 words.|1",
      ])
  }

  @Test func `documents behind the one that records_at names are not lost in silence`() throws {
    let folder = try TemporaryFolder()
    let line = #"{"data":[{"prompt":"P","chosen":"a","rejected":"b"}]}"# + "\n"
    try folder.write(String(repeating: line, count: 3), to: "b.jsonl")
    try folder.write(
      """
      name: b
      store: s.sqlite
      sources:
        - {path: b.jsonl, format: trl, records_at: /data}
      stages: []
      """, to: "p.yaml")
    let result = try CommandRunner(folder: folder.path).run("run", "p.yaml")
    #expect(
      result.output.contains("3 records = 1 stored + 0 duplicates + 2 quarantined"),
      "\(result.summary)")
    #expect(
      try SQLiteText.rows(
        "SELECT line, reason, extra LIKE '%one more document%' FROM record WHERE outcome = 2 ORDER BY line",
        in: folder.file("s.sqlite")) == ["2|invalid_json|1", "3|invalid_json|1"])
  }
}
