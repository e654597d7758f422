/// What stands before each page (parquet.thrift, `PageHeader`).
struct PageHeader: ThriftStruct, Sendable, Equatable {
  var type: PageType
  /// Bytes after decompression.
  var byteCount: Int32
  /// Bytes in the file, the header not counted.
  var compressedByteCount: Int32
  /// CRC-32 of the bytes in the file.
  var checksum: Int32?
  var data: DataPageHeader?
  var dictionary: DictionaryPageHeader?
  var dataV2: DataPageHeaderV2?
}

extension PageHeader {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    self.init(type: .data, byteCount: 0, compressedByteCount: 0)
    var type: Int32?
    var byteCount: Int32?
    var compressedByteCount: Int32?
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: type = try reader.int32(field)
      case 2: byteCount = try reader.pageSize(field)
      case 3: compressedByteCount = try reader.pageSize(field)
      case 4: checksum = try reader.int32(field)
      case 5: data = try reader.structure(field)
      case 7: dictionary = try reader.structure(field)
      case 8: dataV2 = try reader.structure(field)
      default: try reader.skip(field)
      }
    }
    self.type = PageType(rawValue: try reader.required(type, "type"))
    self.byteCount = try reader.required(byteCount, "uncompressed_page_size")
    self.compressedByteCount = try reader.required(compressedByteCount, "compressed_page_size")
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.int32(1, type.rawValue)
    writer.int32(2, byteCount)
    writer.int32(3, compressedByteCount)
    writer.int32(4, checksum)
    writer.structure(5, data)
    writer.structure(7, dictionary)
    writer.structure(8, dataV2)
    writer.endStruct()
  }
}

/// The header of a data page of version 1.
struct DataPageHeader: ThriftStruct, Sendable, Equatable {
  /// Entries, nulls too.
  var valueCount: Int32
  var encoding: Encoding
  var definitionEncoding: Encoding
  var repetitionEncoding: Encoding
  var statistics: Statistics?
}

extension DataPageHeader {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    var valueCount: Int32?
    var encoding: Int32?
    var definitionEncoding: Int32?
    var repetitionEncoding: Int32?
    var statistics: Statistics?
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: valueCount = try reader.pageSize(field)
      case 2: encoding = try reader.int32(field)
      case 3: definitionEncoding = try reader.int32(field)
      case 4: repetitionEncoding = try reader.int32(field)
      case 5: statistics = try reader.structure(field)
      default: try reader.skip(field)
      }
    }
    self.init(
      valueCount: try reader.required(valueCount, "num_values"),
      encoding: Encoding(rawValue: try reader.required(encoding, "encoding")),
      definitionEncoding: Encoding(
        rawValue: try reader.required(definitionEncoding, "definition_level_encoding")),
      repetitionEncoding: Encoding(
        rawValue: try reader.required(repetitionEncoding, "repetition_level_encoding")),
      statistics: statistics)
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.int32(1, valueCount)
    writer.int32(2, encoding.rawValue)
    writer.int32(3, definitionEncoding.rawValue)
    writer.int32(4, repetitionEncoding.rawValue)
    writer.structure(5, statistics)
    writer.endStruct()
  }
}

/// The header of a dictionary page.
struct DictionaryPageHeader: ThriftStruct, Sendable, Equatable {
  var valueCount: Int32
  var encoding: Encoding
  var isSorted: Bool?
}

extension DictionaryPageHeader {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    var valueCount: Int32?
    var encoding: Int32?
    var isSorted: Bool?
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: valueCount = try reader.pageSize(field)
      case 2: encoding = try reader.int32(field)
      case 3: isSorted = try reader.bool(field)
      default: try reader.skip(field)
      }
    }
    self.init(
      valueCount: try reader.required(valueCount, "num_values"),
      encoding: Encoding(rawValue: try reader.required(encoding, "encoding")), isSorted: isSorted)
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.int32(1, valueCount)
    writer.int32(2, encoding.rawValue)
    writer.bool(3, isSorted)
    writer.endStruct()
  }
}

extension ThriftReader {
  /// A size or count of a page: 32 bits, not negative.
  mutating func pageSize(_ field: ThriftField) throws(ParquetError) -> Int32 {
    let value = try int32(field)
    guard value >= 0 else { throw error("negative size or count of a page: \(value)") }
    return value
  }
}
