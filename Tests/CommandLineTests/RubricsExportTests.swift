import Foundation
import TestSupport
import Testing

/// Rubrics from a corpus to a trainer and back, through the command line.
@Suite struct RubricsExportTests {
  /// Two prompts with pairs, and one alone; all kinds of criteria.
  private static let lines = [
    #"{"q":"Name a river.","answers":[{"text":"The Rhine.","t":2},{"text":"Lake Garda.","t":1}],"rubrics":[{"text":"The response has at most 20 words.","kind":"hard_rule","weight":2.5},{"criterion":"Names a lake.","points":-2,"tags":["name:lake","axis:truth"],"evidence":{"from":"a note","n":3}},{"criterion":"How well?","levels":["Badly.","Well."],"name":"grade"}]}"#,
    #"{"q":"Name a bird.","answers":[{"text":"A stork.","t":2},{"text":"A carp.","t":1}],"rubrics":"1. The response uses no commas. [Hard Rule]\n2. The response is kind. [Principle]"}"#,
    #"{"q":"Name a stone.","answers":[{"text":"Chalk.","t":2},{"text":"Cheese.","t":1}]}"#,
  ]
  private static let mapping = """
    {prompt: q, responses: {all: {text: /answers/*/text, scores: {t: /answers/*/t}}}, \
    votes: {ranked: all, by: t, best: highest, pairs: adjacent}}
    """

  private func corpus(_ exports: [String]) throws -> ScoredCorpus {
    let corpus = try ScoredCorpus(lines: Self.lines)
    try corpus.write(
      stages: ["rubrics.import"], exports: exports, sources: ["a"], mapping: Self.mapping,
      splits: "{train: 1}")
    return corpus
  }

  private func criteria(_ columns: String, _ store: String, where condition: String = "1") throws
    -> [String]
  {
    try SQLiteText.rows(
      """
      SELECT cast(body AS TEXT), number, \(columns) FROM rubric
      JOIN criterion ON criterion.rubric = rubric.id JOIN prompt ON prompt.id = prompt
      JOIN text ON text.id = prompt.text WHERE \(condition) ORDER BY 1, 2
      """, in: store)
  }

  @Test(arguments: [
    (
      "rubrics.rows, form: winnow", "/criteria",
      #"kind, criterion.text, weight, "check", levels, tags, evidence"#, "1"
    ),
    ("rubrics.rows, form: weighted", "/rubric", "criterion.text, weight", "1"),
    (
      "rubrics.rows, form: named", "/rubric",
      "criterion.text, weight, coalesce(tags LIKE '%name:lake%', 0), coalesce(tags LIKE '%name:grade%', 0)",
      "1"
    ),
    ("rubrics.rows, form: healthbench", "/rubrics", "criterion.text, weight, tags", "1"),
    ("rubrics.rows, form: scholarqa", "/metric_config", "criterion.text, weight", "1"),
    // A list in words carries neither weights nor levels.
    (
      "rubrics.rows, form: openrubrics", "/rubric", "kind, criterion.text",
      "weight > 0 AND levels IS NULL"
    ),
    ("rubrics.grpo", "/rubric", #"kind, criterion.text, weight, "check", levels, tags"#, "1"),
    (
      "verl.rubric", "/reward_model/ground_truth",
      #"kind, criterion.text, weight, "check", levels, tags"#, "1"
    ),
  ])
  func `what is written can be read again`(
    export: String, pointer: String, columns: String, condition: String
  ) throws {
    let corpus = try corpus(["{to: out, trainer: \(export), compression: none}"])
    try corpus.run()
    try corpus.folder.write(
      """
      name: again
      store: t.sqlite
      splits: {train: 1}
      sources:
        - {path: out/data/train-00000-of-00001.jsonl, mapping: {prompt: prompt, responses: none}}
      stages:
        - rubrics.import: {rubric: \(pointer), compile: false}
      """, to: "again.yaml")
    let again = try corpus.runner.run("run", "again.yaml")
    try #require(again.exitStatus == 0, "\(again.summary)")
    #expect(!again.output.contains("warning"), "\(again.output)")
    let first = try criteria(columns, corpus.folder.file("s.sqlite"), where: condition)
    // Levels stand behind the text of a criterion in words.
    let then = try criteria(
      columns, corpus.folder.file("t.sqlite"),
      where: condition == "1"
        ? "1" : "criterion.text NOT LIKE '%avoids this%' AND criterion.text NOT LIKE '%(1: %'")
    #expect(first == then)
    #expect(first.count >= 3, "\(first)")
  }

  @Test func `five levels go into BiGGen's form and come back, other rubrics are refused`() throws {
    let levels = (1...5).map { #""score\#($0)_description":"Level \#($0).""# }.joined(
      separator: ",")
    let corpus = try ScoredCorpus(
      lines: Self.lines.dropLast() + [
        #"{"q":"Name a stone.","rubric":{"criteria":"Is it one?",\#(levels)},"answers":[{"text":"Chalk.","t":2},{"text":"Cheese.","t":1}]}"#
      ])
    try corpus.write(
      stages: ["rubrics.import"],
      exports: ["{to: out, trainer: rubrics.rows, form: biggen, compression: none}"],
      sources: ["a"], mapping: Self.mapping, splits: "{train: 1}")
    let result = try corpus.run()
    #expect(result.output.contains("3 pairs = 1 written + 2 no_levels"), "\(result.output)")
    let row = try #require(try corpus.rows().first)
    #expect(row.contains(#""score_rubric":{"criteria":"Is it one?",\#(levels)}"#), "\(row)")
  }

  @Test func `a criterion with levels that is to be avoided does not go into BiGGen's form`() throws
  {
    let levels = (1...5).map { #""Level \#($0).""# }.joined(separator: ",")
    let corpus = try ScoredCorpus(lines: [
      #"{"q":"Name a stone.","rubric":[{"text":"Is it rude?","weight":-2,"levels":[\#(levels)]}],"answers":[{"text":"Chalk.","t":2},{"text":"Cheese.","t":1}]}"#,
      #"{"q":"Name a tree.","rubric":[{"text":"Is it one?","weight":2,"levels":[\#(levels)]}],"answers":[{"text":"An oak.","t":2},{"text":"A rose.","t":1}]}"#,
    ])
    try corpus.write(
      stages: ["rubrics.import"],
      exports: ["{to: out, trainer: rubrics.rows, form: biggen, compression: none}"],
      sources: ["a"], mapping: Self.mapping, splits: "{train: 1}")
    let result = try corpus.run()
    #expect(result.output.contains("2 pairs = 1 written + 1 no_levels"), "\(result.output)")
    #expect(try corpus.rows().allSatisfy { $0.contains("Is it one?") })
    let card = try String(contentsOfFile: corpus.folder.file("out/README.md"), encoding: .utf8)
    #expect(card.contains("not its weight, kind, check and tags"), "\(card)")
  }

  @Test func `rows, counts and why agree`() throws {
    let corpus = try corpus([
      "{to: out, trainer: rubrics.grpo, compression: none}",
      "{to: sft, trainer: rubrics.generator, compression: none}",
      "{to: rows, trainer: rubrics.rows, compression: none, ids: true}",
    ])
    let result = try corpus.run()
    #expect(result.output.contains("3 prompts = 2 written + 1 no_rubric"), "\(result.output)")
    #expect(result.output.contains("3 pairs = 2 written + 1 no_rubric"), "\(result.output)")
    for folder in ["out", "sft", "rows"] {
      let rows = try corpus.rows(folder)
      #expect(rows.count == 2)
      for row in rows { _ = try JSONSerialization.jsonObject(with: Data(row.utf8)) }
    }
    let why = try corpus.runner.run("why", "--store", "s.sqlite", "a.jsonl:3")
    #expect(
      why.output.contains("its prompt: not written: no_rubric, there is no rubric for it"),
      "\(why.output)")
    let known = try corpus.runner.run("why", "--store", "s.sqlite", "a.jsonl:1")
    #expect(known.output.contains("its prompt: written to split train"), "\(known.output)")
  }

  @Test func `neither the order of sources nor threads change a byte`() throws {
    var found: [[String]] = []
    for (sources, jobs) in [(["a", "b"], "1"), (["b", "a"], "3")] {
      let corpus = try ScoredCorpus(lines: Self.lines)
      try corpus.folder.write(
        """
        \(Self.lines[1])
        {"q":"Name a fish.","rubrics":["Names one."],"answers":[{"text":"A carp.","t":2},{"text":"A cow.","t":1}]}

        """, to: "b.jsonl")
      try corpus.write(
        stages: ["rubrics.import"],
        exports: [
          "{to: out, trainer: rubrics.grpo}", "{to: shuffled, trainer: verl.rubric, shuffle: true}",
          "{to: rows, trainer: rubrics.rows, form: named}",
        ], sources: sources, mapping: Self.mapping,
        splits: "{train: 0.5, test: 0.5}")
      try corpus.run("--jobs", jobs)
      found.append(
        try ["out", "shuffled", "rows"].flatMap {
          try fingerprint(corpus.folder.file($0) + "/data")
        })
    }
    #expect(found[0] == found[1])
    #expect(found[0].count >= 3)
  }

  @Test func `an export without a judge's words says so`() throws {
    let corpus = try corpus(["{to: out, trainer: rubrics.judge}"])
    let result = try corpus.runner.run("run", "p.yaml")
    #expect(result.exitStatus == 1)
    #expect(result.errors.contains("of 3 pairs: 3 no_judgement"), "\(result.errors)")
  }
}
