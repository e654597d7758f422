import Foundation
import TestSupport
import Testing

/// `trees.generate` against a server that behaves.
@Suite struct TreesGenerateTests {
  private typealias World = GrowthWorld

  private func server() throws -> MisbehavingServer { try MisbehavingServer { World.reply($0) } }

  @Test func `three of three make 27 leaves, and scores make 351 pairs of them by depth`() throws {
    let server = try server()
    defer { server.stop() }
    let corpus = try World.corpus(
      server, World.lines([("plain", 4)]), after: World.judged,
      exports: [
        "{to: out, trainer: trl.dpo, compression: none}",
        "{to: trees, trainer: trees.jsonl, compression: none}",
        "{to: step, trainer: trl.stepwise, threshold: 0.5, compression: none}",
      ])
    let result = try corpus.run()
    #expect(
      World.words(result).contains("4 trees with 108 responses by `g`, 27 a tree of at most 27"),
      "\(result.output)")
    #expect(server.requests.count(where: World.isCompletion) == 4 * (3 + 9 + 27))
    let perTree = """
      SELECT count(*), count(response), max(depth) FROM node JOIN tree ON tree.id = tree
      JOIN run ON run.id = tree.run WHERE stage = '%' GROUP BY tree.id
      """
    for stage in ["trees.generate", "trees.values"] {
      #expect(
        try World.rows(corpus, perTree.replacing("%", with: stage))
          == Array(repeating: "40|27|3", count: 4))
    }
    #expect(
      try World.rows(
        corpus,
        "SELECT json_extract(evidence, '$.lca_depth'), count(*) FROM derivation GROUP BY 1")
        == ["0|972", "1|324", "2|108"])
    // Each response is the texts on the way to it, and the text of a node is there once.
    let joined = """
      WITH RECURSIVE way(tree, number, body, response) AS (
        SELECT tree, number, '', NULL FROM node WHERE parent IS NULL
        UNION ALL SELECT node.tree, node.number, way.body || text.body, node.response FROM way
        JOIN node ON node.tree = way.tree AND node.parent = way.number JOIN text ON text.id = node.text)
      SELECT count(*), sum(way.body = text.body) FROM way JOIN response ON response.id = way.response
      JOIN text ON text.id = response.text
      """
    #expect(try World.rows(corpus, joined) == ["216|216"])
    #expect(
      try World.rows(
        corpus,
        """
        SELECT count(*), count(score), min(leaves), max(leaves) FROM node JOIN tree ON tree.id = tree
        JOIN run ON run.id = tree.run WHERE stage = 'trees.values' AND value IS NOT NULL
        """) == ["160|108|1|27"])
    #expect(try World.rows(corpus, "PRAGMA foreign_key_check").isEmpty)
    #expect(try corpus.rows().count == 1404)
    #expect(try corpus.rows("trees").count == 4)
    #expect(try corpus.rows("step").count == 108)
    // Responses know who wrote them, also beside the pairs made of them.
    #expect(
      try World.rows(
        corpus,
        "SELECT model.name, count(*) FROM candidate LEFT JOIN model ON model.id = model GROUP BY 1")
        == ["g|\(108 + 2 * 1404)"])
    let tree = try corpus.runner.run("tree", "Case plain 2", "--pipeline", "p.yaml")
    #expect(tree.exitStatus == 0 && tree.output.contains("27"), "\(tree.summary)")
    let pair = try World.rows(corpus, "SELECT lower(hex(digest)) FROM pair LIMIT 1")[0]
    let why = try corpus.runner.run("why", pair, "--pipeline", "p.yaml")
    #expect(why.exitStatus == 0 && why.output.contains("tree_outcome"), "\(why.summary)")
    #expect(why.output.contains("trees.generate"), "\(why.output)")
  }

  @Test func `requests say the temperature of their depth, and no two siblings are one question`()
    throws
  {
    let server = try server()
    defer { server.stop() }
    let corpus = try World.corpus(
      server, World.lines([("plain", 2)]),
      "depth: 3, branching: 2, temperature: {from: 1.2, to: 0.6}, segment_tokens: 40, max_tokens: 90"
    )
    try corpus.run()
    var seen: [String: Int] = [:]
    for request in server.requests {
      let temperature = request.json["temperature"] as? Double ?? -1
      seen["\(temperature) \(request.json["max_tokens"] as? Int ?? 0)", default: 0] += 1
    }
    #expect(seen == ["1.2 40": 4, "0.9 40": 8, "0.6 90": 16])
    #expect(Set(server.requests.map(World.question)).count == 28)
    // Siblings stand next to each other, so that a prefix cache has their beginning.
    let prompts = server.requests.prefix(4).map { $0.json["prompt"] as? String ?? "" }.sorted()
    #expect(prompts[0] == prompts[1] && prompts[2] == prompts[3] && prompts[1] != prompts[2])
  }

  @Test func `siblings in one request are the same tree`() throws {
    let server = try server()
    defer { server.stop() }
    let lines = World.lines([("plain", 3), ("equal", 2)])
    let (one, other) = (
      try World.corpus(server, lines, "siblings: apart"),
      try World.corpus(server, lines, "siblings: together")
    )
    try one.run()
    let apart = server.requests.count
    try other.run()
    let together = server.requests[apart...]
    #expect(together.count < apart / 2)
    #expect(together.contains { $0.json["n"] as? Int == 3 })
    let (first, second) = (
      try CanonicalDump(one.folder.file("s.sqlite")),
      try CanonicalDump(other.folder.file("s.sqlite"))
    )
    #expect(first == second, "\(second.difference(from: first))")
  }

  @Test(arguments: [
    ("newline", "Step 1: take w"), ("sentence", "Step 1: take w"), ("step", "Step 1: take w"),
  ])
  func `pieces end before their separators`(separator: String, beginning: String) throws {
    let server = try server()
    defer { server.stop() }
    let corpus = try World.corpus(
      server, World.lines([("steps", 1)]), "depth: 2, branching: 2, separators: [\(separator)]")
    try corpus.run()
    let first = try World.rows(
      corpus, "SELECT body FROM node JOIN text ON text.id = text WHERE node.depth = 1")
    #expect(first.count == 2 && first.allSatisfy { $0.hasPrefix(beginning) })
    let ending = ["newline": "Then go on.", "sentence": ".", "step": "And more."][separator]
    #expect(first.allSatisfy { $0.hasSuffix(ending ?? "?") }, "\(first)")
    #expect(first.allSatisfy { $0.contains("Then go on.") == (separator != "sentence") })
    // Blanks begin the next piece.
    let last = try World.rows(
      corpus,
      "SELECT DISTINCT substr(body, 1, 1) = char(10) FROM node JOIN text ON text.id = text WHERE node.depth = 2"
    )
    #expect(last == ["1"])
  }

  @Test func `answers that are cut off go on, and those without an end are no leaves`() throws {
    let server = try server()
    defer { server.stop() }
    let corpus = try World.corpus(
      server, World.lines([("cut", 1), ("endless", 1), ("blank", 1)]),
      "depth: 2, branching: 2, ask_again: 0")
    let result = try corpus.run()
    #expect(
      try World.rows(corpus, "SELECT body FROM response JOIN text ON text.id = text")
        == [" on on on on end"])
    let words = World.words(result)
    #expect(words.contains("1 trees with 1 responses"), "\(words)")
    #expect(
      words.contains("warning: 2 responses without an end, 2 responses without a word left out"),
      "\(words)")
    #expect(words.contains("2 pieces without a separator"), "\(words)")
    #expect(words.contains("2 prompts without a tree"), "\(words)")
  }

  @Test func `a piece of tokens ends with them`() throws {
    let server = try server()
    defer { server.stop() }
    let corpus = try World.corpus(
      server, World.lines([("cut", 1)]), "depth: 4, branching: 1, separators: [tokens]")
    try corpus.run()
    // A chain is one node.
    #expect(
      try World.rows(corpus, "SELECT body FROM node JOIN text ON text.id = text WHERE depth > 0")
        == [" on on on on end"])
    #expect(server.requests.count == 3)
  }

  @Test func `equal siblings are asked for again and then are one`() throws {
    let server = try server()
    defer { server.stop() }
    let corpus = try World.corpus(
      server, World.lines([("equal", 3), ("same", 1)]), "depth: 2, branching: 3, ask_again: 1")
    let result = try corpus.run()
    #expect(
      try World.rows(
        corpus,
        "SELECT max(n) FROM (SELECT count(*) AS n FROM node WHERE depth = 1 GROUP BY tree)") == [
          "2"
        ])
    let seeds = server.requests.map { World.question($0) }
    #expect(Set(seeds).count == seeds.count)
    #expect(World.words(result).contains("equal siblings: "), "\(result.output)")
  }

  @Test func `a response that ends early is a leaf where it ends`() throws {
    let server = try server()
    defer { server.stop() }
    let corpus = try World.corpus(server, World.lines([("short", 1)]), "depth: 3, branching: 2")
    let result = try corpus.run()
    // One child of the root ends; below the other there are four leaves.
    #expect(
      try World.rows(
        corpus, "SELECT depth, count(*) FROM node WHERE response IS NOT NULL GROUP BY 1")
        == ["1|1", "3|4"])
    #expect(World.words(result).contains("1 end before the last depth"), "\(result.output)")
  }

  @Test func `a chat server goes on with the last message`() throws {
    let server = try server()
    defer { server.stop() }
    let corpus = try World.corpus(
      server, World.lines([("plain", 1)]), "api: chat, depth: 2, branching: 2")
    try corpus.run()
    #expect(try World.rows(corpus, "SELECT count(*) FROM response") == ["4"])
    let flags = server.requests.map { $0.json["continue_final_message"] as? Bool ?? false }
    #expect(flags.count { $0 } == 4 && flags.count == 6)
    #expect(server.requests.allSatisfy { $0.path == "/v1/chat/completions" })
  }

  @Test func `templates say what stands before an answer`() throws {
    let server = try server()
    defer { server.stop() }
    let corpus = try World.corpus(
      server, World.lines([("plain", 1)]),
      "depth: 1, branching: 1, prompt: prompt.txt, turn: turn.txt, stop: [\"<end>\"]")
    try corpus.folder.write("{prompt}<begin>assistant\n", to: "prompt.txt")
    try corpus.folder.write("<begin>{role}\n{content}<end>\n", to: "turn.txt")
    try corpus.run()
    #expect(
      server.requests.map { $0.json["prompt"] as? String }
        == ["<begin>user\nCase plain 0: does it turn?<end>\n<begin>assistant\n"])
    #expect(server.requests[0].json["stop"] as? [String] == ["<end>"])
  }

  @Test func `a limit draws prompts by their ids, and bare ones alone are taken if wanted`() throws
  {
    let server = try server()
    defer { server.stop() }
    let lines = World.lines([("plain", 40)])
    func drawn(_ lines: [String], _ options: String) throws -> [String] {
      let corpus = try World.corpus(server, lines, "depth: 1, branching: 1, \(options)")
      try corpus.run()
      return try World.rows(
        corpus,
        "SELECT body FROM response JOIN prompt ON prompt.id = prompt JOIN text ON text.id = prompt.text ORDER BY 1"
      )
    }
    let some = try drawn(lines, "limit: 7")
    #expect(some.count == 7)
    #expect(try drawn(lines.reversed(), "limit: 7, concurrency: 1") == some)
    #expect(try drawn(lines, "prompts: bare").count == 40)
  }

  @Test func `stages and exports behind it see responses like any other`() throws {
    let server = try server()
    defer { server.stop() }
    let corpus = try World.corpus(
      server, World.lines([("plain", 5)]), "depth: 2, branching: 2",
      after: [
        World.judged[0], "relabel.build_pairs: {score: r}", "filters.length: {max_chars: 100000}",
      ],
      exports: [
        "{to: out, trainer: trl.dpo, compression: none}",
        "{to: sft, trainer: trl.sft, compression: none}",
      ])
    try corpus.run()
    #expect(try corpus.rows().count == 5)
    #expect(try corpus.rows("sft").count == 5)
    #expect(try corpus.rows().allSatisfy { $0.contains("Line w") })
    // The better one is that with the higher score.
    #expect(
      try World.rows(
        corpus,
        """
        SELECT DISTINCT (a.value > b.value) = (label.decision = 1) FROM pair
        JOIN label ON label.pair = pair.id JOIN score AS a ON a.response = pair.a
        JOIN score AS b ON b.response = pair.b
        """) == ["1"])
    // A stage that was there before the model wrote sees none of it.
    let status = try corpus.runner.run("status", "s.sqlite")
    #expect(status.exitStatus == 0, "\(status.summary)")
    let again = try corpus.run()
    #expect(again.output.contains("trees.generate"))
    #expect(server.requests.count(where: World.isCompletion) == 5 * 6)
  }

  @Test func `threads, requests at once and the order of records change nothing`() throws {
    let server = try server()
    defer { server.stop() }
    let lines = World.lines([("plain", 60), ("equal", 30), ("short", 30)])
    func run(_ options: String, _ jobs: String, _ lines: [String]) throws -> ScoredCorpus {
      let corpus = try World.corpus(
        server, lines, "depth: 2, branching: 3\(options)", after: World.judged)
      try corpus.run("--jobs", jobs)
      return corpus
    }
    let one = try run(", concurrency: 1", "1", lines)
    let other = try run(", concurrency: 16", "4", lines)
    let (first, second) = (
      try CanonicalDump(one.folder.file("s.sqlite")),
      try CanonicalDump(other.folder.file("s.sqlite"))
    )
    #expect(first == second, "\(second.difference(from: first))")
    // Their places differ, and with them the digests of runs, which stand behind these columns.
    let turned = try run("", "3", lines.reversed())
    for (table, columns) in [
      ("response", "digest"), ("tree", "digest, kind, origin"), ("pair", "digest"),
    ] {
      let sql =
        "SELECT \(columns.replacing("digest", with: "hex(digest)")) FROM \(table) ORDER BY 1"
      #expect(try World.rows(turned, sql) == World.rows(one, sql), "\(table)")
    }
  }
}
