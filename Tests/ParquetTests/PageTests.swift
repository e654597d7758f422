import Testing

@testable import Parquet

/// Pages put together by hand, of what no writer at hand writes.
@Suite struct PageTests {
  static func nullable(_ type: PrimitiveType) -> [Field] { [Field("a", .primitive(type))] }
  static func required(_ type: PrimitiveType) -> [Field] {
    [Field("a", .primitive(type), isNullable: false)]
  }

  @Test func `levels in the deprecated bit-packing`() throws {
    // 1 0 1 1 from the highest bit; then levels of two bits: 3 0 3, of one bit: 0 0 1.
    #expect(
      try TinyFile(
        Self.nullable(.string), rows: 4,
        [
          [
            TinyFile.page(
              4, definition: [0b1011_0000], TinyFile.plain("x", "y", "z"), levels: .bitPacked)
          ]
        ]
      ).rows() == [#"{"a":"x"}"#, #"{"a":null}"#, #"{"a":"y"}"#, #"{"a":"z"}"#])
    #expect(
      try TinyFile(
        [Field("a", .list(of: .primitive(.string)))], rows: 2,
        [
          [
            TinyFile.page(
              3, repetition: [0b0010_0000], definition: [0b1100_1100], [])
          ]
        ]
      ).failure() != nil)
    #expect(
      try TinyFile(
        [Field("a", .list(of: .primitive(.string)))], rows: 2,
        [
          [
            TinyFile.page(
              3, repetition: [0b0010_0000], definition: [0b0011_1100], TinyFile.plain("x", "y"),
              levels: .bitPacked)
          ]
        ]
      ).rows() == [#"{"a":null}"#, #"{"a":["x","y"]}"#])
  }

  @Test func `a page of version 2 that is not compressed though the codec is`() throws {
    let values = TinyFile.plain("x")
    let header = PageHeader(
      type: .dataV2, byteCount: Int32(values.count + 2),
      compressedByteCount: Int32(values.count + 2),
      dataV2: DataPageHeaderV2(
        valueCount: 2, nullCount: 1, rowCount: 2, encoding: .plain, definitionBytes: 2,
        repetitionBytes: 0, isCompressed: false))
    var file = TinyFile(Self.nullable(.string), rows: 2, [[(header, [3, 0b10] + values)]])
    file.codec = .zstd
    #expect(try file.rows() == [#"{"a":null}"#, #"{"a":"x"}"#])
    file.columns[0][0].header.dataV2?.definitionBytes = 1000
    #expect(file.failure()?.reason.hasPrefix("levels of 1000 bytes") == true)
  }

  @Test func `Booleans as runs, and as bits`() throws {
    let runs = TinyFile.run(1, times: 3) + TinyFile.run(0, times: 1)
    let expected = [#"{"a":true}"#, #"{"a":true}"#, #"{"a":true}"#, #"{"a":false}"#]
    for page in [
      TinyFile.page(4, TinyFile.word(runs.count) + runs, .rle), TinyFile.page(4, [0b0111]),
    ] {
      #expect(
        try TinyFile(Self.required(PrimitiveType(.boolean)), rows: 4, [[page]]).rows()
          == expected)
    }
  }

  @Test func `a dictionary that is given up for plain values`() throws {
    let file = TinyFile(
      Self.required(PrimitiveType(.int32)), rows: 4,
      [
        [
          TinyFile.dictionary(2, TinyFile.word(7) + TinyFile.word(-8)),
          TinyFile.page(2, [1, 3, 0b01], .plainDictionary),
          TinyFile.page(2, TinyFile.word(9) + TinyFile.word(10)),
        ]
      ])
    #expect(try file.rows() == [#"{"a":-8}"#, #"{"a":7}"#, #"{"a":9}"#, #"{"a":10}"#])
  }

  @Test func `lists in two levels and bare`() throws {
    let page = TinyFile.page(
      3, repetition: [3, 0b010], definition: TinyFile.run(1, times: 3),
      TinyFile.plain("x", "y", "z"))
    let element = Field("array", .primitive(.string), isNullable: false)
    for form in [ListForm.twoLevels, .bare] {
      let field = Field("a", .list(element: element, form: form), isNullable: false)
      #expect(
        try TinyFile([field], rows: 2, [[page]]).rows() == [
          #"{"a":["x","y"]}"#, #"{"a":["z"]}"#,
        ])
    }
  }

  @Test func `maps with keys of any type`() throws {
    func file(_ key: PrimitiveType, _ keys: [UInt8], isNullable: Bool = false) -> TinyFile {
      let map = FieldType.map(
        key: Field("k", .primitive(key), isNullable: isNullable),
        value: Field("v", .primitive(PrimitiveType(.boolean))), group: "entries")
      let levels = TinyFile.run(isNullable ? 2 : 1, times: 2)
      return TinyFile(
        [Field("a", map, isNullable: false)], rows: 1,
        [
          [TinyFile.page(2, repetition: [3, 0b10], definition: levels, keys)],
          [
            TinyFile.page(
              2, repetition: [3, 0b10],
              definition: TinyFile.run(2, times: 1) + TinyFile.run(1, times: 1), [1])
          ],
        ])
    }
    #expect(
      try file(.string, TinyFile.plain("x", "y")).rows() == [#"{"a":{"x":true,"y":null}}"#])
    #expect(
      try file(PrimitiveType(.int32), TinyFile.word(1) + TinyFile.word(2)).rows() == [
        #"{"a":[{"key":1,"value":true},{"key":2,"value":null}]}"#
      ])
    #expect(
      try file(.string, TinyFile.plain("x", "y"), isNullable: true).rows() == [
        #"{"a":{"x":true,"y":null}}"#
      ])
    var null = file(.string, TinyFile.plain("x"), isNullable: true)
    null.columns[0][0] = TinyFile.page(
      2, repetition: [3, 0b10],
      definition: TinyFile.run(2, times: 1) + TinyFile.run(1, times: 1), TinyFile.plain("x"))
    #expect(null.failure()?.reason == "a key of a map is null")
  }

  @Test func `unknown encodings and encodings that do not suit are told apart`() {
    func failure(_ encoding: Encoding, _ type: PrimitiveType) -> ParquetError? {
      TinyFile(Self.required(type), rows: 1, [[TinyFile.page(1, [0, 0, 0, 0], encoding)]])
        .failure()
    }
    #expect(failure(Encoding(rawValue: 77), .string)?.kind == .unsupported)
    #expect(failure(.deltaBinaryPacked, .string)?.kind == .damaged)
    #expect(failure(.byteStreamSplit, .string)?.kind == .damaged)
    #expect(failure(.deltaLengthByteArray, PrimitiveType(.int32))?.kind == .damaged)
    #expect(failure(.bitPacked, PrimitiveType(.boolean))?.kind == .damaged)
  }

  @Test func `differences of every width, cut in pieces`() throws {
    // Blocks of 128 in four miniblocks; every value the one before plus a difference of `width`
    // bits, written here by the format's own description.
    var random = Seeded(5)
    for width in [0, 1, 3, 7, 8, 13, 31, 32, 33, 57, 58, 63, 64] {
      let mask: UInt64 = width == 64 ? .max : (1 << UInt64(width)) - 1
      let deltas = (0..<127).map { _ in random.next() & mask }
      var bits: [Bool] = []
      for delta in deltas + [0] {
        for bit in 0..<width { bits.append(delta >> UInt64(bit) & 1 == 1) }
      }
      var packed = [UInt8](repeating: 0, count: bits.count / 8)
      for (index, bit) in bits.enumerated() where bit { packed[index / 8] |= 1 << UInt8(index % 8) }
      // 128, 4, 128 values, first value 0; least difference 0, four widths.
      let bytes = [0x80, 1, 4, 0x80, 1, 0, 0] + [UInt8](repeating: UInt8(width), count: 4) + packed
      var sum: UInt64 = 0
      let expected = ([0] + deltas).map { delta in
        sum &+= delta
        return #"{"a":\#(Int64(bitPattern: sum))}"#
      }
      let page = TinyFile.page(128, bytes, .deltaBinaryPacked)
      let file = TinyFile(Self.required(PrimitiveType(.int64)), rows: 128, [[page]])
      #expect(try file.rows() == expected)
      var options = ReadOptions()
      options.batchBytes = 30
      #expect(try file.rows(options) == expected)
    }
  }

  @Test(arguments: 1...32)
  func `bit-packed numbers of every width`(width: Int) throws {
    var random = Seeded(UInt64(width))
    let mask: UInt64 = (1 << UInt64(width)) - 1
    let values = (0..<64).map { _ in random.next() & mask }
    let page = PageBytes(count: 1 + 8 * width)
    unsafe page.base.update(repeating: 0, count: page.count)
    unsafe page.base[0] = 8 << 1 | 1
    for (index, value) in values.enumerated() {
      for bit in 0..<width where value >> UInt64(bit) & 1 == 1 {
        let place = index * width + bit
        unsafe page.base[1 + place / 8] |= 1 << UInt8(place % 8)
      }
    }
    var decoder = try unsafe RunDecoder(page.base, count: page.count, width: width)
    var output = [UInt32](repeating: 0, count: 64)
    var greatest: UInt32 = 0
    for start in stride(from: 0, to: 64, by: 16) {
      let part = try unsafe output.withUnsafeMutableBufferPointer {
        buffer throws(ParquetError) in
        guard let base = buffer.baseAddress else { return UInt32(0) }
        return try unsafe decoder.next(16, into: base + start)
      }
      greatest = max(greatest, part)
    }
    #expect(output.map(UInt64.init) == values)
    #expect(UInt64(greatest) == values.max())
    var one: UInt32 = 0
    #expect(throws: ParquetError.self) { _ = try unsafe decoder.next(1, into: &one) }
  }
}
