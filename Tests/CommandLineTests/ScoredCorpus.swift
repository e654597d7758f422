import Foundation
import TestSupport
import Testing

/// Small corpora of scored responses, and pipelines over them.
struct ScoredCorpus {
  let folder: TemporaryFolder
  var runner: CommandRunner { CommandRunner(folder: folder.path) }

  /// Two files of prompts with two to six responses, scores `s` and `t`, and pairs by the rank of `t`.
  ///
  /// - Parameter isShuffled: whether the records stand in another order; what they say is the same.
  init(prompts: Int = 120, seed: UInt64 = 1, isShuffled: Bool = false) throws {
    folder = try TemporaryFolder()
    var random = SeededGenerator(seed)
    var lines: [[String]] = [[], []]
    for number in 0..<prompts {
      let count = Int.random(in: 2...6, using: &random)
      let answers = (0..<count).map { place -> String in
        let s = Int.random(in: 0...9, using: &random)
        let t = Double(s) / 10 + Double(Int.random(in: 0...9, using: &random)) / 20
        let score = place == 0 && number % 9 == 0 ? "null" : "\(s)"
        return #"{"text":"answer \#(place) to \#(number)","s":\#(score),"t":\#(t)}"#
      }
      lines[number % 2].append(
        #"{"q":"Question \#(number)?","solution":"7","answers":[\#(answers.joined(separator: ","))]}"#
      )
    }
    var other = SeededGenerator(77)
    for (number, own) in lines.enumerated() {
      let rows = isShuffled ? own.shuffled(using: &other) : own
      try folder.write(rows.map { $0 + "\n" }.joined(), to: "\(["a", "b"][number]).jsonl")
    }
  }

  /// A corpus of these lines in one file `a.jsonl`.
  init(lines: [String]) throws {
    folder = try TemporaryFolder()
    try folder.write(lines.map { $0 + "\n" }.joined(), to: "a.jsonl")
  }

  static let mapping = """
    {prompt: q, responses: {all: {text: /answers/*/text, scores: {s: /answers/*/s, t: /answers/*/t}}}, \
    votes: {ranked: all, by: t, best: highest, pairs: adjacent}}
    """

  func write(
    stages: [String], exports: [String] = ["{to: out, trainer: trl.dpo, compression: none}"],
    sources: [String] = ["a", "b"], mapping: String = ScoredCorpus.mapping,
    splits: String = "{train: 0.8, test: 0.2}"
  ) throws {
    try folder.write(
      """
      name: scored
      seed: 5
      splits: \(splits)
      store: s.sqlite
      sources:
      \(sources.map { "  - {name: \($0), path: \($0).jsonl, mapping: \(mapping)}" }.joined(separator: "\n"))
      stages:
      \(stages.map { "  - \($0)" }.joined(separator: "\n"))
      exports:
      \(exports.map { "  - \($0)" }.joined(separator: "\n"))

      """, to: "p.yaml")
  }

  /// Begins a run for each moment and kills it there.
  ///
  /// - Parameter moments: a stage that is under way, and how many batches it has committed.
  /// - Returns: how many runs came to their moment before they ended.
  func killedRuns(at moments: [(stage: String, batches: Int)]) throws -> Int {
    var landed = 0
    for (stage, batches) in moments {
      let command = try runner.start(["run", "p.yaml", "--jobs", "2"])
      while command.isRunning {
        let found = try? SQLiteText.rows(
          """
          SELECT count(run_batch.number) FROM run LEFT JOIN run_batch ON run_batch.run = run.id
          WHERE stage = '\(stage)' AND finished = 0 GROUP BY run.id
          """, in: folder.file("s.sqlite"))
        if let count = found?.first.flatMap({ Int($0) }), count >= batches {
          command.send(SIGKILL)
          landed += 1
          break
        }
        usleep(2000)
      }
      _ = try command.wait()
    }
    return landed
  }

  @discardableResult
  func run(_ arguments: String...) throws -> CommandResult {
    let result = try runner.start(["run", "p.yaml"] + arguments).wait(seconds: 600)
    try #require(result.exitStatus == 0, "\(result.summary)")
    return result
  }

  /// Every row of a split of an export.
  func rows(_ export: String = "out", split: String = "train") throws -> [String] {
    let data = folder.file("\(export)/data")
    let names = try FileManager.default.contentsOfDirectory(atPath: data).sorted()
    return try names.filter { $0.hasPrefix("\(split)-") }.flatMap { name in
      try String(contentsOfFile: "\(data)/\(name)", encoding: .utf8).split(separator: "\n")
        .map(String.init)
    }
  }

  /// That no row hangs in the air, and every stage told what became of each pair it saw.
  func checkStore() throws {
    let store = folder.file("s.sqlite")
    #expect(try SQLiteText.rows("PRAGMA foreign_key_check", in: store).isEmpty)
    let runs = try SQLiteText.rows(
      "SELECT stage, counts FROM run WHERE stage LIKE 'relabel.%' OR stage LIKE 'filters.%' OR stage LIKE 'rubrics.%'",
      in: store)
    #expect(!runs.isEmpty)
    for run in runs {
      let parts = run.split(separator: "|", maxSplits: 1)
      let counts = try JSONDecoder().decode([String: Int].self, from: Data(parts[1].utf8))
      let dropped = counts.filter { $0.key.hasPrefix("drop ") }.values.reduce(0, +)
      #expect(counts["in", default: 0] == counts["kept", default: 0] + dropped, "\(run)")
    }
  }
}
