import Foundation
import TestSupport
import Testing

/// Files that are cut: refused, or read as far as they go and counted.
@Suite struct IncompleteTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Rows that do not compress well, so that a cut leaves some of them.
  private static let rows: [UInt8] = {
    var random = SeededGenerator(3)
    return Array(
      (0..<3000).map { number in
        let words = (0..<6).map { _ in String(Int.random(in: 0..<1 << 40, using: &random)) }
        return
          #"{"prompt":"p\#(number) \#(words[0])","chosen":"\#(words[1]) \#(words[2])","rejected":"\#(words[3])"}"#
          + "\n"
      }.joined().utf8)
  }()

  private func command(_ arguments: String...) throws -> CommandResult {
    try CommandRunner(folder: folder.path).start(arguments).wait()
  }

  private func write(_ bytes: [UInt8], to name: String, _ option: String = "") throws {
    try folder.write(bytes, to: name)
    try folder.write(
      """
      name: cut
      store: s-\(option.isEmpty ? "plain" : "keep").sqlite
      sources: [{path: \(name), format: trl\(option)}]
      exports: [{to: out, trainer: trl.dpo, compression: none}]
      """, to: "p.yaml")
  }

  /// A file cut in the middle, one whose checksum is wrong, and a tar whose first member is whole.
  private static var files: [(name: String, bytes: [UInt8])] {
    let packed = ArchiveBuilder.gzip(rows)
    var damaged = packed
    damaged[packed.count - 6] ^= 0xFF
    let tar = ArchiveBuilder.tar([
      .init("a.jsonl", String(decoding: rows.prefix(9000), as: UTF8.self)),
      .init("b.jsonl", String(decoding: rows.suffix(9000), as: UTF8.self)),
    ])
    return [
      ("cut.jsonl.gz", Array(packed.prefix(packed.count / 2))), ("damaged.jsonl.gz", damaged),
      ("cut.tar", Array(tar.prefix(tar.count - 6000))),
    ]
  }

  @Test(arguments: 0..<3)
  func `what can be read of it is read, and that there was more is counted`(index: Int) throws {
    let (name, bytes) = Self.files[index]
    try write(bytes, to: name)
    let refused = try command("run", "p.yaml", "--set", "max_bad_records=100")
    #expect(refused.exitStatus == 1)
    #expect(refused.errors.contains("error[cut-file]") || refused.errors.contains("[damaged-file]"))
    try write(bytes, to: name, ", incomplete: keep")
    let kept = try command("run", "p.yaml", "--set", "max_bad_records=100")
    #expect(kept.exitStatus == 0, "\(kept.summary)")
    #expect(kept.output.contains("passed over: 1 rest of a cut or damaged file"), "\(kept.output)")
    let stored = try SQLiteText.rows(
      "SELECT count(*) FROM record WHERE outcome = 0", in: folder.file("s-keep.sqlite"))
    #expect(stored.first.flatMap(Int.init) ?? 0 > 50)
    // The records before the place are those that were read before it was refused.
    #expect(
      stored
        == (try SQLiteText.rows(
          "SELECT count(*) FROM record WHERE outcome = 0", in: folder.file("s-plain.sqlite"))))
    let again = try command("run", "p.yaml", "--set", "max_bad_records=100")
    #expect(again.output.contains("passed over: 1 rest of a cut or damaged file"))
  }

  @Test func `an audit tells of it and gives the rows back`() throws {
    let (name, bytes) = Self.files[0]
    try folder.write(bytes, to: name)
    let audit = try command("audit", name, "-o", "found")
    #expect(audit.exitStatus == 0, "\(audit.summary)")
    #expect(audit.output.contains("CUT OR DAMAGED FILES"))
    #expect(audit.output.contains("cut.jsonl cannot be read to its end"), "\(audit.output)")
    let rows = try String(contentsOfFile: folder.file("found/rows/cut.jsonl"), encoding: .utf8)
    #expect(rows.split(separator: "\n").count > 1000)
  }

  /// Archives whose members begin damaged, alone and two of them.
  @Test(arguments: ["one.tar", "two.tar", "inner.tar.gz"])
  func `an archive of which no member can be read is one error`(name: String) throws {
    let none = Array(ArchiveBuilder.gzip(Self.rows).prefix(14))
    let members = (0..<(name.hasPrefix("two") ? 2 : 1)).map {
      ArchiveBuilder.Entry("m\($0).jsonl.gz", none)
    }
    let tar = ArchiveBuilder.tar(members)
    try folder.write(name.hasSuffix(".gz") ? ArchiveBuilder.gzip(tar) : tar, to: name)
    let audit = try CommandRunner(folder: folder.path).start(["audit", name]).wait(seconds: 60)
    #expect(audit.exitStatus == 1 && audit.errors.contains("[cut-file]"), "\(audit.summary)")
  }

  @Test func `a damaged member beside a whole one is counted, also where a killed run goes on`()
    throws
  {
    let tar = ArchiveBuilder.tar([
      .init("a.jsonl.gz", Array(ArchiveBuilder.gzip(Self.rows).prefix(20_000))),
      .init("b.jsonl", String(decoding: Self.rows.suffix(9000), as: UTF8.self)),
    ])
    try write(tar, to: "mix.tar", ", incomplete: keep")
    func run() throws -> CommandResult {
      try command("run", "p.yaml", "--set", "max_bad_records=100")
    }
    let whole = try run()
    #expect(
      whole.output.contains("passed over: 1 rest of a cut or damaged file"), "\(whole.summary)")
    // As a kill behind the last batch leaves it.
    try SQLiteText.execute(
      "UPDATE run SET finished = 0, counts = '{}' WHERE stage = 'ingest'",
      in: folder.file("s-keep.sqlite"))
    let resumed = try run()
    #expect(
      resumed.output.contains("passed over: 1 rest of a cut or damaged file"), "\(resumed.summary)")
  }

  @Test func `a file of which nothing can be read is an error all the same`() throws {
    try write(
      Array(ArchiveBuilder.gzip(Self.rows).prefix(14)), to: "none.jsonl.gz", ", incomplete: keep")
    let result = try command("run", "p.yaml")
    #expect(
      result.exitStatus == 1 && result.errors.contains("error[cut-file]"), "\(result.summary)")
    #expect(try command("audit", "none.jsonl.gz").exitStatus == 1)
  }
}
