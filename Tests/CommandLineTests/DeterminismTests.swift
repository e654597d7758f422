import Foundation
import TestSupport
import Testing

/// The same input gives the same store and the same bytes, and nothing is done twice.
@Suite struct DeterminismTests {
  /// A folder with a corpus and a pipeline, run.
  private static func ran(
    _ pipeline: String = SampleCorpus.pipeline(), arguments: String...
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try SampleCorpus(size: 400, others: 300).write(to: folder)
    try folder.write(pipeline, to: "p.yaml")
    try run(folder, arguments)
    return folder
  }

  @discardableResult
  private static func run(
    _ folder: TemporaryFolder, _ arguments: [String] = []
  ) throws -> CommandResult {
    let result = try CommandRunner(folder: folder.path).start(["run", "p.yaml"] + arguments).wait()
    try #require(result.exitStatus == 0, "\(result.summary)")
    return result
  }

  /// The lines of `winnow plan` that say what is left to do.
  private static func left(_ folder: TemporaryFolder, _ arguments: String...) throws -> [String] {
    let result = try CommandRunner(folder: folder.path).start(["plan", "p.yaml"] + arguments).wait()
    try #require(result.exitStatus == 0, "\(result.summary)")
    return result.output.split(separator: "\n").filter { $0.hasPrefix("run ") }
      .map { String($0.dropFirst("run".count).drop { $0 == " " }) }
  }

  @Test(arguments: [2, 4, 16])
  func `any number of jobs gives the same store and the same bytes`(_ jobs: Int) throws {
    let one = try Self.ran(arguments: "--jobs", "1")
    let many = try Self.ran(arguments: "--jobs", "\(jobs)")
    let (first, second) = (
      try CanonicalDump(one.file("s.sqlite")), try CanonicalDump(many.file("s.sqlite"))
    )
    #expect(first.count > 5000)
    #expect(first == second, "\(first.difference(from: second))")
    #expect(try fingerprint(one.file("out")) == fingerprint(many.file("out")))
  }

  @Test(arguments: [["votes", "pairs", "chat"], ["pairs", "votes", "chat"]])
  func `the order of the sources in the pipeline means nothing`(_ order: [String]) throws {
    let one = try Self.ran()
    let other = try Self.ran(SampleCorpus.pipeline(sources: order))
    let (first, second) = (
      try CanonicalDump(one.file("s.sqlite")), try CanonicalDump(other.file("s.sqlite"))
    )
    #expect(first == second, "\(first.difference(from: second))")
    #expect(try fingerprint(one.file("out")) == fingerprint(other.file("out")))
  }

  @Test func `the order of the paths of a source means nothing`() throws {
    func ran(_ paths: String) throws -> TemporaryFolder {
      let folder = try Self.parts(["1", "2", "3"])
      try folder.write(Self.partsPipeline(paths), to: "p.yaml")
      try Self.run(folder)
      return folder
    }
    let one = try ran("[part-1.jsonl, part-2.jsonl, part-3.jsonl]")
    let other = try ran("[part-3.jsonl, part-1.jsonl, part-2.jsonl]")
    #expect(try fingerprint(one.file("out")) == fingerprint(other.file("out")))
    let glob = try ran("part-*.jsonl")
    let (first, second) = (
      try CanonicalDump(one.file("s.sqlite")), try CanonicalDump(other.file("s.sqlite"))
    )
    #expect(first == second, "\(first.difference(from: second))")
    #expect(try names(glob.file("out")) == names(one.file("out")))
  }

  @Test func `a manifest and a card say nothing of time, host, path or jobs`() throws {
    let folder = try Self.ran()
    let year = Calendar(identifier: .gregorian).component(.year, from: Date())
    let host = ProcessInfo.processInfo.hostName
    for name in ["out/dpo/winnow-manifest.json", "out/dpo/README.md"] {
      let text = try String(contentsOfFile: folder.file(name), encoding: .utf8)
      for word in [folder.path, "/tmp", "\(year)-", "jobs", "s.sqlite"]
        + (host.count > 3 ? [host] : [])
      {
        #expect(!text.contains(word), "`\(word)` stands in \(name)")
      }
    }
  }

  @Test func `a second run does nothing`() throws {
    let folder = try Self.ran()
    let before = try CanonicalDump(folder.file("s.sqlite"))
    let exported = try fingerprint(folder.file("out"))
    #expect(try Self.left(folder) == [])
    let dates = try Self.dates(folder.file("out"))
    let result = try Self.run(folder)
    let lines = result.output.split(separator: "\n").filter { !$0.hasPrefix(" ") }.prefix(8)
    #expect(lines.allSatisfy { $0.hasSuffix("(as before)") }, "\(result.output)")
    #expect(try CanonicalDump(folder.file("s.sqlite")) == before)
    #expect(try fingerprint(folder.file("out")) == exported)
    #expect(try Self.dates(folder.file("out")) == dates)
  }

  private static func dates(_ folder: String) throws -> [Date] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().compactMap { name in
      try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.modificationDate]
        as? Date
    }
  }

  @Test func `a changed option reruns only what depends on it`() throws {
    let folder = try Self.ran()
    let changed = "stages.\"filters.length\".max_ratio=3"
    #expect(
      try Self.left(folder, "--set", changed)
        == [
          "filters.length (3 of 3 files): its options changed",
          "out/dpo: what it reads changed", "out/kto: what it reads changed",
        ].map { $0.replacingOccurrences(of: "out/", with: "out/") })
    try Self.run(folder, ["--set", changed])
    let fresh = try Self.ran(arguments: "--set", changed)
    #expect(try fingerprint(folder.file("out")) == fingerprint(fresh.file("out")))
    // And back: the runs are still there, the folders are not.
    #expect(
      try Self.left(folder) == [
        "out/dpo: its folder is not as it was written",
        "out/kto: its folder is not as it was written",
      ])
  }

  @Test func `an export whose shard is gone or changed runs again, and nothing else`() throws {
    let folder = try Self.ran()
    let exported = try fingerprint(folder.file("out"))
    let shard = folder.file("out/dpo/data/train-00000-of-00001.jsonl.zst")
    let shards = try FileManager.default.contentsOfDirectory(atPath: folder.file("out/dpo/data"))
    let path =
      FileManager.default.fileExists(atPath: shard)
      ? shard : folder.file("out/dpo/data/\(try #require(shards.first))")
    try FileManager.default.removeItem(atPath: path)
    #expect(try Self.left(folder) == ["out/dpo: its folder is not as it was written"])
    try Self.run(folder)
    #expect(try fingerprint(folder.file("out")) == exported)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    try Self.run(folder)
    #expect(try fingerprint(folder.file("out")) == exported)
  }

  @Test func `a trial with a limit leaves the full run as it would be`() throws {
    let full = try Self.ran()
    let tried = try Self.ran(arguments: "--limit", "90")
    try Self.run(tried)
    // The trial's own folders stay beside.
    let written = try fingerprint(tried.file("out")).filter { !$0.contains("-trial/") }
    #expect(written.filter { !$0.hasSuffix("-trial/") } == (try fingerprint(full.file("out"))))
  }

  // MARK: A source that grows

  private static func parts(_ names: [String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in names { try part(name, in: folder) }
    try folder.write(partsPipeline("part-*.jsonl"), to: "p.yaml")
    return folder
  }

  /// A file of a source: half of its comparisons stand in the other files too.
  private static func part(_ name: String, in folder: TemporaryFolder) throws {
    var random = SeededGenerator(UInt64(name.utf8.first ?? 0))
    let rows = (0..<200).map { number in
      let own = number.isMultiple(of: 2) ? name : "all"
      let answers = ["yes, \(own)", "no"].shuffled(using: &random)
      return """
        {"prompt": "question \(number) of \(own)", "chosen": "\(answers[0])", \
        "rejected": "\(answers[1])"}
        """
    }
    try folder.write(rows.joined(separator: "\n"), to: "part-\(name).jsonl")
  }

  private static func partsPipeline(_ paths: String) -> String {
    """
    name: parts
    seed: 3
    store: s.sqlite
    sources: [{name: parts, path: \(paths), format: trl}]
    stages: [filters.length, filters.contradictions]
    exports: [{to: out, trainer: trl.dpo}]
    """
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
  }

  /// The new file may come first or last in the order of the source.
  @Test(arguments: ["1", "9"])
  func `an added file is read, the others are not, and the end is the same`(_ new: String) throws {
    let folder = try Self.parts(["4", "5"])
    try Self.run(folder)
    try Self.part(new, in: folder)
    let left = try Self.left(folder)
    #expect(left.first == "ingest (1 of 3 files): it never ran")
    #expect(left.contains { $0.hasPrefix("filters.length (1 of 3 files)") }, "\(left)")
    try Self.run(folder)
    let fresh = try Self.parts(["4", "5", new])
    try Self.run(fresh)
    #expect(try fingerprint(folder.file("out")) == fingerprint(fresh.file("out")))
    // A file that goes takes its records with it.
    try FileManager.default.removeItem(atPath: folder.file("part-\(new).jsonl"))
    try Self.run(folder)
    let old = try Self.parts(["4", "5"])
    try Self.run(old)
    #expect(try fingerprint(folder.file("out")) == fingerprint(old.file("out")))
  }
}
