import Foundation
import TestSupport
import Testing

/// `rubrics.score` with a judge at an endpoint that misbehaves.
@Suite struct RubricsJudgeTests {
  private static func folder(
    _ server: MisbehavingServer, _ options: String, rubric: String
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let lines = (0..<12).map { i in
      "{\"prompt\": \"Does part \(i) turn?\", \"chosen\": \"Because wheel \(i) drives it.\", "
        + "\"rejected\": \"No, never \(i).\", \"rubrics\": \(rubric)}\n"
    }
    try folder.write(lines.joined(), to: "pairs.jsonl")
    try folder.write(
      """
      name: p
      store: s.sqlite
      sources: [{path: pairs.jsonl, format: trl}]
      stages:
        - rubrics.import
        - rubrics.score: {judge: {url: "\(server.url)", model: m}, \(options)}
      """, to: "p.yaml")
    return folder
  }

  private static let rubric =
    #"[{"criterion":"Gives a reason.","points":6},{"criterion":"Says never.","points":-3}]"#

  /// Answers by what stands in the response alone.
  private static func answer(_ request: MisbehavingServer.Request) -> String {
    let text = EndpointScoreTests.content(request)
    let isReason = text.contains("Gives a reason.")
    let met = isReason ? text.contains("Because") : text.contains("No, never")
    return EndpointReplies.chat("I see.\n{\"explanation\": \"so\", \"criteria_met\": \(met)}")
  }

  private static func scores(_ folder: TemporaryFolder) throws -> [String] {
    try SQLiteText.rows(
      """
      SELECT text.body LIKE 'Because%', round(value, 3), count(*) FROM score
      JOIN response ON response.id = score.response JOIN text ON text.id = response.text
      GROUP BY 1, 2 ORDER BY 1, 2
      """, in: folder.file("s.sqlite"))
  }

  @Test func `each criterion is asked once, whatever goes wrong`() throws {
    let server = try MisbehavingServer { request in
      switch request.number {
      case 0: return .status(429, "{}", headers: ["Retry-After": "0"])
      case 1: return .status(500, "{}")
      case 2: return .cut(Self.answer(request), after: 20)
      case 3: return .closed
      case 4: return .ok("{no json")
      default: break
      }
      let text = EndpointScoreTests.content(request)
      if text.contains("part 7 "), text.contains("Because") {
        return .ok(EndpointReplies.refusal("no"))
      }
      return .ok(Self.answer(request))
    }
    defer { server.stop() }
    let folder = try Self.folder(server, "aggregate: healthbench", rubric: Self.rubric)
    let result = try EndpointScoreTests.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(server.requests.count == 48 + 5)
    #expect(try Self.scores(folder) == ["0|-0.5|12", "1|1.0|11"])
    // (11 · 1 − 12 · 0.5) / 23
    #expect(result.output.contains("clipped mean 0.2174"), "\(result.output)")
    #expect(result.output.contains("1 not scored: no usable answer to a criterion"))
    #expect(result.output.contains("2 refused by the model"))
    // Kept with its words, and shown.
    let pair = try SQLiteText.rows(
      "SELECT lower(hex(digest)) FROM pair ORDER BY 1 LIMIT 1", in: folder.file("s.sqlite"))
    let why = try CommandRunner(folder: folder.path).run("why", "--store", "s.sqlite", pair[0])
    #expect(why.output.contains("meets it"), "\(why.output)")
    // Another aggregate finds every answer.
    let again = try EndpointScoreTests.run(
      folder, "--offline", "--set", "stages[1].aggregate=explicit")
    #expect(again.exitStatus == 0, "\(again.summary)")
    #expect(server.requests.count == 48 + 5)
  }

  @Test func `a killed run asks again at most what was in flight`() throws {
    let server = try MisbehavingServer { request in
      Thread.sleep(forTimeInterval: 0.02)
      return .ok(Self.answer(request))
    }
    defer { server.stop() }
    let folder = try Self.folder(server, "", rubric: Self.rubric)
    let started = try CommandRunner(folder: folder.path).start(
      ["run", "p.yaml", "--set", "stages[1].judge.concurrency=2"])
    while server.requests.count < 20 { Thread.sleep(forTimeInterval: 0.01) }
    started.send(SIGKILL)
    _ = try started.wait(seconds: 60)
    let result = try EndpointScoreTests.run(folder, "--set", "stages[1].judge.concurrency=2")
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(server.requests.count <= 48 + 4, "\(server.requests.count)")
    #expect(try Self.scores(folder) == ["0|0.0|12", "1|1.0|12"])
  }

  @Test func `levels count by their place, one rating for all by its scale`() throws {
    let levels =
      #"{"criteria":"Is it kind?","score1_description":"No.","score2_description":"A bit.","score3_description":"Yes."}"#
    let server = try MisbehavingServer { request in
      let text = EndpointScoreTests.content(request)
      let isGood = text.contains("Because")
      if text.contains("Rating: 10") {
        return .ok(EndpointReplies.chat(isGood ? "Rating: 10" : "Rating: 5.5"))
      }
      guard text.contains("Level 2: A bit.") else { return .status(400, "{}") }
      return .ok(EndpointReplies.chat("{\"explanation\":\"x\",\"level\":\(isGood ? 3 : 2)}"))
    }
    defer { server.stop() }
    for options in ["aggregate: explicit", "aggregate: implicit", "samples: 3"] {
      let folder = try Self.folder(server, options, rubric: levels)
      let result = try EndpointScoreTests.run(folder)
      try #require(result.exitStatus == 0, "\(result.summary)")
      #expect(try Self.scores(folder) == ["0|0.5|12", "1|1.0|12"], "\(options)")
    }
  }
}

/// `rubrics.generate` with a model.
@Suite struct RubricsGeneratorTests {
  @Test func `a model writes rubrics from the prompt alone, and has the words of its training`()
    throws
  {
    let server = try MisbehavingServer { request in
      let text = EndpointScoreTests.content(request)
      guard !text.contains("Because"), text.hasSuffix("# Rubric\n") else {
        return .status(400, "{}")
      }
      if text.contains("part 3 ") { return .ok(EndpointReplies.chat("I would rather not.")) }
      return .ok(
        EndpointReplies.chat(
          "1. The response has at most 50 words. [Hard Rule]\n2. The response is kind. [Principle]")
      )
    }
    defer { server.stop() }
    let folder = try TemporaryFolder()
    let lines = (0..<8).map { i in
      "{\"prompt\": \"Does part \(i) turn?\", \"chosen\": \"Because \(i).\", \"rejected\": \"No, never \(i).\"}\n"
    }
    try folder.write(lines.joined(), to: "pairs.jsonl")
    try folder.write(
      """
      name: p
      store: s.sqlite
      sources: [{path: pairs.jsonl, format: trl}]
      stages:
        - rubrics.generate: {generator: {url: "\(server.url)", model: writer}}
      exports:
        - {to: out, trainer: rubrics.generator, compression: none}
      """, to: "p.yaml")
    let result = try EndpointScoreTests.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(result.output.contains("`generated`: 7 rubrics with 14 criteria; a program checks 7"))
    #expect(result.output.contains("prompts without a rubric: 1 no criterion in the reply"))
    // What the export would teach is what was asked.
    let asked = try #require(server.requests.map { EndpointScoreTests.content($0) }.sorted().first)
    let shards = try FileManager.default.subpathsOfDirectory(atPath: folder.file("out")).filter {
      $0.hasSuffix(".jsonl")
    }
    let rows = try shards.flatMap {
      try String(contentsOfFile: folder.file("out/\($0)"), encoding: .utf8).split(separator: "\n")
    }
    struct Row: Decodable { var prompt: String }
    let taught = try rows.map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)).prompt }
    #expect(taught.contains(asked), "\(taught.first ?? "")\n\(asked)")
    let again = try EndpointScoreTests.run(folder, "--offline", "--set", "stages[0].name=other")
    #expect(again.exitStatus == 0 && server.requests.count == 8, "\(again.summary)")
  }
}
