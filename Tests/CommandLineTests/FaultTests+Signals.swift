import Foundation
import TestSupport
import Testing

extension FaultTests {
  // MARK: Signals and pipes

  @Test(arguments: [SIGINT, SIGTERM])
  func `an interrupted run says so and goes on later`(_ signal: Int32) throws {
    let corpus = SampleCorpus(size: 3000, others: 300)
    let folder = try Self.folder(corpus)
    let command = try CommandRunner(folder: folder.path).start(["run", "p.yaml", "--jobs", "1"])
    Self.waitForBatch(of: command, in: folder)
    command.send(signal)
    let result = try command.wait()
    #expect(result.exitStatus == 130, "\(result.summary)")
    #expect(result.errors.hasPrefix("error[interrupted]: "), "\(result.summary)")
    try Self.expectUndisturbed(folder, corpus)
  }

  /// What an interrupted trial has read counts towards its limit, in whichever member it stood.
  @Test func `an interrupted trial reads no more than its limit`() throws {
    let corpus = SampleCorpus(size: 10, others: 4000)
    let folder = try Self.folder(corpus, pipeline: SampleCorpus.pipeline(sources: ["chat"]))
    let arguments = ["run", "p.yaml", "--limit", "2500", "--jobs", "1"]
    let runner = CommandRunner(folder: folder.path)
    let command = try runner.start(arguments)
    Self.waitForBatch(of: command, in: folder)
    command.send(SIGKILL)
    #expect(try command.wait().signal == SIGKILL)
    let result = try runner.start(arguments).wait()
    #expect(result.exitStatus == 0, "\(result.summary)")
    #expect(
      try SQLiteText.rows("SELECT records FROM member ORDER BY id", in: folder.file("s.sqlite"))
        == ["1000", "1000", "500"])
  }

  /// Waits until a batch is committed.
  private static func waitForBatch(of command: RunningCommand, in folder: TemporaryFolder) {
    let query = "SELECT count(*) FROM run_batch"
    while command.isRunning {
      let count = try? SQLiteText.rows(query, in: folder.file("s.sqlite")).first
      if let count, count != "0" { return }
      usleep(1000)
    }
  }

  /// A store is one file when nobody uses it: what is beside it could be left behind by a copy.
  @Test(arguments: [1, 4])
  func `no log stays beside the store`(_ jobs: Int) throws {
    let folder = try Self.folder()
    for _ in 0..<3 {
      let result = try CommandRunner(folder: folder.path).run("run", "p.yaml", "--jobs", "\(jobs)")
      #expect(result.exitStatus == 0, "\(result.summary)")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names.filter { $0.hasPrefix("s.sqlite") }.sorted() == ["s.sqlite", "s.sqlite.lock"])
      try FileManager.default.removeItem(atPath: folder.file("out"))
    }
  }

  @Test func `nobody listening to the report is no failure`() throws {
    let folder = try Self.folder()
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let command = try CommandRunner(folder: folder.path)
      .start(["run", "p.yaml"], output: pipe.fileHandleForWriting)
    let result = try command.wait()
    #expect(result.exitStatus == 0, "\(result.summary)")
    #expect(result.errors == "")
  }
}
