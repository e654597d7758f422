import Foundation
import Store
import TestSupport
import Testing

extension FaultTests {
  // MARK: Stores and folders of others

  @Test func `a store that another process holds is refused, with its holder`() throws {
    let folder = try Self.folder()
    let lock = try StoreLock(path: folder.file("s.sqlite"), command: "run other.yaml")
    defer { withExtendedLifetime(lock) {} }
    let result = try Self.run(folder)
    #expect(result.exitStatus == 2, "\(result.summary)")
    #expect(result.errors.hasPrefix("error[store-busy]: "), "\(result.summary)")
    #expect(result.errors.contains("process \(getpid()): run other.yaml"), "\(result.summary)")
  }

  @Test func `a folder that winnow did not write is never replaced`() throws {
    let folder = try Self.folder()
    try folder.write("mine", to: "out/dpo/thesis.txt")
    let result = try Self.run(folder)
    #expect(result.exitStatus == 2, "\(result.summary)")
    #expect(result.errors.hasPrefix("error[foreign-folder]: "), "\(result.summary)")
    #expect(
      try fingerprint(folder.file("out")).map { $0.prefix(14) } == ["dpo/", "dpo/thesis.txt"])
    #expect(!FileManager.default.fileExists(atPath: folder.file("s.sqlite")))
  }

  @Test func `a store of a newer winnow is refused and left as it is`() throws {
    let folder = try Self.folder()
    _ = try Store(path: folder.file("s.sqlite"))
    try SQLiteText.execute(
      "INSERT INTO grdb_migrations VALUES ('99 from the future')", in: folder.file("s.sqlite"))
    let result = try Self.run(folder)
    #expect(result.exitStatus == 2, "\(result.summary)")
    #expect(result.errors.hasPrefix("error[newer-store]: "), "\(result.summary)")
  }

  /// The table of migrations is made before the first of them: a kill may fall between.
  @Test func `a store whose making was cut short is made anew`() throws {
    let folder = try Self.folder()
    try SQLiteText.execute(
      "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)",
      in: folder.file("s.sqlite"))
    let plan = try CommandRunner(folder: folder.path).run("plan", "p.yaml")
    #expect(plan.exitStatus == 0, "\(plan.summary)")
    try Self.expectUndisturbed(folder)
  }

  @Test(arguments: ["store=/proc/s.sqlite", "exports[0].to=/proc/dpo"])
  func `a place that cannot be written is an error before anything runs`(_ change: String) throws {
    let folder = try Self.folder()
    let result = try CommandRunner(folder: folder.path).run("run", "p.yaml", "--set", change)
    #expect([1, 2].contains(result.exitStatus), "\(result.summary)")
    #expect(result.errors.hasPrefix("error["), "\(result.summary)")
    #expect(result.errors.contains("/proc/"), "\(result.summary)")
  }
}
