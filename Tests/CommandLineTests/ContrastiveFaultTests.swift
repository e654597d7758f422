import Foundation
import Synchronization
import TestSupport
import Testing

/// `rubrics.contrastive.endpoint` where servers misbehave, runs end early, and options make no sense.
@Suite struct ContrastiveFaultTests {
  private typealias World = ContrastiveWorld

  @Test func `faults that pass are passed over, and others are counted`() throws {
    let server = try MisbehavingServer { request in
      switch request.number {
      case 0: return .status(429, "{}", headers: ["Retry-After": "0"])
      case 1: return .status(500, "{}")
      case 2: return .cut(EndpointReplies.chat("Winner: Response A"), after: 20)
      case 3: return .closed
      case 4: return .ok("{no json")
      case 5: return .late(3, EndpointReplies.chat("1. The response is late. [Principle]"))
      default: return World.reply(request)
      }
    }
    defer { server.stop() }
    let folder = try World.folder(
      server,
      World.lines([
        ("plain", 2), ("pointing", 1), ("refused", 2), ("talk", 1), ("cut", 1), ("large", 1),
        ("silent", 1),
      ]), "attempts: 2", generator: ", timeout_seconds: 1.5")
    let result = try World.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    let rubrics = try World.rubrics(folder)
    #expect(rubrics.count == 6 && rubrics.allSatisfy { $0.contains("Case p") }, "\(rubrics)")
    #expect(
      World.words(result).contains("criteria left out: 1 point at a response"), "\(result.summary)")
    #expect(result.output.contains("3 of 9 (33.3 %) pairs have a rubric"), "\(result.summary)")
    // What the server does not take is not tried again; all others are, once.
    #expect(
      World.words(result).contains(
        "attempts without a rubric: 2 no criterion in the reply, 1 not taken by the server, "
          + "4 refused by the model, 2 the reply ends at `max_tokens`"), "\(result.summary)")
    #expect(
      try World.rows(
        folder, "SELECT evidence, count(*) FROM verdict GROUP BY 1 ORDER BY 1")
        == [
          #"{"attempts":1,"accuracy":null,"why":"not taken by the server"}|1"#,
          #"{"attempts":2,"accuracy":0.0,"margin":0.0,"margin_without":0.0,"effect":"useless"}|1"#,
          #"{"attempts":2,"accuracy":null,"why":"no criterion in the reply"}|1"#,
          #"{"attempts":2,"accuracy":null,"why":"refused by the model"}|2"#,
          #"{"attempts":2,"accuracy":null,"why":"the reply ends at `max_tokens`"}|1"#,
        ])
    #expect(
      try World.rows(
        folder, "SELECT count(*), count(outcome) FROM judgement WHERE rubric = x''")
        == ["8|6"])
  }

  @Test func `a judge that is refused a question counts for nobody`() throws {
    let server = try MisbehavingServer { request in
      let text = World.content(request)
      guard !World.isGenerator(request), text.contains("plain 1") else {
        return World.reply(request)
      }
      return text.contains("rubric") ? .ok("{\"choices\":[]}") : .ok(EndpointReplies.refusal("no"))
    }
    defer { server.stop() }
    let folder = try World.folder(server, World.lines([("plain", 3)]), "attempts: 1")
    let result = try World.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(try World.rubrics(folder).count == 4)
    #expect(
      World.words(result).contains(
        "questions to the judge without an answer: 2 answered in another form, 2 refused by the model"
      ), "\(result.summary)")
  }

  @Test(arguments: [SIGKILL, SIGINT])
  func `ended in the middle it asks again only what was in flight`(signal: Int32) throws {
    let lines = World.lines([("plain", 60), ("second", 20), ("stubborn", 5)])
    let whole = try MisbehavingServer { World.reply($0) }
    defer { whole.stop() }
    let options = ", concurrency: 2"
    let reference = try World.folder(whole, lines, generator: options)
    let undisturbed = try World.run(reference)
    try #require(undisturbed.exitStatus == 0, "\(undisturbed.summary)")

    // Within the first batch's rubrics, within its judgements, and within the second batch.
    let stops = [20, 150, 400]
    let server = try MisbehavingServer { request in
      stops.contains(request.number) ? .late(30, "{}") : World.reply(request)
    }
    defer { server.stop() }
    let folder = try World.folder(server, lines, generator: options)
    for stop in stops {
      let command = try World.runner(folder).start(["run", "p.yaml"])
      // One hangs; the other of two goes on until nothing else may be sent.
      while command.isRunning, server.requests.count <= stop { usleep(2000) }
      usleep(100_000)
      command.send(signal)
      let ended = try command.wait(seconds: 30)
      #expect(ended.signal == SIGKILL || ended.exitStatus == 130, "\(ended.summary)")
    }
    let last = try World.run(folder)
    try #require(last.exitStatus == 0, "\(last.summary)")
    // Two may be in flight at each end.
    #expect(server.requests.count <= whole.requests.count + 2 * stops.count)
    #expect(server.requests.count >= whole.requests.count + stops.count)
    let (one, other) = (
      try CanonicalDump(reference.file("s.sqlite")), try CanonicalDump(folder.file("s.sqlite"))
    )
    for table in ["rubric", "criterion", "judgement", "verdict"] {
      let (first, second) = (one.tables[table] ?? [], other.tables[table] ?? [])
      // The address of the server is part of what a run is known by.
      func plain(_ lines: [String]) -> [String] {
        lines.map { line in
          line.split(separator: "|").filter { !$0.hasPrefix("rubrics.") }.joined(separator: "|")
        }.sorted()
      }
      #expect(plain(first) == plain(second), "\(table)")
      #expect(!first.isEmpty)
    }
    func notes(_ result: CommandResult) -> [Substring] {
      result.output.split(separator: "\n").filter { $0.contains("rubric") }
    }
    #expect(notes(last) == notes(undisturbed))
  }

  @Test func `offline all of it is replayed, without a key, and with other names`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    let folder = try World.folder(
      server, World.lines([("plain", 3), ("second", 3), ("stubborn", 2)]))
    let none = try World.run(folder, "--offline")
    #expect(none.exitStatus == 2)
    #expect(none.errors.contains("8 questions have no answer in the store"), "\(none.summary)")
    #expect(server.requests.isEmpty)
    let first = try World.run(folder)
    try #require(first.exitStatus == 0, "\(first.summary)")
    let count = server.requests.count
    let again = try World.run(
      folder, "--offline", "--set", "stages[0].name=other", "--set", "stages[0].threshold=0.9",
      key: nil)
    try #require(again.exitStatus == 0, "\(again.summary)")
    #expect(server.requests.count == count)
    #expect(
      try World.rows(
        folder, "SELECT name, count(*) FROM rubric GROUP BY 1 ORDER BY 1")
        == ["contrastive|6", "other|6"])
    // One attempt more lacks answers.
    let more = try World.run(folder, "--offline", "--set", "stages[0].attempts=4")
    #expect(more.exitStatus == 2 && more.errors.contains("2 questions have no answer"))
    #expect(server.requests.count == count)
  }

  @Test func `a key is in no file and no output, and goes to its own server alone`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    let other = try MisbehavingServer { World.reply($0) }
    defer {
      server.stop()
      other.stop()
    }
    let folder = try World.folder(
      server, World.lines([("plain", 2)]), judge: "url: \"\(other.url)\", model: j2")
    let result = try World.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Bearer \(World.key)" })
    #expect(server.requests.count == 2 && server.requests.allSatisfy(World.isGenerator))
    #expect(other.requests.count == 8)
    #expect(other.requests.allSatisfy { $0.headers["authorization"] == nil })
    #expect(other.requests.allSatisfy { $0.json["model"] as? String == "j2" })
    #expect(!result.summary.contains(World.key))
    let holding = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { name in
      FileManager.default.contents(atPath: folder.file(name))?.range(of: Data(World.key.utf8))
        != nil
    }
    #expect(holding == [])
    for table in ["rubric", "judgement", "verdict", "answer"] {
      let rows = try World.rows(folder, "SELECT * FROM \(table)").joined()
      #expect(!rows.contains("127.0.0.1") && !rows.contains("WINNOW_TEST_KEY"))
    }
  }

  @Test func `a budget ends the run, and a larger one goes on from there`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    let folder = try World.folder(
      server, World.lines([("plain", 20)]),
      generator: ", max_tokens: 20, max_tokens_total: 1200, concurrency: 1",
      judge: "model: j, max_tokens: 20")
    let result = try World.run(folder)
    #expect(
      result.exitStatus == 1 && result.errors.contains("`max_tokens_total`"), "\(result.summary)")
    let asked = server.requests.count
    // Both roles share the budget of their server.
    #expect(asked < 100)
    #expect(try World.rows(folder, "SELECT count(*) FROM answer") == ["\(asked)"])
    #expect(try World.rows(folder, "SELECT count(*) FROM rubric") == ["0"])
    let more = try World.run(folder, "--set", "stages[0].generator.max_tokens_total=10000000")
    try #require(more.exitStatus == 0, "\(more.summary)")
    #expect(server.requests.count == 20 + 40 + 40)
    #expect(try World.rows(folder, "SELECT count(*) FROM rubric") == ["20"])
  }

  @Test func `a judge of another server has a budget of its own`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    let other = try MisbehavingServer { World.reply($0) }
    defer {
      server.stop()
      other.stop()
    }
    let folder = try World.folder(
      server, World.lines([("plain", 20)]), generator: ", max_tokens_total: 100000",
      judge:
        "url: \"\(other.url)\", model: j, max_tokens: 20, max_tokens_total: 1200, concurrency: 1")
    let result = try World.run(folder)
    #expect(result.exitStatus == 1 && result.errors.contains("budget-spent"), "\(result.summary)")
    #expect(server.requests.count == 20 && other.requests.count < 80)
    let more = try World.run(folder, "--set", "stages[0].judge.max_tokens_total=10000000")
    try #require(more.exitStatus == 0, "\(more.summary)")
    #expect(server.requests.count == 20 && other.requests.count == 80)
  }

  @Test func `a judge that refuses the key ends the run, and no rubric is written twice`() throws {
    let isRight = Mutex(false)
    let server = try MisbehavingServer { request in
      World.isGenerator(request) || isRight.withLock { $0 }
        ? World.reply(request) : .status(401, "{\"message\":\"no such key\"}")
    }
    defer { server.stop() }
    let folder = try World.folder(server, World.lines([("plain", 5)]))
    let first = try World.run(folder)
    #expect(first.exitStatus == 2 && first.errors.contains("endpoint-refused"), "\(first.summary)")
    #expect(!first.summary.contains(World.key))
    isRight.withLock { $0 = true }
    let last = try World.run(folder)
    try #require(last.exitStatus == 0, "\(last.summary)")
    #expect(server.requests.count(where: World.isGenerator) == 5)
    #expect(try World.rows(folder, "SELECT count(*) FROM rubric") == ["5"])
  }

  @Test(arguments: [
    ("attempts: 0", "from 1"), ("threshold: 1.5", "from 0 to 1"), ("form: both", "form"),
    ("votes: 2", "stand with a `temperature` of the judge above 0"),
    ("listwise_prompt: own.txt", "stand with `form: listwise`"),
    ("control: false\ncontrol_prompt: own.txt", "stand with `control: true`"),
    ("judge_prompt: own.txt", "name a file that contains `{rubric}`"),
    ("judge_prompt: none.txt", "no such prompt file"),
    ("only: robust", "`dynamics`, which no earlier stage writes"),
    ("judge: {url: \"http://h?k=\(ContrastiveWorld.key)\"}", "needs a `model` beside its `url`"),
    ("judge: {concurrency: 3}", "stand with `url`"),
    ("judge: {url: \"http://h?k=\(ContrastiveWorld.key)\", model: m}", "bad-url"),
  ])
  func `mistakes are told`(options: String, words: String) throws {
    let server = try MisbehavingServer { _ in .ok("{}") }
    defer { server.stop() }
    let folder = try World.folder(server, World.lines([("plain", 1)]), options, judge: nil)
    try folder.write(
      "{prompt} {responses} {first} {second} {chosen} {rejected}", to: "own.txt")
    let result = try World.run(folder)
    #expect(result.exitStatus == 2 && result.errors.contains(words), "\(result.summary)")
    #expect(!result.summary.contains(World.key))
    #expect(server.requests.isEmpty)
  }

  @Test func `a generator must be named`() throws {
    let server = try MisbehavingServer { _ in .ok("{}") }
    defer { server.stop() }
    let folder = try World.folder(server, World.lines([("plain", 1)]), judge: nil)
    let text = try String(contentsOfFile: folder.file("p.yaml"), encoding: .utf8)
    try folder.write(
      text.split(separator: "\n").filter { !$0.contains("generator:") }.joined(separator: "\n")
        + " {}\n", to: "p.yaml")
    let result = try World.run(folder)
    #expect(result.exitStatus == 2 && result.errors.contains("`generator`"), "\(result.summary)")
  }
}
