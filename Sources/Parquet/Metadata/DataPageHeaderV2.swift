/// The header of a data page of version 2.
struct DataPageHeaderV2: ThriftStruct, Sendable, Equatable {
  /// Entries, nulls too.
  var valueCount: Int32
  var nullCount: Int32
  /// Rows that begin in the page.
  var rowCount: Int32
  var encoding: Encoding
  var definitionBytes: Int32
  var repetitionBytes: Int32
  /// Whether the values are compressed; yes where it is not said.
  var isCompressed: Bool?
  var statistics: Statistics?
}

extension DataPageHeaderV2 {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    var valueCount: Int32?
    var nullCount: Int32?
    var rowCount: Int32?
    var encoding: Int32?
    var definitionBytes: Int32?
    var repetitionBytes: Int32?
    var isCompressed: Bool?
    var statistics: Statistics?
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: valueCount = try reader.pageSize(field)
      case 2: nullCount = try reader.pageSize(field)
      case 3: rowCount = try reader.pageSize(field)
      case 4: encoding = try reader.int32(field)
      case 5: definitionBytes = try reader.pageSize(field)
      case 6: repetitionBytes = try reader.pageSize(field)
      case 7: isCompressed = try reader.bool(field)
      case 8: statistics = try reader.structure(field)
      default: try reader.skip(field)
      }
    }
    self.init(
      valueCount: try reader.required(valueCount, "num_values"),
      nullCount: try reader.required(nullCount, "num_nulls"),
      rowCount: try reader.required(rowCount, "num_rows"),
      encoding: Encoding(rawValue: try reader.required(encoding, "encoding")),
      definitionBytes: try reader.required(definitionBytes, "definition_levels_byte_length"),
      repetitionBytes: try reader.required(repetitionBytes, "repetition_levels_byte_length"),
      isCompressed: isCompressed, statistics: statistics)
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.int32(1, valueCount)
    writer.int32(2, nullCount)
    writer.int32(3, rowCount)
    writer.int32(4, encoding.rawValue)
    writer.int32(5, definitionBytes)
    writer.int32(6, repetitionBytes)
    writer.bool(7, isCompressed)
    writer.structure(8, statistics)
    writer.endStruct()
  }
}
