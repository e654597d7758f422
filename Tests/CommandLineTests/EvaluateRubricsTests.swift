import Foundation
import TestSupport
import Testing

/// Rubrics that are mined and judged without a model, from the store to the table.
@Suite struct EvaluateRubricsTests {
  private struct Table: Decodable {
    struct Arm: Decodable {
      var accuracy: Double
      var accepted: Double?
    }
    var pairs: Int
    var arms: [String: Arm]
  }

  /// Pairs whose longer answer, which gives an example, is mostly the better one.
  private func corpus() throws -> ScoredCorpus {
    var random = SeededGenerator(9)
    return try ScoredCorpus(
      lines: (0..<90).map { number in
        let isRight = Int.random(in: 0..<10, using: &random) > 0
        let long = "It depends on \(number), for example on the day, and on what you want of it."
        return
          #"{"q":"Question \#(number) of a kind?","answers":[{"text":"\#(long)","t":\#(isRight ? 2 : 0)},{"text":"Yes.","t":1}]}"#
      })
  }

  private func run(_ corpus: ScoredCorpus, _ jobs: String) throws -> String {
    let result = try corpus.runner.run(
      "evaluate", "rubrics", "--store", "s.sqlite", "--seeds", "2", "--json", "--jobs", jobs)
    #expect(result.exitStatus == 0, "\(result.summary)")
    return result.output
  }

  @Test func `a preference that can be measured is found, whatever the threads`() throws {
    let corpus = try corpus()
    try corpus.write(
      stages: ["filters.identical_responses"], sources: ["a"],
      mapping:
        "{prompt: q, responses: {all: {text: /answers/*/text, scores: {t: /answers/*/t}}}, votes: {ranked: all, by: t, best: highest, pairs: adjacent}}",
      splits: "{train: 1}")
    try corpus.run()
    let output = try run(corpus, "1")
    #expect(try run(corpus, "3") == output)
    let table = try JSONDecoder().decode(Table.self, from: Data(output.utf8))
    #expect(table.pairs == 90)
    for arm in ["rubric", "unfiltered", "generic", "length"] {
      #expect((table.arms[arm]?.accuracy ?? 0) > 0.8, "\(arm): \(output)")
    }
    #expect((table.arms["rubric"]?.accepted ?? 0) > 0.8)
    #expect(table.arms["length"]?.accepted == nil)
    let text = try corpus.runner.run("evaluate", "rubrics", "--store", "s.sqlite", "--seeds", "1")
    #expect(text.output.contains("90 pairs of 90 prompts, 1 seeds"), "\(text.summary)")
    #expect(text.output.contains("The response makes its point clear by an example."))
    let few = try corpus.runner.run(
      "evaluate", "rubrics", "--store", "s.sqlite", "--where", "source=nobody")
    #expect(few.exitStatus == 1 && few.errors.contains("error[too-few-pairs]"), "\(few.summary)")
  }
}
