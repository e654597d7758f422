/// The footer of a file (parquet.thrift, `FileMetaData`).
public struct FileMetadata: ThriftStruct, Sendable, Equatable {
  /// The version of the format; 1 or 2, and nobody knows what sets them apart.
  public internal(set) var version: Int32
  var schema: [SchemaElement]
  /// Rows of all row groups.
  public internal(set) var rowCount: Int64
  /// In the order of the rows.
  public internal(set) var rowGroups: [RowGroup]
  /// What the writer noted of itself.
  public internal(set) var keyValues: [KeyValue]?
  /// The writer and its version.
  public internal(set) var createdBy: String?
  var columnOrders: [ColumnOrder]?
  /// Whether column chunks are encrypted though the footer is not.
  var isEncrypted: Bool = false
}

extension FileMetadata {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    var version: Int32?
    var schema: [SchemaElement]?
    var rowCount: Int64?
    var rowGroups: [RowGroup]?
    var keyValues: [KeyValue]?
    var createdBy: String?
    var columnOrders: [ColumnOrder]?
    var isEncrypted = false
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: version = try reader.int32(field)
      case 2: schema = try reader.structures(field)
      case 3: rowCount = try reader.size(field)
      case 4: rowGroups = try reader.structures(field)
      case 5: keyValues = try reader.structures(field)
      case 6: createdBy = try reader.string(field)
      case 7: columnOrders = try reader.structures(field)
      case 8:
        isEncrypted = true
        try reader.skip(field)
      default: try reader.skip(field)
      }
    }
    self.init(
      version: try reader.required(version, "version"),
      schema: try reader.required(schema, "schema"),
      rowCount: try reader.required(rowCount, "num_rows"),
      rowGroups: try reader.required(rowGroups, "row_groups"),
      keyValues: keyValues, createdBy: createdBy, columnOrders: columnOrders,
      isEncrypted: isEncrypted)
  }

  /// Writes every field but those of encryption.
  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.int32(1, version)
    writer.structures(2, schema)
    writer.int64(3, rowCount)
    writer.structures(4, rowGroups)
    writer.structures(5, keyValues)
    writer.string(6, createdBy)
    writer.structures(7, columnOrders)
    writer.endStruct()
  }
}

/// A note of the writer.
public struct KeyValue: ThriftStruct, Sendable, Equatable {
  /// Its name.
  public internal(set) var key: String
  /// Its text.
  public internal(set) var value: String?
}

extension KeyValue {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    var key: String?
    var value: String?
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: key = try reader.string(field)
      case 2: value = try reader.string(field)
      default: try reader.skip(field)
      }
    }
    self.init(key: try reader.required(key, "key"), value: value)
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.string(1, key)
    writer.string(2, value)
    writer.endStruct()
  }
}

/// How the bounds of a column are ordered: by its type, or in a way that is not known.
struct ColumnOrder: ThriftStruct, Sendable, Equatable {
  var isTypeDefined: Bool
}

extension ColumnOrder {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    isTypeDefined = false
    try reader.beginStruct()
    while let field = try reader.nextField() {
      if field.id == 1 { isTypeDefined = true }
      try reader.skip(field)
    }
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    if isTypeDefined { writer.emptyStruct(1) }
    writer.endStruct()
  }
}
