/// Writes Thrift's compact protocol.
///
/// A field that is `nil` is left out. Fields of a struct are written in rising order of their ids.
struct ThriftWriter {
  /// What has been written.
  private(set) var bytes: [UInt8] = []
  /// The last field id of each struct that is open.
  private var lastIDs: [Int16] = []

  // MARK: Structs

  /// Begins a struct: nothing is written, ids count from 0.
  mutating func beginStruct() { lastIDs.append(0) }

  /// Ends the struct that was begun last.
  mutating func endStruct() {
    bytes.append(ThriftType.stop.rawValue)
    lastIDs.removeLast()
  }

  /// Begins a field that is a struct; `endStruct` ends it.
  mutating func beginStruct(_ id: Int16) {
    header(id, .structure)
    beginStruct()
  }

  /// A field that is a struct without fields.
  mutating func emptyStruct(_ id: Int16) {
    beginStruct(id)
    endStruct()
  }

  mutating func structure<T: ThriftStruct>(_ id: Int16, _ value: T?) {
    guard let value else { return }
    header(id, .structure)
    value.write(to: &self)
  }

  // MARK: Values of fields

  mutating func bool(_ id: Int16, _ value: Bool?) {
    guard let value else { return }
    header(id, value ? .boolTrue : .boolFalse)
  }

  mutating func int8(_ id: Int16, _ value: Int8?) {
    guard let value else { return }
    header(id, .int8)
    bytes.append(UInt8(bitPattern: value))
  }

  mutating func int16(_ id: Int16, _ value: Int16?) {
    guard let value else { return }
    header(id, .int16)
    zigzag(Int64(value))
  }

  mutating func int32(_ id: Int16, _ value: Int32?) {
    guard let value else { return }
    header(id, .int32)
    zigzag(Int64(value))
  }

  mutating func int64(_ id: Int16, _ value: Int64?) {
    guard let value else { return }
    header(id, .int64)
    zigzag(value)
  }

  mutating func binary(_ id: Int16, _ value: [UInt8]?) {
    guard let value else { return }
    header(id, .binary)
    binary(value)
  }

  mutating func string(_ id: Int16, _ value: String?) {
    guard let value else { return }
    header(id, .binary)
    binary(Array(value.utf8))
  }

  // MARK: Lists

  mutating func structures<T: ThriftStruct>(_ id: Int16, _ values: [T]?) {
    guard let values else { return }
    list(id, .structure, values) { $0.write(to: &$1) }
  }

  mutating func int32s(_ id: Int16, _ values: [Int32]?) {
    guard let values else { return }
    list(id, .int32, values) { $1.zigzag(Int64($0)) }
  }

  mutating func int64s(_ id: Int16, _ values: [Int64]?) {
    guard let values else { return }
    list(id, .int64, values) { $1.zigzag($0) }
  }

  mutating func strings(_ id: Int16, _ values: [String]?) {
    guard let values else { return }
    list(id, .binary, values) { $1.binary(Array($0.utf8)) }
  }

  mutating func binaries(_ id: Int16, _ values: [[UInt8]]?) {
    guard let values else { return }
    list(id, .binary, values) { $1.binary($0) }
  }

  mutating func bools(_ id: Int16, _ values: [Bool]?) {
    guard let values else { return }
    list(id, .boolTrue, values) {
      $1.bytes.append($0 ? ThriftType.boolTrue.rawValue : ThriftType.boolFalse.rawValue)
    }
  }

  private mutating func list<T>(
    _ id: Int16, _ type: ThriftType, _ values: [T], _ write: (T, inout ThriftWriter) -> Void
  ) {
    header(id, .list)
    if values.count < 15 {
      bytes.append(UInt8(values.count) << 4 | type.rawValue)
    } else {
      bytes.append(0xf0 | type.rawValue)
      varint(UInt64(values.count))
    }
    for value in values { write(value, &self) }
  }

  // MARK: Bytes

  private mutating func header(_ id: Int16, _ type: ThriftType) {
    let delta = id - lastIDs[lastIDs.count - 1]
    if delta > 0, delta < 16 {
      bytes.append(UInt8(delta) << 4 | type.rawValue)
    } else {
      bytes.append(type.rawValue)
      zigzag(Int64(id))
    }
    lastIDs[lastIDs.count - 1] = id
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func zigzag(_ value: Int64) {
    varint(UInt64(bitPattern: value << 1 ^ value >> 63))
  }

  private mutating func binary(_ value: [UInt8]) {
    varint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }
}
