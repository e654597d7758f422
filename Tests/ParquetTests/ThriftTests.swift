import Testing

@testable import Parquet

@Suite struct ThriftTests {
  @Test(arguments: Fixture.names)
  func `a footer written again reads the same`(name: String) throws {
    let footer = Fixture.footer(try Fixture.bytes(name))
    var reader = ThriftReader(footer, base: 0, part: "footer")
    let metadata = try FileMetadata(reading: &reader)
    #expect(reader.position == footer.count)
    #expect(!metadata.rowGroups.isEmpty)
    let again = metadata.thriftBytes()
    var second = ThriftReader(again, base: 0, part: "footer")
    #expect(try FileMetadata(reading: &second) == metadata)
    #expect(second.position == again.count)
  }

  @Test func `a footer that is cut anywhere is an error`() throws {
    let footer = Fixture.footer(try Fixture.bytes("chat-zstd-v2"))
    for count in 0..<footer.count {
      var reader = ThriftReader(footer, to: count, base: 0, part: "footer")
      #expect(throws: ParquetError.self) { _ = try FileMetadata(reading: &reader) }
    }
  }

  @Test func `bytes at random are read or refused`() {
    var random = Seeded(1)
    for _ in 0..<20000 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      var reader = ThriftReader(bytes, base: 0, part: "test")
      _ = try? FileMetadata(reading: &reader)
      var header = ThriftReader(bytes, base: 0, part: "test")
      _ = try? PageHeader(reading: &header)
    }
  }

  @Test func `structs inside structs without end are refused`() {
    let bytes = [UInt8](repeating: 0x1c, count: 1 << 20)
    var reader = ThriftReader(bytes, base: 0, part: "footer")
    #expect(throws: ParquetError.self) { _ = try FileMetadata(reading: &reader) }
  }

  @Test func `a count beyond the bytes that are left is refused`() {
    // Field 2, a list of 2^31 structs.
    var reader = ThriftReader(
      [0x29, 0xfc, 0x80, 0x80, 0x80, 0x80, 0x08, 0], base: 0, part: "footer")
    let error = #expect(throws: ParquetError.self) { _ = try FileMetadata(reading: &reader) }
    #expect(error?.kind == .damaged)
    #expect(error?.place.part == "footer")
  }

  @Test func `numbers of every size pass`() throws {
    var random = Seeded(2)
    for shift in 0..<64 {
      let value = Int64(bitPattern: random.next() >> UInt64(shift))
      for number in [value, ~value] {
        let location = PageLocation(
          offset: number & .max, byteCount: Int32(truncatingIfNeeded: number & 0x7fff_ffff),
          firstRow: 0)
        var reader = ThriftReader(location.thriftBytes(), base: 0, part: "test")
        #expect(try PageLocation(reading: &reader) == location)
      }
    }
  }

  @Test func `page headers and indexes pass`() throws {
    let statistics = Statistics(
      signedMax: [1], signedMin: [], nullCount: 3, distinctCount: 9, max: [255], min: [0],
      isMaxExact: true, isMinExact: false)
    let headers = [
      PageHeader(
        type: .data, byteCount: 10, compressedByteCount: 5, checksum: -7,
        data: DataPageHeader(
          valueCount: 4, encoding: .plain, definitionEncoding: .rle, repetitionEncoding: .rle,
          statistics: statistics)),
      PageHeader(
        type: .dictionary, byteCount: 10, compressedByteCount: 5,
        dictionary: DictionaryPageHeader(valueCount: 2, encoding: .plain, isSorted: false)),
      PageHeader(
        type: .dataV2, byteCount: .max, compressedByteCount: .max,
        dataV2: DataPageHeaderV2(
          valueCount: 4, nullCount: 1, rowCount: 2, encoding: .rleDictionary, definitionBytes: 3,
          repetitionBytes: 9, isCompressed: false, statistics: statistics)),
    ]
    for header in headers {
      var reader = ThriftReader(header.thriftBytes(), base: 0, part: "test")
      #expect(try PageHeader(reading: &reader) == header)
    }
    let index = ColumnIndex(
      nullPages: (0..<20).map { $0 % 3 == 0 }, minimums: (0..<20).map { [$0] },
      maximums: (0..<20).map { [$0, 1] }, boundaryOrder: .ascending,
      nullCounts: (0..<20).map { $0 })
    var reader = ThriftReader(index.thriftBytes(), base: 0, part: "test")
    #expect(try ColumnIndex(reading: &reader) == index)
  }
}
