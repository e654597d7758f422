/// The unit of a time or timestamp.
public enum TimeUnit: Int16, Sendable, Hashable {
  /// Thousandths of a second.
  case milliseconds = 1
  /// Millionths of a second.
  case microseconds = 2
  /// Billionths of a second.
  case nanoseconds = 3

  /// How many make a second.
  public var perSecond: Int64 {
    switch self {
    case .milliseconds: 1000
    case .microseconds: 1_000_000
    case .nanoseconds: 1_000_000_000
    }
  }
}

/// What a value or group means (LogicalTypes.md).
public enum LogicalType: Sendable, Hashable {
  /// UTF-8 text.
  case string
  /// A group of keys and values.
  case map
  /// A group of elements.
  case list
  /// Text out of a small set.
  case enumeration
  /// A whole number divided by 10 to the power of `scale`.
  case decimal(scale: Int32, precision: Int32)
  /// Days since 1970-01-01.
  case date
  /// Time of day.
  case time(isUTC: Bool, unit: TimeUnit)
  /// Time since 1970-01-01; a local time where it is not UTC.
  case timestamp(isUTC: Bool, unit: TimeUnit)
  /// A whole number of 8, 16, 32 or 64 bits.
  case integer(bits: Int8, isSigned: Bool)
  /// Always null.
  case null
  /// A JSON text.
  case json
  /// A BSON document.
  case bson
  /// 16 bytes.
  case uuid
  /// IEEE 754, 16 bits.
  case float16
  /// Months, days, milliseconds; known by its converted type alone.
  case interval
}

/// `LogicalType` on the wire: a union of structs. A kind that is not known reads as `nil`.
struct LogicalTypeUnion: ThriftStruct, Sendable, Equatable {
  var type: LogicalType?
}

extension LogicalTypeUnion {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    var type: LogicalType?
    try reader.beginStruct()
    while let field = try reader.nextField() {
      guard field.type == .structure else {
        try reader.skip(field)
        continue
      }
      switch field.id {
      case 5: type = try Self.decimal(&reader)
      case 7:
        let (isUTC, unit) = try Self.time(&reader)
        type = .time(isUTC: isUTC, unit: unit)
      case 8:
        let (isUTC, unit) = try Self.time(&reader)
        type = .timestamp(isUTC: isUTC, unit: unit)
      case 10: type = try Self.integer(&reader)
      default:
        type = Self.withoutFields[field.id]
        try reader.skip(field)
      }
    }
    self.type = type
  }

  private static let withoutFields: [Int16: LogicalType] = [
    1: .string, 2: .map, 3: .list, 4: .enumeration, 6: .date, 11: .null, 12: .json, 13: .bson,
    14: .uuid, 15: .float16,
  ]

  private static func decimal(
    _ reader: inout ThriftReader
  ) throws(ParquetError) -> LogicalType {
    var scale: Int32?
    var precision: Int32?
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: scale = try reader.int32(field)
      case 2: precision = try reader.int32(field)
      default: try reader.skip(field)
      }
    }
    return .decimal(
      scale: try reader.required(scale, "scale"),
      precision: try reader.required(precision, "precision"))
  }

  private static func time(
    _ reader: inout ThriftReader
  ) throws(ParquetError) -> (isUTC: Bool, unit: TimeUnit) {
    var isUTC: Bool?
    var unit: TimeUnit?
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: isUTC = try reader.bool(field)
      case 2 where field.type == .structure:
        try reader.beginStruct()
        while let member = try reader.nextField() {
          unit = TimeUnit(rawValue: member.id)
          try reader.skip(member)
        }
      default: try reader.skip(field)
      }
    }
    return (
      try reader.required(isUTC, "isAdjustedToUTC"), try reader.required(unit, "unit")
    )
  }

  private static func integer(
    _ reader: inout ThriftReader
  ) throws(ParquetError) -> LogicalType {
    var bits: Int64?
    var isSigned: Bool?
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1: bits = try reader.int64(field)
      case 2: isSigned = try reader.bool(field)
      default: try reader.skip(field)
      }
    }
    guard let bits, let width = Int8(exactly: bits), [8, 16, 32, 64].contains(width) else {
      throw reader.error("an integer type of a width other than 8, 16, 32, 64")
    }
    return .integer(bits: width, isSigned: try reader.required(isSigned, "isSigned"))
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    switch type {
    case .string: writer.emptyStruct(1)
    case .map: writer.emptyStruct(2)
    case .list: writer.emptyStruct(3)
    case .enumeration: writer.emptyStruct(4)
    case .decimal(let scale, let precision):
      writer.beginStruct(5)
      writer.int32(1, scale)
      writer.int32(2, precision)
      writer.endStruct()
    case .date: writer.emptyStruct(6)
    case .time(let isUTC, let unit): Self.write(7, isUTC, unit, to: &writer)
    case .timestamp(let isUTC, let unit): Self.write(8, isUTC, unit, to: &writer)
    case .integer(let bits, let isSigned):
      writer.beginStruct(10)
      writer.int8(1, bits)
      writer.bool(2, isSigned)
      writer.endStruct()
    case .null: writer.emptyStruct(11)
    case .json: writer.emptyStruct(12)
    case .bson: writer.emptyStruct(13)
    case .uuid: writer.emptyStruct(14)
    case .float16: writer.emptyStruct(15)
    case .interval, nil: break
    }
    writer.endStruct()
  }

  private static func write(
    _ id: Int16, _ isUTC: Bool, _ unit: TimeUnit, to writer: inout ThriftWriter
  ) {
    writer.beginStruct(id)
    writer.bool(1, isUTC)
    writer.beginStruct(2)
    writer.emptyStruct(unit.rawValue)
    writer.endStruct()
    writer.endStruct()
  }
}
