import Foundation
import TestSupport
import Testing

/// Reading, stages and exports of trees that are killed go on and end as if nothing had been.
@Suite(.serialized) struct TreesResumeTests {
  private func corpus() throws -> ScoredCorpus {
    let corpus = try ScoredCorpus(
      lines: (0..<1500).map { number in
        let steps = ["Step 1: a \(number)", "Step 2: b \(number % 7)", "Step 3: c"]
        func message(_ text: String, _ role: String, _ rank: Int?, _ replies: [String]) -> String {
          let rank = rank.map { #","rank":\#($0)"# } ?? ""
          return
            #"{"text":"\#(text)","role":"\#(role)"\#(rank),"replies":[\#(replies.joined(separator: ","))]}"#
        }
        let after = message(
          "And then?", "prompter", nil,
          [
            message("\(steps[0])\\n\(steps[2])", "assistant", 1, []),
            message("\(steps[0])\\n\(steps[1])", "assistant", 0, []),
          ])
        let replies = [
          message(steps[0], "assistant", 2, [after]),
          message("\(steps[0])\\n\(steps[1])", "assistant", 1, []),
          message("\(steps[0])\\n\(steps[1])\\n\(steps[2])", "assistant", 0, []),
        ]
        let prompt = message("Question \(number)?", "prompter", nil, replies)
        return #"{"message_tree_id":"\#(number)","prompt":\#(prompt)}"#
      })
    try corpus.folder.write(
      """
      name: trees
      seed: 5
      splits: {train: 1}
      store: s.sqlite
      sources:
        - {name: a, path: a.jsonl, format: oasst}
      stages:
        - trees.shared_prefix: {unit: line, fuzzy: 0.5}
        - trees.shared_prefix: {id: turns, of: dialogues}
        - trees.pairs: {old_pairs: keep}
      exports:
        - {to: trees, trainer: trees.jsonl}
        - {to: step, trainer: step_dpo}

      """, to: "p.yaml")
    return corpus
  }

  @Test func `killed while it reads, in each stage and in an export, a run ends the same`() throws {
    let whole = try corpus()
    try whole.run("--jobs", "2")
    let expected = try CanonicalDump(whole.folder.file("s.sqlite"))
    #expect(expected.tables["tree"]?.count == 4500)
    let corpus = try corpus()
    let store = corpus.folder.file("s.sqlite")
    let landed = try corpus.killedRuns(at: [
      ("ingest", 0), ("trees.shared_prefix", 1), ("trees.pairs", 1), ("export trees.jsonl", 0),
    ])
    #expect(landed >= 2, "\(landed) kills met their stage")
    try corpus.run("--jobs", "3")
    let found = try CanonicalDump(store)
    #expect(found == expected, "\(found.difference(from: expected))")
    #expect(
      try fingerprint(corpus.folder.file("trees")) == fingerprint(whole.folder.file("trees")))
    #expect(try fingerprint(corpus.folder.file("step")) == fingerprint(whole.folder.file("step")))
  }

  /// 12,000 records are two batches, of which the second begins at a tree.
  @Test func `a compressed file of trees that was cut off in the middle is read on`() throws {
    let lines = (0..<6000).map { number in
      #"{"prompt":{"text":"Q \#(number)","role":"prompter","replies":[{"text":"A","role":"assistant","rank":0,"replies":[{"text":"R","role":"prompter","replies":[]}]},{"text":"B","role":"assistant","rank":1,"replies":[]}]}}"#
    }
    func corpus() throws -> ScoredCorpus {
      let corpus = try ScoredCorpus(lines: lines)
      try corpus.folder.write(
        """
        name: trees
        splits: {train: 1}
        store: s.sqlite
        sources:
          - {name: a, path: a.jsonl, format: oasst}

        """, to: "p.yaml")
      return corpus
    }
    let whole = try corpus()
    try whole.run()
    let own = try corpus()
    let store = own.folder.file("s.sqlite")
    let command = try own.runner.start(["run", "p.yaml"])
    while command.isRunning {
      if let found = try? SQLiteText.rows("SELECT count(*) FROM run_batch", in: store),
        found != ["0"]
      {
        command.send(SIGKILL)
        break
      }
      usleep(500)
    }
    _ = try command.wait()
    try own.run()
    let (found, expected) = (
      try CanonicalDump(store), try CanonicalDump(whole.folder.file("s.sqlite"))
    )
    #expect(found == expected, "\(found.difference(from: expected))")
    #expect(found.tables["record"]?.count == 12_000)
  }
}
