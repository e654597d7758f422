import Foundation
import TestSupport
import Testing

/// Stages and exports of rubrics that are killed go on and end as if nothing had been.
@Suite(.serialized) struct RubricsResumeTests {
  private static let prompts = 1500

  private func corpus() throws -> ScoredCorpus {
    let corpus = try ScoredCorpus(
      lines: (0..<Self.prompts).map { number in
        let rules = (number % 3 == 0 ? "Names \(number % 40)." : "The response uses no commas.")
        return
          #"{"q":"Question \#(number)?","answers":[{"text":"I can't help with \#(number % 7).","t":2},{"text":"Yes, \#(number).","t":1}],"rubrics":[{"text":"\#(rules)","kind":"hard_rule","tags":["axis:\#(number % 5)"]},"The response is kind."]}"#
      })
    try corpus.write(
      stages: [
        "rubrics.import", "rubrics.survey: {dimension: axis}",
        "rubrics.safety: {harmful: [b], pairs: mark}",
      ],
      exports: [
        "{to: grpo, trainer: rubrics.grpo, compression: none}", "{to: rows, trainer: rubrics.rows}",
      ], sources: ["a"],
      mapping: """
        {prompt: q, responses: {all: {text: /answers/*/text, scores: {t: /answers/*/t}}}, \
        votes: {ranked: all, by: t, best: highest, pairs: adjacent}}
        """)
    return corpus
  }

  /// All that the stages left, and the bytes of the exports.
  private func result(_ corpus: ScoredCorpus) throws -> [String] {
    let store = corpus.folder.file("s.sqlite")
    return try SQLiteText.rows(
      "SELECT stage, text FROM run_note JOIN run ON run.id = run ORDER BY stage, number", in: store)
      + SQLiteText.rows(
        """
        SELECT hex(rubric.digest), version, number, text, "check" FROM rubric
        JOIN criterion ON criterion.rubric = rubric.id ORDER BY 1, 3
        """, in: store)
      + SQLiteText.rows(
        """
        SELECT hex(pair.digest), reason, evidence FROM verdict JOIN pair ON pair.id = subject
        WHERE kind = 2 ORDER BY 1, 2
        """, in: store)
      + SQLiteText.rows(
        "SELECT stage, counts FROM run WHERE finished = 1 AND stage LIKE 'rubrics.%' ORDER BY stage",
        in: store)
      + fingerprint(corpus.folder.file("grpo")) + fingerprint(corpus.folder.file("rows"))
  }

  @Test func `killed in each stage and in an export, a run ends the same`() throws {
    let whole = try corpus()
    try whole.run("--jobs", "2")
    let expected = try result(whole)
    let corpus = try corpus()
    let landed = try corpus.killedRuns(at: [
      ("rubrics.import", 3), ("rubrics.survey", 3), ("rubrics.safety", 3),
      ("export rubrics.grpo", 0),
    ])
    #expect(landed >= 2, "\(landed) kills met their stage")
    try corpus.run("--jobs", "3")
    #expect(try result(corpus) == expected)
    try corpus.checkStore()
  }
}
