import Foundation
import TestSupport
import Testing

/// Faults that were found once.
@Suite struct RegressionTests {
  private let folder: TemporaryFolder
  private let runner: CommandRunner
  private let row = #"{"prompt":"p","chosen":"x","rejected":"y"}"# + "\n"

  init() throws {
    folder = try TemporaryFolder()
    runner = CommandRunner(folder: folder.path)
  }

  @Test func `a file may be dated past the year 2262`() throws {
    let path = try folder.write(row, to: "a.jsonl")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1e10)], ofItemAtPath: path)
    let result = try runner.run("ingest", "--store", "s.sqlite", "--format", "trl", "a.jsonl")
    #expect(result.exitStatus == 0, "\(result.summary)")
  }

  @Test func `slashes in names do not make one file of two`() throws {
    for name in ["c/b/c.jsonl", "c/d/c.jsonl"] { try folder.write(row, to: name) }
    try folder.write(
      """
      name: slashes
      store: s.sqlite
      sources:
        - {path: c/*/c.jsonl, name: a, format: trl}
        - {path: c/b/c.jsonl, name: a/b, format: trl}
      """, to: "p.yaml")
    let result = try runner.run("run", "p.yaml")
    #expect(result.exitStatus == 0, "\(result.summary)")
    let stored = try SQLiteText.rows(
      "SELECT (SELECT count(*) FROM source), count(*) FROM record", in: folder.file("s.sqlite"))
    #expect(stored == ["2|3"])
  }

  @Test func `a database of somebody else is not touched`() throws {
    try folder.write(row, to: "a.jsonl")
    let path = folder.file("other.sqlite")
    try SQLiteText.execute("CREATE TABLE t(a); INSERT INTO t VALUES (1)", in: path)
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let result = try runner.run("ingest", "--store", "other.sqlite", "--format", "trl", "a.jsonl")
    #expect(result.exitStatus == 2, "\(result.summary)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }
}

@Suite struct DroppedVoteTests {
  /// Two unnamed votes of one record each are copies; without the second, the named ones are ahead.
  @Test func `dropped votes change the decision and the export`() throws {
    let folder = try TemporaryFolder()
    let rows = [
      ("", "first", 1), ("", "first", 2), ("ann", "second", 3), ("bob", "second", 4),
    ]
    try folder.write(
      (["prompt,a,b,who,winner,n"] + rows.map { "p,x,y,\($0.0),\($0.1),\($0.2)" })
        .joined(separator: "\n") + "\n", to: "v.csv")
    try folder.write(
      """
      store: s.sqlite
      sources:
        - path: v.csv
          mapping:
            prompt: prompt
            responses: {first: a, second: b}
            votes:
              between: [first, second]
              winner: {of: winner, is: {first: first, second: second}}
              annotator: who
      stages: [filters.exact_duplicates]
      exports: [{to: out, trainer: trl.dpo, compression: none}]
      """, to: "p.yaml")
    let result = try CommandRunner(folder: folder.path).run("run", "p.yaml")
    #expect(result.exitStatus == 0, "\(result.summary)")
    let shard = try String(
      contentsOfFile: folder.file("out/data/train-00000-of-00001.jsonl"), encoding: .utf8)
    #expect(shard.contains(#""chosen":"y""#), "\(shard)")
  }
}
