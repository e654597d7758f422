/// The wire types of Thrift's compact protocol (thrift-compact-protocol.md, "Struct encoding").
///
/// A Boolean field has its value in its type; a Boolean element of a list is a byte.
enum ThriftType: UInt8 {
  case stop = 0
  case boolTrue = 1
  case boolFalse = 2
  case int8 = 3
  case int16 = 4
  case int32 = 5
  case int64 = 6
  case double = 7
  case binary = 8
  case list = 9
  case set = 10
  case map = 11
  case structure = 12
  case uuid = 13
}

/// The header of one field of a struct.
struct ThriftField {
  var id: Int16
  var type: ThriftType
}

/// A struct of the file's metadata.
protocol ThriftStruct {
  /// Reads the fields to the end of the struct; what is unknown is skipped.
  init(reading reader: inout ThriftReader) throws(ParquetError)
  /// Writes the fields and the end of the struct.
  func write(to writer: inout ThriftWriter)
}

extension ThriftStruct {
  /// The struct by itself, as bytes.
  func thriftBytes() -> [UInt8] {
    var writer = ThriftWriter()
    write(to: &writer)
    return writer.bytes
  }
}
