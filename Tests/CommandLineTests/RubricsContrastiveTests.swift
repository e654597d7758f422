import Foundation
import TestSupport
import Testing

/// Rubrics that are learned from pairs, given to prompts, and used for scores.
@Suite struct RubricsContrastiveTests {
  private static let mapping = """
    {prompt: q, responses: {all: {text: /answers/*/text, scores: {t: /answers/*/t}}}, \
    votes: {ranked: all, by: t, best: highest, pairs: all}}
    """

  /// Three answers a prompt: the one with an example is mostly best, every ninth prompt has it the other way.
  private static func lines(_ prompts: Int = 60) -> [String] {
    (0..<prompts).map { number in
      let isOdd = number % 9 == 8
      let answers = [
        ("Take part \(number), for example the one on the left, and turn it.", isOdd ? 0 : 2),
        ("Turn it.", 1), ("No.", isOdd ? 2 : 0),
      ].map { #"{"text":"\#($0)","t":\#($1)}"# }
      let rule = number % 5 == 0 ? " Answer without any commas." : ""
      return
        #"{"q":"How does part \#(number) turn?\#(rule)","answers":[\#(answers.joined(separator: ","))]}"#
    }
  }

  private func corpus(
    _ stages: [String], prompts: Int = 60, splits: String = "{train: 1}"
  ) throws -> ScoredCorpus {
    let corpus = try ScoredCorpus(lines: Self.lines(prompts))
    try corpus.write(
      stages: stages, exports: [], sources: ["a"], mapping: Self.mapping, splits: splits)
    return corpus
  }

  private func rows(_ sql: String, _ corpus: ScoredCorpus) throws -> [String] {
    try SQLiteText.rows(sql, in: corpus.folder.file("s.sqlite"))
  }

  @Test func `pairs keep their rubric where it prefers what the others of the prompt prefer`()
    throws
  {
    let corpus = try corpus(["rubrics.contrastive"])
    let result = try corpus.run()
    // 43 prompts with all three pairs. Of six that are the other way round, and of eleven whose best answer has
    // the comma that is forbidden, none; of the one that is both, the two pairs that the rule decides.
    #expect(
      result.output.contains("131 of 180 pairs keep their rubric (72.8 %)"), "\(result.output)")
    #expect(
      try rows("SELECT reason, count(*) FROM verdict GROUP BY 1", corpus) == ["rubric_rejected|49"])
    #expect(try rows("SELECT count(*) FROM rubric", corpus) == ["44"])
    let hard = try rows(
      """
      SELECT count(*), count(DISTINCT criterion.text) FROM criterion WHERE kind = 0
      """, corpus)
    #expect(hard == ["1|1"], "\(hard)")
    #expect(
      try rows(
        "SELECT count(*) > 0 FROM criterion WHERE text LIKE '%by an example%' AND weight > 0.5",
        corpus) == ["1"])
    let why = try corpus.runner.run("why", "--store", "s.sqlite", "a.jsonl:1", "--limit", "9")
    #expect(why.exitStatus == 0, "\(why.summary)")
    let pair = try rows(
      "SELECT lower(hex(pair.digest)) FROM pair JOIN rubric USING (prompt) ORDER BY 1 LIMIT 1",
      corpus)
    let page = try corpus.runner.run("why", "--store", "s.sqlite", pair[0])
    #expect(page.output.contains("rubric `contrastive`"), "\(page.summary)")
    #expect(page.output.contains("[Principle]") && page.output.contains("judged:"))
    try corpus.checkStore()
  }

  @Test func `whatever the order of files and the threads`() throws {
    let stages = ["rubrics.contrastive", "rubrics.generate: {prompts: all}", "rubrics.score"]
    let one = try corpus(stages)
    try one.run("--jobs", "1")
    let other = try ScoredCorpus(lines: Self.lines().reversed())
    try other.write(
      stages: stages, exports: [], sources: ["a"], mapping: Self.mapping, splits: "{train: 1}")
    try other.run("--jobs", "3")
    for sql in [
      "SELECT hex(digest), name, version, origin FROM rubric ORDER BY 1, 2",
      """
      SELECT hex(rubric.digest), number, text, quote(weight), "check", evidence FROM criterion
      JOIN rubric ON rubric.id = criterion.rubric ORDER BY 1, 2, rubric.name
      """,
      """
      SELECT hex(response.digest), quote(value) FROM score JOIN response ON response.id = response
      JOIN score_name ON score_name.id = score.name WHERE score_name.name = 'rubric' ORDER BY 1
      """,
    ] {
      let found = try rows(sql, one)
      #expect(!found.isEmpty)
      #expect(try rows(sql, other) == found)
    }
  }

  @Test func `held-out prompts get rubrics that others taught`() throws {
    let corpus = try corpus(
      ["rubrics.generate: {splits: [train, test]}", "rubrics.score: {splits: [train, test]}"],
      splits: "{train: 0.7, test: 0.3}")
    let result = try corpus.run()
    #expect(try rows("SELECT count(*) FROM rubric", corpus) == ["60"])
    #expect(
      try rows(
        "SELECT count(DISTINCT origin), min(origin) FROM rubric WHERE name = 'generated'", corpus)
        == [#"1|{"from":"prompt"}"#])
    let share = try rows(
      """
      SELECT avg((a.value > b.value) = (label.decision = 1)) > 0.7 FROM pair
      JOIN label ON label.pair = pair.id JOIN prompt ON prompt.id = pair.prompt
      JOIN prompt_group AS g ON g.id = prompt."group"
      JOIN score_name AS n ON n.name = 'rubric'
      JOIN score AS a ON a.response = pair.a AND a.name = n.id
      JOIN score AS b ON b.response = pair.b AND b.name = n.id WHERE g.split = 'test'
      """, corpus)
    #expect(share == ["1"], "\(share) \(result.output)")
  }

  @Test func `only what is robust teaches, where somebody says what is`() throws {
    let refused = try corpus(["rubrics.contrastive: {only: robust}"])
    let error = try refused.runner.run("run", "p.yaml")
    #expect(error.exitStatus == 2 && error.errors.contains("missing-column"), "\(error.summary)")
    let corpus = try corpus([
      "filters.training_dynamics: {action: mark}", "rubrics.contrastive: {only: robust}",
    ])
    let result = try corpus.run()
    #expect(result.output.contains("rubrics kept by noise class"), "\(result.output)")
    #expect(!result.output.contains("non-robust: "))
  }

  @Test func `scores say which criteria nobody can decide`() throws {
    let corpus = try corpus([
      "rubrics.import: {file: r.jsonl}", "rubrics.score: {id: none, name: none}",
      "rubrics.score: {id: part, name: part, partial: true, aggregate: gatekeeper}",
    ])
    try corpus.folder.write(
      #"{"prompt":"How does part 1 turn?","rubric":"1. The response has at most 3 words. [Hard Rule]\n2. The response is kind. [Principle]"}"#,
      to: "r.jsonl")
    let result = try corpus.run()
    #expect(result.output.contains("3 not scored: a criterion needs a judge"), "\(result.output)")
    #expect(result.output.contains("177 not scored: the prompt has no rubric"))
    #expect(
      try rows(
        """
        SELECT cast(text.body AS TEXT), round(value, 3) FROM score
        JOIN score_name ON score_name.id = score.name JOIN response ON response.id = score.response
        JOIN text ON text.id = response.text WHERE score_name.name = 'part' ORDER BY 1
        """, corpus) == [
          "No.|1.0", "Take part 1, for example the one on the left, and turn it.|0.333",
          "Turn it.|1.0",
        ])
    let none = try self.corpus(["rubrics.score"])
    let error = try none.runner.run("run", "p.yaml")
    #expect(
      error.exitStatus == 2 && error.errors.contains("add one before it: `rubrics.import`"),
      "\(error.summary)")
  }

  @Test func `a rubric that misleads has a better version, the old one stays`() throws {
    let corpus = try corpus([
      "rubrics.import: {file: r.jsonl, compile: true}", "rubrics.refine",
      "rubrics.score: {thresholds: [0.5, 1]}",
    ])
    // Brevity is asked for, and is what the labels are against.
    try corpus.folder.write(
      (0..<60).map { number in
        let rule = number % 5 == 0 ? " Answer without any commas." : ""
        return
          #"{"prompt":"How does part \#(number) turn?\#(rule)","rubric":"1. The response has at most 2 words. [Hard Rule]\n2. The response has at least 1 words. [Hard Rule]"}"#
          + "\n"
      }.joined(), to: "r.jsonl")
    let result = try corpus.run()
    #expect(result.output.contains("accepted"), "\(result.output)")
    #expect(
      try rows(
        "SELECT version, count(*), count(parent) FROM rubric GROUP BY 1 ORDER BY 1", corpus)
        == ["1|60|0", "2|60|60"])
    #expect(
      try rows(
        """
        SELECT count(*) FROM criterion JOIN rubric ON rubric.id = rubric
        WHERE version = 2 AND text LIKE '%at most 2 words%' AND weight >= 1
        """, corpus) == ["0"])
    #expect(
      try rows(
        """
        SELECT score_name.name, count(*), count(DISTINCT value) FROM score_name JOIN score ON score.name = score_name.id
        WHERE score_name.name LIKE 'rubric%' GROUP BY 1
        """, corpus
      ).map { String($0.prefix(while: { $0 != "|" })) } == [
        "rubric", "rubric_stage_1", "rubric_stage_2",
      ])
  }

  @Test func `pairs that the test rejects go out with no rubric, whatever stage comes behind`()
    throws
  {
    let corpus = try corpus([
      "rubrics.contrastive", "rubrics.generate", "rubrics.refine: {certainty: 0}",
    ])
    let pipeline = try String(contentsOfFile: corpus.folder.file("p.yaml"), encoding: .utf8)
    try corpus.folder.write(
      pipeline + "  - {to: out, trainer: rubrics.rows, compression: none}\n"
        + "  - {to: grpo, trainer: rubrics.grpo, compression: none}\n", to: "p.yaml")
    let result = try corpus.run()
    #expect(
      result.output.contains("180 pairs = 131 written + 49 no_rubric"), "\(result.output)")
    #expect(result.output.contains("60 prompts = 60 written"), "\(result.output)")
  }

  @Test func `dialogues of one group teach it nothing of itself`() throws {
    let lines = (0..<8).map { number in
      let more = (0..<number).map {
        #"{"role":"assistant","content":"Part \#($0)."},{"role":"user","content":"And then?"}"#
      }
      let turns = ([#"{"role":"user","content":"How does it turn?"}"#] + more)
        .joined(separator: ",")
      return
        #"{"q":[\#(turns)],"answers":[{"text":"Take it, for example the left one, and turn it well.","t":2},{"text":"No.","t":1}]}"#
    }
    let corpus = try ScoredCorpus(lines: lines)
    try corpus.write(
      stages: ["rubrics.generate: {prompts: all}"], exports: [], sources: ["a"],
      mapping: Self.mapping, splits: "{train: 1}")
    let result = try corpus.run()
    #expect(try rows("SELECT count(DISTINCT \"group\") FROM prompt", corpus) == ["1"])
    #expect(try rows("SELECT count(*) FROM rubric", corpus) == ["0"], "\(result.output)")
  }

  @Test func `what refinement says is what scores then say, and two that come to the same are one`()
    throws
  {
    let corpus = try corpus([
      "rubrics.import: {file: r.jsonl}", "rubrics.refine", "rubrics.score",
    ])
    // Each prompt has two rubrics, which differ in what is taken out.
    try corpus.folder.write(
      (0..<60).flatMap { number -> [String] in
        let rule = number % 5 == 0 ? " Answer without any commas." : ""
        return ["at most 2 words", "at most 3 words"].map {
          #"{"prompt":"How does part \#(number) turn?\#(rule)","rubric":["The response has \#($0). [Hard Rule]"]}"#
            + "\n"
        }
      }.joined(), to: "r.jsonl")
    let result = try corpus.run()
    let after = try #require(result.output.firstMatch(of: /, ([0-9.]+) %\s+after/)).1
    let then = try #require(
      result.output.firstMatch(of: /label\s+prefers\s+the\s+higher\s+score\s+in\s+([0-9.]+) %/)
    ).1
    let (told, scored) = (try #require(Double(after)), try #require(Double(then)))
    #expect(told > 80 && abs(told - scored) < 5, "\(result.output)")
    #expect(try rows("SELECT max(version) FROM rubric", corpus) == ["2"])
  }
}
