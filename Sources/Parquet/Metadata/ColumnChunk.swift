/// Where the pages of one column of one row group lie (parquet.thrift, `ColumnChunk`).
public struct ColumnChunk: ThriftStruct, Sendable, Equatable {
  /// Another file that holds the pages; not read.
  var filePath: String?
  var fileOffset: Int64
  /// `nil` where it is encrypted.
  public internal(set) var metadata: ColumnMetadata?
  var offsetIndexOffset: Int64?
  var offsetIndexLength: Int32?
  var columnIndexOffset: Int64?
  var columnIndexLength: Int32?
  /// Whether the column is encrypted.
  public internal(set) var isEncrypted: Bool = false
}

extension ColumnChunk {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    self.init(fileOffset: 0)
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: filePath = try reader.string(field)
      case 2: fileOffset = try reader.int64(field)
      case 3: metadata = try reader.structure(field)
      case 4: offsetIndexOffset = try reader.size(field)
      case 5: offsetIndexLength = Int32(truncatingIfNeeded: try reader.size(field))
      case 6: columnIndexOffset = try reader.size(field)
      case 7: columnIndexLength = Int32(truncatingIfNeeded: try reader.size(field))
      case 8, 9:
        isEncrypted = true
        try reader.skip(field)
      default: try reader.skip(field)
      }
    }
  }

  /// Writes every field but those of encryption.
  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.string(1, filePath)
    writer.int64(2, fileOffset)
    writer.structure(3, metadata)
    writer.int64(4, offsetIndexOffset)
    writer.int32(5, offsetIndexLength)
    writer.int64(6, columnIndexOffset)
    writer.int32(7, columnIndexLength)
    writer.endStruct()
  }
}

/// What is known of a column chunk without reading it (parquet.thrift, `ColumnMetaData`).
public struct ColumnMetadata: ThriftStruct, Sendable, Equatable {
  /// How its values lie in memory.
  public internal(set) var type: PhysicalType
  /// Every encoding of its pages and levels.
  public internal(set) var encodings: [Encoding]
  /// The names from the root to the leaf, those of lists' inner groups too.
  public internal(set) var path: [String]
  /// How its pages are compressed.
  public internal(set) var codec: Codec
  /// Entries, nulls and empty lists too.
  public internal(set) var valueCount: Int64
  /// Bytes of its pages before compression, headers too.
  public internal(set) var byteCount: Int64
  /// Bytes of its pages in the file, headers too.
  public internal(set) var compressedByteCount: Int64
  var keyValues: [KeyValue]?
  /// Where its first data page begins.
  public internal(set) var dataPageOffset: Int64
  var indexPageOffset: Int64?
  /// Where its dictionary begins.
  public internal(set) var dictionaryPageOffset: Int64?
  /// Bounds and counts of its values.
  public internal(set) var statistics: Statistics?
  /// How many pages there are of each kind and encoding.
  public internal(set) var encodingCounts: [PageEncodingCount]?
  var bloomFilterOffset: Int64?
  var bloomFilterLength: Int32?
  var sizeStatistics: SizeStatistics?
}

extension ColumnMetadata {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    self.init(
      type: .boolean, encodings: [], path: [], codec: .uncompressed, valueCount: 0, byteCount: 0,
      compressedByteCount: 0, dataPageOffset: 0)
    // The fields that must be there, as bits of their ids.
    var seen: UInt32 = 0
    try reader.beginStruct()
    while let field = try reader.nextField() {
      if field.id > 0, field.id < 32 { seen |= 1 << UInt32(field.id) }
      switch field.id {
      case 1:
        let number = try reader.int32(field)
        guard let type = PhysicalType(rawValue: number) else {
          throw reader.error("unknown physical type: \(number)", kind: .unsupported)
        }
        self.type = type
      case 2: encodings = try reader.int32s(field).map(Encoding.init(rawValue:))
      case 3: path = try reader.strings(field)
      case 4: codec = Codec(rawValue: try reader.int32(field))
      case 5: valueCount = try reader.size(field)
      case 6: byteCount = try reader.size(field)
      case 7: compressedByteCount = try reader.size(field)
      case 8: keyValues = try reader.structures(field)
      case 9: dataPageOffset = try reader.size(field)
      case 10: indexPageOffset = try reader.int64(field)
      case 11: dictionaryPageOffset = try reader.int64(field)
      case 12: statistics = try reader.structure(field)
      case 13: encodingCounts = try reader.structures(field)
      case 14: bloomFilterOffset = try reader.int64(field)
      case 15: bloomFilterLength = try reader.int32(field)
      case 16: sizeStatistics = try reader.structure(field)
      default: try reader.skip(field)
      }
    }
    // 1 to 7 and 9.
    let needed: UInt32 = 0b10_1111_1110
    guard seen & needed == needed else {
      throw reader.error("a field of the column's metadata is missing")
    }
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.int32(1, type.rawValue)
    writer.int32s(2, encodings.map(\.rawValue))
    writer.strings(3, path)
    writer.int32(4, codec.rawValue)
    writer.int64(5, valueCount)
    writer.int64(6, byteCount)
    writer.int64(7, compressedByteCount)
    writer.structures(8, keyValues)
    writer.int64(9, dataPageOffset)
    writer.int64(10, indexPageOffset)
    writer.int64(11, dictionaryPageOffset)
    writer.structure(12, statistics)
    writer.structures(13, encodingCounts)
    writer.int64(14, bloomFilterOffset)
    writer.int32(15, bloomFilterLength)
    writer.structure(16, sizeStatistics)
    writer.endStruct()
  }
}

/// How many pages of a kind have an encoding.
public struct PageEncodingCount: ThriftStruct, Sendable, Equatable {
  /// The kind of page.
  public internal(set) var type: PageType
  /// Its encoding.
  public internal(set) var encoding: Encoding
  /// How many there are.
  public internal(set) var count: Int32
}

extension PageEncodingCount {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    var type: Int32?
    var encoding: Int32?
    var count: Int32?
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: type = try reader.int32(field)
      case 2: encoding = try reader.int32(field)
      case 3: count = try reader.int32(field)
      default: try reader.skip(field)
      }
    }
    self.init(
      type: PageType(rawValue: try reader.required(type, "page_type")),
      encoding: Encoding(rawValue: try reader.required(encoding, "encoding")),
      count: try reader.required(count, "count"))
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.int32(1, type.rawValue)
    writer.int32(2, encoding.rawValue)
    writer.int32(3, count)
    writer.endStruct()
  }
}
