import Foundation
import TestSupport
import Testing

/// `winnow evaluate certainty` through the command line.
@Suite struct EvaluateCertaintyTests {
  /// 60 prompts of three branches with three responses each. The branch decides most of the score, so that responses of one
  /// branch differ little; every response is compared with the next one.
  private static func corpus(scored: Bool = true) throws -> ScoredCorpus {
    let lines = (0..<60).map { number in
      let answers = (0..<9).map { place in
        let (branch, end) = (place / 3, place % 3)
        let order = (branch * 7 + number) % 3
        let score = Double(order) * 4 + Double((end + number) % 3) * 0.5
        let text = "Way \(branch) of \(number) begins so. It ends as \(end)."
        return #"{"text":"\#(text)","t":\#(score)}"#
      }
      return #"{"q":"What is \#(number)?","answers":[\#(answers.joined(separator: ","))]}"#
    }
    let corpus = try ScoredCorpus(lines: lines)
    try corpus.write(
      stages: [scored ? "trees.shared_prefix: {score: t, unit: sentence}" : "filters.length"],
      exports: [], sources: ["a"],
      mapping: """
        {prompt: q, responses: {all: {text: /answers/*/text, scores: {t: /answers/*/t}}}, \
        votes: {ranked: all, by: t, best: highest, pairs: adjacent}}
        """, splits: "{train: 1}")
    return corpus
  }

  private struct Found: Decodable {
    struct Depth: Decodable {
      let half, depth: Int
      let variance: Double
    }
    struct Row: Decodable {
      let arm: String
      let per_response, distance, accuracy: Double
    }
    let trees, comparisons, parted, proposed: Int
    let variances: [Depth]
    let placed: [Row]
    let before, after, drawn: Double?
  }

  @Test func `a shared beginning is worth what scores show, and chosen comparisons lower most`()
    throws
  {
    let corpus = try Self.corpus()
    let run = try corpus.run()
    try #require(run.exitStatus == 0, "\(run.summary)")
    let runner = CommandRunner(folder: corpus.folder.path)
    let arguments = [
      "evaluate", "certainty", "--store", "s.sqlite", "--seeds", "1", "--next", "20", "--to",
      "ask.jsonl", "--json",
    ]
    let result = try runner.start(arguments + ["--jobs", "1"]).wait(seconds: 120)
    try #require(result.exitStatus == 0, "\(result.summary)")
    let found = try JSONDecoder().decode(Found.self, from: Data(result.output.utf8))
    #expect(found.trees == 60 && found.parted == 60)
    // Means of squares by hand: within a branch (0.25 + 0.25 + 1) / 3 = 0.5; between branches the gap of two of 0, 4, 8
    // squared has a mean of 32, and two ends add twice their variance of 1/6.
    for half in 1...2 {
      let own = found.variances.filter { $0.half == half }
      try #require(own.map(\.depth) == [0, 1])
      #expect(abs(own[0].variance / own[1].variance - (32 + 1.0 / 3) / 0.5) < 0.01, "\(own)")
    }
    func distance(_ arm: String) throws -> Double {
      try #require(found.placed.first { $0.arm == arm && $0.per_response == 0.5 }).distance
    }
    #expect(try distance("active") < distance("random"))
    #expect(try distance("random") < distance("random, no tree"))
    #expect(try distance("siblings") > distance("random"))
    let (before, after) = (try #require(found.before), try #require(found.after))
    #expect(try after < before && after < #require(found.drawn))
    #expect(found.proposed == 20)
    let asked = try String(contentsOfFile: corpus.folder.file("ask.jsonl"), encoding: .utf8).split(
      separator: "\n")
    #expect(asked.count == 20)
    for line in asked {
      let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(try #require(row?["gain"] as? Double) > 0)
      #expect((row?["prompt"] as? String)?.hasPrefix("What is") == true)
      #expect(row?["a_id"] as? String != row?["b_id"] as? String)
    }
    let again = try runner.start(arguments + ["--jobs", "3"]).wait(seconds: 120)
    #expect(again.output == result.output)
    // What was asked comes back as pairs once somebody says who won.
    let answered = asked.map { $0.dropLast() + ",\"winner\":\"a\"}" }.joined(separator: "\n")
    try corpus.folder.write(answered + "\n", to: "answered.jsonl")
    try corpus.folder.write(
      """
      name: back
      store: back.sqlite
      sources:
        - path: answered.jsonl
          mapping: {prompt: prompt, responses: {a: a, b: b}, votes: {between: [a, b], winner: {of: winner, is: {a: a, b: b}}}}
      """, to: "back.yaml")
    let back = try runner.run("run", "back.yaml")
    #expect(back.output.contains("20 records = 20 stored"), "\(back.summary)")
  }

  @Test func `a store without trees says where they come from`() throws {
    let corpus = try Self.corpus(scored: false)
    _ = try corpus.run()
    let result = try CommandRunner(folder: corpus.folder.path)
      .run("evaluate", "certainty", "--store", "s.sqlite")
    #expect(
      result.exitStatus == 1 && result.errors.contains("no trees of responses")
        && result.errors.contains("trees.shared_prefix"), "\(result.summary)")
  }
}
