import Foundation
import TestSupport
import Testing

/// Model endpoints through the command line: asked once, replayed, killed and resumed, and no key anywhere.
@Suite struct EndpointTests {
  static let key = "sk-test-5f1c0e"

  /// 60 pairs, every tenth with the worse answer chosen.
  private static func folder(
    _ server: MisbehavingServer, _ options: String = "", method: String = "random"
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let lines = (0..<60).map { i in
      let answers = ["Because the wheel \(i) drives it, and the belt holds.", "No, never \(i)."]
      let (chosen, rejected) = i % 10 == 3 ? (answers[1], answers[0]) : (answers[0], answers[1])
      return "{\"prompt\": \"Does part \(i) turn?\", \"chosen\": \"\(chosen)\", "
        + "\"rejected\": \"\(rejected)\"}\n"
    }
    try folder.write(lines.joined(), to: "pairs.jsonl")
    try folder.write(
      """
      name: p
      seed: 3
      store: s.sqlite
      sources: [{path: pairs.jsonl, format: trl}]
      stages:
        - filters.training_dynamics:
            action: mark
            method: \(method)
            budget: 10%
            embedding_endpoint: {url: "\(server.url)", model: m, api_key_env: WINNOW_TEST_KEY, batch: 8\(options)}
      """, to: "p.yaml")
    return folder
  }

  private static func embeddings() throws -> MisbehavingServer {
    try MisbehavingServer { .ok(EndpointReplies.embeddings($0, width: 4)) }
  }

  private static func runner(_ folder: TemporaryFolder, key: String? = key) -> CommandRunner {
    CommandRunner(folder: folder.path, environment: key.map { ["WINNOW_TEST_KEY": $0] } ?? [:])
  }

  /// Files of a folder that hold `text`.
  private static func files(_ folder: TemporaryFolder, holding text: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { name in
      guard let data = FileManager.default.contents(atPath: folder.file(name)) else { return false }
      return data.range(of: Data(text.utf8)) != nil
    }
  }

  @Test func `embeddings are asked once, replayed offline, and the key is nowhere`() throws {
    let server = try Self.embeddings()
    defer { server.stop() }
    let folder = try Self.folder(server)
    let before = try Self.runner(folder).run("plan", "p.yaml")
    #expect(before.output.contains("known once the sources are read"), "\(before.summary)")
    let first = try Self.runner(folder).run("run", "p.yaml", "--progress", "lines", seconds: 120)
    try #require(first.exitStatus == 0, "\(first.summary)")
    #expect(first.errors.contains("120 answers, 15 requests, 1200 tokens"), "\(first.errors)")
    #expect(server.requests.count == 15)
    #expect(server.requests.allSatisfy { $0.path == "/v1/embeddings" })
    #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Bearer \(Self.key)" })
    let texts = server.requests.flatMap { $0.json["input"] as? [String] ?? [] }
    #expect(Set(texts).count == 120)
    #expect(texts.contains("Does part 7 turn?\n\nNo, never 7."))
    #expect(
      try SQLiteText.rows(
        "SELECT count(*), path, model, length(answer) FROM answer", in: folder.file("s.sqlite"))
        == ["120|embeddings|m|16"])

    // Another stage option: worked out again, without a request or a key.
    let again = try Self.runner(folder, key: nil).run(
      "run", "p.yaml", "--offline", "--set", "stages[0].budget=20%", seconds: 120)
    #expect(again.exitStatus == 0, "\(again.summary)")
    #expect(server.requests.count == 15)

    for result in [before, first, again] { #expect(!result.summary.contains(Self.key)) }
    #expect(try Self.files(folder, holding: Self.key) == [])
    #expect(try Self.files(folder, holding: "WINNOW_TEST_KEY") == ["p.yaml"])
  }

  @Test func `speed, budgets and address of the key are no part of what a run is known by`() throws
  {
    let server = try Self.embeddings()
    defer { server.stop() }
    let folder = try Self.folder(server)
    let first = try Self.runner(folder).run("run", "p.yaml", seconds: 120)
    try #require(first.exitStatus == 0, "\(first.summary)")
    let other = try Self.folder(
      server, ", concurrency: 2, requests_per_minute: 10000, retries: 1, timeout_seconds: 9")
    try FileManager.default.removeItem(atPath: folder.file("p.yaml"))
    try FileManager.default.copyItem(atPath: other.file("p.yaml"), toPath: folder.file("p.yaml"))
    let plan = try Self.runner(folder).run("plan", "p.yaml")
    #expect(plan.output.contains("done    filters.training_dynamics"), "\(plan.summary)")
  }

  @Test func `a plan says requests, tokens and cost once the sources are read`() throws {
    let server = try Self.embeddings()
    defer { server.stop() }
    let folder = try Self.folder(server, ", price_in: 0.5")
    // Reads the sources, and stops where it would ask.
    _ = try Self.runner(folder).run("run", "p.yaml", "--offline")
    let plan = try Self.runner(folder).run("plan", "p.yaml")
    #expect(plan.output.contains("about 15 requests, about "), "\(plan.summary)")
    #expect(plan.output.contains("cost about "), "\(plan.summary)")
    let json = try Self.runner(folder).run("plan", "p.yaml", "--json")
    #expect(json.output.contains("\"requests\": 15"), "\(json.summary)")
    #expect(server.requests.isEmpty)
  }

  @Test func `offline, and without an answer, the run says how many are missing`() throws {
    let server = try Self.embeddings()
    defer { server.stop() }
    let folder = try Self.folder(server)
    let result = try Self.runner(folder).run("run", "p.yaml", "--offline", seconds: 120)
    #expect(result.exitStatus == 2)
    #expect(
      result.errors.contains("120 questions have no answer in the store"), "\(result.summary)")
    #expect(server.requests.isEmpty)
  }

  @Test(arguments: [SIGKILL, SIGINT])
  func `ended in the middle, a run asks again only what was in flight`(signal: Int32) throws {
    let whole = try Self.embeddings()
    defer { whole.stop() }
    let reference = try Self.folder(whole, ", concurrency: 2")
    let undisturbed = try Self.runner(reference).run("run", "p.yaml", seconds: 120)
    try #require(undisturbed.exitStatus == 0, "\(undisturbed.summary)")

    // The seventh and eighth request hang; then the run is ended.
    let server = try MisbehavingServer { request in
      let right = EndpointReplies.embeddings(request, width: 4)
      return request.number == 6 || request.number == 7 ? .late(20, right) : .ok(right)
    }
    defer { server.stop() }
    let folder = try Self.folder(server, ", concurrency: 2")
    let command = try Self.runner(folder).start(["run", "p.yaml"])
    while command.isRunning, server.requests.count < 8 { usleep(2000) }
    // The six before them are kept: 48 answers.
    for _ in 0..<1000 where command.isRunning {
      let kept = try? SQLiteText.rows("SELECT count(*) FROM answer", in: folder.file("s.sqlite"))
      if kept == ["48"] { break }
      usleep(20_000)
    }
    command.send(signal)
    let ended = try command.wait(seconds: 30)
    #expect(
      signal == SIGKILL ? ended.signal == SIGKILL : ended.exitStatus == 130, "\(ended.summary)")
    let last = try Self.runner(folder).run("run", "p.yaml", seconds: 120)
    try #require(last.exitStatus == 0, "\(last.summary)")
    #expect(server.requests.count == 15 + 2)
    #expect(try SQLiteText.rows("PRAGMA integrity_check", in: folder.file("s.sqlite")) == ["ok"])
    for sql in [
      "SELECT hex(request), hex(answer) FROM answer ORDER BY request",
      "SELECT hex(digest) FROM verdict JOIN pair ON pair.id = subject WHERE kind = 2 ORDER BY digest",
    ] {
      let rows = try SQLiteText.rows(sql, in: folder.file("s.sqlite"))
      #expect(try !rows.isEmpty && rows == SQLiteText.rows(sql, in: reference.file("s.sqlite")))
    }
  }

  @Test(arguments: [
    (", max_tokens_total: 300", 1, "`max_tokens_total`"),
    (", max_cost: 1", 2, "stand with `price_in` or `price_out`"),
    (", concurency: 1", 2, "did you mean `concurrency`?"),
  ])
  func `budgets and mistakes are told`(options: String, status: Int32, words: String) throws {
    let server = try Self.embeddings()
    defer { server.stop() }
    let folder = try Self.folder(server, options)
    let result = try Self.runner(folder).run("run", "p.yaml", seconds: 120)
    #expect(result.exitStatus == status && result.errors.contains(words), "\(result.summary)")
  }

  @Test func `an address with a key in it is refused and not repeated`() throws {
    let server = try Self.embeddings()
    defer { server.stop() }
    let folder = try Self.folder(server)
    let text = try String(contentsOfFile: folder.file("p.yaml"), encoding: .utf8)
    try folder.write(
      text.replacing("\", model", with: "/v1?key=\(Self.key)\", model"), to: "p.yaml")
    let result = try Self.runner(folder).run("run", "p.yaml")
    #expect(result.exitStatus == 2 && result.errors.contains("bad-url"), "\(result.summary)")
    #expect(!result.summary.contains(Self.key))
  }

  // MARK: A model as judge

  /// A judge that prefers the answer with a reason; of prompts that end with 5? it takes the first it sees, of
  /// those with 7? it refuses, and with 9? it says nothing that can be read.
  private static func judge() throws -> MisbehavingServer {
    try MisbehavingServer { request in
      let messages = request.json["messages"] as? [[String: Any]]
      let text = messages?.first?["content"] as? String ?? ""
      if text.contains("5 turn?") { return .ok(EndpointReplies.chat("Hm.\n**Verdict: 1**")) }
      if text.contains("7 turn?") { return .ok(EndpointReplies.refusal("I would rather not.")) }
      if text.contains("9 turn?") { return .ok(EndpointReplies.chat("Both have merits.")) }
      let reason = text.range(of: "Because")?.lowerBound
      let other = text.range(of: "No, never")?.lowerBound
      guard let reason, let other else { return .status(400, "{}") }
      return .ok(EndpointReplies.chat("It has a reason.\nVerdict: \(reason < other ? 1 : 2)"))
    }
  }

  private static func judged() throws -> TemporaryFolder {
    let server = try embeddings()
    defer { server.stop() }
    let folder = try folder(server, method: "winnow")
    let result = try runner(folder).run("run", "p.yaml", seconds: 120)
    try #require(result.exitStatus == 0, "\(result.summary)")
    return folder
  }

  @Test func `a judge is asked in both orders, once, and what it lacks is told`() throws {
    let server = try Self.judge()
    defer { server.stop() }
    let folder = try Self.judged()
    let arguments = [
      "certify", "s.sqlite", "--budget", "60", "--judge", server.url, "--judge-model", "j",
      "--api-key-env", "WINNOW_TEST_KEY",
    ]
    let runner = Self.runner(folder)
    let dry = try runner.start(arguments + ["--dry-run", "--price-in", "1"]).wait()
    #expect(dry.output.contains("about 120 requests"), "\(dry.summary)")
    #expect(dry.output.contains("cost about"), "\(dry.summary)")
    #expect(server.requests.isEmpty)
    let result = try runner.start(arguments).wait()
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(server.requests.count == 120)
    #expect(result.output.contains("The rater is the model `j`"), "\(result.summary)")
    #expect(result.output.contains("In 6 of 60 pairs it changed its mind"), "\(result.summary)")
    #expect(
      result.output.contains("12 of 60 pairs lack a verdict in one order or both"),
      "\(result.summary)")
    #expect(result.output.contains("12 without a verdict that can be read"), "\(result.summary)")
    #expect(result.output.contains("12 refused by the model"), "\(result.summary)")
    let json = try runner.start(arguments + ["--json", "--offline"]).wait()
    try #require(json.exitStatus == 0, "\(json.summary)")
    #expect(server.requests.count == 120)
    let read = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    // Of 48 pairs that are answered 6 are ties and 6 are wrong: those of 3.
    let rate = (read?["noise_rate"] as? [String: Any])?["value"] as? Double
    #expect(rate.map { abs($0 - 6.0 / 48) < 0.06 } == true, "\(json.output)")
    #expect(read?["answered"] as? Int == 48)
    #expect(try Self.files(folder, holding: Self.key) == [])
    // The next run's cards say it.
    #expect(
      try SQLiteText.rows("SELECT count(*) FROM certificate", in: folder.file("s.sqlite")) == ["1"])
  }

  @Test func `a prompt of one's own is used, and must show both answers`() throws {
    let server = try Self.judge()
    defer { server.stop() }
    let folder = try Self.judged()
    try folder.write("Q {{prompt}} ONE {{answer_1}} TWO {{answer_2}}", to: "own.txt")
    try folder.write("Q {{prompt}} ONE {{answer_1}}", to: "short.txt")
    let arguments = [
      "certify", "s.sqlite", "--budget", "20", "--judge", server.url, "--judge-model", "j",
      "--judge-prompt",
    ]
    let refused = try Self.runner(folder).start(arguments + ["short.txt"]).wait()
    #expect(refused.exitStatus == 2 && refused.errors.contains("has no place `{{answer_2}}`"))
    let result = try Self.runner(folder).start(arguments + ["own.txt"]).wait()
    #expect(result.exitStatus == 0, "\(result.summary)")
    let sent = server.requests.compactMap {
      ($0.json["messages"] as? [[String: Any]])?.first?["content"] as? String
    }
    #expect(sent.count == 40 && sent.allSatisfy { $0.hasPrefix("Q Does part") })
  }

  @Test(arguments: [
    (["--judge", "http://127.0.0.1:9"], "stand together"),
    (["--judge", "x", "--judge-model", "m", "--answers", "a.csv"], "exclude one another"),
    (["--judge", "http://h", "--judge-model", "m", "--max-cost", "1"], "needs `--price-in`"),
  ])
  func `arguments that make no sense are refused`(arguments: [String], words: String) throws {
    let folder = try TemporaryFolder()
    let result = try CommandRunner(folder: folder.path).start(["certify", "s.sqlite"] + arguments)
      .wait()
    #expect(result.exitStatus != 0 && result.errors.contains(words), "\(result.summary)")
  }
}
