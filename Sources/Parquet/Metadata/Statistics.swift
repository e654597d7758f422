/// Bounds and counts of the values of a column chunk or page (parquet.thrift, `Statistics`).
///
/// Bounds are values in plain encoding, without the length before byte arrays.
public struct Statistics: ThriftStruct, Sendable, Equatable {
  /// Deprecated: ordered as signed bytes.
  var signedMax: [UInt8]?
  /// Deprecated: ordered as signed bytes.
  var signedMin: [UInt8]?
  /// How many are null.
  public internal(set) var nullCount: Int64?
  /// How many differ.
  public internal(set) var distinctCount: Int64?
  /// No value is greater.
  public internal(set) var max: [UInt8]?
  /// No value is less.
  public internal(set) var min: [UInt8]?
  /// Whether `max` is a value itself, not a cut one.
  public internal(set) var isMaxExact: Bool?
  /// Whether `min` is a value itself, not a cut one.
  public internal(set) var isMinExact: Bool?
}

extension Statistics {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    self.init()
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: signedMax = try reader.binary(field)
      case 2: signedMin = try reader.binary(field)
      case 3: nullCount = try reader.int64(field)
      case 4: distinctCount = try reader.int64(field)
      case 5: max = try reader.binary(field)
      case 6: min = try reader.binary(field)
      case 7: isMaxExact = try reader.bool(field)
      case 8: isMinExact = try reader.bool(field)
      default: try reader.skip(field)
      }
    }
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.binary(1, signedMax)
    writer.binary(2, signedMin)
    writer.int64(3, nullCount)
    writer.int64(4, distinctCount)
    writer.binary(5, max)
    writer.binary(6, min)
    writer.bool(7, isMaxExact)
    writer.bool(8, isMinExact)
    writer.endStruct()
  }
}

/// What a column chunk takes in memory (parquet.thrift, `SizeStatistics`).
struct SizeStatistics: ThriftStruct, Sendable, Equatable {
  /// Bytes of all byte arrays, lengths not counted.
  var byteArrayBytes: Int64?
  /// How many entries have each repetition level.
  var repetitionHistogram: [Int64]?
  /// How many entries have each definition level.
  var definitionHistogram: [Int64]?
}

extension SizeStatistics {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    self.init()
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: byteArrayBytes = try reader.int64(field)
      case 2: repetitionHistogram = try reader.int64s(field)
      case 3: definitionHistogram = try reader.int64s(field)
      default: try reader.skip(field)
      }
    }
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.int64(1, byteArrayBytes)
    writer.int64s(2, repetitionHistogram)
    writer.int64s(3, definitionHistogram)
    writer.endStruct()
  }
}
