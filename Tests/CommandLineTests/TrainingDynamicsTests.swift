import Foundation
import TestSupport
import Testing

/// `filters.training_dynamics` through the command line: same bytes, killed and resumed, and explained.
@Suite struct TrainingDynamicsTests {
  private static func pipeline(
    _ options: String, sources order: [String] = ["chat", "pairs", "votes"]
  ) -> String {
    SampleCorpus.pipeline(sources: order).replacing(
      "    - filters.length: {max_ratio: 50}",
      with: "    - filters.training_dynamics: \(options)"
    ).replacing(
      "  - filters.length: {max_ratio: 50}", with: "  - filters.training_dynamics: \(options)")
  }

  private static func folder(_ pipeline: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try SampleCorpus(size: 150, others: 120).write(to: folder)
    try folder.write(pipeline, to: "p.yaml")
    return folder
  }

  private static func ran(_ pipeline: String, _ arguments: String...) throws -> TemporaryFolder {
    let folder = try folder(pipeline)
    let result = try CommandRunner(folder: folder.path).start(["run", "p.yaml"] + arguments)
      .wait(seconds: 120)
    try #require(result.exitStatus == 0, "\(result.summary)")
    return folder
  }

  private static func expectEqual(_ one: TemporaryFolder, _ other: TemporaryFolder) throws {
    let first = try CanonicalDump(one.file("s.sqlite"))
    let second = try CanonicalDump(other.file("s.sqlite"))
    #expect(!(first.tables["noise"] ?? []).isEmpty)
    #expect(!(first.tables["dynamics"] ?? []).isEmpty)
    #expect(first == second, "\(first.difference(from: second))")
    #expect(try fingerprint(one.file("out")) == fingerprint(other.file("out")))
  }

  @Test func `any number of jobs and any order of sources give the same store and bytes`() throws {
    let options = "{action: drop, budget: 10%}"
    let one = try Self.ran(Self.pipeline(options), "--jobs", "1")
    let other = try Self.ran(
      Self.pipeline(options, sources: ["votes", "chat", "pairs"]), "--jobs", "3")
    try Self.expectEqual(one, other)
    #expect(
      try SQLiteText.rows(
        "SELECT DISTINCT action, reason FROM verdict WHERE reason LIKE 'label%'",
        in: one.file("s.sqlite")) == ["drop|label_likely_wrong"])
  }

  @Test func `killed while it trains it ends with the bytes of an undisturbed run`() throws {
    let pipeline = Self.pipeline("{action: weight}").replacing(
      "trainer: trl.dpo,", with: "trainer: trl.dpo, weights: sample,"
    ).replacing("trainer: trl.kto,", with: "trainer: trl.kto, weights: sample,")
    let whole = try Self.ran(pipeline)
    let folder = try Self.folder(pipeline)
    let store = folder.file("s.sqlite")
    let scratch = folder.file("s.sqlite-scratch")
    var kills = 0
    for delay in [0, 30_000, 200_000, 700_000] {
      let command = try CommandRunner(folder: folder.path).start(["run", "p.yaml"])
      // The scratch folder is there as long as the stage runs.
      while command.isRunning, !FileManager.default.fileExists(atPath: scratch) { usleep(500) }
      usleep(UInt32(delay))
      command.send(SIGKILL)
      if try command.wait(seconds: 120).signal == SIGKILL { kills += 1 }
    }
    #expect(kills > 0)
    let last = try CommandRunner(folder: folder.path).start(["run", "p.yaml"]).wait(seconds: 120)
    try #require(last.exitStatus == 0, "\(last.summary)")
    try Self.expectEqual(whole, folder)
    #expect(!FileManager.default.fileExists(atPath: scratch), "scratch is left")
    #expect(try SQLiteText.rows("PRAGMA integrity_check", in: store) == ["ok"])
  }

  @Test func `why shows the probability and the curves`() throws {
    let folder = try Self.ran(Self.pipeline("{action: mark, budget: 5%}"))
    let id = try SQLiteText.rows(
      """
      SELECT lower(hex(pair.digest)) FROM verdict JOIN pair ON pair.id = subject
      WHERE kind = 2 AND reason = 'label_likely_wrong' ORDER BY pair.digest LIMIT 1
      """, in: folder.file("s.sqlite"))
    let result = try CommandRunner(folder: folder.path).run(
      "why", "--store", "s.sqlite", try #require(id.first))
    #expect(result.output.contains("mark label_likely_wrong"), "\(result.summary)")
    #expect(result.output.contains("label wrong with probability 0."), "\(result.summary)")
    #expect(result.output.contains("over 6 epochs, held out in fold"), "\(result.summary)")
  }

  @Test(arguments: [
    ("{method: aum}", "must be `winnow` to weigh pairs"),
    ("{method: aum, action: drop, threshold: 0.5}", "gives no probability"),
    ("{action: drop, threshold: 0.5, budget: 10%}", "not stand beside `budget`"),
    ("{action: drop, budget: 110%}", "must be a share from 0 % to 100 %"),
    ("{method: winow}", "did you mean `winnow`?"),
  ])
  func `options that make no sense are refused before anything runs`(
    _ options: String, _ words: String
  ) throws {
    let folder = try Self.folder(Self.pipeline(options))
    let result = try CommandRunner(folder: folder.path).run("run", "p.yaml")
    #expect(result.exitStatus == 2)
    #expect(result.errors.contains(words), "\(result.summary)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("s.sqlite")))
  }
}
