import Foundation
import TestSupport
import Testing

/// Margins that a user's own training logged, from the file to verdicts.
@Suite struct DynamicsTests {
  /// What `DynamicsWriter` of integrations/python wrote about the pairs of `Setup`: the first by the key of its
  /// texts, the second as messages, the third with its answers exchanged, and a stranger.
  static let written = """
    {"pair":"87bec2c4e957185ea4c23a918ee94daf","epoch":1,"step":10,"run":"rm-1","margin":0.5}
    {"pair":"6ccf83e62cf8f683e6eca6118c1f5b54","epoch":1,"step":10,"run":"rm-1","margin":1.0}
    {"pair":"adfa3386293d8313959e349da6a2ee76","epoch":1,"step":10,"run":"rm-1","margin":-2.0}
    {"pair":"87bec2c4e957185ea4c23a918ee94daf","epoch":2,"step":20,"run":"rm-1","margin":0.75}
    {"pair":"6ccf83e62cf8f683e6eca6118c1f5b54","epoch":2,"step":20,"run":"rm-1","margin":-1.5}
    {"pair":"adfa3386293d8313959e349da6a2ee76","epoch":2,"step":20,"run":"rm-1","margin":-2.5}
    {"pair":"87bec2c4e957185ea4c23a918ee94daf","step":10,"run":"dpo","chosen_logps":-41.5,"rejected_logps":-38.0,"ref_chosen_logps":-42.0,"ref_rejected_logps":-37.0,"beta":0.5}
    {"pair":"6ccf83e62cf8f683e6eca6118c1f5b54","epoch":1.5,"step":10,"run":"dpo","chosen_reward":0.25,"rejected_reward":0.5}
    {"pair":"87bec2c4e957185ea4c23a918ee94daf","step":10,"run":"dpo","margin":3.0}
    {"pair":"q17","step":10,"run":"dpo","margin":1.0}

    """

  /// A corpus of a few pairs, a log, and a pipeline over both.
  struct Setup {
    let folder: TemporaryFolder
    var runner: CommandRunner { CommandRunner(folder: folder.path) }
    var store: String { folder.file("s.sqlite") }

    init(pairs: Int = 4, log: String?, name: String = "log.jsonl", stages: String) throws {
      folder = try TemporaryFolder()
      let rows = (0..<pairs).map {
        #"{"prompt":"Question \#($0)?","chosen":"Good \#($0)","rejected":"Bad \#($0)"}"# + "\n"
      }
      try folder.write(rows.joined(), to: "pairs.jsonl")
      if let log { try folder.write(log, to: name) }
      try write(stages)
    }

    func write(_ stages: String) throws {
      try folder.write(
        """
        name: own
        splits: {train: 1}
        store: s.sqlite
        sources: [{path: pairs.jsonl, format: trl}]
        stages:
        \(stages)

        """, to: "p.yaml")
    }

    /// `question peer: margins`, sorted.
    func margins() throws -> [String] {
      let rows = try SQLiteText.rows(
        """
        SELECT cast(t.body AS TEXT), d.peer, hex(d.margins) FROM dynamics AS d
        JOIN pair ON pair.id = d.pair JOIN prompt AS p ON p.id = pair.prompt
        JOIN text AS t ON t.id = p.text
        """, in: store)
      return rows.map { row in
        let parts = row.split(separator: "|")
        let digits = Array(parts[2])
        let floats = stride(from: 0, to: digits.count, by: 8).map { at -> String in
          let bytes = stride(from: at + 6, through: at, by: -2).map { String(digits[$0...$0 + 1]) }
          return UInt32(bytes.joined(), radix: 16).map { "\(Float(bitPattern: $0))" } ?? "?"
        }
        return "\(parts[0]) \(parts[1]): \(floats.joined(separator: " "))"
      }.sorted()
    }

    /// The counts of a stage as its run keeps them.
    func counts(_ stage: String) throws -> [String: Int] {
      let rows = try SQLiteText.rows(
        "SELECT counts FROM run WHERE stage = '\(stage)' ORDER BY id DESC LIMIT 1", in: store)
      return try JSONDecoder().decode([String: Int].self, from: Data((rows.first ?? "{}").utf8))
    }

    /// Public ids by question.
    func ids() throws -> [String] {
      try SQLiteText.rows(
        """
        SELECT lower(hex(pair.digest)) FROM pair JOIN prompt AS p ON p.id = pair.prompt
        JOIN text AS t ON t.id = p.text ORDER BY cast(t.body AS TEXT)
        """, in: store)
    }
  }

  @Test func `a log of the Python writer becomes margins and verdicts`() throws {
    let setup = try Setup(
      log: Self.written,
      stages: """
          - ingest.dynamics: {path: log.jsonl}
          - filters.training_dynamics: {margins: recorded, method: aum, action: drop, budget: 34%}
        """)
    let result = try setup.runner.run("run", "p.yaml")
    try #require(result.exitStatus == 0, "\(result.summary)")
    // Models stand in the order of their names: dpo, rm-1. The answers of question 2 were exchanged in the log.
    #expect(
      try setup.margins() == [
        "Question 0? 0: 3.0", "Question 0? 1: 0.5 0.75", "Question 1? 0: -0.25",
        "Question 1? 1: 1.0 -1.5", "Question 2? 1: 2.0 2.5",
      ])
    let counts = try setup.counts("ingest.dynamics")
    #expect(counts["log records"] == 10)
    #expect(counts["margins read"] == 10)
    #expect(counts["margins stored"] == 8)
    #expect(counts["margins repeated"] == 1)
    #expect(counts["margins unmatched"] == 1)
    #expect(counts["pairs with margins"] == 3)
    #expect(counts["in"] == 4 && counts["kept"] == 4)
    #expect(result.output.contains("model 0: dpo"))
    #expect(
      result.output.contains(
        "no pair was found for 1 of 10 margins (10.0 %), such as those of `q17`"))
    let judged = try setup.counts("filters.training_dynamics")
    #expect(judged["drop label_likely_wrong"] == 1)
    #expect(judged["not judged: no recorded margins"] == 1)
    let dropped = try SQLiteText.rows(
      """
      SELECT cast(t.body AS TEXT), evidence FROM verdict JOIN pair ON pair.id = subject
      JOIN prompt AS p ON p.id = pair.prompt JOIN text AS t ON t.id = p.text
      """, in: setup.store)
    #expect(
      dropped == [#"Question 1?|{"score":0.25,"margins":{"dpo":-0.25,"rm-1":-0.25}}"#])
    let again = try setup.runner.run("run", "p.yaml")
    #expect(again.output.contains("ingest.dynamics") && again.output.contains("(as before)"))
  }

  @Test func `ids and their beginnings name pairs, and say nothing of the order`() throws {
    let setup = try Setup(log: nil, stages: "  - filters.empty_response")
    #expect(try setup.runner.run("run", "p.yaml").exitStatus == 0)
    let ids = try setup.ids()
    let names = [ids[0], String(ids[1].prefix(8)), ids[2].uppercased(), String(ids[3].prefix(20))]
    let lines = names.enumerated().map { #"{"pair":"\#($1)","step":1,"margin":-\#($0).5}"# }
    try setup.folder.write(lines.joined(separator: "\n") + "\n", to: "log.jsonl")
    try setup.write("  - ingest.dynamics: {path: log.jsonl}")
    #expect(try setup.runner.run("run", "p.yaml").exitStatus == 0)
    #expect(try setup.margins() == (0..<4).map { "Question \($0)? 0: -\($0).5" })
    // By content alone, none of them is a name.
    try setup.write("  - ingest.dynamics: {path: log.jsonl, match: content, max_unmatched: 0.5}")
    let refused = try setup.runner.run("run", "p.yaml")
    #expect(refused.exitStatus == 1)
    #expect(refused.errors.contains("no pair is found for 4 of 4 margins"))
  }

  @Test func `short numbers that begin like an id by chance are no names`() throws {
    let setup = try Setup(log: nil, stages: "  - filters.empty_response")
    #expect(try setup.runner.run("run", "p.yaml").exitStatus == 0)
    let chance = String(try setup.ids()[0].prefix(8))
    let names = [chance, "10000001", "10000002"]
    let lines = names.map { #"{"pair":"\#($0)","step":1,"margin":1}"# + "\n" }
    try setup.folder.write(lines.joined(), to: "log.jsonl")
    try setup.write("  - ingest.dynamics: {path: log.jsonl}")
    #expect(try setup.runner.run("run", "p.yaml").exitStatus == 0)
    #expect(try setup.margins() == [])
    #expect(try setup.counts("ingest.dynamics")["margins unmatched"] == 3)
  }

  @Test func `score lists of transcripts`() throws {
    func row(_ i: Int, _ chosen: String, _ rejected: String) -> String {
      #"{"chosen":"\n\nHuman: Question \#(i)?\n\nAssistant: \#(chosen) \#(i)","#
        + #""rejected":"\n\nHuman: Question \#(i)?\n\nAssistant: \#(rejected) \#(i)","#
        + #""chosen_score_list":[1.5,1],"rejected_score_list":[1,2]}"# + "\n"
    }
    let setup = try Setup(
      log: row(0, "Good", "Bad") + row(1, "Bad", "Good") + row(9, "Good", "Bad"),
      stages: "  - ingest.dynamics: {path: 'lo*.jsonl', format: scores}")
    let result = try setup.runner.run("run", "p.yaml")
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(
      try setup.margins() == [
        "Question 0? 0: 0.5", "Question 0? 1: -1.0", "Question 1? 0: -0.5",
        "Question 1? 1: 1.0",
      ])
    #expect(try setup.counts("ingest.dynamics")["margins unmatched"] == 2)
  }

  @Test func `dropped and held-out pairs are no strangers`() throws {
    let setup = try Setup(
      log: Self.written,
      stages: """
          - filters.length: {max_chars: 5, min_chars: 1}
          - ingest.dynamics: {path: log.jsonl}
        """)
    let result = try setup.runner.run("run", "p.yaml")
    try #require(result.exitStatus == 0, "\(result.summary)")
    let counts = try setup.counts("ingest.dynamics")
    #expect(counts["margins not seen"] == 9 && counts["margins stored"] == 0)
    #expect(counts["margins unmatched"] == 1)
  }

  @Test func `a changed log is read anew`() throws {
    let setup = try Setup(log: Self.written, stages: "  - ingest.dynamics: {path: log.jsonl}")
    #expect(try setup.runner.run("run", "p.yaml").exitStatus == 0)
    try setup.folder.write(
      Self.written
        + #"{"pair":"87bec2c4e957185ea4c23a918ee94daf","step":30,"run":"rm-1","margin":9}"#
        + "\n", to: "log.jsonl")
    #expect(try setup.runner.run("run", "p.yaml").exitStatus == 0)
    #expect(try setup.margins().contains("Question 0? 1: 0.5 0.75 9.0"))
  }

  @Test func `bad records end the run with their places`() throws {
    let bad = (0..<12).map { _ in #"{"pair":7.5,"margin":1}"# + "\n" }.joined()
    let setup = try Setup(
      log: Self.written + bad, stages: "  - ingest.dynamics: {path: log.jsonl}")
    let result = try setup.runner.run("run", "p.yaml")
    #expect(result.exitStatus == 1)
    #expect(result.errors.contains("12 of 22 records of the logs cannot be read"))
    #expect(result.errors.contains("log.jsonl:11: wrong_type"))
    let borne = try setup.runner.run("run", "p.yaml", "--set", "max_bad_records=12")
    #expect(borne.exitStatus == 0)
    #expect(borne.output.contains("warning: 12 records cannot be read"))
  }

  @Test func `recorded margins need a stage that writes them`() throws {
    let setup = try Setup(
      log: Self.written, stages: "  - filters.training_dynamics: {margins: recorded}")
    let result = try setup.runner.run("plan", "p.yaml")
    #expect(result.exitStatus == 2)
    #expect(result.errors.contains("reads `dynamics`, which no earlier stage writes"))
    #expect(result.errors.contains("add one before it: `ingest.dynamics`"))
    try setup.write("  - filters.training_dynamics: {margins: recorded, method: crm, action: mark}")
    #expect(try setup.runner.run("plan", "p.yaml").errors.contains("trains nothing"))
    try setup.write("  - ingest.dynamics: {path: absent.jsonl}")
    let absent = try setup.runner.run("plan", "p.yaml")
    #expect(absent.exitStatus == 2 && absent.errors.contains("no such file"))
  }

  @Test func `a threshold is one of probabilities, and weights follow them`() throws {
    let setup = try Setup(pairs: 200, log: nil, stages: "  - filters.empty_response")
    #expect(try setup.runner.run("run", "p.yaml").exitStatus == 0)
    // Every tenth pair speaks against its label; two runs, the second of half of the pairs.
    let lines = try setup.ids().enumerated().flatMap { i, id in
      let margin = (i % 10 == 0 ? -2 : 2) + Double(i % 7) / 10
      return ["a", "b"].prefix(1 + i % 2).map {
        #"{"pair":"\#(id)","step":1,"run":"\#($0)","margin":\#(margin)}"# + "\n"
      }
    }
    try setup.folder.write(lines.joined(), to: "log.jsonl")
    try setup.write(
      """
        - ingest.dynamics: {path: log.jsonl}
        - filters.training_dynamics: {margins: recorded, action: mark, threshold: 0.5}
      """)
    let result = try setup.runner.run("run", "p.yaml")
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(try setup.counts("filters.training_dynamics")["mark label_likely_wrong"] == 20)
    try setup.write(
      """
        - ingest.dynamics: {path: log.jsonl}
        - filters.training_dynamics: {margins: recorded}
      """)
    #expect(try setup.runner.run("run", "p.yaml").exitStatus == 0)
    let weights = try SQLiteText.rows(
      "SELECT count(*), count(DISTINCT subject) FROM verdict WHERE action = 'weight' AND weight < 0.5",
      in: setup.store)
    #expect(weights == ["20|20"])
    let noise = try SQLiteText.rows(
      "SELECT count(*) FROM noise WHERE wrong BETWEEN 0 AND 1 AND ambiguity BETWEEN 0 AND 1",
      in: setup.store)
    #expect(noise == ["400"])
  }

  @Test func `a killed import ends as an undisturbed one`() throws {
    // Three batches of pairs.
    let count = 12_000
    let first = try Setup(pairs: count, log: nil, stages: "  - filters.empty_response")
    #expect(try first.runner.run("run", "p.yaml").exitStatus == 0)
    let lines = try first.ids().flatMap { id in
      (1...4).map { #"{"pair":"\#(id)","step":\#($0),"run":"r","margin":\#($0).25}"# + "\n" }
    }
    let log = lines.joined()
    let stages = "  - ingest.dynamics: {path: log.jsonl}"
    let whole = try Setup(pairs: count, log: log, stages: stages)
    #expect(try whole.runner.run("run", "p.yaml").exitStatus == 0)
    let killed = try Setup(pairs: count, log: log, stages: stages)
    let command = try killed.runner.start(["run", "p.yaml"])
    let batches = """
      SELECT count(*) FROM run_batch JOIN run ON run.id = run WHERE stage = 'ingest.dynamics'
      """
    while command.isRunning {
      if let found = try? SQLiteText.rows(batches, in: killed.store), found != ["0"] {
        command.send(SIGKILL)
      }
    }
    _ = try command.wait()
    let result = try killed.runner.run("run", "p.yaml")
    try #require(result.exitStatus == 0, "\(result.summary)")
    let dump = try CanonicalDump(killed.store)
    let expected = try CanonicalDump(whole.store)
    #expect(dump == expected, "\(dump.difference(from: expected))")
    #expect(!FileManager.default.fileExists(atPath: killed.store + "-scratch"))
    #expect(try SQLiteText.rows("SELECT count(*) FROM dynamics", in: killed.store) == ["\(count)"])
  }
}
