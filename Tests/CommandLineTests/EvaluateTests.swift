import Foundation
import TestSupport
import Testing

/// `winnow evaluate noise` on a small synthetic corpus.
@Suite struct EvaluateTests {
  private struct File: Decodable {
    struct Table: Decodable {
      struct Row: Decodable {
        struct Interval: Decodable { let value: Double? }
        let name: String
        let measures: [String: Interval]
      }
      let setting: String
      let rows: [Row]
    }
    let tables: [Table]
  }

  private func store(_ folder: TemporaryFolder) throws {
    let runner = CommandRunner(folder: folder.path)
    let made = try runner.run(
      "synth", "--pairs", "600", "--flip", "0", "--seed", "5", "--out", "corpus.jsonl")
    #expect(made.exitStatus == 0, "\(made.summary)")
    let read = try runner.run(
      "ingest", "--format", "trl", "--store", "s.sqlite", "corpus.jsonl")
    #expect(read.exitStatus == 0, "\(read.summary)")
  }

  private func evaluate(_ folder: TemporaryFolder, _ out: String, _ more: String...) throws
    -> CommandResult
  {
    try CommandRunner(folder: folder.path).start(
      [
        "evaluate", "noise", "--store", "s.sqlite", "--rates", "0.2", "--seeds", "2", "--methods",
        "fast", "--json", out,
      ] + more
    ).wait(seconds: 300)
  }

  @Test func `winnow beats chance and length, on any number of jobs, also after a kill`() throws {
    let folder = try TemporaryFolder()
    try store(folder)
    let one = try evaluate(folder, "one.json", "--jobs", "1")
    #expect(one.exitStatus == 0, "\(one.summary)")
    let two = try evaluate(folder, "two.json", "--jobs", "2")
    #expect(one.output == two.output)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("one.json")))
    #expect(bytes == (try Data(contentsOf: URL(fileURLWithPath: folder.file("two.json")))))

    let file = try JSONDecoder().decode(File.self, from: bytes)
    let table = try #require(file.tables.first { $0.setting == "symmetric" })
    func auroc(_ name: String) throws -> Double {
      let row = try #require(table.rows.first { $0.name == name })
      return try #require(row.measures["auroc"]?.value)
    }
    #expect(try auroc("winnow") > auroc("random") + 0.1)
    #expect(try auroc("winnow") > auroc("length") + 0.05)
    #expect(file.tables.contains { $0.setting == "downstream" })

    // What a kill leaves: some cells and no table.
    var left = try #require(
      try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    left["tables"] = [Any]()
    left["cells"] = (left["cells"] as? [Any]).map { Array($0.prefix(1)) }
    try JSONSerialization.data(withJSONObject: left)
      .write(to: URL(fileURLWithPath: folder.file("left.json")))
    let resumed = try evaluate(folder, "left.json")
    #expect(resumed.exitStatus == 0, "\(resumed.summary)")
    #expect(bytes == (try Data(contentsOf: URL(fileURLWithPath: folder.file("left.json")))))

    // A second run finds everything done.
    let again = try evaluate(folder, "one.json")
    #expect(again.output == one.output)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!names.contains { $0.contains("-evaluate-") }, "\(names)")
  }

  @Test func `what cannot be done is said`() throws {
    let folder = try TemporaryFolder()
    try store(folder)
    let wrongName = try evaluate(folder, "a.json", "--where", "source=nobody")
    #expect(wrongName.exitStatus == 1)
    #expect(wrongName.errors.contains("too-few-pairs"))
    let wrongWord = try evaluate(folder, "a.json", "--where", "sauce=hh")
    #expect(wrongWord.exitStatus == 2)
    #expect(wrongWord.errors.contains("hint:"))
    try folder.write("{}", to: "other.json")
    let notOurs = try evaluate(folder, "other.json")
    #expect(notOurs.exitStatus == 2)
    #expect(notOurs.errors.contains("holds no results"))
  }
}
