import Foundation
import Synchronization
import TestSupport
import Testing

/// `trees.generate` where servers misbehave, runs end early, and options make no sense.
@Suite struct TreesGenerateFaultTests {
  private typealias World = GrowthWorld

  /// What goes wrong with a request.
  enum Fault: String, CaseIterable, Sendable {
    case busy, error, dropped, half, noJSON, slow

    func reply(_ request: MisbehavingServer.Request) -> MisbehavingServer.Reply {
      switch self {
      case .busy: .status(429, "{}", headers: ["Retry-After": "0"])
      case .error: .status(500, "{}")
      case .dropped: .closed
      case .half: .cut("{\"choices\":[{\"text\":\"Line\",\"finish_reason\":\"stop\"}]}", after: 20)
      case .noJSON: .ok("{no json")
      case .slow: .late(3, "{}")
      }
    }
  }

  @Test(arguments: Fault.allCases)
  func `a fault that passes, at whatever request, leaves no trace`(fault: Fault) throws {
    let whole = try MisbehavingServer { World.reply($0) }
    defer { whole.stop() }
    let lines = World.lines([("plain", 1), ("equal", 1)])
    let options = "depth: 2, branching: 2, concurrency: 2, timeout_seconds: 1"
    let reference = try World.corpus(whole, lines, options)
    try reference.run()
    let expected = try Self.dump(reference)
    let count = whole.requests.count
    #expect(count >= 12)
    // Each request of the run meets the fault in one of three. Slow ones are few: each takes its second.
    for offset in 0..<3 {
      let period = fault == .slow ? 11 : 3
      let server = try MisbehavingServer { request in
        request.number % period == offset ? fault.reply(request) : World.reply(request)
      }
      defer { server.stop() }
      let corpus = try World.corpus(server, lines, options)
      try corpus.run()
      #expect(try Self.dump(corpus) == expected, "from \(offset) on")
      let faults = server.requests.count { $0.number % period == offset }
      #expect(faults > 0 && server.requests.count == count + faults)
      #expect(Set(server.requests.map(World.question)).count == count)
    }
  }

  /// What is in the store, without what the address of the server is part of.
  private static func dump(_ corpus: ScoredCorpus) throws -> [String: [String]] {
    let dump = try CanonicalDump(corpus.folder.file("s.sqlite"))
    return dump.tables.filter { !["run", "plan"].contains($0.key) }.mapValues { lines in
      lines.map { line in
        line.split(separator: "|", omittingEmptySubsequences: false).map { part in
          // The name of a run ends in its digest.
          part.hasPrefix("trees.") || part.hasPrefix("relabel.")
            ? String(part.prefix { $0 != " " }) : String(part)
        }.joined(separator: "|")
      }.sorted()
    }
  }

  @Test func `a server that does not take several at once is asked one by one`() throws {
    let server = try MisbehavingServer { request in
      request.json["n"] == nil ? World.reply(request) : .status(400, "{\"message\":\"n?\"}")
    }
    defer { server.stop() }
    let lines = World.lines([("plain", 2)])
    let corpus = try World.corpus(server, lines, "depth: 2, branching: 2, siblings: together")
    try corpus.run()
    let (refused, answered) = (
      server.requests.count { $0.json["n"] != nil }, server.requests.count { $0.json["n"] == nil }
    )
    #expect(refused == 2 * 3 && answered == 2 * 6)
    let other = try World.corpus(server, lines, "depth: 2, branching: 2")
    try other.run()
    #expect(try Self.dump(corpus) == Self.dump(other))
  }

  @Test func `questions without an answer are counted and their branches left out`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    let corpus = try World.corpus(
      server, World.lines([("plain", 2), ("refused", 1), ("large", 1), ("talk", 1)]),
      "depth: 2, branching: 2")
    let result = try corpus.run()
    let words = World.words(result)
    #expect(words.contains("2 trees with 8 responses"), "\(words)")
    #expect(
      words.contains(
        "questions without an answer: 2 refused by the model, 2 answered in another form, 2 not taken by the server"
      ), "\(words)")
    #expect(words.contains("3 prompts without a tree"), "\(words)")
    #expect(server.requests.count == 2 * 6 + 3 * 2)
  }

  @Test func `a branch that fails leaves the others`() throws {
    let failed = Mutex(0)
    let server = try MisbehavingServer { request in
      // The first question of the second depth.
      let isDeep = (request.json["prompt"] as? String ?? "").contains("Line")
      let isFirst = failed.withLock { count in
        if isDeep { count += 1 }
        return isDeep && count == 1
      }
      return isFirst ? .status(400, "{}") : World.reply(request)
    }
    defer { server.stop() }
    let corpus = try World.corpus(
      server, World.lines([("plain", 1)]), "depth: 2, branching: 3, concurrency: 1")
    try corpus.run()
    #expect(
      try World.rows(corpus, "SELECT depth, count(*) FROM node GROUP BY 1") == [
        "0|1", "1|3", "2|8",
      ])
  }

  @Test(arguments: [SIGKILL, SIGINT])
  func `ended in the middle it asks again only what was in flight`(signal: Int32) throws {
    let lines = World.lines([("plain", 70), ("equal", 6), ("short", 6)])
    let whole = try MisbehavingServer { World.reply($0) }
    defer { whole.stop() }
    let options = "depth: 3, branching: 2, concurrency: 2"
    let reference = try World.corpus(whole, lines, options, after: World.judged)
    let undisturbed = try reference.run()
    // At each depth of the first part, and within the last.
    let stops = [30, 200, 600, 950]
    let server = try MisbehavingServer { request in
      stops.contains(request.number) ? .late(30, "{}") : World.reply(request)
    }
    defer { server.stop() }
    let corpus = try World.corpus(server, lines, options, after: World.judged)
    for stop in stops {
      let command = try corpus.runner.start(["run", "p.yaml"])
      // One hangs; the other of two goes on until nothing else may be sent.
      while command.isRunning, server.requests.count <= stop { usleep(2000) }
      usleep(100_000)
      command.send(signal)
      let ended = try command.wait(seconds: 30)
      #expect(ended.signal == SIGKILL || ended.exitStatus == 130, "\(ended.summary)")
    }
    let last = try corpus.run()
    let (asked, expected) = (
      server.requests.filter(World.isCompletion).map(World.question),
      whole.requests.filter(World.isCompletion).map(World.question)
    )
    // No question is lost, none is asked that was not, and none again but what was in flight: two at each end.
    #expect(Set(asked) == Set(expected) && Set(expected).count == expected.count)
    #expect((stops.count...2 * stops.count).contains(asked.count - expected.count))
    let (one, other) = (try Self.dump(reference), try Self.dump(corpus))
    for (table, rows) in one {
      #expect(other[table] == rows, "\(table)")
    }
    #expect(one["node"]?.isEmpty == false && one["candidate"]?.isEmpty == false)
    func notes(_ result: CommandResult) -> [Substring] {
      result.output.split(separator: "\n").filter { $0.contains("tree") || $0.contains("sibling") }
    }
    #expect(notes(last) == notes(undisturbed))
  }

  @Test func `killed between its batches and in the stages behind it a run ends the same`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    let lines = World.lines([("plain", 200)])
    let options = "depth: 2, branching: 2, segment_tokens: 9"
    let whole = try World.corpus(server, lines, options, after: World.judged)
    try whole.run()
    let expected = try CanonicalDump(whole.folder.file("s.sqlite"))
    let count = server.requests.count { World.isCompletion($0) }
    let corpus = try World.corpus(server, lines, options, after: World.judged)
    let landed = try corpus.killedRuns(at: [
      ("trees.generate", 1), ("trees.generate", 2), ("relabel.score.endpoint", 1),
      ("trees.values", 1), ("trees.pairs", 1),
    ])
    #expect(landed >= 2, "\(landed) kills met their stage")
    try corpus.run("--jobs", "3")
    let found = try CanonicalDump(corpus.folder.file("s.sqlite"))
    #expect(found == expected, "\(found.difference(from: expected))")
    // Eight may be in flight.
    let again = server.requests.count { World.isCompletion($0) } - count
    #expect((count...count + 8 * landed).contains(again))
  }

  @Test func `a budget ends the run, and a larger one goes on from there`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    let corpus = try World.corpus(
      server, World.lines([("plain", 10)]),
      "depth: 3, branching: 2, segment_tokens: 20, max_tokens: 20, max_tokens_total: 1000, concurrency: 1"
    )
    let first = try corpus.runner.run("run", "p.yaml")
    #expect(
      first.exitStatus == 1 && first.errors.contains("`max_tokens_total`"), "\(first.summary)")
    let asked = server.requests.count
    #expect(asked > 10 && asked < 140)
    #expect(try World.rows(corpus, "SELECT count(*) FROM answer") == ["\(asked)"])
    #expect(try World.rows(corpus, "SELECT count(*) FROM tree") == ["0"])
    try corpus.run("--set", "stages[0].max_tokens_total=1000000")
    #expect(server.requests.count == 140)
    #expect(Set(server.requests.map(World.question)).count == 140)
    #expect(try World.rows(corpus, "SELECT count(*) FROM response") == ["80"])
  }

  @Test func `offline all of it is replayed, and what is missing is told`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    let corpus = try World.corpus(
      server, World.lines([("plain", 3)]), "depth: 2, branching: 2")
    let none = try corpus.runner.run("run", "p.yaml", "--offline")
    #expect(
      none.exitStatus == 2 && none.errors.contains("6 questions have no answer"), "\(none.summary)")
    try corpus.run()
    let count = server.requests.count
    // Another limit is another run over the same answers.
    try corpus.run("--offline", "--set", "stages[0].limit=3")
    #expect(server.requests.count == count)
    let more = try corpus.runner.run("run", "p.yaml", "--offline", "--set", "stages[0].depth=3")
    #expect(more.exitStatus == 2 && more.errors.contains("questions have no answer"))
  }

  @Test func `a plan says what it will ask`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    let corpus = try World.corpus(
      server, World.lines([("plain", 5)]), "continuations: 0, ask_again: 0", after: World.judged)
    let unread = try corpus.runner.run("plan", "p.yaml")
    #expect(unread.exitStatus == 0 && unread.output.contains("once the sources are read"))
    _ = try corpus.runner.run("run", "p.yaml", "--offline")
    let plan = try corpus.runner.run("plan", "p.yaml")
    #expect(
      plan.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        .contains("about \(5 * 39) requests"), "\(plan.summary)")
    #expect(server.requests.isEmpty)
  }

  @Test(arguments: [
    ("depth: 0", "from 1 to 8"), ("branching: 16, depth: 4", "at most 4096 responses"),
    ("temperature: 0", "above 0"), ("temperature: [1, 1, 1, 1]", "list of at most `depth`"),
    ("separators: [comma]", "comma"), ("api: chat, siblings: together", "be `apart`"),
    ("api: chat, prompt: right.txt", "stand beside `api: completions`"),
    ("prompt: none.txt", "no such prompt file"), ("prompt: own.txt", "contains `{prompt}`"),
    ("turn: own.txt", "contains `{role}`"), ("limit: 0", "limit"),
    ("sees: all", "works on what is live"),
  ])
  func `mistakes are told`(options: String, words: String) throws {
    let server = try MisbehavingServer { _ in .ok("{}") }
    defer { server.stop() }
    let corpus = try World.corpus(server, World.lines([("plain", 1)]), options)
    try corpus.folder.write("nothing", to: "own.txt")
    try corpus.folder.write("{prompt}", to: "right.txt")
    let result = try corpus.runner.run("run", "p.yaml")
    #expect(result.exitStatus == 2 && result.errors.contains(words), "\(result.summary)")
    #expect(server.requests.isEmpty)
  }

  @Test func `values need trees and a score that somebody gives`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    let corpus = try World.corpus(
      server, World.lines([("plain", 1)]), "depth: 1", after: ["trees.values: {score: none}"])
    let result = try corpus.runner.run("run", "p.yaml")
    #expect(result.exitStatus == 2 && result.errors.contains("no-scores"), "\(result.summary)")
    let other = try World.corpus(server, World.lines([("plain", 1)]))
    try other.write(
      stages: ["trees.values: {score: r}"], exports: [], sources: ["a"],
      mapping: "{prompt: q, responses: none}")
    let missing = try other.runner.run("run", "p.yaml")
    #expect(
      missing.exitStatus == 2 && missing.errors.contains("trees.generate"), "\(missing.summary)")
  }
}
