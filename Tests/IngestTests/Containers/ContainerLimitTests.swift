import Ingest
import TestSupport
import Testing

@Suite struct ContainerLimitTests {
  typealias Build = ArchiveBuilder
  static let zeros = [UInt8](repeating: 0x61, count: 4 << 20)

  static func limits(_ change: (inout ContainerLimits) -> Void) -> ContainerLimits {
    var limits = ContainerLimits()
    change(&limits)
    return limits
  }

  static let bombs: [Packing] = [
    .gzip, .zstd, .xz, .bzip2, .lz4, .tarGzip, .zipDeflated, .sevenZip, .gzipInTar, .gzipOfGzip,
    .zipInTar,
  ]

  @Test(arguments: bombs)
  func `a ratio above the limit stops the file`(packing: Packing) throws {
    let limits = Self.limits {
      $0.maxRatio = 50
      $0.ratioFloorBytes = 1 << 20
    }
    let contents = try readAll(packing.pack(Self.zeros), limits: limits)
    #expect(contents.kinds == [.limit])
    #expect(contents.errors.first?.message == "expands to more than 50 times its size")
    #expect((contents.bytes?.count ?? 0) < 2 << 20)
  }

  @Test(arguments: bombs)
  func `a size above the limit stops the file`(packing: Packing) throws {
    let contents = try readAll(
      packing.pack(Self.zeros), limits: Self.limits { $0.maxExpandedBytes = 1_000_000 })
    #expect(contents.kinds == [.limit])
    #expect(contents.errors.first?.message == "expands to more than 1000000 bytes")
    #expect((contents.bytes?.count ?? 0) <= 1_000_000)
  }

  @Test func `the size is of all members together`() throws {
    let members = (0..<8).map { Build.Entry("m\($0)", Array(Self.zeros.prefix(1 << 20))) }
    for packed in [Build.zip(members), Build.sevenZip(members)] {
      let contents = try readAll(packed, limits: Self.limits { $0.maxExpandedBytes = 3 << 20 })
      #expect(contents.kinds == [.limit])
      #expect(contents.order.count == 4)
    }
  }

  @Test func `what is passed over in 7z counts too`() throws {
    let packed = Build.sevenZip([.init("._bomb", Self.zeros), .init("a", "1\n")])
    let contents = try readAll(packed, limits: Self.limits { $0.maxExpandedBytes = 1 << 20 })
    #expect(contents.kinds == [.limit])
    #expect(contents.order.isEmpty)
  }

  @Test func `too many entries stop the file`() throws {
    let entries = (0..<20).map { Build.Entry("m\($0)", "1\n") }
    for packed in [Build.tar(entries), Build.zip(entries), Build.sevenZip(entries)] {
      let contents = try readAll(packed, limits: Self.limits { $0.maxMembers = 10 })
      #expect(contents.kinds == [.limit])
      #expect(contents.order.count == 10)
      #expect(contents.errors.first?.message == "has more than 10 entries")
    }
    let folders = (0..<20).map { Build.Entry("d\($0)", kind: .directory) }
    #expect(
      try readAll(Build.tar(folders), limits: Self.limits { $0.maxMembers = 10 }).kinds == [.limit])
  }

  @Test func `nesting is bounded`() throws {
    var packed = compactLines(3)
    for depth in 1...6 {
      packed = Build.gzip(packed)
      #expect(try readAll(packed).kinds == (depth <= 3 ? [] : [.limit]), "depth \(depth)")
    }
    var archive = Build.tar([.init("a", "1\n")])
    for depth in 2...6 {
      archive = Build.zip([.init("in", archive)])
      #expect(try readAll(archive).kinds == (depth <= 3 ? [] : [.limit]), "depth \(depth)")
    }
  }

  @Test func `a zstd window above the limit is refused`() throws {
    let bytes = compactLines(2000)
    let packed = Build.zstd(bytes, windowLog: 27)
    #expect(try readAll(packed).bytes == bytes)
    let contents = try readAll(packed, limits: Self.limits { $0.maxWindowLog = 26 })
    #expect(contents.kinds == [.limit])
    #expect(try readAll(Build.zstd(bytes, windowLog: 28)).kinds == [.limit])
    #expect(
      try readAll(Build.zstd(bytes, windowLog: 28), limits: Self.limits { $0.maxWindowLog = 28 })
        .bytes
        == bytes)
  }

  @Test func `scratch space is bounded`() throws {
    let packed = Build.tar([.init("in.zip", Build.zip([.init("a", compactLines(2000))]))])
    let contents = try readAll(packed, limits: Self.limits { $0.maxScratchBytes = 1000 })
    #expect(contents.kinds == [.limit])
  }

  @Test func `a tar that states too large a member is cut`() throws {
    var entry = Build.Entry("a", Array("1\n".utf8))
    entry.statedTarSize = 1 << 32
    let contents = try readAll(Build.tar([entry]))
    #expect(contents.kinds == [.cut])
  }
}
