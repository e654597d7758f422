import Foundation
import TestSupport
import Testing

/// `winnow evaluate pairs` through the command line.
@Suite struct EvaluatePairsTests {
  /// 50 prompts with five rated answers each: the more stars the better; and a stage that turns pairs to nonsense would be
  /// seen, since one way has the scores the wrong way round.
  private static func corpus() throws -> ScoredCorpus {
    let lines = (0..<50).map { number in
      let answers = (0..<5).map { rank in
        let text =
          "It is \(number). " + String(repeating: "Because of this. ", count: rank)
          + "So \(number * rank)."
        return #"{"text":"\#(text)","t":\#(rank),"u":\#(-rank)}"#
      }
      return #"{"q":"What is \#(number)?","answers":[\#(answers.joined(separator: ","))]}"#
    }
    let corpus = try ScoredCorpus(lines: lines)
    try corpus.write(
      stages: [
        "trees.shared_prefix: {score: t, unit: sentence}",
        "trees.pairs: {id: all, old_pairs: replace}",
        "trees.pairs: {id: chain, baseline: chain, quota: 3, old_pairs: keep}",
        "trees.pairs: {id: ends, sampler: best_worst_child, old_pairs: keep}",
      ], exports: [], sources: ["a"],
      mapping: """
        {prompt: q, responses: {all: {text: /answers/*/text, scores: {t: /answers/*/t, u: /answers/*/u}}}, \
        votes: {ranked: all, by: t, best: highest, pairs: all}}
        """, splits: "{train: 1}")
    return corpus
  }

  private struct Found: Decodable {
    struct Arm: Decodable {
      struct Cell: Decodable {
        let trained: Int
        let accuracy, difference: Double
      }
      let name: String
      let pairs: Int
      let cells: [Cell]
    }
    let tested: Int
    let arms: [Arm]
  }

  @Test func `each way is drawn equally often and asked about the same pairs`() throws {
    let corpus = try Self.corpus()
    let run = try corpus.run()
    try #require(run.exitStatus == 0, "\(run.summary)")
    let runner = CommandRunner(folder: corpus.folder.path)
    let arguments = ["evaluate", "pairs", "--store", "s.sqlite", "--seeds", "1"]
    let result = try runner.start(arguments + ["--json", "--jobs", "1"]).wait(seconds: 120)
    try #require(result.exitStatus == 0, "\(result.summary)")
    let found = try JSONDecoder().decode(Found.self, from: Data(result.output.utf8))
    let names = found.arms.map(\.name)
    #expect(names.count == 3 && names[1].contains("baseline=chain"), "\(names)")
    #expect(found.arms[0].pairs == 500 && found.arms[1].pairs == 150, "\(found.arms)")
    #expect(found.tested == 500)
    let least = try #require(found.arms.map(\.pairs).min())
    for arm in found.arms {
      #expect(arm.cells.map(\.trained) == [least], "\(arm)")
      // The longer answer is the better one: every way shows that.
      #expect(arm.cells[0].accuracy > 0.9, "\(arm)")
    }
    let again = try runner.start(arguments + ["--json", "--jobs", "3"]).wait(seconds: 120)
    #expect(again.output == result.output)
    let text = try runner.start(arguments + ["--test", names[1]]).wait(seconds: 120)
    #expect(text.output.contains("asked about 150 pairs of 50 groups"), "\(text.summary)")
  }

  @Test func `a name that is no way, and a store with one way, are errors that say what there is`()
    throws
  {
    let corpus = try Self.corpus()
    _ = try corpus.run()
    let runner = CommandRunner(folder: corpus.folder.path)
    let unknown = try runner.run("evaluate", "pairs", "--store", "s.sqlite", "--test", "rankings")
    #expect(
      unknown.exitStatus == 2 && unknown.errors.contains("no way of making pairs begins with")
        && unknown.errors.contains("baseline=chain"), "\(unknown.summary)")
    let plain = try ScoredCorpus(
      lines: [#"{"q":"a","answers":[{"text":"b","t":1},{"text":"c","t":2}]}"#])
    try plain.write(
      stages: [], exports: [], sources: ["a"],
      mapping:
        "{prompt: q, responses: {all: {text: /answers/*/text, scores: {t: /answers/*/t}}}, votes: {ranked: all, by: t}}",
      splits: "{train: 1}")
    _ = try plain.run()
    let one = try CommandRunner(folder: plain.folder.path)
      .run("evaluate", "pairs", "--store", "s.sqlite")
    #expect(one.exitStatus == 1 && one.errors.contains("in one way only"), "\(one.summary)")
  }
}
