import Foundation
import TestSupport
import Testing

/// `winnow evaluate goals` and `winnow evaluate unlearning` through the command line.
@Suite struct EvaluateGoalsTests {
  /// 120 prompts with two rated answers: the longer one that gives a reason is the better; log-probabilities fall by 1 for
  /// chosen answers, 2 for good rejected ones and 3 for others.
  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let lines = (0..<120).map { i in
      let good = "It turns because the wheel \(i) drives it, and the belt holds."
      let (won, lost) = (9 - i % 3, i % 2 == 0 ? 6 : 2)
      let after = (won: -11, lost: lost == 6 ? -12 : -13)
      return
        "{\"q\": \"Does part \(i) turn?\", \"a\": [{\"t\": \"\(good)\", \"s\": \(won), \"x\": -10, \"y\": "
        + "\(after.won)}, {\"t\": \"No, never \(i).\", \"s\": \(lost), \"x\": -10, \"y\": \(after.lost)}]}\n"
    }
    try folder.write(lines.joined(), to: "rated.jsonl")
    try folder.write(
      """
      name: rated
      seed: 3
      store: s.sqlite
      sources:
        - path: rated.jsonl
          mapping:
            prompt: q
            responses: {all: {text: /a/*/t, scores: {worth: /a/*/s, sft: /a/*/x, dpo: /a/*/y}}}
            votes: {ranked: all, by: worth}
      """, to: "p.yaml")
    let result = try CommandRunner(folder: folder.path).run("run", "p.yaml")
    try #require(result.exitStatus == 0, "\(result.summary)")
    return folder
  }

  @Test func `a goal is learned from augmented pairs, and from nothing else`() throws {
    let folder = try Self.folder()
    let arguments = [
      "evaluate", "goals", "--store", "s.sqlite", "--score", "worth", "--seeds", "1", "--json",
    ]
    let result = try CommandRunner(folder: folder.path).start(arguments + ["--jobs", "1"])
      .wait(seconds: 120)
    try #require(result.exitStatus == 0, "\(result.summary)")
    let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    func accuracy(_ arm: String, _ question: String) throws -> Double {
      let cells = (json?["accuracy"] as? [String: [String: [String: Double]]])?[arm]
      return try #require(cells?[question]?["value"])
    }
    #expect(json?["pairs"] as? Int == 120)
    #expect(try accuracy("original", "at the highest goal") > 0.95)
    #expect(try accuracy("original", "at both") == 0.5)
    #expect(try accuracy("augmented", "at both") > 0.9)
    #expect(try accuracy("constant", "at both") == 0.5)
    #expect(try accuracy("chosen", "at the worse one's") < 0.3)
    let again = try CommandRunner(folder: folder.path).start(arguments + ["--jobs", "3"])
      .wait(seconds: 120)
    #expect(again.output == result.output)
  }

  @Test func `the probe tells how far good rejected answers fell`() throws {
    let folder = try Self.folder()
    func probe(_ after: String) throws -> CommandResult {
      try CommandRunner(folder: folder.path).run(
        "evaluate", "unlearning", "--store", "s.sqlite", "--score", "worth", "--before", "sft",
        "--after", after)
    }
    let result = try probe("dpo")
    try #require(result.exitStatus == 0, "\(result.summary)")
    // A third of all answers are at least 7; so the sixes are no good ones.
    #expect(result.output.contains("chosen          -1.000 [-1.000, -1.000]  of 120 answers"))
    #expect(result.output.contains("other rejected  -2.500"), "\(result.output)")
    let missing = try probe("nobody")
    #expect(
      missing.exitStatus == 1 && missing.errors.contains("only 0 answers"), "\(missing.summary)")
  }
}
