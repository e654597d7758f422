import Foundation
import Synchronization
import TestSupport
import Testing

/// `relabel.score.endpoint` over several batches, where some questions have no answer.
@Suite struct EndpointScoreFaultTests {
  private typealias Base = EndpointScoreTests

  @Test func `a run that goes on does not ask again what it has committed without an answer`()
    throws
  {
    let isFirst = Mutex(true)
    let server = try MisbehavingServer { request in
      let text = Base.content(request)
      let goesWrong = isFirst.withLock { $0 }
      if goesWrong, text.contains("part 3 ") { return .ok("{\"choices\":[]}") }
      if goesWrong, text.contains("part 69 ") { return .status(500, "{}") }
      return .ok(EndpointReplies.chat("Rating: 7"))
    }
    defer { server.stop() }
    // A batch has 64 prompts.
    let folder = try Base.folder(server, "retries: 0, concurrency: 1", pairs: 70)
    let first = try Base.run(folder)
    #expect(first.exitStatus == 1 && first.errors.contains("gives no reply"), "\(first.summary)")
    isFirst.withLock { $0 = false }
    let last = try Base.run(folder)
    try #require(last.exitStatus == 0, "\(last.summary)")
    #expect(last.output.contains("138 of 140 responses have the score `judge_rating`"))
    #expect(last.output.contains("questions without an answer: 2 answered in another form"))
    #expect(try Base.scores(folder) == ["judge_rating|0|7.0|69", "judge_rating|1|7.0|69"])
    #expect(
      try SQLiteText.rows(
        "SELECT low, high, anchored FROM score_scale", in: folder.file("s.sqlite"))
        == ["1.0|10.0|1"])
  }

  @Test func `a batch without any answer is counted, and the run ends well`() throws {
    let server = try MisbehavingServer { request in
      let text = Base.content(request)
      return (64..<80).contains { text.contains("part \($0) ") }
        ? .status(400, "{\"message\":\"too long\"}") : .ok(EndpointReplies.chat("Rating: 7"))
    }
    defer { server.stop() }
    let folder = try Base.folder(server, "name: judged", pairs: 80)
    let result = try Base.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(result.output.contains("128 of 160 responses have the score `judged`"))
    #expect(result.output.contains("not scored: 32 not taken by the server"))
  }

  @Test func `where nothing is rated that is said`() throws {
    let server = try MisbehavingServer { _ in .ok(EndpointReplies.chat("I cannot say.")) }
    defer { server.stop() }
    let result = try Base.run(try Base.folder(server, "low: 0"))
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(result.output.contains("warning: none of 60 responses got a score `judge_rating`"))
    #expect(result.output.contains("not scored: 60 no rating in the answer"))
  }

  @Test func `a class that the classifier does not have is an error`() throws {
    let server = try MisbehavingServer { _ in
      .ok(#"{"data":[{"index":0,"label":"x","probs":[0.8,0.2]}]}"#)
    }
    defer { server.stop() }
    let result = try Base.run(try Base.folder(server, "ask: classify, class: 2"))
    #expect(result.exitStatus == 2, "\(result.summary)")
    #expect(result.errors.contains("the classifier has 2 labels, none of which is `class: 2`"))
  }

  @Test func `two scores of one name are refused`() throws {
    let server = try MisbehavingServer { _ in .ok(EndpointReplies.chat("Rating: 7")) }
    defer { server.stop() }
    let folder = try Base.folder(server, "low: 0")
    let pipeline = try String(contentsOfFile: folder.file("p.yaml"), encoding: .utf8)
    let stage = try #require(
      pipeline.split(separator: "\n").last { $0.contains("relabel.score.endpoint") })
    try folder.write(
      pipeline + "\n" + stage.replacing("low: 0", with: "low: 0, id: second"), to: "p.yaml")
    let result = try Base.run(folder)
    #expect(result.exitStatus == 2, "\(result.summary)")
    #expect(result.errors.contains("give a score of this name: `judge_rating`"))
  }

  @Test func `a pair whose orders contradict each other counts as half won, with any samples`()
    throws
  {
    let server = try MisbehavingServer { request in
      let text = Base.content(request)
      guard let reason = text.range(of: "Because")?.lowerBound,
        let other = text.range(of: "No, never")?.lowerBound
      else { return .status(400, "{}") }
      // The first answer wins always; once of three times, where it is the reason, it does not.
      let seed = request.json["seed"] as? Int
      return .ok(EndpointReplies.chat("Verdict: \(reason < other && seed == 1 ? 2 : 1)"))
    }
    defer { server.stop() }
    let folder = try Base.folder(
      server, "ask: pairwise, labels: true, samples: 3, sampling_seed: 0", pairs: 4)
    let result = try Base.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(try Base.scores(folder) == ["pairwise|0|0.5|4", "pairwise|1|0.5|4"])
    #expect(
      try SQLiteText.rows(
        "SELECT DISTINCT decision FROM pairs_view", in: folder.file("s.sqlite")) == ["tie"])
  }

  @Test func `a judge sees who speaks in a dialogue`() throws {
    let server = try MisbehavingServer { _ in .ok(EndpointReplies.chat("Rating: 7")) }
    defer { server.stop() }
    let folder = try Base.folder(server, "low: 0", pairs: 1)
    func turn(_ role: String, _ text: String) -> String {
      "{\"role\": \"\(role)\", \"content\": \"\(text)\"}"
    }
    let prompt = [turn("user", "Hello."), turn("assistant", "Yes?"), turn("user", "Why?")]
    try folder.write(
      "{\"prompt\": [\(prompt.joined(separator: ", "))], \"chosen\": [\(turn("assistant", "So."))], "
        + "\"rejected\": [\(turn("assistant", "No."))]}\n", to: "pairs.jsonl")
    let result = try Base.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    let asked = server.requests.map(Base.content)
    #expect(asked.count == 2)
    #expect(
      asked.allSatisfy { $0.contains("\n[user]\nHello.\n\n[assistant]\nYes?\n\n[user]\nWhy?\n---") }
    )
    #expect(asked.contains { $0.contains("answer ----------\nSo.\n---") })
  }

  @Test(arguments: [
    ("ask: score", "about 1 requests"), ("ask: pooling", "about 3 requests"),
    ("ask: pairwise", "about 0 requests"), ("ask: rating", "about 3 requests"),
  ])
  func `a plan counts responses that stand in no pair of two`(
    options: String, words: String
  ) throws {
    let server = try MisbehavingServer { _ in .status(401, "{}") }
    defer { server.stop() }
    let folder = try Base.folder(server, "\(options)", pairs: 1)
    try folder.write(
      """
      {"prompt": "Why?", "completion": "So.", "label": true}
      {"prompt": "Why?", "completion": "No.", "label": false}
      {"prompt": "How?", "completion": "So.", "label": true}

      """, to: "pairs.jsonl")
    // The sources are read; then the server refuses, where it is asked at all.
    _ = try Base.run(folder)
    let plan = try CommandRunner(folder: folder.path).run("plan", "p.yaml")
    if options == "ask: pairwise" {
      #expect(!plan.output.contains("asks an endpoint"), "\(plan.summary)")
    } else {
      #expect(plan.output.contains(words), "\(plan.summary)")
    }
  }
}
