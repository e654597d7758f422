/// How values lie in a page; a number that is not among the known ones is kept as it is.
public struct Encoding: RawRepresentable, Hashable, Sendable {
  /// The number in the file.
  public var rawValue: Int32
  /// An encoding by its number.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// Values one after the other.
  public static let plain = Self(rawValue: 0)
  /// The old name of dictionary pages and of indices into them.
  public static let plainDictionary = Self(rawValue: 2)
  /// Runs and bit-packed groups.
  public static let rle = Self(rawValue: 3)
  /// Bits from the highest; deprecated, levels only.
  public static let bitPacked = Self(rawValue: 4)
  /// Integers as differences.
  public static let deltaBinaryPacked = Self(rawValue: 5)
  /// All lengths, then all bytes.
  public static let deltaLengthByteArray = Self(rawValue: 6)
  /// Each value by what it shares with the one before.
  public static let deltaByteArray = Self(rawValue: 7)
  /// Indices into the dictionary, as runs and bit-packed groups.
  public static let rleDictionary = Self(rawValue: 8)
  /// The first bytes of all values, then the second, and so on.
  public static let byteStreamSplit = Self(rawValue: 9)

  static let names: [Int32: String] = [
    0: "PLAIN", 2: "PLAIN_DICTIONARY", 3: "RLE", 4: "BIT_PACKED", 5: "DELTA_BINARY_PACKED",
    6: "DELTA_LENGTH_BYTE_ARRAY", 7: "DELTA_BYTE_ARRAY", 8: "RLE_DICTIONARY",
    9: "BYTE_STREAM_SPLIT",
  ]
}

extension Encoding: CustomStringConvertible {
  /// The name in the format's own documents.
  public var description: String { Self.names[rawValue] ?? "encoding \(rawValue)" }
}

/// How pages are compressed; a number that is not among the known ones is kept as it is.
public struct Codec: RawRepresentable, Hashable, Sendable {
  /// The number in the file.
  public var rawValue: Int32
  /// A codec by its number.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// Not compressed.
  public static let uncompressed = Self(rawValue: 0)
  /// Snappy's block format.
  public static let snappy = Self(rawValue: 1)
  /// Gzip members, or zlib's own frame.
  public static let gzip = Self(rawValue: 2)
  /// Not read: no free library is common.
  public static let lzo = Self(rawValue: 3)
  /// Brotli.
  public static let brotli = Self(rawValue: 4)
  /// LZ4 in Hadoop's frame; deprecated, read only.
  public static let lz4 = Self(rawValue: 5)
  /// Zstandard frames.
  public static let zstd = Self(rawValue: 6)
  /// One LZ4 block.
  public static let lz4Raw = Self(rawValue: 7)

  static let names: [Int32: String] = [
    0: "UNCOMPRESSED", 1: "SNAPPY", 2: "GZIP", 3: "LZO", 4: "BROTLI", 5: "LZ4", 6: "ZSTD",
    7: "LZ4_RAW",
  ]
}

extension Codec: CustomStringConvertible {
  /// The name in the format's own documents.
  public var description: String { Self.names[rawValue] ?? "codec \(rawValue)" }
}

/// What a page holds; pages of unknown kinds are passed over.
public struct PageType: RawRepresentable, Hashable, Sendable {
  /// The number in the file.
  public var rawValue: Int32
  /// A kind by its number.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// Levels and values, compressed together.
  public static let data = Self(rawValue: 0)
  /// Never written by anyone.
  public static let index = Self(rawValue: 1)
  /// The dictionary of a column chunk.
  public static let dictionary = Self(rawValue: 2)
  /// Levels, not compressed, then values.
  public static let dataV2 = Self(rawValue: 3)
}

/// How a value lies in memory and in plain pages.
public enum PhysicalType: Int32, Sendable, Hashable {
  /// A bit.
  case boolean = 0
  /// 32 bits, signed.
  case int32 = 1
  /// 64 bits, signed.
  case int64 = 2
  /// 12 bytes: nanoseconds of the day, Julian day; deprecated.
  case int96 = 3
  /// IEEE 754, 32 bits.
  case float = 4
  /// IEEE 754, 64 bits.
  case double = 5
  /// Bytes of any length.
  case byteArray = 6
  /// Bytes of the column's length.
  case fixedLengthByteArray = 7
}

extension PhysicalType: CustomStringConvertible {
  /// The name in the format's own documents.
  public var description: String {
    switch self {
    case .boolean: "BOOLEAN"
    case .int32: "INT32"
    case .int64: "INT64"
    case .int96: "INT96"
    case .float: "FLOAT"
    case .double: "DOUBLE"
    case .byteArray: "BYTE_ARRAY"
    case .fixedLengthByteArray: "FIXED_LEN_BYTE_ARRAY"
    }
  }
}

/// How often a field stands in what holds it.
public enum Repetition: Int32, Sendable, Hashable {
  /// Once.
  case required = 0
  /// Once or not at all.
  case optional = 1
  /// Any number of times.
  case repeated = 2
}

/// The old annotations, from before `LogicalType`.
enum ConvertedType: Int32, Sendable, Hashable {
  case utf8 = 0
  case map, mapKeyValue, list, enumeration, decimal, date, timeMillis, timeMicros
  case timestampMillis, timestampMicros
  case uint8, uint16, uint32, uint64, int8, int16, int32, int64
  case json, bson, interval
}
