/// Bytes of JSON rows: grows at its end, is emptied and used again.
@safe public struct RowBytes: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// How many bytes there are.
  public private(set) var count = 0

  /// No bytes.
  public init() {
    capacity = 1 << 12
    unsafe base = .allocate(capacity: capacity)
  }

  deinit { unsafe base.deallocate() }

  /// Forgets the bytes, keeps the room.
  public mutating func removeAll() { count = 0 }

  /// Lends `body` all bytes.
  public func withBytes<R, E>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> R
  ) throws(E) -> R {
    try unsafe body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// Appends one byte.
  @inline(__always)
  public mutating func append(_ byte: UInt8) {
    reserve(1)
    unsafe base[count] = byte
    count += 1
  }

  /// Replaces the byte at `index`, which is there.
  @inline(__always)
  mutating func replace(_ index: Int, by byte: UInt8) {
    if index < count { unsafe base[index] = byte }
  }

  /// Forgets the bytes from `count` on.
  mutating func truncate(to count: Int) { self.count = min(self.count, max(0, count)) }

  @inline(__always)
  mutating func append(_ source: UnsafePointer<UInt8>, count more: Int) {
    reserve(more)
    unsafe (base + count).update(from: source, count: more)
    count += more
  }

  mutating func append(_ text: StaticString) {
    unsafe append(text.utf8Start, count: text.utf8CodeUnitCount)
  }

  mutating func append(_ text: String) {
    for byte in text.utf8 { append(byte) }
  }

  /// Appends a whole number.
  mutating func append<T: FixedWidthInteger>(number value: T) {
    var digits: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
    var rest = value.magnitude
    if value < 0 { append(0x2d) }
    unsafe withUnsafeMutableBytes(of: &digits) { buffer in
      var index = buffer.count
      repeat {
        index -= 1
        unsafe buffer[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      guard let start = buffer.baseAddress else { return }
      unsafe append(
        (start + index).assumingMemoryBound(to: UInt8.self), count: buffer.count - index)
    }
  }

  @inline(__always)
  private mutating func reserve(_ more: Int) {
    if capacity - count < more { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let larger = max(count + more, capacity * 2)
    let next = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    unsafe next.update(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = next
    capacity = larger
  }
}

extension RowBytes {
  /// Appends text as a JSON string, with quotes. Bytes that are not UTF-8 go through as they are.
  ///
  /// Takes 32 bytes at a time where none is to be escaped, and may read up to 31 bytes beyond the
  /// end of the text, which the padding of `PageBytes` allows.
  mutating func appendPadded(_ source: UnsafePointer<UInt8>, count length: Int) {
    reserve(length + 34)
    unsafe base[count] = 0x22
    count += 1
    let source = unsafe UnsafeRawPointer(source)
    var done = 0
    while done < length {
      let words = unsafe (
        source.loadUnaligned(fromByteOffset: done, as: UInt64.self),
        source.loadUnaligned(fromByteOffset: done + 8, as: UInt64.self),
        source.loadUnaligned(fromByteOffset: done + 16, as: UInt64.self),
        source.loadUnaligned(fromByteOffset: done + 24, as: UInt64.self)
      )
      let target = unsafe UnsafeMutableRawPointer(base + count)
      unsafe target.storeBytes(of: words.0, as: UInt64.self)
      unsafe target.storeBytes(of: words.1, toByteOffset: 8, as: UInt64.self)
      unsafe target.storeBytes(of: words.2, toByteOffset: 16, as: UInt64.self)
      unsafe target.storeBytes(of: words.3, toByteOffset: 24, as: UInt64.self)
      let marks = (
        Self.marks(words.0), Self.marks(words.1), Self.marks(words.2), Self.marks(words.3)
      )
      let left = length - done
      if marks.0 | marks.1 | marks.2 | marks.3 == 0 {
        let some = min(32, left)
        done += some
        count += some
        continue
      }
      let clean =
        marks.0 != 0
        ? marks.0.trailingZeroBitCount >> 3
        : marks.1 != 0
          ? 8 + (marks.1.trailingZeroBitCount >> 3)
          : marks.2 != 0
            ? 16 + (marks.2.trailingZeroBitCount >> 3) : 24 + (marks.3.trailingZeroBitCount >> 3)
      guard clean < left else {
        count += left
        break
      }
      count += clean
      done += clean
      unsafe escape(source.load(fromByteOffset: done, as: UInt8.self))
      done += 1
      reserve(length - done + 34)
    }
    unsafe base[count] = 0x22
    count += 1
  }

  /// The high bit of the first byte that a JSON string cannot hold, and maybe of later ones.
  @inline(__always)
  private static func marks(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let word = UInt64(littleEndian: word)
    let quote = word ^ 0x2222_2222_2222_2222
    let slash = word ^ 0x5c5c_5c5c_5c5c_5c5c
    let control = (word &- 0x2020_2020_2020_2020) & ~word
    return (control | ((quote &- ones) & ~quote) | ((slash &- ones) & ~slash))
      & 0x8080_8080_8080_8080
  }

  private mutating func escape(_ byte: UInt8) {
    reserve(6)
    append(0x5c)
    switch byte {
    case 0x22, 0x5c: append(byte)
    case 0x0a: append(0x6e)
    case 0x0d: append(0x72)
    case 0x09: append(0x74)
    case 0x08: append(0x62)
    case 0x0c: append(0x66)
    default:
      append("u00" as StaticString)
      append(0x30 + (byte >> 4))
      append(byte & 15 < 10 ? 0x30 + (byte & 15) : 0x57 + (byte & 15))
    }
  }

  /// Appends text of any memory as a JSON string, with quotes.
  mutating func appendQuoted(_ text: String) {
    var bytes = Array(text.utf8)
    let count = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: PageBytes.padding))
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      unsafe appendPadded(start, count: count)
    }
  }
}
