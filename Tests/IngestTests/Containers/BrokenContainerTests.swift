import Ingest
import TestSupport
import Testing

@Suite struct BrokenContainerTests {
  typealias Build = ArchiveBuilder
  static let packed = Packing.allCases.filter { $0 != .plain }

  @Test(arguments: packed)
  func `a file cut anywhere is an error`(packing: Packing) throws {
    let folder = try TemporaryFolder()
    let bytes = compactLines(4)
    let whole = packing.pack(bytes)
    for end in 0..<whole.count {
      let contents = try readAll(Array(whole[..<end]), in: folder)
      if contents.errors.isEmpty {
        // Either only padding is gone, or too little is left to tell a container from text.
        let isText = contents.bytes == Array(whole[..<end]) && end < 512
        let isPadding = contents.bytes == bytes
        #expect(isText || isPadding, "cut to \(end) of \(whole.count) bytes")
      } else {
        #expect(
          contents.kinds.allSatisfy { [.cut, .damaged, .empty].contains($0) },
          "cut to \(end): \(contents.errors)")
      }
      for (name, part) in contents.members where name == "a.jsonl" {
        #expect(bytes.starts(with: part), "cut to \(end) of \(whole.count) bytes")
      }
    }
  }

  @Test(arguments: packed.filter(\.isChecked), [0x01, 0xFF] as [UInt8])
  func `a changed byte is an error or changes nothing`(packing: Packing, change: UInt8) throws {
    let folder = try TemporaryFolder()
    let bytes = compactLines(4)
    let whole = packing.pack(bytes)
    for place in whole.indices {
      var changed = whole
      changed[place] ^= change
      let contents = try readAll(changed, in: folder)
      let isRefused = !contents.errors.isEmpty
      let isCounted = !contents.passedOver.isEmpty
      let isText = contents.bytes == changed
      #expect(
        isRefused || isCounted || isText || contents.bytes == bytes, "byte \(place)")
    }
  }

  @Test(arguments: packed, 0..<12 as Range<UInt64>)
  func `no damage makes it hang or trap`(packing: Packing, seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var random = Seeded(seed)
    let whole = packing.pack(compactLines(40))
    for _ in 0..<10 {
      var changed = whole
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        changed[Int.random(in: changed.indices, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      _ = try readAll(changed, in: folder)
    }
  }

  @Test func `a broken member does not end the archive`() throws {
    var broken = Build.Entry("broken", Array("text\n".utf8))
    broken.statedCRC = 1
    var secret = Build.Entry("secret", Array("text\n".utf8))
    secret.isEncrypted = true
    var gzip = Build.gzip(compactLines(9))
    gzip[gzip.count - 6] ^= 1
    let contents = try readAll(
      Build.zip([
        .init("a", "1\n"), broken, secret, .init("b.gz", gzip), .init("c.pdf", "%PDF-1.7"),
        .init("d", "2\n"),
      ]))
    #expect(contents.members["a"] == Array("1\n".utf8))
    #expect(contents.members["d"] == Array("2\n".utf8))
    #expect(contents.kinds == [.damaged, .unsupported, .damaged, .unsupported])
    #expect(contents.errors.map(\.member) == ["broken", "secret", "b.gz", "c.pdf"])
  }

  @Test func `a tar without its end mark is cut`() throws {
    let contents = try readAll(Build.tar([.init("a", "1\n")], hasEndMark: false))
    #expect(contents.members["a"] == Array("1\n".utf8))
    #expect(contents.kinds == [.cut])
  }

  @Test func `bytes before a cut are given out`() throws {
    let bytes = compactLines(5000)
    for packing in [Packing.gzip, .zstd, .tarGzip, .gzipInTar] {
      let whole = packing.pack(bytes)
      let contents = try readAll(Array(whole[..<(whole.count * 2 / 3)]))
      #expect(contents.kinds == [.cut])
      #expect((contents.bytes?.count ?? 0) > bytes.count / 4, "\(packing)")
      #expect(contents.errors.first?.byteOffset == contents.bytes.map { Int64($0.count) })
    }
  }

  @Test(arguments: [
    ("PARE\u{15}\u{4}", "is an encrypted Parquet file"), ("ARROW1\0\0", "is an Arrow file"),
    ("SQLite format 3\0", "is a SQLite database"), ("%PDF-1.7\n", "is a PDF document"),
    ("Rar!\u{1A}\u{7}\u{1}\0", "is a RAR archive"), ("<!DOCTYPE html><html>", "is a web page"),
    ("\n <HTML>", "is a web page"), ("LRZI\0\u{6}", "is an lrzip file"),
    ("version https://git-lfs.github.com/spec/v1\n", "is a Git LFS pointer, not the file itself"),
  ])
  func `a kind that is not read says what it is`(head: String, message: String) throws {
    let contents = try readAll(Array(head.utf8) + compactLines(20))
    #expect(contents.errors.map(\.message) == [message])
    #expect(contents.kinds == [.unsupported])
    #expect(contents.errors.first?.hint != nil)
  }

  @Test func `a spreadsheet is no archive of records`() throws {
    let contents = try readAll(
      Build.zip([.init("[Content_Types].xml", "<x/>"), .init("a.xml", "<x/>")]))
    #expect(contents.errors.map(\.message) == ["is an Office document"])
  }

  @Test(arguments: [
    ("", "no such file or directory"), ("folder", "is a folder, not a file"),
  ])
  func `a file that cannot be read says why`(name: String, reason: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("x", to: "folder/file")
    let path = name.isEmpty ? "\(folder.path)/missing" : "\(folder.path)/\(name)"
    let contents = readAll(path)
    #expect(contents.kinds == [.unreadable])
    #expect(contents.errors.first?.message.contains(reason) == true)
  }
}
