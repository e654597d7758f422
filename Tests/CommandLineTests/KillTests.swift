import Foundation
import TestSupport
import Testing

/// Killed at any moment, the tool goes on when it is called again and ends as if nothing had been.
///
/// `make test-kill` is the long form: `WINNOW_KILLS=50`.
@Suite(.serialized) struct KillTests {
  /// Kills to make, at least.
  static let wanted =
    ProcessInfo.processInfo.environment["WINNOW_KILLS"].flatMap { Int($0) } ?? 8

  @Test func `a run killed at random moments ends with the bytes of an undisturbed one`() throws {
    // More than 10,000 records, so that a file is committed in several batches.
    let corpus = try KillCorpus(SampleCorpus(size: 10_500))
    var random = SeededGenerator(UInt64(Self.wanted))
    var landed: [Moment: Int] = [:]
    var chain = 0
    func isDone() -> Bool {
      landed.values.reduce(0, +) >= Self.wanted
        && [.ingest, .filter, .export].allSatisfy { landed[$0, default: 0] > 0 }
    }
    while !isDone() && chain < 2 * Self.wanted {
      // Every chain is killed in each step in turn, then some more where chance will have it.
      var aims = Moment.allCases + [Moment.allCases.randomElement(using: &random) ?? .export]
      aims.sort()
      for (moment, count) in try corpus.killedRun(at: aims, jobs: 1 + chain % 2 * 3, &random) {
        landed[moment, default: 0] += count
      }
      chain += 1
    }
    let counts = Moment.allCases.map { "\(landed[$0, default: 0]) in \($0)" }
    print("kills: \(counts.joined(separator: ", ")) in \(chain) chains")
    for moment in [Moment.ingest, .filter, .export] {
      #expect(landed[moment, default: 0] > 0, "no kill landed in \(moment)")
    }
  }
}

/// The part of a run that a kill is meant for, or met.
enum Moment: Int, CaseIterable, Comparable {
  /// Before the first ledger row: the store is made.
  case opening
  case ingest, filter, export

  static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

  /// Which part the run is in, as the ledger says; `nil` between parts, and after the last.
  static func now(in store: String) -> Moment? {
    guard
      let stages = try? SQLiteText.rows(
        "SELECT stage FROM run WHERE NOT finished ORDER BY id DESC LIMIT 1", in: store)
    else { return .opening }
    guard let stage = stages.first else {
      let runs = try? SQLiteText.rows("SELECT count(*) FROM run", in: store)
      return runs == ["0"] || runs == nil ? .opening : nil
    }
    return stage == "ingest" ? .ingest : stage.hasPrefix("export") ? .export : .filter
  }
}

/// A corpus, its pipeline, and what an undisturbed run makes of them.
private struct KillCorpus {
  let corpus: SampleCorpus
  let dump: CanonicalDump
  let files: [String]
  let exported: [String]
  /// About how long a run is in each part, in microseconds.
  let lengths: [Moment: Int]

  init(_ corpus: SampleCorpus) throws {
    self.corpus = corpus
    let folder = try Self.folder(corpus)
    let command = try CommandRunner(folder: folder.path).start(["run", "p.yaml", "--jobs", "2"])
    let start = ContinuousClock.now
    var last = start
    var lengths: [Moment: Int] = [:]
    while command.isRunning {
      let now = ContinuousClock.now
      if let moment = Moment.now(in: folder.file("s.sqlite")) {
        lengths[moment, default: 0] += Int((now - last) / .microseconds(1))
      }
      last = now
      usleep(1000)
    }
    let result = try command.wait()
    try #require(result.exitStatus == 0, "\(result.summary)")
    self.lengths = lengths
    dump = try CanonicalDump(folder.file("s.sqlite"))
    files = try Self.names(folder)
    exported = try fingerprint(folder.file("out"))
  }

  private static func folder(_ corpus: SampleCorpus) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try corpus.write(to: folder)
    try folder.write(SampleCorpus.pipeline(), to: "p.yaml")
    return folder
  }

  private static func names(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
  }

  /// What SQLite says of a copy of the store; the tool is to recover its own.
  private static func integrity(_ folder: TemporaryFolder) throws -> [String] {
    let copies = try TemporaryFolder()
    for name in try names(folder) where name.hasPrefix("s.sqlite") && !name.hasSuffix("-shm") {
      try FileManager.default.copyItem(atPath: folder.file(name), toPath: copies.file(name))
    }
    try SQLiteText.execute("SELECT count(*) FROM sqlite_master", in: copies.file("s.sqlite"))
    return try SQLiteText.rows("PRAGMA integrity_check", in: copies.file("s.sqlite"))
  }

  /// Kills runs on one store at `aims`, lets the last one end, and compares.
  ///
  /// - Returns: kills by where they landed.
  func killedRun(
    at aims: [Moment], jobs: Int, _ random: inout SeededGenerator
  ) throws -> [Moment: Int] {
    let folder = try Self.folder(corpus)
    let runner = CommandRunner(folder: folder.path)
    let store = folder.file("s.sqlite")
    var landed: [Moment: Int] = [:]
    for aim in aims {
      let command = try runner.start(["run", "p.yaml", "--jobs", "\(jobs)"])
      if aim != .opening {
        while command.isRunning, (Moment.now(in: store) ?? .opening) < aim { usleep(1000) }
      }
      usleep(UInt32(Int.random(in: 0...(lengths[aim] ?? 1000), using: &random)))
      command.send(SIGKILL)
      let result = try command.wait()
      guard result.signal == SIGKILL else {
        try #require(result.exitStatus == 0, "\(result.summary)")
        break
      }
      // Between two steps: what comes next has not begun.
      landed[Moment.now(in: store) ?? .filter, default: 0] += 1
      #expect(try Self.integrity(folder) == ["ok"])
    }
    let result = try runner.run("run", "p.yaml", "--jobs", "\(jobs)")
    try #require(result.exitStatus == 0, "\(result.summary)")
    let dump = try CanonicalDump(store)
    #expect(dump == self.dump, "\(dump.difference(from: self.dump))")
    #expect(try fingerprint(folder.file("out")) == exported)
    #expect(try Self.names(folder) == files, "something is left over")
    #expect(try SQLiteText.rows("PRAGMA integrity_check", in: store) == ["ok"])
    #expect(try SQLiteText.rows("PRAGMA foreign_key_check", in: store) == [])
    return landed
  }
}
