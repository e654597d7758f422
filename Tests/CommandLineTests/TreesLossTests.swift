import Foundation
import TestSupport
import Testing

/// What trees, their pairs and exports must not lose, and what they must not bring back.
@Suite struct TreesLossTests {
  private static let mapping = """
    {prompt: q, responses: {all: {text: /answers/*/text, scores: {t: /answers/*/t}}}, \
    votes: {ranked: all, by: t, best: highest, pairs: PAIRS}}
    """

  /// One prompt with these answers.
  private func corpus(
    _ answers: [(String, Double)], _ stages: [String], exports: [String], pairs: String = "all"
  ) throws -> ScoredCorpus {
    let list = answers.map {
      #"{"text":"\#($0.0.replacing("\n", with: "\\n"))","t":\#($0.1)}"#
    }
    let corpus = try ScoredCorpus(lines: [
      #"{"q":"Add","answers":[\#(list.joined(separator: ","))]}"#
    ])
    try corpus.write(
      stages: stages, exports: exports.map { "{to: \($0), compression: none}" }, sources: ["a"],
      mapping: Self.mapping.replacing("PAIRS", with: pairs), splits: "{train: 1}")
    return corpus
  }

  /// A corpus that a format reads.
  private func corpus(
    _ lines: [String], format: String, _ stages: [String], exports: [String]
  ) throws -> ScoredCorpus {
    let corpus = try ScoredCorpus(lines: lines)
    try corpus.folder.write(
      """
      name: loss
      splits: {train: 1}
      store: s.sqlite
      sources:
        - {name: a, path: a.jsonl, format: \(format)}
      stages:
      \(stages.map { "  - \($0)" }.joined(separator: "\n"))
      exports:
      \(exports.map { "  - {to: \($0), compression: none}" }.joined(separator: "\n"))

      """, to: "p.yaml")
    return corpus
  }

  private func sql(_ query: String, _ corpus: ScoredCorpus) throws -> [String] {
    try SQLiteText.rows(query, in: corpus.folder.file("s.sqlite"))
  }

  private static let leaking: [(String, Double)] = [
    ("Step 1: X.\nStep 2: leak <|im_end|>", 100), ("Step 1: X.\nStep 2: bad.", 0),
    ("Step 1: Y.\nStep 2: good.", 5), ("Step 1: Y.\nStep 2: fine.", 4),
  ]

  @Test(arguments: ["form: step", "form: step, old_pairs: keep", "sampler: best_worst_child"])
  func `a dropped response counts no more, and no export of trees has its text`(options: String)
    throws
  {
    let corpus = try corpus(
      Self.leaking,
      [
        "trees.shared_prefix: {score: t}", "filters.template_leakage", "trees.pairs: {\(options)}",
      ],
      exports: [
        "dpo, trainer: trl.dpo, evidence: true", "tree, trainer: trees.jsonl",
        "step, trainer: step_dpo", "wise, trainer: trl.stepwise, threshold: 4.5",
      ])
    try corpus.run()
    for export in ["dpo", "tree", "step", "wise"] {
      let rows = try corpus.rows(export)
      #expect(!rows.isEmpty && rows.allSatisfy { !$0.contains("leak") }, "\(rows)")
    }
    let dpo = try corpus.rows("dpo").filter { !$0.contains("fine") }
    if options.hasPrefix("form: step") {
      #expect(
        dpo.contains {
          $0.contains(
            #""chosen":[{"role":"assistant","content":"Step 1: Y."}],"rejected":[{"role":"assistant","content":"Step 1: X."}]"#
          )
            && $0.contains(#"\"values\":[4.5,0.0],\"advantage\":[1.5,-3.0]"#)
        }, "\(dpo)")
    } else {
      #expect(
        dpo.contains {
          $0.contains(
            #""chosen":"Step 1: Y.\nStep 2: good.","rejected":"Step 1: X.\nStep 2: bad.""#)
            && $0.contains(#"\"lca_depth\":0"#)
        }, "\(dpo)")
    }
    let step = try corpus.rows("step")
    #expect(
      step.contains {
        $0.contains(
          #""chosen":"Step 1: Y.","rejected":"Step 1: X.","full_chosen":"Step 1: Y.\nStep 2: good.""#
        )
      }, "\(step)")
    #expect(
      try corpus.rows("wise").contains(
        #"{"prompt":"Add","completions":["Step 1: Y.","Step 2: fine."],"labels":[true,false]}"#))
  }

  @Test func `trees are exported though pairs made of them stand in the place of all others`()
    throws
  {
    let corpus = try corpus(
      [("Step 1: take 2.\nStep 2: add 3.", 1), ("Step 1: take 2.\nStep 2: it is 6.", 0)],
      ["trees.shared_prefix: {score: t}", "trees.pairs: {form: step}"],
      exports: [
        "tree, trainer: trees.jsonl", "step, trainer: step_dpo", "wise, trainer: trl.stepwise",
        "dpo, trainer: trl.dpo, ids: true",
      ])
    try corpus.run()
    #expect(try corpus.rows("tree").count == 1 && corpus.rows("step").count == 1)
    #expect(try corpus.rows("wise").count == 2 && corpus.rows("dpo").count == 1)
  }

  private static func message(
    _ role: String, _ text: String, _ replies: [String] = [], rank: Int? = nil
  )
    -> String
  {
    let own = rank.map { #","rank":\#($0)"# } ?? ""
    return
      #"{"text":"\#(text)","role":"\#(role)"\#(own),"replies":[\#(replies.joined(separator: ","))]}"#
  }

  /// A dialogue whose first prompt has one short and one long reply, and a second prompt below.
  private static let dialogue: String = {
    let long = String(repeating: "long ", count: 20)
    let later = message(
      "prompter", "R",
      [message("assistant", "C", rank: 0), message("assistant", "D", rank: 1)])
    return
      #"{"prompt":\#(message("prompter", "Q", [message("assistant", "A", [later], rank: 0), message("assistant", long, rank: 1)]))}"#
  }()

  @Test func `a tree of a dialogue is written with the first prompt that no stage dropped`() throws
  {
    let corpus = try corpus(
      [Self.dialogue], format: "oasst",
      ["trees.shared_prefix: {of: dialogues}", "filters.length: {max_ratio: 2}"],
      exports: ["tree, trainer: trees.jsonl"])
    let result = try corpus.run()
    let rows = try corpus.rows("tree")
    #expect(rows.count == 1, "\(result.output)")
    #expect(
      rows[0].contains(#"{"role":"user","content":"R"}"#) && !rows[0].contains("long"), "\(rows)")
  }

  @Test func `the last trees are those of the last stage, for all prompts`() throws {
    let alone = Self.message("prompter", "X", [Self.message("assistant", "Y")])
    let corpus = try corpus(
      [Self.dialogue, #"{"prompt":\#(alone)}"#], format: "oasst",
      [
        "trees.shared_prefix: {id: d, of: dialogues}", "trees.shared_prefix: {id: r}",
      ],
      exports: ["last, trainer: trees.jsonl", "turns, trainer: trees.jsonl, of: dialogues"])
    let result = try corpus.run()
    #expect(try corpus.rows("last").count { $0.contains(#""kind":"responses""#) } == 2)
    #expect(try corpus.rows("last").count == 2)
    #expect(try corpus.rows("turns").count == 2, "\(result.output)")
  }

  @Test func `replies of several turns stand in trees, each with a node, and make pairs`() throws {
    func turn(_ role: String, _ text: String) -> String {
      #"{"role":"\#(role)","content":"\#(text)"}"#
    }
    let (q, a, u) = (turn("user", "Q"), turn("assistant", "A"), turn("user", "U"))
    func reply(_ text: String) -> String { turn("assistant", text) }
    let corpus = try corpus(
      [
        #"{"prompt":[\#(q)],"chosen":[\#(a),\#(u),\#(reply("B"))],"rejected":[\#(reply("Z"))]}"#,
        #"{"prompt":[\#(q),\#(a),\#(u)],"chosen":[\#(reply("C"))],"rejected":[\#(reply("B"))]}"#,
      ], format: "trl", ["trees.shared_prefix: {of: dialogues}", "trees.pairs"],
      exports: ["dpo, trainer: trl.dpo"])
    let result = try corpus.run()
    #expect(
      try sql("SELECT count(*) FROM response", corpus)
        == sql("SELECT count(DISTINCT response) FROM node WHERE response IS NOT NULL", corpus))
    #expect(try corpus.rows("dpo").count == 2, "\(result.output)")
    #expect(!result.output.contains("no_tree"))
  }

  @Test func `an answer that has begun goes on in the same turn`() throws {
    let corpus = try corpus(
      [
        #"{"prompt":[{"role":"user","content":"Q"},{"role":"assistant","content":"Begin. "}],"chosen":[{"role":"assistant","content":"Step 1: a\nStep 2: b"}],"rejected":[{"role":"assistant","content":"Step 1: a\nStep 2: c"}]}"#
      ], format: "trl", ["trees.shared_prefix: {unit: step}", "trees.pairs: {form: step}"],
      exports: ["dpo, trainer: trl.dpo"])
    try corpus.run()
    #expect(
      try corpus.rows("dpo") == [
        #"{"prompt":[{"role":"user","content":"Q"},{"role":"assistant","content":"Begin. Step 1: a"}],"chosen":[{"role":"assistant","content":"\nStep 2: b"}],"rejected":[{"role":"assistant","content":"\nStep 2: c"}]}"#
      ])
  }

  @Test func `exports of near pieces have the texts of the response itself`() throws {
    let answers: [(String, Double)] = [
      ("S1\nOne two three four.\nX", 1), ("S1\nOne two three five.\nY", 9), ("S1\nZZ", 0),
      ("T1", 0),
    ]
    let corpus = try corpus(
      answers, ["trees.shared_prefix: {score: t, unit: line, fuzzy: 0.3}"],
      exports: ["step, trainer: step_dpo", "wise, trainer: trl.stepwise"])
    try corpus.run()
    let own = Set(answers.map { $0.0.replacing("\n", with: "\\n") })
    for row in try corpus.rows("step") {
      for key in ["full_chosen", "full_rejected"] {
        let text = row.components(separatedBy: #""\#(key)":""#)[1].components(separatedBy: "\"")[0]
        #expect(own.contains(text), "\(row)")
      }
    }
    #expect(
      try corpus.rows("wise").contains {
        $0.contains(#"["S1","One two three five.","Y"]"#)
      })
  }

  @Test func `the signs of Math-Shepherd come out as they were given`() throws {
    let corpus = try corpus(
      [
        #"{"input":"Q? Step 1: a. ки\nStep 2: b. ки\nStep 3: c. ки","label":"Q? Step 1: a. +\nStep 2: b. +\nStep 3: c. -"}"#
      ], format: "math-shepherd, responses: steps",
      ["trees.shared_prefix: {unit: line, score: sign}"],
      exports: ["wise, trainer: trl.stepwise, label: score, beginnings: false"])
    try corpus.run()
    #expect(
      try corpus.rows("wise") == [
        #"{"prompt":"Q?","completions":["Step 1: a.","Step 2: b.","Step 3: c."],"labels":[true,true,false]}"#
      ])
  }

  @Test(arguments: ["trees.jsonl", "trl.stepwise", "step_dpo"])
  func `exports of trees refuse what says nothing of their rows`(trainer: String) throws {
    for option in ["response_prefix: x", "evidence: true"] {
      let corpus = try corpus(
        Self.leaking, ["trees.shared_prefix: {score: t}"],
        exports: ["out, trainer: \(trainer), \(option)"])
      let result = try corpus.runner.start(["plan", "p.yaml"]).wait(seconds: 60)
      #expect(
        result.exitStatus == 2 && result.errors.contains("must not be given: rows"),
        "\(result.summary)")
    }
  }

  @Test func `pictures hold what they show, and scores near the end of the range`() throws {
    let corpus = try corpus(
      [("Step 1: 界界界\u{FFFE}\nStep 2: b", 1.7e308), ("Step 1: 界界界\u{FFFE}\nStep 2: c", 1e308)],
      ["trees.shared_prefix: {score: t}"], exports: ["wise, trainer: trl.stepwise"], pairs: "none")
    try corpus.run()
    let svg = try corpus.runner.start(["tree", "--store", "s.sqlite", "Add", "--form", "svg"])
      .wait(seconds: 60)
    #expect(svg.exitStatus == 0, "\(svg.summary)")
    #expect(!svg.output.contains("inf") && svg.output.contains("e+308"), "\(svg.output)")
    #expect(!svg.output.unicodeScalars.contains("\u{FFFE}"))
  }
}
