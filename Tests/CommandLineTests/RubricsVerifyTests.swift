import Foundation
import TestSupport
import Testing

/// Rules that prompts state, from the file to scores, marks and pairs.
@Suite struct VerifyTests {
  private static let mapping = """
    {prompt: q, responses: {all: {text: /answers/*/text, scores: {t: /answers/*/t}}}, \
    votes: {ranked: all, by: t, best: highest, pairs: adjacent}}
    """

  /// The better answer keeps both rules of the first prompt, one of two of the second; the third states none.
  private static let lines = [
    #"{"q":"Name a river. Do not use any commas, and answer in all lowercase letters.","answers":[{"text":"the rhine.","t":2},{"text":"The Rhine, or the Rhone.","t":1}],"instruction_id_list":["punctuation:no_comma","change_case:english_lowercase"],"kwargs":[{},{}]}"#,
    #"{"q":"Tell me of bees in at least 3 sentences. Do not use any commas.","answers":[{"text":"They fly, mostly.","t":2},{"text":"They fly. They hum. They sting.","t":1}],"instruction_id_list":["length_constraints:number_sentences","punctuation:no_comma"],"kwargs":[{"num_sentences":3,"relation":"at least"},{}]}"#,
    #"{"q":"What is a stork?","answers":[{"text":"A bird.","t":2},{"text":"A fish.","t":1}]}"#,
  ]

  private func corpus(_ stages: [String], _ export: String = "trainer: trl.dpo") throws
    -> ScoredCorpus
  {
    let corpus = try ScoredCorpus(lines: Self.lines)
    try corpus.write(
      stages: stages, exports: ["{to: out, \(export), compression: none}"], sources: ["a"],
      mapping: Self.mapping, splits: "{train: 1}")
    return corpus
  }

  private func scores(_ corpus: ScoredCorpus) throws -> [String] {
    try SQLiteText.rows(
      """
      SELECT cast(text.body AS TEXT), round(value, 3) FROM score
      JOIN score_name ON score_name.id = score.name JOIN response ON response.id = score.response
      JOIN text ON text.id = response.text WHERE score_name.name = 'rules_kept' ORDER BY 1
      """, in: corpus.folder.file("s.sqlite"))
  }

  @Test(arguments: ["prompt", "record"])
  func `responses have the share of the rules they keep`(origin: String) throws {
    let corpus = try corpus(["rubrics.verify: {from: \(origin)}"])
    let result = try corpus.run()
    #expect(
      try scores(corpus) == [
        "The Rhine, or the Rhone.|0.0", "They fly, mostly.|0.0",
        "They fly. They hum. They sting.|1.0",
        "the rhine.|1.0",
      ])
    #expect(result.output.contains("kept by 1 of 2"), "\(result.output)")
    #expect(result.output.contains("of 2 pairs whose answers keep more and fewer rules"))
    try corpus.checkStore()
    let why = try corpus.runner.run("why", "--store", "s.sqlite", "a.jsonl:1")
    #expect(why.output.contains("breaks_rule"), "\(why.output)")
  }

  @Test func `a pair whose preferred answer breaks more is dropped if asked`() throws {
    let corpus = try corpus(["rubrics.verify: {pairs: drop, strict: true}"])
    try corpus.run()
    let rows = try corpus.rows()
    #expect(rows.count == 2 && rows.allSatisfy { !$0.contains("bees") }, "\(rows)")
  }

  @Test func `pairs are made of what was checked`() throws {
    let corpus = try corpus(["rubrics.verify", "relabel.build_pairs: {score: rules_kept}"])
    try corpus.run()
    let rows = try corpus.rows()
    #expect(rows.count == 2)
    #expect(
      rows.contains { $0.contains(#""chosen":"They fly. They hum. They sting.""#) }, "\(rows)")
  }

  @Test func `an instruction that is not known is counted, and its prompt has no rules`() throws {
    let corpus = try ScoredCorpus(lines: [
      Self.lines[0].replacing("punctuation:no_comma", with: "punctuation:no_such")
    ])
    try corpus.write(
      stages: ["rubrics.verify: {from: record}"], sources: ["a"], mapping: Self.mapping,
      splits: "{train: 1}")
    let result = try corpus.run()
    #expect(result.output.contains("a rule is not known: punctuation:no_such"), "\(result.output)")
    #expect(try scores(corpus).isEmpty)
  }

  @Test func `threads change nothing`() throws {
    var found: [[String]] = []
    for jobs in ["1", "3"] {
      let corpus = try corpus(["rubrics.verify: {pairs: mark}"])
      try corpus.run("--jobs", jobs)
      found.append(try scores(corpus) + corpus.rows())
    }
    #expect(found[0] == found[1])
  }
}
