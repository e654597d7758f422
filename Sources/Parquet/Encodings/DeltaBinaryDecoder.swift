/// Decodes integers that are stored as differences (Encodings.md, "DELTA_BINARY_PACKED").
///
/// Sums wrap around at 64 bits, as the format has it; 32-bit columns take the low half.
@safe struct DeltaBinaryDecoder {
  private let bytes: UnsafePointer<UInt8>
  private let end: Int
  /// The next byte.
  private(set) var position: Int
  private let valuesPerMiniblock: Int
  private let miniblocks: Int
  /// Values in all.
  let count: Int
  private var left: Int
  private var last: UInt64
  private var isFirst = true
  private var minDelta: UInt64 = 0
  /// Where the widths of the block's miniblocks lie, and which of them is next.
  private var widths = 0
  private var miniblock: Int
  private var width = 0
  private var bit = 0
  private var leftInMiniblock = 0

  /// Begins at `position`. Errors: `damaged` where the header is.
  init(
    _ bytes: UnsafePointer<UInt8>, from position: Int = 0, to end: Int
  ) throws(ParquetError) {
    unsafe self.bytes = bytes
    self.end = end
    self.position = position
    var cursor = unsafe VarintCursor(bytes, position, end)
    let block = try cursor.next()
    let miniblocks = try cursor.next()
    let count = try cursor.next()
    let first = try cursor.next()
    guard block > 0, block <= 1 << 31, miniblocks > 0, miniblocks <= block, count <= 1 << 31,
      block % miniblocks == 0, block / miniblocks % 8 == 0
    else { throw .damaged("blocks of \(block) differences in \(miniblocks) parts") }
    valuesPerMiniblock = Int(block / miniblocks)
    self.miniblocks = Int(miniblocks)
    self.count = Int(count)
    left = Int(count)
    last = VarintCursor.zigzag(first)
    miniblock = self.miniblocks
    self.position = cursor.position
  }

  /// Decodes `wanted` values and gives each to `body`.
  ///
  /// Errors: `damaged` where there are fewer, or the bytes end.
  mutating func next(
    _ wanted: Int, _ body: (Int, UInt64) -> Void
  ) throws(ParquetError) {
    guard wanted <= left else { throw .damaged("differences end before their values do") }
    left -= wanted
    var done = 0
    if isFirst, wanted > 0 {
      isFirst = false
      body(0, last)
      done = 1
    }
    while done < wanted {
      if leftInMiniblock == 0 { try beginMiniblock() }
      let some = min(leftInMiniblock, wanted - done)
      for index in done..<done + some {
        last = last &+ minDelta &+ nextBits()
        body(index, last)
      }
      leftInMiniblock -= some
      done += some
    }
  }

  /// Passes over the values that are left and returns where the bytes after them begin.
  mutating func skipToEnd() throws(ParquetError) -> Int {
    while left > 0 {
      if isFirst {
        isFirst = false
        left -= 1
        continue
      }
      if leftInMiniblock == 0 { try beginMiniblock() }
      let some = min(leftInMiniblock, left)
      leftInMiniblock -= some
      left -= some
    }
    return position
  }

  private mutating func beginMiniblock() throws(ParquetError) {
    if miniblock == miniblocks {
      var cursor = unsafe VarintCursor(bytes, position, end)
      minDelta = VarintCursor.zigzag(try cursor.next())
      widths = cursor.position
      guard miniblocks <= end - widths else { throw Self.tooShort }
      position = widths + miniblocks
      miniblock = 0
    }
    width = Int(unsafe bytes[widths + miniblock])
    guard width <= 64 else { throw .damaged("differences of \(width) bits") }
    miniblock += 1
    let size = valuesPerMiniblock / 8 * width
    // The last miniblock may be cut where its values end; after another there is nothing to read.
    let available = min(size, end - position)
    leftInMiniblock =
      width == 0 ? valuesPerMiniblock : min(valuesPerMiniblock, available * 8 / width)
    guard leftInMiniblock > 0 else { throw Self.tooShort }
    bit = position * 8
    position += available
  }

  private mutating func nextBits() -> UInt64 {
    guard width > 0 else { return 0 }
    let source = unsafe UnsafeRawPointer(bytes)
    let shift = UInt64(bit & 7)
    // Within the padding at the end of the page.
    var value = unsafe source.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self) >> shift
    if width + Int(shift) > 64 {
      value |= unsafe UInt64(bytes[(bit >> 3) + 8]) << (64 - shift)
    }
    bit &+= width
    return width == 64 ? value : value & ((1 << UInt64(width)) - 1)
  }

  private static var tooShort: ParquetError { .damaged("differences end before their values do") }
}

/// Reads numbers of seven bits a byte.
@safe struct VarintCursor {
  private let bytes: UnsafePointer<UInt8>
  private(set) var position: Int
  private let end: Int

  init(_ bytes: UnsafePointer<UInt8>, _ position: Int, _ end: Int) {
    unsafe self.bytes = bytes
    self.position = position
    self.end = end
  }

  mutating func next() throws(ParquetError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 70 {
      guard position < end else { throw .damaged("a number is cut") }
      let byte = unsafe bytes[position]
      position += 1
      value |= UInt64(byte & 0x7f) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
    }
    throw .damaged("a number is out of range")
  }

  static func zigzag(_ value: UInt64) -> UInt64 { value >> 1 ^ (0 &- (value & 1)) }
}
