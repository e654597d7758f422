import Foundation
import TestSupport
import Testing

/// `rubrics.contrastive.endpoint` behind stages that say which labels are likely wrong.
@Suite struct ContrastiveClassTests {
  private typealias World = ContrastiveWorld

  /// What three reward models say of the pairs of `lines`, by the word and the number of their prompt; others have none.
  private static func log(_ lines: [String], _ margins: [String: [Double]]) -> String {
    lines.compactMap { line -> String? in
      guard let own = margins.first(where: { line.contains("\($0.key):") })?.value else {
        return nil
      }
      let scores = own.map { "\($0)" }.joined(separator: ",")
      return line.dropLast() + ", \"chosen_score_list\": [\(scores)], "
        + "\"rejected_score_list\": [0,0,0]}\n"
    }.joined()
  }

  @Test func `acceptance is told by noise class, and robust pairs may be taken alone`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    let lines = World.lines([("plain", 4), ("stubborn", 3)])
    let folder = try World.folder(
      server, lines, "attempts: 1",
      before: ["ingest.dynamics: {path: log.jsonl, format: scores}"])
    try folder.write(
      Self.log(
        lines,
        [
          "plain 0": [3, 2, 1], "plain 1": [2, 2, 2], "plain 2": [-2, 2, 0],
          "stubborn 0": [1, 1, 1], "stubborn 1": [-2, -1, -3],
        ]), to: "log.jsonl")
    let result = try World.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(
      World.words(result).contains(
        "pairs with a rubric by noise class robust: 2 of 3 (66.7 %) ambiguous: 1 of 1 (100 %) "
          + "non-robust: 0 of 1 (0 %) unknown: 1 of 2 (50 %)"), "\(result.summary)")
    #expect(
      try World.rows(
        folder,
        "SELECT origin ->> 'class', count(*) FROM rubric GROUP BY 1 ORDER BY 1")
        == ["-|1", "ambiguous|1", "robust|2"])
    let asked = server.requests.count
    let robust = try World.run(folder, "--set", "stages[1].only=robust")
    try #require(robust.exitStatus == 0, "\(robust.summary)")
    #expect(server.requests.count == asked, "what was asked for all is asked for some")
    let words = World.words(robust)
    #expect(words.contains("2 of 3 (66.7 %) pairs have a rubric"), "\(robust.summary)")
    #expect(words.contains("pairs left out: 4 are not robust"), "\(robust.summary)")
    #expect(words.contains("noise class robust: 2 of 3 (66.7 %) pairs left"), "\(robust.summary)")
    // Its run would not be made anew if theirs were: then nothing is said of classes.
    let all = try World.run(folder, "--set", "stages[1].sees=all")
    try #require(all.exitStatus == 0, "\(all.summary)")
    #expect(!all.output.contains("noise class"), "\(all.summary)")
  }

  @Test func `without margins the probability of a wrong label decides`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    let answers = ["Because the wheel drives it, and the belt holds.", "No, never."]
    let lines = (0..<120).map { number in
      let (chosen, rejected) = number % 10 == 3 ? (1, 0) : (0, 1)
      return "{\"prompt\": \"Case plain \(number): does it turn?\", "
        + "\"chosen\": \"\(answers[chosen])\", \"rejected\": \"\(answers[rejected])\"}"
    }
    let folder = try World.folder(
      server, lines, "attempts: 1\nonly: robust",
      before: ["filters.training_dynamics: {action: mark, budget: 10%, keep_dynamics: false}"])
    let result = try World.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    let robust = try World.rows(folder, "SELECT count(*) FROM noise WHERE wrong <= 1.0 / 3")
    #expect(try World.rows(folder, "SELECT count(*) FROM dynamics") == ["0"])
    let noted = World.words(result)
    #expect(noted.contains(" of \(robust[0]) ("), "\(result.summary)")
    #expect(robust != ["0"] && robust != ["120"])
  }
}
