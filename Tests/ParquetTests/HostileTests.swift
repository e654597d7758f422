import Testing

@testable import Parquet

/// Files that are wrong: one clear error each, and little memory.
@Suite struct HostileTests {
  static let text = Field("a", .primitive(.string))
  static let required = Field("a", .primitive(.string), isNullable: false)
  static let texts = Field("a", .list(of: .primitive(.string)))

  @Test(arguments: Fixture.names)
  func `a file that is cut anywhere is an error`(name: String) throws {
    let bytes = try Fixture.bytes(name)
    for count in 0..<bytes.count {
      let error = #expect(throws: ParquetError.self) {
        _ = try ParquetFile(bytes: Array(bytes[..<count]))
      }
      #expect(error?.reason.isEmpty == false)
    }
  }

  @Test(arguments: Fixture.names)
  func `a file with wrong bytes is read or refused`(name: String) throws {
    let bytes = try Fixture.bytes(name)
    var random = Seeded(4)
    var refused = 0
    for _ in 0..<200 {
      var wrong = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        wrong[Int.random(in: 0..<wrong.count, using: &random)] =
          [
            0, 0xff, 0x80, UInt8.random(in: 0...255, using: &random),
          ].randomElement(using: &random) ?? 0
      }
      var options = ReadOptions()
      options.memoryBytes = 16 << 20
      do {
        let reader = try RowReader(try ParquetFile(bytes: wrong), options: options)
        var writer = RowWriter(reader.projection)
        var output = RowBytes()
        // A page may say it has two billion nulls; the first rows will do.
        while let batch = try reader.next(), batch.firstRow < 100 {
          writer.begin(batch)
          while writer.nextRow < 100, try writer.next(into: &output) { output.removeAll() }
        }
      } catch { refused += 1 }
    }
    #expect(refused > 20)
  }

  @Test func `what is not Parquet, not whole or encrypted is told apart`() {
    func kind(_ head: String, _ tail: String) -> ParquetError.Kind? {
      let bytes = Array(head.utf8) + [UInt8](repeating: 0, count: 20) + Array(tail.utf8)
      do throws(ParquetError) {
        _ = try ParquetFile(bytes: bytes)
        return nil
      } catch {
        return error.kind
      }
    }
    #expect(kind("PK\u{3}\u{4}", "PAR1") == .notParquet)
    #expect(kind("PAR1", "xxxx") == .damaged)
    #expect(kind("PARE", "PARE") == .encrypted)
    #expect(kind("PAR1", "PARE") == .encrypted)
    #expect(kind("", "") == .notParquet)
  }

  @Test func `an encrypted column is an error only where it is read`() throws {
    var file = TinyFile(
      [Self.required, Field("b", .primitive(.string), isNullable: false)], rows: 1,
      [[TinyFile.page(1, TinyFile.plain("x"))], [TinyFile.page(1, TinyFile.plain("y"))]])
    file.edit = { $0.rowGroups[0].columns[1].metadata = nil }
    #expect(file.failure()?.kind == .damaged)
    let open = try ParquetFile(bytes: file.bytes())
    var options = ReadOptions()
    options.columns = ["a"]
    #expect(try rows(open, options) == [#"{"a":"x"}"#])
  }

  @Test func `indices beyond the dictionary`() {
    let file = TinyFile(
      [Self.required], rows: 3,
      [
        [
          TinyFile.dictionary(2, TinyFile.plain("x", "y")),
          TinyFile.page(3, [2] + TinyFile.run(2, times: 3), .rleDictionary),
        ]
      ])
    let error = file.failure()
    #expect(error?.reason == "index 2 into a dictionary of 2 values")
    #expect(
      error?.place
        == .init(column: "a", rowGroup: 0, page: 1, row: 0))
    var none = file
    none.columns[0].removeFirst()
    #expect(none.failure()?.reason == "indices into a dictionary that is not there")
    var twice = file
    twice.columns[0].insert(file.columns[0][0], at: 0)
    #expect(twice.failure()?.reason == "a second dictionary, or one after the data")
  }

  @Test func `lengths and counts that do not fit`() {
    let long = TinyFile([Self.required], rows: 1, [[TinyFile.page(1, [5, 0, 0, 0, 65])]])
    #expect(long.failure()?.reason == "the page ends before its values do")
    let huge = TinyFile(
      [Self.required], rows: 1, [[TinyFile.page(1, [0xff, 0xff, 0xff, 0xff, 65])]])
    #expect(huge.failure()?.kind == .damaged)
    var fewer = TinyFile([Self.required], rows: 2, [[TinyFile.page(1, TinyFile.plain("x"))]])
    #expect(fewer.failure()?.reason == "1 entries for 2 rows")
    fewer.entryCounts = [2]
    #expect(fewer.failure()?.reason == "its pages end before its values do")
    var more = TinyFile([Self.required], rows: 1, [[TinyFile.page(2, TinyFile.plain("x", "y"))]])
    more.entryCounts = [1]
    #expect(more.failure()?.reason == "its pages have more than its 1 entries")
    let outside = TinyFile([Self.required], rows: 1, [[TinyFile.page(1, TinyFile.plain("x"))]]) {
      $0.rowGroups[0].columns[0].metadata?.dataPageOffset = 1 << 40
    }
    #expect(outside.failure()?.reason.hasPrefix("its pages begin at byte 1099511627776") == true)
    let groups = TinyFile([Self.required], rows: 1, [[TinyFile.page(1, TinyFile.plain("x"))]]) {
      $0.rowGroups[0].columns = []
    }
    #expect(groups.failure()?.reason == "0 column chunks for 1 columns")
    let negative = TinyFile([Self.required], rows: 1, [[TinyFile.page(1, TinyFile.plain("x"))]]) {
      $0.rowCount = -1
    }
    #expect(negative.failure()?.reason == "negative size or offset: -1")
    let sum = TinyFile([Self.required], rows: 1, [[TinyFile.page(1, TinyFile.plain("x"))]]) {
      $0.rowCount = 7
    }
    #expect(sum.failure()?.reason == "the footer says 7 rows, its row groups have 1")
  }

  @Test func `levels that do not fit the schema`() throws {
    let great = TinyFile(
      [Field("a", .list(of: .primitive(.string), isNullable: false))], rows: 1,
      [[TinyFile.page(1, repetition: [2, 0], definition: [3, 0xff], TinyFile.plain("x"))]])
    #expect(great.failure()?.kind == .damaged)
    let orphan = TinyFile(
      [Self.texts], rows: 1,
      [
        [
          TinyFile.page(
            1, repetition: TinyFile.run(1, times: 1),
            definition: TinyFile.run(3, times: 1), TinyFile.plain("x"))
        ]
      ])
    #expect(orphan.failure()?.reason == "the first entry goes on with a row that is not there")
    var rows = TinyFile(
      [Self.texts], rows: 1,
      [
        [
          TinyFile.page(
            2, repetition: TinyFile.run(0, times: 2),
            definition: TinyFile.run(0, times: 2), [])
        ]
      ])
    #expect(rows.failure()?.reason == "more rows than the 1 of its row group")
    rows.rowCount = 2
    #expect(rows.failure()?.reason == "no failure, but 2 rows")
    // Two columns of one list that say different lengths, and one that is null where the other
    // is not.
    let pair = Field(
      "l",
      .list(
        of: .structure([
          Field("x", .primitive(PrimitiveType(.boolean)), isNullable: false),
          Field("y", .primitive(PrimitiveType(.boolean)), isNullable: false),
        ]), isNullable: false), isNullable: false)
    func column(_ entries: Int, _ definition: UInt8) -> (header: PageHeader, bytes: [UInt8]) {
      let more = TinyFile.run(1, times: entries - 1)
      return TinyFile.page(
        Int32(entries), repetition: TinyFile.run(0, times: 1) + (entries > 1 ? more : []),
        definition: TinyFile.run(definition, times: entries), [0xff])
    }
    for other in [column(1, 1), column(3, 1), column(2, 0)] {
      #expect(
        TinyFile([pair], rows: 1, [[column(2, 1)], [other]]).failure()?.reason
          == "the levels of its columns contradict each other")
    }
    #expect(
      try TinyFile([pair], rows: 1, [[column(2, 1)], [column(2, 1)]]).rows() == [
        #"{"l":[{"x":true,"y":true},{"x":true,"y":true}]}"#
      ])
  }

  @Test func `a checksum that does not match`() throws {
    var page = TinyFile.page(1, TinyFile.plain("x"))
    page.header.checksum = 5
    let file = TinyFile([Self.required], rows: 1, [[page]])
    #expect(file.failure()?.reason == "the checksum of the page does not match its bytes")
  }

  @Test func `a decompression bomb needs no more memory than is allowed`() throws {
    // 4 MB of zeros in some kilobytes.
    let zeros = [UInt8](repeating: 0, count: 1 << 22)
    let small = try CompressionTests.shrink(zeros, .zstd)
    var page = TinyFile.page(1, small)
    page.header.byteCount = 1 << 22
    var file = TinyFile([Self.required], rows: 1, [[page]])
    file.codec = .zstd
    var options = ReadOptions()
    options.memoryBytes = 1 << 21
    #expect(file.failure(options)?.kind == .limit)
    file.columns[0][0].header.byteCount = .max
    #expect(file.failure()?.kind == .limit)
  }

  @Test func `a row of very many entries meets the limit, not the end of memory`() {
    let count = Int(Int32.max)
    let file = TinyFile(
      [Self.texts], rows: 1,
      [
        [
          TinyFile.page(
            Int32(count), repetition: TinyFile.run(0, times: 1) + TinyFile.run(1, times: count - 1),
            definition: TinyFile.run(2, times: count), [])
        ]
      ])
    var options = ReadOptions()
    options.memoryBytes = 1 << 20
    #expect(file.failure(options)?.kind == .limit)
  }

  @Test func `structs of a byte each do not fill memory`() {
    // A row group whose columns are a million structs without fields.
    let count = 1 << 20
    let columns: [UInt8] = [0x19, 0xfc, 0x80, 0x80, 0x40] + [UInt8](repeating: 0, count: count)
    let metadata = [0x49, 0x1c] + columns
    var reader = ThriftReader(metadata, base: 0, part: "footer")
    let error = #expect(throws: ParquetError.self) { _ = try FileMetadata(reading: &reader) }
    #expect(error?.reason == "metadata of more parts than its length can hold")
  }

  @Test func `two billion nulls are read some at a time`() throws {
    let count = Int64(Int32.max)
    let file = TinyFile(
      [Self.text], rows: count,
      [[TinyFile.page(Int32(count), definition: TinyFile.run(0, times: Int(count)), [])]])
    var options = ReadOptions()
    options.memoryBytes = 1 << 22
    let reader = try RowReader(ParquetFile(bytes: file.bytes()), options: options)
    for _ in 0..<10 { #expect(try reader.next()?.rowCount == 1 << 16) }
  }
}
