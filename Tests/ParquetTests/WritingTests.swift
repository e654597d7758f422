import Testing

@testable import Parquet

/// Rows as JSON go into a file and come out of it as they were; the readers of others are in `make acceptance`.
@Suite struct WritingTests {
  /// Writes lines of JSON.
  static func write(
    _ lines: [String], _ schema: Schema, _ options: WriteOptions = WriteOptions(),
    batchRows: Int = 10
  ) throws -> [UInt8] {
    var writer = try ParquetWriter(schema, options)
    var rows = try JSONRows(schema)
    var bytes: [UInt8] = []
    for (number, line) in lines.enumerated() {
      try append(line, to: &rows)
      if number % batchRows == batchRows - 1 { bytes += try writer.append(rows.finish()) }
    }
    bytes += try writer.append(rows.finish())
    bytes += try writer.finish()
    return bytes
  }

  static func append(_ line: String, to rows: inout JSONRows) throws {
    try unsafe Array(line.utf8).withUnsafeBytes { bytes throws in try unsafe rows.append(bytes) }
  }

  /// Reads all rows as lines of JSON.
  static func read(_ bytes: [UInt8]) throws -> [String] {
    let reader = try RowReader(ParquetFile(bytes: bytes))
    var writer = RowWriter(reader.projection)
    var lines: [String] = []
    var line = RowBytes()
    while let batch = try reader.next() {
      writer.begin(batch)
      while try writer.next(into: &line) {
        lines.append(unsafe line.withBytes { unsafe String(decoding: $0, as: UTF8.self) })
        line.removeAll()
      }
    }
    return lines
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `any rows of any schema come back, in the same bytes for any number of threads`(
    seed: UInt64
  ) throws {
    var random = Seeded(seed)
    let source = try RandomRows(using: &random)
    let codecs: [Codec] = [.zstd, .snappy, .uncompressed]
    var options = WriteOptions(codec: codecs.randomElement(using: &random) ?? .zstd)
    options.usesDictionaries = Bool.random(using: &random)
    options.pageRows = [1, 3, 1000].randomElement(using: &random) ?? 1
    options.rowGroupRows = [1, 20, 1000].randomElement(using: &random) ?? 1
    let file = try Self.write(source.lines, source.schema, options)
    #expect(try Self.read(file) == source.lines)
    options.threads = 3
    #expect(try Self.write(source.lines, source.schema, options) == file)
  }

  @Test func `a file without rows has a schema`() throws {
    let schema = try Schema([Field("a", .primitive(.string))])
    let bytes = try Self.write([], schema)
    let file = try ParquetFile(bytes: bytes)
    #expect(file.schema == schema)
    #expect(file.metadata.rowGroups.isEmpty)
    #expect(try Self.read(bytes).isEmpty)
  }

  @Test func `texts that repeat are written once, others plainly`() throws {
    let schema = try Schema([
      Field("same", .primitive(.string)), Field("other", .primitive(.string)),
      Field("few", .primitive(PrimitiveType(.int64))),
      Field("many", .primitive(PrimitiveType(.int64))),
    ])
    let lines = (0..<100).map {
      #"{"same":"text \#($0 % 3)","other":"text \#($0)","few":\#($0 % 2),"many":\#($0)}"#
    }
    let file = try ParquetFile(bytes: Self.write(lines, schema))
    let columns = file.metadata.rowGroups[0].columns.compactMap(\.metadata)
    #expect(columns.map { $0.dictionaryPageOffset != nil } == [true, false, true, false])
    var options = WriteOptions()
    options.dictionaryBytes = 10
    let limited = try ParquetFile(bytes: Self.write(lines, schema, options))
    #expect(limited.metadata.rowGroups[0].columns[0].metadata?.dictionaryPageOffset == nil)
  }

  @Test func `row groups end by size, by rows, and when told to`() throws {
    let schema = try Schema([Field("a", .primitive(.string))])
    let lines = (0..<100).map { #"{"a":"\#(String(repeating: "x", count: 96))\#($0)"}"# }
    func groups(_ options: WriteOptions) throws -> [Int64] {
      try ParquetFile(bytes: Self.write(lines, schema, options)).metadata.rowGroups.map(\.rowCount)
    }
    var options = WriteOptions()
    #expect(try groups(options) == [100])
    options.rowGroupBytes = 3100
    #expect(try groups(options) == [30, 30, 30, 10])
    options.rowGroupRows = 15
    #expect(try groups(options).count == 10)
    var writer = try ParquetWriter(schema)
    var rows = try JSONRows(schema)
    try Self.append(lines[0], to: &rows)
    #expect(try writer.append(rows.finish()).isEmpty)
    #expect(writer.pendingBytes > 0)
    #expect(try !writer.endRowGroup().isEmpty)
    #expect(try writer.pendingBytes == 0 && writer.endRowGroup().isEmpty)
  }

  @Test(
    arguments: [
      (#"{"a":1}"#, "the value is no text", "a"),
      (#"{"a":"x","b":1.5}"#, "the value is no integer of the column's range", "b"),
      (#"{"a":"x","b":"1"}"#, "the value is no integer of the column's range", "b"),
      (#"{"a":"x","c":{"d":[1]}}"#, "the value is neither true nor false", "c.d.element"),
      (#"{"a":"x","c":{"d":true}}"#, "the value is no list", "c.d"),
      (#"{"a":"x","c":[]}"#, "an object is missing", "c"),
      (#"{"b":1}"#, "the value is missing", "a"),
      (#"{"a":null}"#, "the value is missing", "a"),
      (#"{"a":"x","e":1}"#, "a member is unknown, or out of order: `e`", nil),
      (#"{"b":1,"a":"x"}"#, "the value is missing", "a"),
      (#"{"a":"\ud800"}"#, "the text has an escape that says nothing", "a"),
      (#"{"a":"\x"}"#, "the text has an escape that says nothing", "a"),
      (#"{"a":"x""#, "an object has no end", nil),
      (#"{"a":"x"#, "the value is no text", "a"),
      (#"[]"#, "an object is missing", nil),
    ] as [(String, String, String?)])
  func `a row that does not fit is an error with its column`(
    line: String, reason: String, column: String?
  ) throws {
    let schema = try Schema([
      Field("a", .primitive(.string), isNullable: false),
      Field("b", .primitive(PrimitiveType(.int64))),
      Field("c", .structure([Field("d", .list(of: .primitive(PrimitiveType(.boolean))))])),
    ])
    var rows = try JSONRows(schema)
    try Self.append(#"{"a":"first"}"#, to: &rows)
    let error = #expect(throws: ParquetError.self) { try Self.append(line, to: &rows) }
    #expect(error?.reason == reason)
    #expect(error?.place.column == column)
    #expect(error?.place.row == 1)
    #expect(rows.count == 0)
  }

  @Test func `types that are not written are named`() throws {
    let schema = try Schema([
      Field("a", .primitive(PrimitiveType(.int64, logical: .integer(bits: 64, isSigned: false))))
    ])
    let error = #expect(throws: ParquetError.self) { try ParquetWriter(schema) }
    #expect(error?.kind == .unsupported)
    #expect(error?.place.column == "a")
  }
}

/// A schema and rows of it, as the reader writes them.
private struct RandomRows {
  let schema: Schema
  let lines: [String]

  init(using random: inout Seeded) throws {
    let fields = (0..<Int.random(in: 1...4, using: &random)).map {
      Self.field("c\($0)", depth: 3, &random)
    }
    schema = try Schema(fields)
    lines = (0..<Int.random(in: 0...60, using: &random)).map { _ in Self.object(fields, &random) }
  }

  private static func field(_ name: String, depth: Int, _ random: inout Seeded) -> Field {
    let types: [FieldType] = [
      .primitive(.string), .primitive(PrimitiveType(.int64)), .primitive(PrimitiveType(.int32)),
      .primitive(PrimitiveType(.boolean)), .primitive(PrimitiveType(.double)),
    ]
    let isNullable = Bool.random(using: &random)
    switch depth > 0 ? Int.random(in: 0..<4, using: &random) : 3 {
    case 0:
      let members = (0..<Int.random(in: 1...3, using: &random)).map {
        field("m\($0)", depth: depth - 1, &random)
      }
      return Field(name, .structure(members), isNullable: isNullable)
    case 1:
      let element = field("element", depth: depth - 1, &random)
      return Field(
        name, .list(of: element.type, isNullable: element.isNullable), isNullable: isNullable)
    default:
      return Field(
        name, types.randomElement(using: &random) ?? types[0], isNullable: isNullable)
    }
  }

  private static func object(_ fields: [Field], _ random: inout Seeded) -> String {
    "{\(fields.map { "\"\($0.name)\":\(value($0, &random))" }.joined(separator: ","))}"
  }

  private static func value(_ field: Field, _ random: inout Seeded) -> String {
    if field.isNullable, Int.random(in: 0..<3, using: &random) == 0 { return "null" }
    switch field.type {
    case .structure(let members): return object(members, &random)
    case .list(let element, _):
      let count = Int.random(in: 0...3, using: &random)
      return "[\((0..<count).map { _ in value(element, &random) }.joined(separator: ","))]"
    case .primitive(let type):
      switch type.physical {
      case .byteArray:
        let texts = ["", "a", #"\"\\\n"#, "é中😀", String(repeating: "long ", count: 30)]
        return "\"\(texts.randomElement(using: &random) ?? "")\""
      case .boolean: return "\(Bool.random(using: &random))"
      case .double: return "\(Double(Int.random(in: -9...9, using: &random)) + 0.5)"
      case .int32: return "\(Int32.random(in: .min ... .max, using: &random))"
      default: return "\(Int64.random(in: .min ... .max, using: &random))"
      }
    case .map: return "null"
    }
  }
}
