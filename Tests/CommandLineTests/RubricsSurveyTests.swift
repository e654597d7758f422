import Foundation
import TestSupport
import Testing

/// What is told of all rubrics together, on a corpus whose answers are worked out by hand.
@Suite struct RubricsSurveyTests {
  /// Three prompts with a pair each. The first criterion of the first has judgements (see `judged`), others are checked.
  private static let lines = [
    #"{"q":"Name a river.","category":"geo","answers":[{"text":"The Rhine.","t":2},{"text":"The river is the Rhine.","t":1}],"rubrics":[{"text":"Names a lake.","weight":-2,"tags":["axis:accuracy"]},{"text":"The response has at most 3 words.","kind":"hard_rule","tags":["axis:format"]}]}"#,
    #"{"q":"Name a bird.","category":"bio","answers":[{"text":"A stork, I think it is.","t":2},{"text":"A carp.","t":1}],"rubrics":[{"text":"The response has at most 3 words.","kind":"hard_rule","tags":["axis:format"]},{"text":"The response uses no commas.","kind":"hard_rule","tags":["axis:format"]}]}"#,
    #"{"q":"Name a tree.","category":"bio","answers":[{"text":"An oak.","t":2},{"text":"A rose.","t":1}],"rubrics":[{"text":"The response uses no commas.","kind":"hard_rule"},{"text":"The response has at most 100 words.","kind":"hard_rule","tags":["axis:format"]},{"text":"Is kind.","tags":["axis:tone"]},{"text":"is KIND!","tags":["axis:tone"]}]}"#,
    #"{"q":"Name a stone.","category":"geo","answers":[{"text":"Chalk.","t":2},{"text":"Cheese.","t":1}]}"#,
  ]
  private static let mapping = """
    {prompt: q, responses: {all: {text: /answers/*/text, scores: {t: /answers/*/t}}}, \
    votes: {ranked: all, by: t, best: highest, pairs: adjacent}}
    """

  private func corpus(_ stages: [String], lines: [String] = Self.lines) throws -> ScoredCorpus {
    let corpus = try ScoredCorpus(lines: lines)
    try write(corpus, stages)
    return corpus
  }

  private func write(_ corpus: ScoredCorpus, _ stages: [String]) throws {
    try corpus.write(
      stages: stages, exports: [], sources: ["a"], mapping: Self.mapping, splits: "{train: 1}")
  }

  private func notes(_ corpus: ScoredCorpus) throws -> [String] {
    try SQLiteText.rows(
      """
      SELECT text FROM run_note JOIN run ON run.id = run_note.run
      WHERE stage = 'rubrics.survey' ORDER BY number
      """, in: corpus.folder.file("s.sqlite"))
  }

  private static let survey = "rubrics.survey: {dimension: axis, scenario: /category}"

  @Test func `coverage, redundancy and separation are those worked out by hand`() throws {
    let corpus = try corpus(["rubrics.import", Self.survey])
    let result = try corpus.run()
    #expect(
      try notes(corpus) == [
        "3 rubrics of 3 prompts with 8 criteria; 1 prompts have none",
        """
        criteria by dimension × scenario
        accuracy: bio 0, geo 1
        format: bio 3, geo 1
        tone: bio 2, geo 0
        """,
        "2 of 6 cells are empty: accuracy × bio; tone × geo",
        "1 of 8 criteria have no dimension",
        """
        criteria of one rubric that say nearly the same
        once: Is kind. | is KIND!
        """,
        """
        criteria that stand more than once in the corpus
        2 times: Is kind.
        2 times: The response has at most 3 words.
        2 times: The response uses no commas.
        """,
        """
        criteria whose checks agree on 95 % of the responses or more
        2 of 2: The response has at most 100 words. | The response uses no commas.
        2 of 2: The response has at most 3 words. | The response uses no commas.
        """,
        """
        of 3 criteria with checks or judgements on pairs those that separate most
        for the preferred in 1 of 2 pairs (50 %, 95 % 9.5 % to 90.5 %), against it in 1: The response has at most 3 words.
        for the preferred in 0 of 2 pairs (0 %, 95 % 0 % to 65.8 %), against it in 1: The response uses no commas.
        """,
        """
        1 criteria never separate
        on 1 pairs: The response has at most 100 words.
        """,
      ])
    #expect(result.output.contains("2 of 6 cells are empty: accuracy × bio; tone × geo"))
    try corpus.checkStore()
  }

  @Test func `judgements count before checks, and what is to be avoided turned round`() throws {
    let corpus = try corpus(["rubrics.import"])
    try corpus.run()
    // The preferred answer to the first prompt names no lake, the other does.
    let store = corpus.folder.file("s.sqlite")
    try SQLiteText.execute(
      """
      INSERT INTO judgement(pair, response, run, rubric, criterion, sample, first, outcome)
      SELECT 0, response.id, rubric.run, rubric.digest, 0, 0, 0, text.body LIKE 'The river%'
      FROM rubric JOIN response ON response.prompt = rubric.prompt JOIN text ON text.id = response.text
      JOIN criterion ON criterion.rubric = rubric.id AND criterion.text = 'Names a lake.'
      """, in: store)
    try write(corpus, ["rubrics.import", "rubrics.survey: {show: 1}"])
    try corpus.run()
    let notes = try notes(corpus)
    #expect(
      notes.contains(
        """
        of 4 criteria with checks or judgements on pairs those that separate most
        for the preferred in 1 of 1 pairs (100 %, 95 % 20.7 % to 100 %), against it in 0: Names a lake. (to be avoided)
        and 2 more
        """), "\(notes)")
    #expect(
      notes.contains(
        """
        of 4 criteria with checks or judgements on pairs those that separate least
        for the preferred in 0 of 2 pairs (0 %, 95 % 0 % to 65.8 %), against it in 1: The response uses no commas.
        """), "\(notes)")
  }

  @Test func `a principle that is measured by degrees separates, too`() throws {
    // More characters are preferred; the longer answer of the second prompt is the worse one.
    let check = #"{"contrast":"length","direction":1,"center":3,"typical":4}"#
    let long = String(repeating: "word ", count: 20)
    let lines = [("long", "short"), ("brief", "wide")].map { better, worse in
      #"{"q":"\#(better)","answers":[{"text":"\#(better == "long" ? long : better)","t":2},{"text":"\#(worse == "wide" ? long : worse)","t":1}],"rubrics":[{"text":"Be thorough.","check":\#(check)}]}"#
    }
    let corpus = try corpus(["rubrics.import", "rubrics.survey"], lines: lines)
    try corpus.run()
    let notes = try notes(corpus)
    #expect(
      notes.last
        == """
        of 1 criteria with checks or judgements on pairs those that separate most
        for the preferred in 1 of 2 pairs (50 %, 95 % 9.5 % to 90.5 %), against it in 1: Be thorough.
        """, "\(notes)")
  }

  @Test func `coverage shows as much as it is told to, and counts the rest`() throws {
    let lines = (0..<6).map {
      #"{"q":"Name \#($0).","category":"c\#($0)","answers":[{"text":"x","t":2},{"text":"y","t":1}],"rubrics":[{"text":"Is \#($0).","tags":["axis:a\#($0)"]}]}"#
    }
    let corpus = try corpus(
      ["rubrics.import", "rubrics.survey: {dimension: axis, scenario: /category, show: 2}"],
      lines: lines)
    try corpus.run()
    let notes = try notes(corpus)
    #expect(
      notes.contains(
        """
        criteria by dimension × scenario
        a0: c0 1, c1 0, and 4 more
        a1: c0 0, c1 1, and 4 more
        and 4 more
        """), "\(notes)")
    #expect(
      notes.contains("30 of 36 cells are empty: a0 × c1; a0 × c2; and 28 more"), "\(notes)")
  }

  @Test func `of a long rubric the first 200 checks are compared, and that is said`() throws {
    let rules = (1...260).map {
      #"{"text":"The response has at most \#($0) words.","kind":"hard_rule"}"#
    }.joined(separator: ",")
    let line =
      #"{"q":"Name.","answers":[{"text":"x","t":2},{"text":"y","t":1}],"rubrics":[\#(rules)]}"#
    let corpus = try corpus(
      ["rubrics.import", "rubrics.survey: {similar: 1, show: 1}"], lines: [line])
    try corpus.run()
    let notes = try notes(corpus)
    #expect(
      notes.contains {
        $0.contains("; of 1 rubrics with more than 200 criteria the first are compared")
      },
      "\(notes)")
    let told = notes.first { $0.hasPrefix("criteria whose checks agree") }
    #expect(told?.hasSuffix("and \(200 * 199 / 2 - 1) more") == true, "\(told ?? "")")
  }

  @Test(arguments: ["rubrics.survey", "rubrics.refine", "rubrics.score"])
  func `a name that no rubric has is an error with those there are`(stage: String) throws {
    let corpus = try corpus(["rubrics.import", "\(stage): {rubric: givne}"])
    let result = try corpus.runner.run("run", "p.yaml")
    #expect(result.exitStatus == 2, "\(result.summary)")
    #expect(
      result.errors.contains("error[no-rubrics]")
        && result.errors.contains("no prompt has a rubric called: `givne`")
        && result.errors.contains("there are: `given`"), "\(result.errors)")
  }

  @Test func `neither threads nor the order of records change a word`() throws {
    var found: [[String]] = []
    for (jobs, lines) in [("1", Self.lines), ("3", Self.lines.reversed())] {
      let corpus = try corpus(["rubrics.import", Self.survey], lines: lines)
      try corpus.run("--jobs", jobs)
      found.append(try notes(corpus))
    }
    #expect(found[0] == found[1])
  }

  @Test
  func `without rubrics there is a warning, and a plan without a stage that gives any is refused`()
    throws
  {
    let corpus = try corpus(["rubrics.import", "rubrics.survey"], lines: [Self.lines[3]])
    #expect(try corpus.run().output.contains("warning: no prompt has a rubric"))
    try write(corpus, ["rubrics.survey"])
    let refused = try corpus.runner.run("run", "p.yaml")
    #expect(refused.exitStatus == 2 && refused.errors.contains("rubrics"), "\(refused.summary)")
    try write(corpus, ["rubrics.import", "rubrics.survey: {dimension: a b c}"])
    #expect(try corpus.runner.run("run", "p.yaml").errors.contains("must be a prefix of tags"))
  }
}
