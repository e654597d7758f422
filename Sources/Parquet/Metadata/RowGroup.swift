/// Some rows of a file, column by column (parquet.thrift, `RowGroup`).
public struct RowGroup: ThriftStruct, Sendable, Equatable {
  /// One for each leaf of the schema, in its order.
  public internal(set) var columns: [ColumnChunk]
  /// Bytes of all columns before compression.
  public internal(set) var byteCount: Int64
  /// How many rows.
  public internal(set) var rowCount: Int64
  var sortingColumns: [SortingColumn]?
  var fileOffset: Int64?
  /// Bytes of all columns in the file, where the writer says it.
  public internal(set) var compressedByteCount: Int64?
  var ordinal: Int16?
}

extension RowGroup {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    var columns: [ColumnChunk]?
    var byteCount: Int64?
    var rowCount: Int64?
    var sortingColumns: [SortingColumn]?
    var fileOffset: Int64?
    var compressedByteCount: Int64?
    var ordinal: Int16?
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: columns = try reader.structures(field)
      // Some writers note sizes of no use as negative numbers; nothing is read by these.
      case 2: byteCount = max(0, try reader.int64(field))
      case 3: rowCount = try reader.size(field)
      case 4: sortingColumns = try reader.structures(field)
      case 5: fileOffset = try reader.int64(field)
      case 6: compressedByteCount = max(0, try reader.int64(field))
      case 7: ordinal = Int16(truncatingIfNeeded: try reader.int64(field))
      default: try reader.skip(field)
      }
    }
    self.init(
      columns: try reader.required(columns, "columns"),
      byteCount: try reader.required(byteCount, "total_byte_size"),
      rowCount: try reader.required(rowCount, "num_rows"), sortingColumns: sortingColumns,
      fileOffset: fileOffset, compressedByteCount: compressedByteCount, ordinal: ordinal)
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.structures(1, columns)
    writer.int64(2, byteCount)
    writer.int64(3, rowCount)
    writer.structures(4, sortingColumns)
    writer.int64(5, fileOffset)
    writer.int64(6, compressedByteCount)
    writer.int16(7, ordinal)
    writer.endStruct()
  }
}

/// A column that the rows of a group are sorted by.
struct SortingColumn: ThriftStruct, Sendable, Equatable {
  var column: Int32
  var isDescending: Bool
  var hasNullsFirst: Bool
}

extension SortingColumn {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    var column: Int32?
    var isDescending: Bool?
    var hasNullsFirst: Bool?
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: column = try reader.int32(field)
      case 2: isDescending = try reader.bool(field)
      case 3: hasNullsFirst = try reader.bool(field)
      default: try reader.skip(field)
      }
    }
    self.init(
      column: try reader.required(column, "column_idx"),
      isDescending: try reader.required(isDescending, "descending"),
      hasNullsFirst: try reader.required(hasNullsFirst, "nulls_first"))
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.int32(1, column)
    writer.bool(2, isDescending)
    writer.bool(3, hasNullsFirst)
    writer.endStruct()
  }
}
