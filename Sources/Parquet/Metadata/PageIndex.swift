/// Bounds of each data page of a column chunk (parquet.thrift, `ColumnIndex`).
struct ColumnIndex: ThriftStruct, Sendable, Equatable {
  /// How the bounds of the pages follow each other.
  enum BoundaryOrder: Int32, Sendable {
    case unordered = 0
    case ascending = 1
    case descending = 2
  }

  /// Whether a page has nulls alone; its bounds are empty then.
  var nullPages: [Bool]
  var minimums: [[UInt8]]
  var maximums: [[UInt8]]
  var boundaryOrder: BoundaryOrder
  var nullCounts: [Int64]?
  var repetitionHistograms: [Int64]?
  var definitionHistograms: [Int64]?
}

extension ColumnIndex {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    var nullPages: [Bool]?
    var minimums: [[UInt8]]?
    var maximums: [[UInt8]]?
    var order: Int32?
    var nullCounts: [Int64]?
    var repetitionHistograms: [Int64]?
    var definitionHistograms: [Int64]?
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: nullPages = try reader.bools(field)
      case 2: minimums = try reader.binaries(field)
      case 3: maximums = try reader.binaries(field)
      case 4: order = try reader.int32(field)
      case 5: nullCounts = try reader.int64s(field)
      case 6: repetitionHistograms = try reader.int64s(field)
      case 7: definitionHistograms = try reader.int64s(field)
      default: try reader.skip(field)
      }
    }
    guard let boundaryOrder = BoundaryOrder(rawValue: try reader.required(order, "boundary_order"))
    else { throw reader.error("unknown order of bounds") }
    self.init(
      nullPages: try reader.required(nullPages, "null_pages"),
      minimums: try reader.required(minimums, "min_values"),
      maximums: try reader.required(maximums, "max_values"), boundaryOrder: boundaryOrder,
      nullCounts: nullCounts, repetitionHistograms: repetitionHistograms,
      definitionHistograms: definitionHistograms)
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.bools(1, nullPages)
    writer.binaries(2, minimums)
    writer.binaries(3, maximums)
    writer.int32(4, boundaryOrder.rawValue)
    writer.int64s(5, nullCounts)
    writer.int64s(6, repetitionHistograms)
    writer.int64s(7, definitionHistograms)
    writer.endStruct()
  }
}

/// Where each data page of a column chunk lies (parquet.thrift, `OffsetIndex`).
struct OffsetIndex: ThriftStruct, Sendable, Equatable {
  var pages: [PageLocation]
  /// Bytes of the byte arrays of each page, lengths not counted.
  var byteArrayBytes: [Int64]?
}

extension OffsetIndex {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    var pages: [PageLocation]?
    var byteArrayBytes: [Int64]?
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: pages = try reader.structures(field)
      case 2: byteArrayBytes = try reader.int64s(field)
      default: try reader.skip(field)
      }
    }
    self.init(
      pages: try reader.required(pages, "page_locations"), byteArrayBytes: byteArrayBytes)
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.structures(1, pages)
    writer.int64s(2, byteArrayBytes)
    writer.endStruct()
  }
}

/// Where a data page lies.
struct PageLocation: ThriftStruct, Sendable, Equatable {
  /// Where its header begins, from the begin of the file.
  var offset: Int64
  /// Bytes in the file, the header counted.
  var byteCount: Int32
  /// Its first row, from the begin of the row group.
  var firstRow: Int64
}

extension PageLocation {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    var offset: Int64?
    var byteCount: Int32?
    var firstRow: Int64?
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: offset = try reader.size(field)
      case 2: byteCount = try reader.pageSize(field)
      case 3: firstRow = try reader.size(field)
      default: try reader.skip(field)
      }
    }
    self.init(
      offset: try reader.required(offset, "offset"),
      byteCount: try reader.required(byteCount, "compressed_page_size"),
      firstRow: try reader.required(firstRow, "first_row_index"))
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.int64(1, offset)
    writer.int32(2, byteCount)
    writer.int64(3, firstRow)
    writer.endStruct()
  }
}
