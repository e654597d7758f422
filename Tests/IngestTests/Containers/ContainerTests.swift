import Foundation
import Ingest
import TestSupport
import Testing

@Suite struct ContainerTests {
  typealias Build = ArchiveBuilder

  @Test(arguments: Packing.allCases, [1, 7, 600, 40_000])
  func `every container gives back what was put in`(packing: Packing, lines: Int) throws {
    let bytes = compactLines(lines)
    let contents = try readAll(packing.pack(bytes))
    #expect(contents.errors.isEmpty)
    #expect(contents.bytes == bytes)
  }

  @Test(arguments: Packing.allCases, 0..<6 as Range<UInt64>)
  func `reading by any steps gives the same bytes`(packing: Packing, seed: UInt64) throws {
    var random = Seeded(seed)
    let bytes = compactLines(Int.random(in: 1...400, using: &random), seed: seed)
    let largest = [1, 7, 64, 4096, 70_000, 1 << 20][Int(seed)]
    let contents = try readAll(packing.pack(bytes)) { Int.random(in: 1...largest, using: &random) }
    #expect(contents.errors.isEmpty)
    #expect(contents.bytes == bytes)
  }

  @Test func `many gzip members are one stream`() throws {
    let parts = (0..<50).map { compactLines($0 % 4, seed: UInt64($0)) }
    let contents = try readAll(parts.flatMap { Build.gzip($0) })
    #expect(contents.errors.isEmpty)
    #expect(contents.bytes == parts.flatMap { $0 })
  }

  @Test func `many zstd frames and skippable frames are one stream`() throws {
    let parts = (0..<50).map { compactLines($0 % 4, seed: UInt64($0)) }
    let packed = parts.flatMap { Build.skippableFrame([1, 2, 3]) + Build.zstd($0) }
    let contents = try readAll(packed + Build.skippableFrame([]))
    #expect(contents.errors.isEmpty)
    #expect(contents.bytes == parts.flatMap { $0 })
  }

  @Test(arguments: [Build.Compression.xz, .bzip2, .lz4])
  func `joined streams are one stream`(compression: Build.Compression) throws {
    let parts = (0..<5).map { compactLines(30 + $0, seed: UInt64($0)) }
    let contents = try readAll(parts.flatMap { Build.compress($0, by: compression) })
    #expect(contents.errors.isEmpty)
    #expect(contents.bytes == parts.flatMap { $0 })
  }

  @Test func `joined tars are read to the end`() throws {
    let packed = Build.tar([.init("a", "1\n")]) + Build.tar([.init("b", "2\n")])
    #expect(try readAll(packed).order == ["a", "b"])
  }

  @Test func `a lz4 file may begin with a skippable frame`() throws {
    let bytes = compactLines(20)
    let packed = Build.skippableFrame([9, 9]) + Build.compress(bytes, by: .lz4)
    #expect(try readAll(packed).bytes == bytes)
  }

  @Test func `zero padding after gzip is tolerated, other bytes are an error`() throws {
    let bytes = compactLines(20)
    let packed = Build.gzip(bytes)
    #expect(try readAll(packed + [UInt8](repeating: 0, count: 700)).bytes == bytes)
    for tail in [[1], [0, 0, 1], Array("\nmore".utf8), [0x1F, 0x8B, 1, 1, 1, 1, 1, 1, 1, 1, 1]]
      as [[UInt8]]
    {
      let contents = try readAll(packed + tail)
      #expect(contents.kinds == [.damaged], "tail \(tail)")
      #expect(contents.bytes == bytes)
    }
    #expect(try readAll(packed + [0x1F]).kinds == [.cut])
  }

  @Test(arguments: [Packing.zstd, .xz, .bzip2, .lz4, .tar, .sevenZip, .tarGzip])
  func `bytes behind the end are an error, or harmless`(packing: Packing) throws {
    let bytes = compactLines(20)
    let contents = try readAll(packing.pack(bytes) + Array("{\"lost\":1}\n".utf8))
    if packing == .sevenZip {
      // Its header says where it ends; what follows is no part of it.
      #expect(contents.bytes == bytes)
    } else {
      #expect(contents.errors.count == 1)
    }
  }

  @Test(arguments: [Packing.gzip, .zstd, .xz, .bzip2, .lz4, .tarGzip, .zipDeflated])
  func `nothing packed is an empty file`(packing: Packing) throws {
    let contents = try readAll(packing.pack([]))
    #expect(contents.kinds == [.empty])
    #expect(contents.order.isEmpty)
  }

  @Test func `an empty file says so`() throws {
    #expect(try readAll([]).errors.map(\.message) == ["the file is empty"])
  }

  @Test func `archives without members are empty`() throws {
    for packed in [Build.zip([]), Build.tar([]), Build.emptySevenZip] {
      #expect(try readAll(packed).kinds == [.empty])
    }
  }

  static let mixedEntries: [Build.Entry] = [
    .init("data", kind: .directory), .init("data/a.jsonl", "1\n"), .init("data/._a.jsonl", "mac"),
    .init("__MACOSX/data/x", "mac"), .init("data/.DS_Store", "mac"), .init("link", kind: .link),
    .init("none.jsonl"), .init("none.gz", ArchiveBuilder.gzip([])), .init("b.jsonl", "2\n"),
  ]

  @Test(arguments: ["tar", "zip", "7z"])
  func `what is no data is passed over and counted`(format: String) throws {
    let entries = Self.mixedEntries
    let packed =
      switch format {
      case "tar": Build.tar(entries)
      case "zip": Build.zip(entries)
      default: Build.sevenZip(entries)
      }
    let contents = try readAll(packed)
    #expect(contents.errors.isEmpty)
    #expect(Set(contents.order) == ["data/a.jsonl", "b.jsonl"])
    #expect(
      contents.passedOver == ["directory": 1, "mac_metadata": 3, "link": 1, "empty": 2])
  }

  @Test func `names are only names, unique, and safe to print`() throws {
    let names = [
      "../../etc/passwd", "/absolute", "a", "a", "a#2", "a", "\u{1B}[2Jred", "é/日本",
    ]
    let contents = try readAll(Build.tar(names.map { .init($0, "1\n") }))
    #expect(contents.errors.isEmpty)
    #expect(
      contents.order == [
        "../../etc/passwd", "/absolute", "a", "a#2", "a#2#2", "a#3", "\u{FFFD}[2Jred", "é/日本",
      ])
    let zip = try readAll(Build.zip(names.map { .init($0, "1\n") }))
    #expect(zip.order == contents.order)
  }

  @Test func `a name in 7z is UTF-8 in any locale`() throws {
    #expect(try readAll(Build.sevenZip([.init("é日.jsonl", "1\n")])).order == ["é日.jsonl"])
  }

  @Test func `an archive in an archive is read through`() throws {
    let inner = Build.zip([.init("x", "1\n"), .init("y", "2\n")])
    let contents = try readAll(Build.gzip(Build.tar([.init("in.zip", inner), .init("z", "3\n")])))
    #expect(contents.order == ["in.zip/x", "in.zip/y", "z"])
  }

  @Test func `the first bytes decide, not the name`() throws {
    let folder = try TemporaryFolder()
    let bytes = compactLines(3)
    #expect(try readAll(folder.write(Build.gzip(bytes), to: "wrong.zip")).bytes == bytes)
    #expect(try readAll(folder.write(bytes, to: "wrong.gz")).bytes == bytes)
  }

  @Test(arguments: Packing.allCases.filter { ![.plain, .gzip, .zstd].contains($0) })
  func `a member may be left early`(packing: Packing) throws {
    let folder = try TemporaryFolder()
    let reader = try ContainerReader.open(
      path: folder.write(packing.pack(compactLines(3000)), to: "input"), scratch: folder.path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 100, alignment: 1)
    defer { unsafe buffer.deallocate() }
    #expect(try reader.nextMember() != nil)
    #expect(try unsafe reader.read(into: buffer) == 100)
    #expect(try reader.nextMember() == nil)
    #expect(try unsafe reader.read(into: buffer) == 0)
    #expect(try reader.nextMember() == nil)
  }

  @Test func `progress ends at the size of the file`() throws {
    let folder = try TemporaryFolder()
    let members = (0..<9).map { Build.Entry("m\($0)", compactLines(500)) }
    let path = try folder.write(Build.zip(members), to: "a.zip")
    let reader = try ContainerReader.open(path: path, scratch: folder.path)
    while try reader.nextMember() != nil {}
    #expect(reader.compressedBytesRead <= reader.compressedSize ?? 0)
    #expect(reader.compressedSize != nil)
  }
}

/// Real corpora, where they lie beside the package.
@Suite(.enabled(if: RealFile.exist, "no folder ../shared/data beside the package"))
struct RealContainerTests {
  @Test(arguments: RealFile.all)
  func `real files are read to their end`(file: RealFile) throws {
    let contents = readAll(file.path)
    #expect(contents.errors.isEmpty)
    #expect(contents.order.count == file.members)
    #expect(contents.members.values.reduce(0) { $0 + $1.count } == file.bytes)
    #expect(contents.passedOver == file.passedOver)
  }

  @Test func `a window of 2^27 is read in small steps as in large ones`() throws {
    let path = "\(RealFile.folder)/alpaca-eval/judgements.jsonl.zst"
    func beginning(step: Int) throws -> [UInt8] {
      let reader = try ContainerReader.open(path: path, scratch: RealFile.folder)
      _ = try reader.nextMember()
      var bytes: [UInt8] = []
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: step, alignment: 1)
      defer { unsafe buffer.deallocate() }
      while bytes.count < 1 << 20 {
        let count = try unsafe reader.read(into: buffer)
        unsafe bytes += buffer[..<count]
      }
      return Array(bytes.prefix(1 << 20))
    }
    #expect(try beginning(step: 4099) == beginning(step: 4 << 20))
  }
}

struct RealFile: Sendable, CustomTestStringConvertible {
  var name: String
  var members = 1
  /// Of all members, expanded.
  var bytes: Int
  var passedOver: [String: Int] = [:]

  var path: String { "\(Self.folder)/\(name)" }
  var testDescription: String { name }

  static let folder = URL(filePath: #filePath).appending(path: "../../../../../shared/data")
    .standardized.path
  static let exist = FileManager.default.fileExists(atPath: "\(folder)/README.md")

  static let all = [
    RealFile(name: "hh-rlhf-harmless/test.jsonl.gz", bytes: 3_280_164),
    RealFile(name: "mixed/pairs.jsonl.gz", bytes: 27_484_648),
    RealFile(
      name: "ultrafeedback-noise/ultrafeedback-noise.tar.zst", members: 6, bytes: 17_603_045,
      passedOver: ["directory": 1]),
    RealFile(name: "rmb/rmb-dev.zip", members: 95, bytes: 49_010_361),
    RealFile(name: "votes/tulu1-human-eval.jsonl", bytes: 2_242_584),
    RealFile(name: "trees/oasst-en-100-trees.jsonl.gz", bytes: 979_838),
  ]
}
