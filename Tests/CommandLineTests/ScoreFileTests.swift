import Foundation
import TestSupport
import Testing

/// `relabel.score.file` and what stages say of scores that are not there.
@Suite struct ScoreFileTests {
  private static func ran(
    _ stages: [String], file: String, named name: String = "f.jsonl"
  ) throws -> (TemporaryFolder, CommandResult) {
    let folder = try TemporaryFolder()
    try ScoreCorpus.write(to: folder)
    try folder.write(file, to: name)
    try folder.write(
      ScoreCorpus.pipeline(stages).replacing("splits: {train: 0.8, test: 0.2}\n", with: ""),
      to: "p.yaml")
    return (folder, try CommandRunner(folder: folder.path).run("run", "p.yaml"))
  }

  @Test func `a text means every response of that text, and strangers are counted`() throws {
    let (folder, result) = try Self.ran(
      ["relabel.score.file: {path: scores.csv}"], file: "")
    #expect(result.exitStatus == 0, "\(result.summary)")
    let scores = try ScoreCorpus.scores("score", folder)
    #expect(scores.count == 60 && Set(scores).count == 7)
    #expect(scores.allSatisfy { $0.hasPrefix("It turns with wheel ") })
    #expect(
      try ScoreCorpus.notes(folder) == [
        "`score`: 60 of 180 responses scored, from 0 to 3",
        "`scores.csv`: 61 records with 8 names of responses, 1 of them of none in this corpus",
      ])
  }

  @Test func `ids, digests and sides name responses`() throws {
    let (first, _) = try Self.ran(["relabel.score.file: {path: scores.csv}"], file: "")
    let store = first.file("s.sqlite")
    let pair = try SQLiteText.rows(
      """
      SELECT lower(hex(pair.digest)), lower(hex(a.digest)), lower(hex(b.digest)), decision
      FROM pair JOIN response AS a ON a.id = pair.a JOIN response AS b ON b.id = pair.b
      JOIN label ON label.pair = pair.id WHERE decision IN (1, 2)
      ORDER BY pair.digest LIMIT 1
      """, in: store)[0].split(separator: "|").map(String.init)
    let digest = try SQLiteText.rows(
      "SELECT lower(hex(digest)) FROM text WHERE body = 'It turns with wheel 1.'", in: store)[0]
    let (chosen, rejected) = pair[3] == "1" ? (pair[1], pair[2]) : (pair[2], pair[1])
    let sha = "8eb2d7ed4a9bd0bbf1d7a0a0e1a4ff2f"
    let lines = [
      #"{"pair": "\#(pair[0])", "side": "chosen", "logp": -10, "ref_logp": -12, "beta": 0.5}"#,
      #"{"pair": "\#(pair[0])", "side": "rejected", "logp": -10, "ref_logp": -8}"#,
      #"{"text_digest": "\#(digest)", "score": 4}"#, #"{"text_digest": "\#(digest)", "score": 6}"#,
      #"{"id": "\#(sha)", "score": 1}"#, #"{"id": "xyz", "score": 1}"#,
    ]
    let (folder, result) = try Self.ran(
      ["relabel.score.file: {path: f.jsonl, name: mine}"], file: lines.joined(separator: "\n"))
    #expect(result.exitStatus == 0, "\(result.summary)")
    func value(_ id: String) throws -> [String] {
      try SQLiteText.rows(
        """
        SELECT round(value, 6) FROM score JOIN response ON response.id = response
        WHERE hex(digest) = upper('\(id)') AND score.run > 0
        """, in: folder.file("s.sqlite"))
    }
    let isOne = try SQLiteText.rows(
      """
      SELECT lower(hex(response.digest)) FROM response JOIN text ON text.id = text
      WHERE body = 'It turns with wheel 1.'
      """, in: folder.file("s.sqlite"))
    if !isOne.contains(chosen) { #expect(try value(chosen) == ["1.0"]) }
    if !isOne.contains(rejected) { #expect(try value(rejected) == ["-0.2"]) }
    for id in isOne where id != chosen && id != rejected { #expect(try value(id) == ["5.0"]) }
    #expect(
      try ScoreCorpus.notes(folder).suffix(3) == [
        "`f.jsonl`: 6 records with 4 names of responses, 1 of them of none in this corpus",
        "2 of the scores are implicit rewards", "warning: 1 of 6 records of `f.jsonl` are unusable",
      ])
  }

  @Test func `a file of something else says so`() throws {
    let (_, result) = try Self.ran(
      ["relabel.score.file: {path: f.jsonl}"], file: "{\"a\": 1}\n{\"b\": 2}\n")
    #expect(result.exitStatus == 1)
    #expect(
      result.errors.contains(
        """
        error[bad-records]: none of the 2 records of `f.jsonl` can be used
          f.jsonl:1: nothing names a response
          f.jsonl:2: nothing names a response
        """), "\(result.errors)")
  }

  @Test(arguments: [
    (
      ["relabel.score.ratings: {ratings: [overal]}"],
      """
      error[no-scores]: no response has a score called: `overal`
      hint: there are: `helpfulness`, `honesty`, `overall`
      """
    ),
    (
      ["relabel.score.combine: {scores: [overall, quality]}"],
      """
      error[no-scores]: no response has a score called: `quality`
      hint: there are: `helpfulness`, `honesty`, `overall`
      """
    ),
    (
      ["relabel.score.combine"],
      """
      error[no-scores]: `relabel.score.combine` needs the names of two scores or more
      hint: write `scores: [NAME, NAME]`; there are: `helpfulness`, `honesty`, `overall`
      """
    ),
    (
      ["relabel.score.ratings: {name: overall}"],
      """
      error[score-exists]: records or an earlier stage give a score of this name: `overall`
      hint: write another `name:`
      """
    ),
    (
      ["relabel.score.reference"],
      """
      error[no-references]: `relabel.score.reference` is not told where the references are
      hint: write `field: /reference`, `model: NAME`, `file: PATH` or `best: SCORE`
      """
    ),
  ])
  func `what is missing is named, with what there is`(stages: [String], error: String) throws {
    let (_, result) = try Self.ran(stages, file: "")
    #expect(result.exitStatus == 2)
    #expect(result.errors.contains(error), "\(result.errors)")
  }

  @Test func `a stage that needs several responses says so when the plan is made`() throws {
    let folder = try TemporaryFolder()
    try folder.write("{\"q\": \"a?\", \"a\": \"b\", \"ok\": true}\n", to: "one.jsonl")
    func pipeline(_ stages: String) throws {
      try folder.write(
        """
        name: one
        store: s.sqlite
        sources:
          - path: one.jsonl
            mapping: {prompt: q, responses: {r: a}, votes: {response: r, good: ok}}
        \(stages)

        """, to: "p.yaml")
    }
    try pipeline("")
    let runner = CommandRunner(folder: folder.path)
    let read = try runner.run("run", "p.yaml")
    #expect(read.exitStatus == 0, "\(read.summary)")
    try pipeline("stages:\n  - relabel.score.reference: {model: x}")
    let error = """
      error[too-few-responses]: stage `relabel.score.reference` needs prompts with 2 or more responses, \
      and no prompt has so many
      """
    for command in ["plan", "run"] {
      let result = try runner.run(command, "p.yaml")
      #expect(result.exitStatus == 2 && result.errors.contains(error), "\(result.summary)")
    }
  }
}
