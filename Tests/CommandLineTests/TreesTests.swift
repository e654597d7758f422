import Foundation
import TestSupport
import Testing

/// Trees of responses and dialogues, pairs made of them, exports and drawings.
@Suite struct TreesTests {
  private static let mapping = """
    {prompt: q, responses: {all: {text: /answers/*/text, scores: {t: /answers/*/t}}}, \
    votes: {ranked: all, by: t, best: highest, pairs: all}}
    """

  /// Solutions of two steps; of each first step there are two ways on, the right one is that with an even number.
  private static func lines(_ prompts: Int = 30) -> [String] {
    (0..<prompts).map { number in
      let answers = [
        ("Step 1: take \(number).\nStep 2: add 2.", 3),
        ("Step 1: take \(number).\nStep 2: add 3.", 2),
        ("Step 1: leave it.\nStep 2: add 2.", 1), ("Step 1: leave it.\nStep 2: add 3.", 0),
      ].map { #"{"text":\#(quoted($0)),"t":\#($1)}"# }
      return #"{"q":"How much is \#(number)?","answers":[\#(answers.joined(separator: ","))]}"#
    }
  }

  private static func quoted(_ text: String) -> String {
    "\"\(text.replacing("\n", with: "\\n"))\""
  }

  private func corpus(
    _ stages: [String], exports: [String] = [], lines: [String] = Self.lines(),
    splits: String = "{train: 1}"
  ) throws -> ScoredCorpus {
    let corpus = try ScoredCorpus(lines: lines)
    try corpus.write(
      stages: stages, exports: exports, sources: ["a"], mapping: Self.mapping, splits: splits)
    return corpus
  }

  private func rows(_ sql: String, _ corpus: ScoredCorpus) throws -> [String] {
    try SQLiteText.rows(sql, in: corpus.folder.file("s.sqlite"))
  }

  @Test func `responses that begin alike share nodes, whose texts joined are the responses`() throws
  {
    let corpus = try corpus(["trees.shared_prefix: {score: t}"])
    let result = try corpus.run()
    #expect(
      result.output.contains(
        "30 trees of 120 responses; in 30 of them (100 %) responses begin with a piece in common"),
      "\(result.output)")
    #expect(try rows("SELECT count(*), max(depth) FROM node", corpus) == ["210|2"])
    // Each response is the texts on the way to it.
    let joined = """
      WITH RECURSIVE way(tree, number, body, response) AS (
        SELECT tree, number, '', NULL FROM node WHERE parent IS NULL
        UNION ALL SELECT node.tree, node.number, way.body || text.body, node.response FROM way
        JOIN node ON node.tree = way.tree AND node.parent = way.number JOIN text ON text.id = node.text)
      SELECT count(*), sum(way.body = text.body) FROM way JOIN response ON response.id = way.response
      JOIN text ON text.id = response.text
      """
    #expect(try rows(joined, corpus) == ["120|120"])
    #expect(
      try rows(
        "SELECT value, leaves, round(spread, 3), count(*) FROM node WHERE depth < 2 GROUP BY 1 ORDER BY 1",
        corpus)
        == ["0.5|2|0.5|30", "1.5|4|1.118|30", "2.5|2|0.5|30"])
    try checkStore(corpus)
  }

  private func checkStore(_ corpus: ScoredCorpus) throws {
    #expect(try rows("PRAGMA foreign_key_check", corpus).isEmpty)
    for run in try rows("SELECT counts FROM run WHERE stage LIKE 'trees.%'", corpus) {
      let counts = try JSONDecoder().decode([String: Int].self, from: Data(run.utf8))
      let dropped = counts.filter { $0.key.hasPrefix("drop ") }.values.reduce(0, +)
      #expect(counts["in", default: 0] == counts["kept", default: 0] + dropped, "\(run)")
    }
  }

  @Test(
    arguments: [
      ("", ["0": 120, "1": 60]), ("quota: 2", nil), ("sampler: by_lca_depth", ["0": 60, "1": 60]),
      ("sampler: siblings", ["1": 60]), ("sampler: by_lca_depth, quota: 1", ["0": 30, "1": 30]),
      ("sampler: best_worst_child", ["0": 30, "1": 60]),
      ("min_gap: 2", ["0": 90]), ("baseline: chain", nil),
      ("sampler: siblings, baseline: random", nil),
    ] as [(String, [String: Int]?)])
  func `pairs of whole responses`(options: String, expected: [String: Int]?) throws {
    let corpus = try corpus(["trees.shared_prefix: {score: t}", "trees.pairs: {\(options)}"])
    try corpus.run()
    let depths = try rows(
      "SELECT json_extract(evidence, '$.lca_depth'), count(*) FROM derivation GROUP BY 1", corpus)
    if let expected {
      #expect(depths == expected.sorted { $0.key < $1.key }.map { "\($0)|\($1)" })
    } else {
      let count = try rows("SELECT count(*) FROM derivation", corpus)
      #expect(count == [options == "baseline: chain" ? "180" : "60"])
    }
    // The better score wins.
    #expect(
      try rows(
        """
        SELECT DISTINCT (a.value > b.value) = (label.decision = 1) FROM derivation JOIN pair ON pair.id = derivation.pair
        JOIN label ON label.pair = pair.id AND label.run = derivation.run
        JOIN score AS a ON a.response = pair.a JOIN score AS b ON b.response = pair.b
        """, corpus) == ["1"])
    try checkStore(corpus)
  }

  @Test func `pairs of steps stand behind what both responses begin with`() throws {
    let corpus = try corpus(
      ["trees.shared_prefix: {score: t}", "trees.pairs: {form: step}"],
      exports: ["{to: out, trainer: trl.dpo, compression: none}"])
    try corpus.run()
    let rows = try corpus.rows()
    #expect(rows.count == 90)
    let deep = rows.filter {
      $0.contains(#"{"role":"assistant","content":"Step 1: take 7."}],"chosen""#)
    }
    #expect(deep.count == 1)
    #expect(
      deep.first?.contains(#""chosen":[{"role":"assistant","content":"\nStep 2: add 2."}]"#) == true
    )
    #expect(
      try self.rows(
        """
        SELECT json_extract(evidence, '$.shared_bytes') > 0, json_extract(evidence, '$.advantage'), count(*)
        FROM derivation GROUP BY 1, 2 ORDER BY 1, 2
        """, corpus) == ["0|[1.0,-1.0]|30", "1|[0.5,-0.5]|60"])
  }

  @Test func `exports of trees`() throws {
    let corpus = try corpus(
      ["trees.shared_prefix: {score: t}"],
      exports: [
        "{to: trees, trainer: trees.jsonl, compression: none}",
        "{to: steps, trainer: trl.stepwise, threshold: 2, compression: none}",
        "{to: step, trainer: step_dpo, compression: none}",
      ])
    try corpus.run()
    let trees = try corpus.rows("trees")
    #expect(
      trees.count == 30
        && trees.allSatisfy { $0.contains(#""nodes":[{"parent":-1,"depth":0,"kind":"root""#) })
    let steps = try corpus.rows("steps").filter { $0.contains("How much is 7?") }.sorted()
    #expect(
      steps.contains(
        #"{"prompt":"How much is 7?","completions":["Step 1: take 7.","Step 2: add 3."],"labels":[true,true]}"#
      ),
      "\(steps)")
    #expect(
      steps.contains(
        #"{"prompt":"How much is 7?","completions":["Step 1: leave it.","Step 2: add 2."],"labels":[false,false]}"#
      ))
    let step = try corpus.rows("step").filter { $0.contains("How much is 7?") }
    #expect(step.count == 3)
    #expect(
      step.contains(
        #"{"prompt":"How much is 7?","initial_reason_steps":"Step 1: leave it.","chosen":"\nStep 2: add 2.","rejected":"\nStep 2: add 3.","full_chosen":"Step 1: leave it.\nStep 2: add 2.","full_rejected":"Step 1: leave it.\nStep 2: add 3."}"#
      ), "\(step)")
  }

  @Test func `ratings of steps become the tree they come from, and labels of steps`() throws {
    let corpus = try ScoredCorpus(lines: [
      #"{"question":{"problem":"P"},"label":{"steps":["#
        + #"{"completions":[{"text":"a","rating":1},{"text":"b","rating":-1}],"chosen_completion":0},"#
        + #"{"completions":[{"text":"c","rating":-1},{"text":"d","rating":0}],"chosen_completion":null}]}}"#
    ])
    try corpus.folder.write(
      """
      name: steps
      splits: {train: 1}
      store: s.sqlite
      sources:
        - {name: a, path: a.jsonl}
      stages:
        - trees.shared_prefix: {unit: line, score: rating}
      exports:
        - {to: steps, trainer: trl.stepwise, label: score, threshold: 0, compression: none}

      """, to: "p.yaml")
    try corpus.run()
    #expect(
      try rows(
        "SELECT depth, trim(body, char(10)), quote(score) FROM node JOIN text ON text.id = node.text ORDER BY 1, 2",
        corpus)
        == ["0|P|NULL", "1|a|1.0", "1|b|-1.0", "2|c|-1.0", "2|d|0.0"])
    #expect(
      try corpus.rows("steps").sorted() == [
        #"{"prompt":"P","completions":["a","c"],"labels":[true,false]}"#,
        #"{"prompt":"P","completions":["a","d"],"labels":[true,true]}"#,
        #"{"prompt":"P","completions":["a"],"labels":[true]}"#,
        #"{"prompt":"P","completions":["b"],"labels":[false]}"#,
      ])
  }

  @Test func `an audit looks at trees of messages, and says that it cannot mark their records`()
    throws
  {
    let tree =
      #"{"prompt":{"text":"Q","role":"prompter","replies":[{"text":"A","role":"assistant","rank":0,"replies":[]},{"text":"B","role":"assistant","rank":1,"replies":[]}]}}"#
    let corpus = try ScoredCorpus(lines: [tree])
    let plain = try corpus.runner.start(["audit", "a.jsonl"]).wait(seconds: 60)
    #expect(plain.exitStatus == 0 && plain.output.contains("taken for oasst"), "\(plain.summary)")
    let marked = try corpus.runner.start(["audit", "a.jsonl", "-o", "out"]).wait(seconds: 60)
    #expect(
      marked.exitStatus == 2
        && marked.errors.contains("records of format `oasst` are made of those of the file"),
      "\(marked.summary)")
    #expect(!FileManager.default.fileExists(atPath: corpus.folder.file("out")))
  }

  @Test func `a tree is drawn for a terminal, for Graphviz and as a picture`() throws {
    let corpus = try corpus(["trees.shared_prefix: {score: t}"])
    try corpus.run()
    func draw(_ arguments: String...) throws -> CommandResult {
      try corpus.runner.start(["tree", "--store", "s.sqlite"] + arguments).wait(seconds: 60)
    }
    let text = try draw("How much is 7?")
    #expect(text.exitStatus == 0, "\(text.summary)")
    #expect(text.output.contains("value 1.5 (4, ± 1.118)"), "\(text.output)")
    #expect(
      text.output.contains("● 2.5 (2, ± 0.5) Step 1: take 7.")
        && text.output.contains("─ 0 Step 2: add 3."))
    let dot = try draw("How much is 7?", "--form", "dot")
    #expect(dot.output.hasPrefix("digraph tree {") && dot.output.contains("-> n6"))
    let svg = try draw("How much is 7?", "--form", "svg")
    #expect(svg.output.hasPrefix("<svg ") && svg.output.hasSuffix("</svg>\n"))
    let id = try rows(
      """
      SELECT lower(hex(prompt.digest)) FROM prompt JOIN text ON text.id = prompt.text
      WHERE body = 'How much is 7?'
      """, corpus)
    #expect(try draw(String(id[0].prefix(12))).output == text.output)
    let none = try draw("nobody asks this")
    #expect(none.exitStatus == 1 && none.errors.contains("no-tree"), "\(none.summary)")
  }

  @Test func `why tells where the responses of a pair part`() throws {
    let corpus = try corpus(["trees.shared_prefix: {score: t}"])
    try corpus.run()
    let pair = try rows(
      """
      SELECT lower(hex(pair.digest)) FROM pair JOIN response ON response.id = pair.a OR response.id = pair.b
      JOIN text ON text.id = response.text JOIN prompt ON prompt.id = pair.prompt
      JOIN text AS p ON p.id = prompt.text WHERE p.body = 'How much is 7?' AND text.body LIKE 'Step 1: take%'
      GROUP BY pair.id HAVING count(*) = 2
      """, corpus)
    let result = try corpus.runner.run("why", "--store", "s.sqlite", try #require(pair.first))
    #expect(result.output.contains("by trees.shared_prefix (run "), "\(result.summary)")
    #expect(result.output.contains("  4 responses in pieces\n  the two share 1 piece, 15 bytes\n"))
    #expect(result.output.contains(" ends after 2, score 3\n"))
    let json = try corpus.runner.run("why", "--store", "s.sqlite", try #require(pair.first), "--json")
    #expect(json.output.contains(#""lca_depth": 1"#), "\(json.output)")
  }

  @Test func `neither order nor threads matter`() throws {
    let stages = [
      "trees.shared_prefix: {fuzzy: 0.3}", "trees.shared_prefix: {id: turns, of: dialogues}",
      "trees.pairs: {quota: 3}",
    ]
    let one = try corpus(stages)
    try one.run("--jobs", "1")
    let other = try corpus(stages, lines: Self.lines().reversed())
    try other.run("--jobs", "3")
    let (first, second) = (
      try CanonicalDump(one.folder.file("s.sqlite")),
      try CanonicalDump(other.folder.file("s.sqlite"))
    )
    for table in ["tree", "node"] {
      func own(_ dump: CanonicalDump) -> [String] {
        // Runs are known by the bytes of their files, which differ.
        (dump.tables[table] ?? []).map { line in
          line.split(separator: "|", omittingEmptySubsequences: false).filter {
            !$0.hasPrefix("trees.")
          }
          .joined(separator: "|")
        }.sorted()
      }
      #expect(!own(first).isEmpty && own(first) == own(second))
    }
    #expect(
      try rows("SELECT count(*) FROM derivation", one)
        == rows("SELECT count(*) FROM derivation", other))
    let digests =
      "SELECT hex(digest) FROM pair JOIN derivation ON derivation.pair = pair.id ORDER BY 1"
    #expect(try rows(digests, one) == rows(digests, other))
  }

  /// The oracle is the stage that makes trees with those values at once.
  @Test(arguments: ["score: s", ""])
  func `values of another score are those of trees made with it`(values: String) throws {
    func nodes(_ stages: [String], of stage: String) throws -> [String] {
      let corpus = try ScoredCorpus(prompts: 60)
      try corpus.write(stages: stages, exports: [])
      try corpus.run()
      return try rows(
        """
        SELECT hex(tree.digest), origin, number, parent, depth, node.kind, text.body, hex(prompt.digest),
          hex(response.digest), score, value, leaves, spread, fuzzy, ends
        FROM node JOIN tree ON tree.id = tree JOIN run ON run.id = tree.run JOIN text ON text.id = node.text
        LEFT JOIN prompt ON prompt.id = node.prompt LEFT JOIN response ON response.id = node.response
        WHERE stage = '\(stage)' ORDER BY 1, number
        """, corpus)
    }
    let cut = "unit: sentence, fuzzy: 0.5"
    let expected = try nodes(
      ["trees.shared_prefix: {\(cut)\(values.isEmpty ? "" : ", \(values)")}"],
      of: "trees.shared_prefix")
    let found = try nodes(
      ["trees.shared_prefix: {\(cut), score: t}", "trees.values: {\(values)}"], of: "trees.values")
    #expect(found == expected && !found.isEmpty)
  }
}
