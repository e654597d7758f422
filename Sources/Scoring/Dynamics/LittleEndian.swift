/// Appends numbers to bytes, least significant byte first.
struct LittleEndianWriter {
  private(set) var bytes: [UInt8] = []

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func add(_ value: some FixedWidthInteger) {
    unsafe withUnsafeBytes(of: value.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func add(_ value: Float) { add(value.bitPattern) }
  mutating func add(_ value: Double) { add(value.bitPattern) }

  /// Length, then the numbers.
  mutating func add(_ values: [Float]) {
    add(UInt64(values.count))
    #if _endian(little)
      unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    #else
      for value in values { add(value) }
    #endif
  }

  mutating func add(_ text: String) {
    add(UInt32(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }
}

/// Reads what the writer wrote; every method gives `nil` when the bytes end too early.
struct LittleEndianReader {
  private let bytes: ArraySlice<UInt8>
  private var place: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes[...]
    place = 0
  }

  var isAtEnd: Bool { place == bytes.count }

  mutating func integer<T: FixedWidthInteger>(_ type: T.Type) -> T? {
    let size = T.bitWidth / 8
    guard bytes.count - place >= size else { return nil }
    var value: T = 0
    for k in (0..<size).reversed() { value = value << 8 | T(truncatingIfNeeded: bytes[place + k]) }
    place += size
    return value
  }

  mutating func double() -> Double? { integer(UInt64.self).map(Double.init(bitPattern:)) }

  mutating func floats() -> [Float]? {
    guard let count = integer(UInt64.self), count <= UInt64(bytes.count - place) / 4 else {
      return nil
    }
    defer { place += 4 * Int(count) }
    return unsafe bytes.withUnsafeBytes { all in
      (0..<Int(count)).map { k in
        Float(
          bitPattern: UInt32(
            littleEndian: unsafe all.loadUnaligned(
              fromByteOffset: place + 4 * k, as: UInt32.self)))
      }
    }
  }

  /// All the bytes that are left, if they are as many as the number before them says.
  mutating func rest() -> [UInt8]? {
    guard let count = integer(UInt64.self), count == UInt64(bytes.count - place) else { return nil }
    defer { place = bytes.count }
    return Array(bytes[place...])
  }

  mutating func text() -> String? {
    guard let count = integer(UInt32.self), Int(count) <= bytes.count - place else { return nil }
    defer { place += Int(count) }
    return String(decoding: bytes[place..<place + Int(count)], as: UTF8.self)
  }
}
