import Foundation
import TestSupport
import Testing

/// An export without a row: told once, with what removed everything, and no folder that nothing loads.
@Suite struct EmptyExportTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      (1...4).map { #"{"prompt":"p\#($0)","chosen":"xx","rejected":"yyyyy"}"# + "\n" }.joined()
        + #"{"prompt":"p5","chosen":"","rejected":"y"}"# + "\n", to: "a.jsonl")
    try folder.write(
      """
      name: empty
      store: s.sqlite
      sources: [{path: a.jsonl, format: trl}]
      stages:
        - filters.empty_response
        - filters.length: {max_chars: 100}
      exports:
        - {to: out/dpo, trainer: trl.dpo}
        - {to: out/gone, trainer: trl.dpo, where: dropped}
      """, to: "p.yaml")
  }

  private func run(_ arguments: String...) throws -> CommandResult {
    try CommandRunner(folder: folder.path).start(["run", "p.yaml"] + arguments).wait()
  }

  private static let strict = "stages.\"filters.length\".max_chars=1"

  private func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.file(path))
  }

  @Test func `what removed every pair is said by counts, and the run ends with 1`() throws {
    let result = try run("--set", Self.strict)
    #expect(result.exitStatus == 1)
    #expect(
      result.errors == """
        error[empty-export]: no pair was fit to be exported, and no folder is there: `out/dpo`
          of 5 pairs: 5 dropped
          dropped by filters.empty_response: 1 empty_response
          dropped by filters.length: 4 too_long
        hint: `winnow why` tells of any pair what became of it; a wrong option shows in the counts

        """)
    // The report comes all the same, and the other export.
    #expect(result.output.contains("5 pairs = 0 written + 5 dropped"))
    #expect(exists("out/gone/winnow-manifest.json"))
    #expect(!exists("out/dpo"))
    #expect(!result.output.contains("export  out/dpo"))
  }

  @Test func `the JSON report says it too`() throws {
    let result = try run("--json", "--set", Self.strict)
    #expect(result.exitStatus == 1)
    struct Report: Decodable {
      struct Notice: Decodable {
        let code: String
        let failure: Bool
        let export: String
        let counts: [String: Int]
      }
      let notices: [Notice]
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    #expect(report.notices.map(\.code) == ["empty-export"])
    #expect(report.notices.first?.failure == true)
    #expect(report.notices.first?.export == "out/dpo")
    #expect(report.notices.first?.counts["dropped"] == 5)
  }

  @Test func `a second run does nothing and says the same`() throws {
    let first = try run("--set", Self.strict)
    let plan = try CommandRunner(folder: folder.path).run("plan", "p.yaml", "--set", Self.strict)
    #expect(!plan.output.contains("\nrun "), "\(plan.output)")
    let second = try run("--set", Self.strict)
    #expect(second.exitStatus == 1)
    #expect(second.errors == first.errors)
    #expect(second.output.contains("= 0 written + 5 dropped  (as before)"))
  }

  @Test func `what an earlier run wrote goes, and comes again`() throws {
    let good = try run()
    #expect(good.exitStatus == 0, "\(good.summary)")
    // Of dropped pairs there is one, which the trainer cannot read: nothing to fail by.
    #expect(
      good.errors == """
        warning[empty-export]: no pair was fit to be exported, and no folder is there: `out/gone`
          of 5 pairs: 1 empty_answer, 4 kept

        """)
    let before = try fingerprint(folder.file("out"))
    #expect(try run("--set", Self.strict).exitStatus == 1)
    #expect(!exists("out/dpo"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("out"))
    #expect(names == ["gone"])
    #expect(try run().exitStatus == 0)
    #expect(try fingerprint(folder.file("out")) == before)
  }

  @Test func `a folder of somebody else stays`() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("out/dpo"), withIntermediateDirectories: true)
    #expect(try run("--set", Self.strict).exitStatus == 1)
    #expect(exists("out/dpo"))
  }

  @Test func `none dropped where dropped ones are asked for is no failure`() throws {
    let result = try run("--set", "stages=[]")
    #expect(result.exitStatus == 0, "\(result.summary)")
    #expect(
      result.errors == """
        warning[empty-export]: no pair was fit to be exported, and no folder is there: `out/gone`
          of 5 pairs: 5 kept

        """)
  }

  @Test func `sources without pairs are no failure`() throws {
    try folder.write("", to: "a.jsonl")
    try folder.write(#"{"prompt":"p","completion":"x"}"# + "\n", to: "a.jsonl")
    try folder.write(
      """
      name: none
      store: n.sqlite
      sources:
        - path: a.jsonl
          mapping: {prompt: prompt, responses: {a: completion}}
      exports: [{to: none, trainer: trl.dpo}]
      """, to: "n.yaml")
    let result = try CommandRunner(folder: folder.path).run("run", "n.yaml")
    #expect(result.exitStatus == 0, "\(result.summary)")
    #expect(
      result.errors == """
        warning[empty-export]: the sources hold no pair, so that nothing was exported, and no folder \
        is there: `none`

        """)
  }
}
