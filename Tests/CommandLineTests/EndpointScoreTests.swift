import Foundation
import TestSupport
import Testing

/// `relabel.score.endpoint` through the command line, against a server that speaks the protocols and misbehaves.
@Suite struct EndpointScoreTests {
  static func folder(
    _ server: MisbehavingServer, _ options: String, pairs: Int = 30
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let lines = (0..<pairs).map { i in
      "{\"prompt\": \"Does part \(i) turn?\", \"chosen\": \"Because the wheel \(i) drives it.\", "
        + "\"rejected\": \"No, never \(i).\"}\n"
    }
    try folder.write(lines.joined(), to: "pairs.jsonl")
    try folder.write(
      """
      name: p
      seed: 3
      store: s.sqlite
      sources: [{path: pairs.jsonl, format: trl}]
      stages:
        - relabel.score.endpoint: {url: "\(server.url)", model: m, \(options)}
      """, to: "p.yaml")
    return folder
  }

  static func run(
    _ folder: TemporaryFolder, _ arguments: String...
  ) throws -> CommandResult {
    try CommandRunner(folder: folder.path).start(["run", "p.yaml"] + arguments).wait(seconds: 120)
  }

  static func content(_ request: MisbehavingServer.Request) -> String {
    (request.json["messages"] as? [[String: Any]])?.first?["content"] as? String ?? ""
  }

  static func scores(_ folder: TemporaryFolder) throws -> [String] {
    try SQLiteText.rows(
      """
      SELECT score_name.name, text.body LIKE 'Because%', value, count(*) FROM score
      JOIN score_name ON score_name.id = score.name JOIN response ON response.id = score.response
      JOIN text ON text.id = response.text GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      """, in: folder.file("s.sqlite"))
  }

  @Test func `ratings are read, means taken, refusals told, and nothing is asked twice`() throws {
    let server = try MisbehavingServer { request in
      let text = Self.content(request)
      // The first requests meet every fault that passes.
      switch request.number {
      case 0: return .status(429, "{}", headers: ["Retry-After": "0"])
      case 1: return .status(500, "{}")
      case 2: return .cut(EndpointReplies.chat("Rating: 9"), after: 20)
      case 3: return .closed
      case 4: return .ok("{no json")
      default: break
      }
      if text.contains("part 7 ") { return .ok(EndpointReplies.refusal("no")) }
      if text.contains("part 8 ") { return .ok(EndpointReplies.chat("I cannot say.")) }
      return .ok(
        EndpointReplies.chat(text.contains("Because") ? "Good.\n**Rating: 9.**" : "Rating: 2.5"))
    }
    defer { server.stop() }
    let folder = try Self.folder(server, "samples: 2")
    let result = try Self.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(try Self.scores(folder) == ["judge_rating|0|2.5|28", "judge_rating|1|9.0|28"])
    #expect(result.output.contains("4 refused by the model"))
    #expect(result.output.contains("56 of 60 responses have the score `judge_rating`"))
    #expect(result.output.contains("not scored: 2 no rating in the answer, 2 refused"))
    #expect(server.requests.count == 120 + 5)
    #expect(
      try SQLiteText.rows(
        "SELECT low, high, anchored FROM score_scale", in: folder.file("s.sqlite"))
        == ["1.0|10.0|1"])
    // Another name: another run, which finds every answer.
    let again = try Self.run(folder, "--offline", "--set", "stages[0].name=judged")
    #expect(again.exitStatus == 0, "\(again.summary)")
    #expect(server.requests.count == 120 + 5)
  }

  @Test func `verdicts are asked in both orders and decide where they are told to`() throws {
    let server = try MisbehavingServer { request in
      let text = Self.content(request)
      guard let reason = text.range(of: "Because")?.lowerBound,
        let other = text.range(of: "No, never")?.lowerBound
      else { return .status(400, "{}") }
      if text.contains("part 5 ") { return .ok(EndpointReplies.chat("Verdict: 1")) }
      // The judge likes what the labels reject.
      return .ok(EndpointReplies.chat("Verdict: \(reason < other ? 2 : 1)"))
    }
    defer { server.stop() }
    let folder = try Self.folder(server, "ask: pairwise, labels: true")
    let result = try Self.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(
      try Self.scores(folder) == [
        "pairwise|0|0.5|1", "pairwise|0|1.0|29", "pairwise|1|0.0|29", "pairwise|1|0.5|1",
      ])
    #expect(
      result.output.contains(
        "gave 30 of 30 pairs a verdict in both orders and kept to it in 96.67 %"))
    #expect(
      try SQLiteText.rows(
        "SELECT action, reason, evidence FROM verdict", in: folder.file("s.sqlite"))
        == [#"mark|position_inconsistent|{"a_first":1.0,"b_first":0.0}"#])
    let decided = try SQLiteText.rows(
      "SELECT decision = 'tie', chosen LIKE 'No, never%', count(*) FROM pairs_view GROUP BY 1, 2 ORDER BY 1, 3",
      in: folder.file("s.sqlite"))
    #expect(decided.first == "0|1|29" && decided.count == 2, "\(decided)")
    #expect(server.requests.count == 60)
    #expect(
      try SQLiteText.rows(
        "SELECT low, high, anchored FROM score_scale", in: folder.file("s.sqlite"))
        == ["0.0|1.0|0"], "a share of wins over a prompt's own answers has no common zero")
  }

  @Test(arguments: [
    ("ask: score", "/score", "score|0|0.25|30,score|1|0.75|30"),
    ("ask: pooling", "/pooling", "pooling|0|-1.5|30,pooling|1|2.0|30"),
    ("ask: classify, class: 0", "/classify", "classify|0|0.1|30,classify|1|0.8|30"),
  ])
  func `reward models and classifiers are read`(
    options: String, path: String, expected: String
  ) throws {
    let server = try MisbehavingServer { request in
      func isGood(_ text: String) -> Bool { text.contains("Because") }
      switch request.path {
      case "/score":
        let texts = request.json["text_2"] as? [String] ?? []
        let items = texts.enumerated().map {
          "{\"index\":\($0),\"score\":\(isGood($1) ? 0.75 : 0.25)}"
        }
        return .ok("{\"data\":[\(items.joined(separator: ","))]}")
      case "/pooling", "/classify":
        let turns = request.json["messages"] as? [[String: String]] ?? []
        guard turns.map({ $0["role"] ?? "" }) == ["user", "assistant"] else {
          return .status(400, "{}")
        }
        let good = isGood(turns[1]["content"] ?? "")
        return .ok(
          request.path == "/pooling"
            ? "{\"data\":[{\"index\":0,\"data\":[[\(good ? 2 : -1.5)]]}]}"
            : "{\"data\":[{\"index\":0,\"label\":\"x\",\"probs\":[\(good ? "0.8,0.2" : "0.1,0.9")]}]}"
        )
      default: return .status(404, "{}")
      }
    }
    defer { server.stop() }
    let folder = try Self.folder(server, options)
    let result = try Self.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(try Self.scores(folder).joined(separator: ",") == expected)
    #expect(server.requests.allSatisfy { $0.path == path })
  }

  @Test func `killed in the middle it asks again only what was in flight`() throws {
    let server = try MisbehavingServer { request in
      let reply = EndpointReplies.chat(
        Self.content(request).contains("Because") ? "Rating: 9" : "Rating: 2")
      return request.number == 20 || request.number == 21 ? .late(30, reply) : .ok(reply)
    }
    defer { server.stop() }
    let folder = try Self.folder(server, "concurrency: 2")
    let command = try CommandRunner(folder: folder.path).start(["run", "p.yaml"])
    while command.isRunning, server.requests.count < 22 { usleep(2000) }
    for _ in 0..<1000 where command.isRunning {
      let kept = try? SQLiteText.rows("SELECT count(*) FROM answer", in: folder.file("s.sqlite"))
      if kept == ["20"] { break }
      usleep(20_000)
    }
    command.send(SIGKILL)
    _ = try command.wait(seconds: 30)
    let last = try Self.run(folder)
    try #require(last.exitStatus == 0, "\(last.summary)")
    #expect(server.requests.count == 60 + 2)
    #expect(try Self.scores(folder) == ["judge_rating|0|2.0|30", "judge_rating|1|9.0|30"])
  }

  @Test(arguments: [
    ("prompt: 'Rate {prompt}'", "contain `{response}`"),
    ("labels: true", "stand with `ask: pairwise`"),
    ("low: 5, high: 5", "be above `low`"), ("name: ' '", "be a name"),
    ("ask: score, samples: 2", "stand with `ask: rating` or `ask: pairwise`"),
    ("class: 2", "stand with `ask: classify`"), ("max_tokens: 10000001", "from 1 to 10000000"),
  ])
  func `mistakes are told`(options: String, words: String) throws {
    let server = try MisbehavingServer { _ in .ok("{}") }
    defer { server.stop() }
    let result = try Self.run(try Self.folder(server, options))
    #expect(result.exitStatus == 2 && result.errors.contains(words), "\(result.summary)")
    #expect(server.requests.isEmpty)
  }
}
