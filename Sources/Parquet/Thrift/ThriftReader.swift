/// Reads Thrift's compact protocol from bytes that may be anything.
///
/// Counts are held against the bytes that are left, nesting against a limit, so that no input makes
/// it allocate more than a small multiple of itself, or recur without end.
struct ThriftReader {
  /// How deep structs and lists may nest; Parquet's own go to about eight.
  static let maxDepth = 24

  private let bytes: [UInt8]
  /// The next byte.
  private(set) var position: Int
  private let end: Int
  /// Where `bytes[0]` lies in the file.
  private let base: Int
  private let part: String
  /// The last field id of each struct that is open.
  private var lastIDs: [Int16] = []
  /// Bytes of memory that the structs of lists took so far.
  private var structBytes = 0

  /// Reads `bytes` from `position` to `end`; `base` and `part` are for messages.
  init(_ bytes: [UInt8], from position: Int = 0, to end: Int? = nil, base: Int, part: String) {
    self.bytes = bytes
    self.end = min(end ?? bytes.count, bytes.count)
    self.position = min(max(position, 0), self.end)
    self.base = base
    self.part = part
  }

  private var left: Int { end - position }

  /// An error at the next byte.
  func error(_ reason: String, kind: ParquetError.Kind = .damaged) -> ParquetError {
    ParquetError(kind, reason, place: .init(part: part, offset: base + position))
  }

  // MARK: Structs

  /// Begins a struct; `nextField` ends it.
  mutating func beginStruct() throws(ParquetError) {
    guard lastIDs.count < Self.maxDepth else { throw error("metadata is nested too deep") }
    lastIDs.append(0)
  }

  /// The next field of the struct that is open, or `nil` at its end.
  mutating func nextField() throws(ParquetError) -> ThriftField? {
    let byte = try self.byte()
    guard let type = ThriftType(rawValue: byte & 0x0f) else {
      throw error("unknown type in metadata: \(byte & 0x0f)")
    }
    guard type != .stop else {
      lastIDs.removeLast()
      return nil
    }
    let last = lastIDs[lastIDs.count - 1]
    let delta = Int16(byte >> 4)
    let id: Int16
    if delta != 0 {
      let (sum, overflows) = last.addingReportingOverflow(delta)
      guard !overflows else { throw error("field number out of range") }
      id = sum
    } else {
      guard let number = Int16(exactly: try zigzag()) else {
        throw error("field number out of range")
      }
      id = number
    }
    lastIDs[lastIDs.count - 1] = id
    return ThriftField(id: id, type: type)
  }

  /// The value of a field that is a struct.
  mutating func structure<T: ThriftStruct>(
    _ field: ThriftField, as type: T.Type = T.self
  ) throws(ParquetError) -> T {
    try expect(.structure, field)
    return try T(reading: &self)
  }

  // MARK: Values of fields

  mutating func bool(_ field: ThriftField) throws(ParquetError) -> Bool {
    guard field.type == .boolTrue || field.type == .boolFalse else { throw wrongType(field) }
    return field.type == .boolTrue
  }

  mutating func int64(_ field: ThriftField) throws(ParquetError) -> Int64 {
    switch field.type {
    case .int16, .int32, .int64: return try zigzag()
    case .int8: return Int64(Int8(bitPattern: try byte()))
    default: throw wrongType(field)
    }
  }

  mutating func int32(_ field: ThriftField) throws(ParquetError) -> Int32 {
    guard let value = Int32(exactly: try int64(field)) else {
      throw error("field \(field.id) does not fit 32 bits")
    }
    return value
  }

  /// A count, size or offset: not negative.
  mutating func size(_ field: ThriftField) throws(ParquetError) -> Int64 {
    let value = try int64(field)
    guard value >= 0 else { throw error("negative size or offset: \(value)") }
    return value
  }

  mutating func binary(_ field: ThriftField) throws(ParquetError) -> [UInt8] {
    try expect(.binary, field)
    return try binary()
  }

  /// Text; what is not UTF-8 is repaired.
  mutating func string(_ field: ThriftField) throws(ParquetError) -> String {
    String(decoding: try binary(field), as: UTF8.self)
  }

  // MARK: Lists

  /// Reads each element of a list by `read`.
  mutating func list<T>(
    _ field: ThriftField, of type: ThriftType,
    _ read: (inout ThriftReader) throws(ParquetError) -> T
  ) throws(ParquetError) -> [T] {
    try expect(.list, field)
    let (count, found) = try listHeader()
    guard count == 0 || found == type || (type == .boolTrue && found == .boolFalse) else {
      throw error("a list of field \(field.id) holds values of another type")
    }
    var values: [T] = []
    for _ in 0..<count { values.append(try read(&self)) }
    return values
  }

  mutating func structures<T: ThriftStruct>(
    _ field: ThriftField, of type: T.Type = T.self
  ) throws(ParquetError) -> [T] {
    try list(field, of: .structure) { (reader: inout ThriftReader) throws(ParquetError) -> T in
      // A struct can be a byte here and hundreds in memory; those of real files are not.
      reader.structBytes += MemoryLayout<T>.stride
      guard reader.structBytes <= (16 << 20) + 8 * reader.end else {
        throw reader.error("metadata of more parts than its length can hold")
      }
      return try T(reading: &reader)
    }
  }

  mutating func int32s(_ field: ThriftField) throws(ParquetError) -> [Int32] {
    try list(field, of: .int32) { (reader: inout ThriftReader) throws(ParquetError) -> Int32 in
      guard let value = Int32(exactly: try reader.zigzag()) else {
        throw reader.error("element does not fit 32 bits")
      }
      return value
    }
  }

  mutating func int64s(_ field: ThriftField) throws(ParquetError) -> [Int64] {
    try list(field, of: .int64) { (reader: inout ThriftReader) throws(ParquetError) -> Int64 in
      try reader.zigzag()
    }
  }

  mutating func strings(_ field: ThriftField) throws(ParquetError) -> [String] {
    try list(field, of: .binary) { (reader: inout ThriftReader) throws(ParquetError) -> String in
      String(decoding: try reader.binary(), as: UTF8.self)
    }
  }

  mutating func binaries(_ field: ThriftField) throws(ParquetError) -> [[UInt8]] {
    try list(field, of: .binary) { (reader: inout ThriftReader) throws(ParquetError) -> [UInt8] in
      try reader.binary()
    }
  }

  mutating func bools(_ field: ThriftField) throws(ParquetError) -> [Bool] {
    try list(field, of: .boolTrue) { (reader: inout ThriftReader) throws(ParquetError) -> Bool in
      try reader.byte() == ThriftType.boolTrue.rawValue
    }
  }

  // MARK: Skipping

  /// Passes over a field that nobody asked for.
  mutating func skip(_ field: ThriftField) throws(ParquetError) {
    if field.type != .boolTrue, field.type != .boolFalse { try skip(field.type, depth: 0) }
  }

  private mutating func skip(_ type: ThriftType, depth: Int) throws(ParquetError) {
    guard depth < Self.maxDepth else { throw error("metadata is nested too deep") }
    switch type {
    case .stop: throw error("an element without a type")
    case .boolTrue, .boolFalse, .int8: _ = try byte()
    case .int16, .int32, .int64: _ = try varint()
    case .double: try advance(8)
    case .uuid: try advance(16)
    case .binary: try advance(try length())
    case .list, .set:
      let (count, element) = try listHeader()
      for _ in 0..<count { try skip(element, depth: depth + 1) }
    case .map:
      let count = try length()
      guard count > 0 else { return }
      let types = try byte()
      guard let key = ThriftType(rawValue: types >> 4), let value = ThriftType(rawValue: types & 15)
      else { throw error("unknown type in metadata") }
      for _ in 0..<count {
        try skip(key, depth: depth + 1)
        try skip(value, depth: depth + 1)
      }
    case .structure:
      try beginStruct()
      while let field = try nextField() {
        if field.type == .boolTrue || field.type == .boolFalse { continue }
        try skip(field.type, depth: depth + 1)
      }
    }
  }

  // MARK: Bytes

  private mutating func byte() throws(ParquetError) -> UInt8 {
    guard position < end else { throw error("metadata ends too early") }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func advance(_ count: Int) throws(ParquetError) {
    guard count <= left else { throw error("metadata ends too early") }
    position += count
  }

  private mutating func varint() throws(ParquetError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      // The tenth byte has one bit to give.
      guard shift < 63 || next <= 1 else { throw error("number out of range") }
      value |= UInt64(next & 0x7f) << shift
      if next & 0x80 == 0 { return value }
      shift += 7
    }
  }

  private mutating func zigzag() throws(ParquetError) -> Int64 {
    let value = try varint()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// A count of things that take a byte each at least.
  private mutating func length() throws(ParquetError) -> Int {
    let value = try varint()
    guard value <= UInt64(left) else { throw error("a count of \(value) exceeds what is there") }
    return Int(value)
  }

  private mutating func binary() throws(ParquetError) -> [UInt8] {
    let count = try length()
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  private mutating func listHeader() throws(ParquetError) -> (count: Int, type: ThriftType) {
    let header = try byte()
    guard let type = ThriftType(rawValue: header & 0x0f) else {
      throw error("unknown type in metadata: \(header & 0x0f)")
    }
    if header >> 4 == 15 { return (try length(), type) }
    let count = Int(header >> 4)
    guard count <= left else { throw error("a count of \(count) exceeds what is there") }
    return (count, type)
  }

  private func expect(_ type: ThriftType, _ field: ThriftField) throws(ParquetError) {
    guard field.type == type else { throw wrongType(field) }
  }

  private func wrongType(_ field: ThriftField) -> ParquetError {
    error("field \(field.id) has a type the format does not give it")
  }
}

extension ThriftReader {
  /// The value of a field that must be there.
  func required<T>(_ value: T?, _ name: String) throws(ParquetError) -> T {
    guard let value else { throw error("`\(name)` is missing") }
    return value
  }
}
