extension PrimitiveType {
  /// The type of a column of a footer. The logical type counts, else the converted one.
  ///
  /// An annotation that does not suit the physical type is an error for decimals, whose values
  /// would come out wrong, and means nothing for others.
  init(_ element: SchemaElement) throws(ParquetError) {
    guard let physical = element.type else { throw .damaged("a column without a type") }
    var length = 0
    if physical == .fixedLengthByteArray {
      length = Int(element.typeLength ?? 0)
      guard length > 0 else {
        throw .damaged("`\(element.name)` has a fixed length of \(length) bytes")
      }
    }
    let logical = element.logicalType?.type ?? Self.logical(element)
    self.init(physical, length: length, logical: logical)
    if case .decimal(let scale, let precision) = logical {
      guard scale >= 0, precision > 0, scale <= precision, precision <= 1000 else {
        throw .damaged(
          "`\(element.name)` is a decimal of precision \(precision) and scale \(scale)")
      }
    }
    if !suits { self.logical = nil }
  }

  private static func logical(_ element: SchemaElement) -> LogicalType? {
    switch element.convertedType {
    case .utf8: .string
    case .enumeration: .enumeration
    case .decimal:
      .decimal(scale: element.scale ?? 0, precision: element.precision ?? 0)
    case .date: .date
    case .timeMillis: .time(isUTC: true, unit: .milliseconds)
    case .timeMicros: .time(isUTC: true, unit: .microseconds)
    case .timestampMillis: .timestamp(isUTC: true, unit: .milliseconds)
    case .timestampMicros: .timestamp(isUTC: true, unit: .microseconds)
    case .uint8: .integer(bits: 8, isSigned: false)
    case .uint16: .integer(bits: 16, isSigned: false)
    case .uint32: .integer(bits: 32, isSigned: false)
    case .uint64: .integer(bits: 64, isSigned: false)
    case .int8: .integer(bits: 8, isSigned: true)
    case .int16: .integer(bits: 16, isSigned: true)
    case .int32: .integer(bits: 32, isSigned: true)
    case .int64: .integer(bits: 64, isSigned: true)
    case .json: .json
    case .bson: .bson
    case .interval: .interval
    case .map, .mapKeyValue, .list, nil: nil
    }
  }

  /// Whether values of the physical type can have the logical one.
  private var suits: Bool {
    switch logical {
    case nil, .null: true
    case .string, .enumeration, .json, .bson: physical == .byteArray
    case .map, .list: false
    case .decimal:
      [.int32, .int64, .byteArray, .fixedLengthByteArray].contains(physical)
    case .date: physical == .int32
    case .time(_, let unit): physical == (unit == .milliseconds ? .int32 : .int64)
    case .timestamp: physical == .int64
    case .integer(let bits, _): physical == (bits == 64 ? .int64 : .int32)
    case .uuid: physical == .fixedLengthByteArray && length == 16
    case .float16: physical == .fixedLengthByteArray && length == 2
    case .interval: physical == .fixedLengthByteArray && length == 12
    }
  }

  /// The old annotation that readers from before `LogicalType` know.
  var convertedType: ConvertedType? {
    switch logical {
    case .string: .utf8
    case .enumeration: .enumeration
    case .decimal: .decimal
    case .date: .date
    case .time(true, .milliseconds): .timeMillis
    case .time(true, .microseconds): .timeMicros
    case .timestamp(true, .milliseconds): .timestampMillis
    case .timestamp(true, .microseconds): .timestampMicros
    case .integer(8, let isSigned): isSigned ? .int8 : .uint8
    case .integer(16, let isSigned): isSigned ? .int16 : .uint16
    case .integer(32, let isSigned): isSigned ? .int32 : .uint32
    case .integer(64, let isSigned): isSigned ? .int64 : .uint64
    case .json: .json
    case .bson: .bson
    case .interval: .interval
    default: nil
    }
  }
}
