import Foundation
import TestSupport
import Testing

/// Pairs, single judgements and labels made of scores, from the file to the shards.
@Suite struct RelabelPairsTests {
  /// Stages with the export that shows what they made.
  static let stages: [(stages: [String], export: String)] = [
    (["relabel.build_pairs: {score: s}"], "trainer: trl.dpo"),
    (
      ["relabel.build_pairs: {score: s, pairs: all, per_prompt: 3, min_gap: 2}"], "trainer: trl.dpo"
    ),
    (
      ["relabel.build_pairs: {score: s, pairs: all, probability: logistic, temperature: 3}"],
      "trainer: trl.dpo, soft_labels: sample"
    ),
    (["relabel.build_pairs: {score: s, pairs: point_sift}"], "trainer: trl.dpo"),
    (["relabel.build_pairs: {score: s, pairs: calibrated}"], "trainer: trl.reward"),
    (["relabel.build_pairs: {pairs: calibrated}"], "trainer: trl.reward"),
    (["relabel.best_of: {score: s}"], "trainer: trl.sft"),
    (["relabel.best_of: {score: s, scope: corpus, share: 0.2}"], "trainer: trl.sft"),
    (
      ["relabel.unpaired: {score: s, weights: density, margin: 1}"],
      "trainer: trl.kto, weights: carry"
    ),
    (["relabel.top_pairs: {score: s, keep: 30%}"], "trainer: trl.dpo"),
    (["relabel.directional: {scores: [s, t]}"], "trainer: trl.dpo"),
    (["relabel.principles: {scores: [s, t], min_chars: 0}"], "trainer: trl.dpo"),
    (["relabel.soft_labels: {from: cream, scores: [s, t]}"], "trainer: trl.reward"),
    (
      ["relabel.soft_labels: {from: cream, scores: [s, t], average: true, decide: true}"],
      "trainer: trl.dpo, soft_labels: carry"
    ),
    (["relabel.soft_labels: {smoothing: 1}"], "trainer: trl.dpo, soft_labels: sample"),
    (
      [
        "filters.reward_groups: {score: s, pass: 5, min_pass_rate: 0.2}",
        "relabel.build_pairs: {score: s}",
      ],
      "trainer: trl.dpo"
    ),
    (["relabel.annotators: {decide: false}"], "trainer: trl.reward"),
  ]

  @Test(arguments: stages.indices)
  func `threads, the order of sources and of records change nothing`(index: Int) throws {
    let (stages, export) = Self.stages[index]
    let exports = ["{to: out, \(export), compression: none}"]
    let one = try ScoredCorpus()
    try one.write(stages: stages, exports: exports)
    try one.run("--jobs", "1")
    try one.checkStore()
    let rows = try one.rows()
    #expect(!rows.isEmpty)
    let other = try ScoredCorpus()
    try other.write(stages: stages, exports: exports, sources: ["b", "a"])
    try other.run("--jobs", "3")
    #expect(try fingerprint(other.folder.file("out")) == fingerprint(one.folder.file("out")))
    let shuffled = try ScoredCorpus(isShuffled: true)
    try shuffled.write(stages: stages, exports: exports)
    try shuffled.run("--jobs", "2")
    #expect(try shuffled.rows().sorted() == rows.sorted())
    #expect(try shuffled.rows(split: "test").sorted() == one.rows(split: "test").sorted())
  }

  /// Fresh answers in `b` beside the old pair in `a`; `Q2` has no fresh one.
  private func fresh() throws -> ScoredCorpus {
    let corpus = try ScoredCorpus(lines: [
      #"{"q":"Q1","answers":[{"text":"old good","s":5,"t":2},{"text":"old bad","s":1,"t":1}]}"#,
      #"{"q":"Q2","answers":[{"text":"x","s":1,"t":2},{"text":"y","s":3,"t":1}]}"#,
      #"{"q":"Q3","answers":[{"text":"u","s":1,"t":2},{"text":"v","t":1}]}"#,
    ])
    try corpus.folder.write(
      #"{"q":"Q1","answers":[{"text":"fresh","s":9,"t":3}]}"# + "\n", to: "b.jsonl")
    return corpus
  }

  @Test func `fresh answers are ranked with the old ones`() throws {
    let corpus = try fresh()
    try corpus.write(
      stages: ["relabel.build_pairs: {score: s}"],
      exports: [
        "{to: out, trainer: trl.dpo, compression: none}",
        "{to: left, trainer: trl.dpo, where: dropped, compression: none}",
      ],
      splits: "{train: 1}")
    let result = try corpus.run()
    #expect(
      try corpus.rows() == [
        #"{"prompt":"Q2","chosen":"y","rejected":"x"}"#,
        #"{"prompt":"Q1","chosen":"fresh","rejected":"old bad"}"#,
      ])
    #expect(
      try corpus.rows("left") == [
        #"{"prompt":"Q1","chosen":"old good","rejected":"old bad"}"#,
        #"{"prompt":"Q3","chosen":"u","rejected":"v"}"#,
      ])
    #expect(result.output.contains("1 replaced"), "\(result.output)")
    #expect(result.output.contains("1 too_few_scored"), "\(result.output)")
    try corpus.checkStore()
  }

  @Test func `files of one name in two sources, and pairs of pairs, keep their places`() throws {
    let corpus = try fresh()
    for name in ["a", "b"] {
      let text = try String(contentsOfFile: corpus.folder.file("\(name).jsonl"), encoding: .utf8)
      let more =
        name == "b"
        ? #"{"q":"Q4","answers":[{"text":"m","s":1,"t":1},{"text":"n","s":2,"t":2}]}"# : ""
      try corpus.folder.write(text + more, to: "\(name)/rows.jsonl")
    }
    try corpus.write(
      stages: [
        "relabel.build_pairs: {score: s, old_pairs: keep, id: one}",
        "relabel.directional: {scores: [s, t], old_pairs: keep}",
        "relabel.build_pairs: {score: s, pairs: all, old_pairs: keep, id: two}",
      ], splits: "{train: 1}")
    let pipeline = try String(contentsOfFile: corpus.folder.file("p.yaml"), encoding: .utf8)
    try corpus.folder.write(
      pipeline.replacing("path: a.jsonl", with: "path: a/rows.jsonl")
        .replacing("path: b.jsonl", with: "path: b/rows.jsonl"), to: "p.yaml")
    try corpus.run()
    try corpus.checkStore()
    let places = try SQLiteText.rows(
      """
      SELECT DISTINCT source.name || ' ' || member.name FROM member JOIN run ON run.id = member.run
      JOIN source ON source.id = member.source WHERE run.stage <> 'ingest' ORDER BY 1
      """, in: corpus.folder.file("s.sqlite"))
    #expect(places == ["a rows.jsonl", "b rows.jsonl"])
    // Those that records gave, the best over the worst, all others; and what stands under directions.
    let plain = try corpus.rows().filter { !$0.contains("weighted sum") }
    #expect(Set(plain).count == plain.count && plain.count == 6, "\(plain)")
  }

  @Test func `the best of each prompt, or of the corpus, is all that SFT gets`() throws {
    let corpus = try fresh()
    let exports = ["{to: out, trainer: trl.sft, compression: none}"]
    try corpus.write(
      stages: ["relabel.best_of: {score: s}"], exports: exports, splits: "{train: 1}")
    try corpus.run()
    #expect(
      try corpus.rows() == [
        #"{"prompt":"Q1","completion":"fresh"}"#, #"{"prompt":"Q2","completion":"y"}"#,
        #"{"prompt":"Q3","completion":"u"}"#,
      ])
    try corpus.write(
      stages: ["relabel.best_of: {score: s, scope: corpus, share: 0.34}"], exports: exports,
      splits: "{train: 1}")
    try corpus.run()
    #expect(
      try corpus.rows() == [
        #"{"prompt":"Q1","completion":"fresh"}"#, #"{"prompt":"Q1","completion":"old good"}"#,
      ])
  }

  @Test func `a shift makes good and bad ones of responses`() throws {
    let corpus = try fresh()
    try corpus.write(
      stages: ["relabel.unpaired: {score: s, threshold: 3}"],
      exports: ["{to: out, trainer: trl.kto, compression: none}"], splits: "{train: 1}")
    try corpus.run()
    #expect(
      Set(try corpus.rows()) == [
        #"{"prompt":"Q1","completion":"fresh","label":true}"#,
        #"{"prompt":"Q1","completion":"old bad","label":false}"#,
        #"{"prompt":"Q1","completion":"old good","label":true}"#,
        #"{"prompt":"Q2","completion":"x","label":false}"#,
        #"{"prompt":"Q2","completion":"y","label":true}"#,
        #"{"prompt":"Q3","completion":"u","label":false}"#,
      ])
  }

  @Test func `an answer that asks is better than one that tells`() throws {
    let corpus = try ScoredCorpus(lines: [
      #"{"q":"3+4?","solution":"07","answers":[{"text":"It is 07."},{"text":"What comes after 6?"},{"text":"Hm."}]}"#,
      #"{"q":"1+1?","answers":[{"text":"It is 2."},{"text":"What do you think?"}]}"#,
    ])
    try corpus.write(
      stages: ["relabel.scaffolding: {answer: solution}"], sources: ["a"],
      mapping: "{prompt: q, responses: {all: {text: /answers/*/text}}}", splits: "{train: 1}")
    try corpus.run()
    #expect(
      try corpus.rows() == [
        #"{"prompt":"3+4?","chosen":"What comes after 6?","rejected":"It is 07."}"#
      ])
  }

  @Test func `a field that no record has is told before anything is dropped`() throws {
    let corpus = try ScoredCorpus(prompts: 4)
    try corpus.write(stages: ["relabel.scaffolding: {answer: soluton}"])
    let ran = try corpus.runner.run("run", "p.yaml")
    #expect(ran.exitStatus == 2)
    #expect(ran.errors.contains("error[no-solutions]") && ran.errors.contains("`soluton`"))
    #expect(
      try SQLiteText.rows("SELECT count(*) FROM verdict", in: corpus.folder.file("s.sqlite")) == [
        "0"
      ])
  }

  /// What a pair weighed was about the label it had.
  @Test func `a pair made again with another label leaves its old weight behind`() throws {
    let corpus = try fresh()
    try corpus.write(
      stages: [
        "relabel.unpaired: {score: s, threshold: 3, weights: density, max_weight: 5}",
        "relabel.unpaired: {id: again, score: s, threshold: 0}",
      ],
      exports: ["{to: out, trainer: trl.kto, compression: none, weights: carry}"],
      splits: "{train: 1}")
    try corpus.run()
    let rows = try corpus.rows()
    #expect(rows.count == 6)
    #expect(rows.allSatisfy { $0.hasSuffix(#""label":true,"weight":1.0}"#) }, "\(rows)")
    // Once it was weighed.
    let weights = try SQLiteText.rows(
      "SELECT DISTINCT action FROM verdict WHERE weight <> 1", in: corpus.folder.file("s.sqlite"))
    #expect(weights == ["weight"])
  }

  @Test func `pairs under a stated goal are left alone by stages that read scores`() throws {
    let corpus = try ScoredCorpus(prompts: 30)
    /// Pairs whose prompt states a goal.
    func goals(_ more: [String]) throws -> [String] {
      try corpus.write(
        stages: ["relabel.reward_augmented: {scores: [s], parents: keep}"] + more,
        exports: ["{to: out, trainer: trl.dpo, compression: none}"])
      try corpus.run()
      return try corpus.rows().filter { $0.contains("rated on a scale") }
    }
    let plain = try goals([])
    #expect(plain.count > 20)
    for stage in ["top_pairs", "build_pairs", "best_of", "unpaired"] {
      #expect(try goals(["relabel.\(stage): {score: s}"]) == plain, "\(stage)")
    }
    #expect(try goals(["relabel.directional: {scores: [s, t]}"]) == plain)
  }

  @Test(arguments: [
    "relabel.best_of: {score: s, scope: corpus, share: 0.5}",
    "relabel.top_pairs: {score: s, of: chosen, keep: 50%}",
  ])
  func `held-out answers do not take the places of others`(stage: String) throws {
    func line(_ number: Int, _ base: Int) -> String {
      #"{"q":"Q\#(number)","answers":[{"text":"x\#(number)","s":\#(base + number),"t":2},{"text":"y\#(number)","s":\#(base),"t":1}]}"#
    }
    let corpus = try ScoredCorpus(lines: (1...8).map { line($0, 0) })
    try corpus.folder.write((11...18).map { line($0, 100) + "\n" }.joined(), to: "b.jsonl")
    try corpus.write(
      stages: [stage.replacing("}", with: ", splits: [train, test]}")],
      exports: ["{to: out, trainer: trl.sft, compression: none}"])
    try corpus.folder.write(
      try String(contentsOfFile: corpus.folder.file("p.yaml"), encoding: .utf8)
        .replacing("{name: b,", with: "{name: b, split: test,")
        .replacing("splits: {train: 0.8, test: 0.2}", with: "splits: {train: 1, test: 0}"),
      to: "p.yaml")
    let ran = try corpus.run()
    #expect(!(try corpus.rows().isEmpty), "\(ran.output)")
    #expect(!(try corpus.rows(split: "test").isEmpty))
  }

  @Test func `soft labels are not lost in silence`() throws {
    let corpus = try ScoredCorpus(prompts: 10)
    try corpus.write(stages: ["relabel.soft_labels"])
    let refused = try corpus.runner.run("plan", "p.yaml")
    #expect(refused.exitStatus == 2)
    #expect(
      refused.errors.hasPrefix(
        """
        error[soft-labels-lost]: stage `relabel.soft_labels` gives labels between 0 and 1, which `trl.dpo` has no column for
        """), "\(refused.summary)")
    try corpus.write(
      stages: ["relabel.soft_labels"],
      exports: ["{to: out, trainer: trl.dpo, soft_labels: ignore}", "{to: r, trainer: trl.reward}"])
    let planned = try corpus.runner.run("plan", "p.yaml")
    #expect(planned.exitStatus == 0, "\(planned.summary)")
  }

  @Test func `a stage says that it needs several responses before it runs`() throws {
    let corpus = try ScoredCorpus(lines: [#"{"q":"Q1","answers":[{"text":"x","s":5,"t":2}]}"#])
    let mapping =
      "{prompt: q, responses: {all: {text: /answers/*/text, scores: {s: /answers/*/s}}}}"
    try corpus.write(stages: [], exports: [], sources: ["a"], mapping: mapping)
    try corpus.folder.write(
      try String(contentsOfFile: corpus.folder.file("p.yaml"), encoding: .utf8)
        .replacing("stages:\n\n", with: "").replacing("exports:\n\n", with: ""), to: "p.yaml")
    try corpus.run()
    try corpus.write(stages: ["relabel.build_pairs: {score: s}"], sources: ["a"], mapping: mapping)
    let planned = try corpus.runner.run("plan", "p.yaml")
    #expect(planned.exitStatus == 2)
    #expect(
      planned.errors.contains(
        "stage `relabel.build_pairs` needs prompts with 2 or more responses, and no prompt has so many"
      ),
      "\(planned.summary)")
    // In a store of its own nothing is known before the records are read.
    let fresh = try ScoredCorpus(lines: [
      #"{"q":"Q1","answers":[{"text":"x","s":5},{"text":"y"}]}"#
    ])
    try fresh.write(stages: ["relabel.build_pairs: {score: s}"], sources: ["a"], mapping: mapping)
    let ran = try fresh.runner.run("run", "p.yaml")
    #expect(ran.exitStatus == 2)
    #expect(
      ran.errors.contains(
        "`relabel.build_pairs` needs prompts with 2 scored responses, and no prompt has as many"),
      "\(ran.summary)")
    #expect(
      try SQLiteText.rows("SELECT count(*) FROM verdict", in: fresh.folder.file("s.sqlite")) == [
        "0"
      ])
  }

  @Test func `how likely a label is wrong becomes how sure it is`() throws {
    let corpus = try ScoredCorpus(prompts: 20)
    try corpus.write(
      stages: [
        "filters.training_dynamics: {action: mark, budget: 10%}",
        "relabel.soft_labels: {from: noise}",
      ], exports: ["{to: out, trainer: trl.dpo, compression: none, soft_labels: carry, ids: true}"])
    try corpus.run()
    let found = try SQLiteText.rows(
      """
      SELECT round(wrong, 5), round(min(probability, 1 - probability), 5),
        round(max(probability, 1 - probability), 5)
      FROM noise JOIN label USING (pair) JOIN run ON run.id = label.run
      WHERE run.stage = 'relabel.soft_labels'
      """, in: corpus.folder.file("s.sqlite"))
    #expect(!found.isEmpty)
    for row in found {
      let parts = row.split(separator: "|").map(String.init)
      #expect(parts[1] == parts[0] || parts[2] == parts[0], "\(row)")
    }
    try corpus.write(
      stages: [
        "filters.training_dynamics: {method: aum, action: mark}",
        "relabel.soft_labels: {from: noise}",
      ],
      exports: ["{to: out, trainer: trl.dpo, soft_labels: carry}"])
    let refused = try corpus.runner.run("run", "p.yaml", seconds: 600)
    #expect(refused.exitStatus == 2 && refused.errors.contains("no earlier stage says how likely"))
  }

  @Test func `a killed run ends like an undisturbed one`() throws {
    let stages = [
      "relabel.build_pairs: {score: s, pairs: all, old_pairs: keep}",
      "relabel.soft_labels: {from: cream, scores: [s, t]}",
      "relabel.directional: {scores: [s, t], directions: 3}",
    ]
    let exports = ["{to: out, trainer: trl.dpo, compression: none, soft_labels: sample}"]
    let whole = try ScoredCorpus(prompts: 1500)
    try whole.write(stages: stages, exports: exports)
    let start = ContinuousClock.now
    try whole.run("--jobs", "2")
    let length = Double((ContinuousClock.now - start) / .milliseconds(1))
    let expected = try fingerprint(whole.folder.file("out"))
    for share in [0.25, 0.45, 0.6, 0.75, 0.9] {
      let killed = try ScoredCorpus(prompts: 1500)
      try killed.write(stages: stages, exports: exports)
      for part in [share, share / 2] {
        let command = try killed.runner.start(["run", "p.yaml", "--jobs", "2"])
        Thread.sleep(forTimeInterval: length * part / 1000)
        command.send(SIGKILL)
        _ = try command.wait()
      }
      try killed.run("--jobs", "2")
      #expect(try fingerprint(killed.folder.file("out")) == expected)
      try killed.checkStore()
    }
  }
}
