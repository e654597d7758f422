import Foundation
import Store
import TestSupport
import Testing

/// Full disks, files that go away, stores of others: one clear error, and what is sound stays sound.
@Suite struct FaultTests {
  static func folder(
    _ corpus: SampleCorpus = SampleCorpus(size: 400, others: 300),
    pipeline: String = SampleCorpus.pipeline()
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try corpus.write(to: folder)
    try folder.write(pipeline, to: "p.yaml")
    return folder
  }

  static func run(_ folder: TemporaryFolder) throws -> CommandResult {
    try CommandRunner(folder: folder.path).run("run", "p.yaml")
  }

  /// Runs to the end and holds the store and the export against those of a run nobody disturbed.
  static func expectUndisturbed(
    _ folder: TemporaryFolder, _ corpus: SampleCorpus = SampleCorpus(size: 400, others: 300)
  ) throws {
    let result = try run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    let fresh = try Self.folder(corpus)
    try #require(try run(fresh).exitStatus == 0)
    let (dump, other) = (
      try CanonicalDump(folder.file("s.sqlite")), try CanonicalDump(fresh.file("s.sqlite"))
    )
    #expect(dump == other, "\(dump.difference(from: other))")
    #expect(try fingerprint(folder.file("out")) == fingerprint(fresh.file("out")))
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        == FileManager.default.subpathsOfDirectory(atPath: fresh.path).sorted())
  }

  // MARK: No room

  /// Limits that are met when the store is made, in ingest, in filters and in an export.
  @Test(arguments: [512, 8 << 10, 40 << 10, 128 << 10, 256 << 10, 512 << 10, 1 << 20, 1 << 21])
  func `a file size limit is a full disk, and the run goes on without it`(_ limit: Int) throws {
    let folder = try Self.folder()
    let limited = CommandRunner(folder: folder.path, fileSizeLimit: limit)
    let result = try limited.run("run", "p.yaml")
    if result.exitStatus != 0 {
      #expect(result.exitStatus == 1, "\(result.summary)")
      #expect(result.errors.hasPrefix("error[disk-full]: "), "\(result.summary)")
      #expect(result.errors.contains("hint: "), "\(result.summary)")
    }
    try Self.expectUndisturbed(folder)
  }

  @Test func `an export without room leaves the old one as it was`() throws {
    let folder = try Self.folder(pipeline: SampleCorpus.pipeline(lengthOptions: "{max_ratio: 2}"))
    try #require(try Self.run(folder).exitStatus == 0)
    let before = try fingerprint(folder.file("out"))
    try folder.write(SampleCorpus.pipeline(), to: "p.yaml")
    // The store is larger than this already, but a file may be written below the limit.
    let size = before.count
    #expect(size > 4)
    let result = try CommandRunner(folder: folder.path, fileSizeLimit: 4096).run("run", "p.yaml")
    #expect(result.exitStatus == 1, "\(result.summary)")
    #expect(result.errors.hasPrefix("error[disk-full]: "), "\(result.summary)")
    #expect(try fingerprint(folder.file("out")) == before)
    try Self.expectUndisturbedExport(folder)
  }

  private static func expectUndisturbedExport(_ folder: TemporaryFolder) throws {
    let result = try run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    let fresh = try Self.folder()
    try #require(try run(fresh).exitStatus == 0)
    #expect(try fingerprint(folder.file("out")) == fingerprint(fresh.file("out")))
  }

  @Test func `a store that may not grow any more is a full disk`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("s.sqlite")
    _ = try Store(path: path)
    let pages = try SQLiteText.rows("PRAGMA page_count", in: path).first.flatMap { Int($0) } ?? 0
    let store = try Store(path: path, maxPages: pages)
    let error = #expect(throws: (any Error).self) {
      for number in 0..<10_000 {
        _ = try Ledger.begin(
          store,
          RunKey(stage: "s", part: "\(number)", options: "{}", seed: 0, inputs: []))
      }
    }
    #expect("\(try #require(error))".hasPrefix("error[disk-full]: "))
    #expect(try SQLiteText.rows("PRAGMA integrity_check", in: path) == ["ok"])
  }

  private static let canMount: Bool = {
    guard getuid() == 0, let folder = try? TemporaryFolder() else { return false }
    guard mountSmall(folder.path, kilobytes: 64) else { return false }
    return unmount(folder.path)
  }()

  private static func mountSmall(_ path: String, kilobytes: Int) -> Bool {
    command("/bin/mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path])
  }

  private static func unmount(_ path: String) -> Bool { command("/bin/umount", ["-l", path]) }

  private static func command(_ path: String, _ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  @Test(
    .enabled(if: canMount, "mounting a tmpfs is not allowed here"), arguments: [64, 300, 1200])
  func `a small file system is a full disk, and the run goes on with more room`(
    _ kilobytes: Int
  ) throws {
    let folder = try Self.folder()
    let disk = folder.file("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    try #require(Self.mountSmall(disk, kilobytes: kilobytes))
    defer { _ = Self.unmount(disk) }
    let arguments = [
      "run", "p.yaml", "--set", "store=disk/s.sqlite", "--set", "exports[0].to=disk/dpo",
      "--set", "exports[1].to=disk/kto",
    ]
    let runner = CommandRunner(folder: folder.path)
    let result = try runner.start(arguments).wait()
    #expect(result.exitStatus == 1, "\(result.summary)")
    #expect(result.errors.hasPrefix("error[disk-full]: "), "\(result.summary)")
    try #require(
      Self.command("/bin/mount", ["-o", "remount,size=64m", disk]))
    let second = try runner.start(arguments).wait()
    try #require(second.exitStatus == 0, "\(second.summary)")
    let fresh = try Self.folder()
    try #require(try Self.run(fresh).exitStatus == 0)
    for name in ["dpo", "kto"] {
      #expect(try fingerprint("\(disk)/\(name)") == fingerprint(fresh.file("out/\(name)")))
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: disk).filter { $0.contains("tmp") } == [])
  }

  // MARK: Input that cannot be read

  private static func three(_ folder: TemporaryFolder) throws {
    for number in 1...3 {
      let rows = (0..<50).map {
        "{\"prompt\": \"q\($0) \(number)\", \"chosen\": \"yes\", \"rejected\": \"no\"}"
      }
      try folder.write(rows.joined(separator: "\n"), to: "data/\(number).jsonl")
    }
    try folder.write(
      """
      store: s.sqlite
      sources: [{name: s, path: [data/1.jsonl, data/2.jsonl, data/3.jsonl], format: trl}]
      exports: [{to: out, trainer: trl.dpo}]
      """, to: "p.yaml")
  }

  @Test(arguments: ["dangling link", "pipe", "device", "damaged gzip"])
  func `a file in the middle that cannot be read is an error that names it`(_ fault: String) throws
  {
    let folder = try TemporaryFolder()
    try Self.three(folder)
    let path = folder.file("data/2.jsonl")
    try FileManager.default.removeItem(atPath: path)
    switch fault {
    case "dangling link":
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "nowhere")
    case "pipe": try #require(unsafe mkfifo(path, 0o644) == 0)
    case "device":
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/zero")
    default: try folder.write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3], to: "data/2.jsonl")
    }
    let result = try CommandRunner(folder: folder.path).run("run", "p.yaml", seconds: 20)
    #expect([1, 2].contains(result.exitStatus), "\(result.summary)")
    #expect(result.errors.contains("data/2.jsonl"), "\(result.summary)")
    #expect(!FileManager.default.fileExists(atPath: folder.file("out")))
    // Mended, the run ends as if nothing had been.
    try FileManager.default.removeItem(atPath: path)
    try Self.three(folder)
    let mended = try CommandRunner(folder: folder.path).run("run", "p.yaml")
    try #require(mended.exitStatus == 0, "\(mended.summary)")
    let fresh = try TemporaryFolder()
    try Self.three(fresh)
    try #require(try CommandRunner(folder: fresh.path).run("run", "p.yaml").exitStatus == 0)
    #expect(try fingerprint(folder.file("out")) == fingerprint(fresh.file("out")))
  }

  @Test func `too many bad records stop every run, not only the first`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<100).map { number in
      number % 2 == 0
        ? "{\"prompt\": \"q\(number)\", \"chosen\": \"yes\", \"rejected\": \"no\"}" : "{broken"
    }
    try folder.write(rows.joined(separator: "\n"), to: "data.jsonl")
    try folder.write(
      """
      store: s.sqlite
      sources: [{name: s, path: data.jsonl, format: trl}]
      exports: [{to: out, trainer: trl.dpo}]
      """, to: "p.yaml")
    let first = try Self.run(folder)
    #expect(first.exitStatus == 1, "\(first.summary)")
    #expect(first.errors.hasPrefix("error[bad-records]: "), "\(first.summary)")
    let second = try Self.run(folder)
    #expect(second.exitStatus == 1, "\(second.summary)")
    #expect(second.errors == first.errors)
    // Whoever raises the limit goes on, and whoever lowers it again is stopped again.
    let raised = ["run", "p.yaml", "--set", "max_bad_records=60"]
    let third = try CommandRunner(folder: folder.path).start(raised).wait()
    #expect(third.exitStatus == 0, "\(third.summary)")
    #expect(try Self.run(folder).exitStatus == 1)
  }
}
