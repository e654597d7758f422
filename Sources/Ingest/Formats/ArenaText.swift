internal import Records

// Comparing and searching texts where they lie.

extension ByteArena {
  /// Whether two texts are equal, byte for byte.
  func areEqual(_ a: ByteSlice, _ b: ByteSlice) -> Bool {
    unsafe a.count == b.count && (a.start == b.start || self[a].hasBytes(of: self[b]))
  }

  /// Whether `slice` is `text`.
  func `is`(_ slice: ByteSlice, _ text: StaticString) -> Bool {
    slice.count == text.utf8CodeUnitCount && starts(slice, with: text)
  }

  /// Whether `slice` begins with `text`.
  func starts(_ slice: ByteSlice, with text: StaticString) -> Bool {
    let size = text.utf8CodeUnitCount
    guard slice.count >= size else { return false }
    let head = unsafe self[ByteSlice(start: slice.start, count: UInt32(size))]
    return unsafe head.hasBytes(
      of: UnsafeRawBufferPointer(start: text.utf8Start, count: size))
  }

  /// The byte at `offset` of the arena, which lies in use.
  subscript(at offset: UInt32) -> UInt8 {
    unsafe self[ByteSlice(start: offset, count: 1)][0]
  }

  /// Where the next `byte` is in `slice`, at or after `offset`; offsets count from the arena's
  /// start.
  func position(of byte: UInt8, in slice: ByteSlice, from offset: UInt32) -> UInt32? {
    guard offset < slice.end else { return nil }
    let found = unsafe self[slice].first(byte, from: Int(offset - slice.start))
    return found.map { slice.start + UInt32($0) }
  }

  /// How many bytes two texts begin with in common, cut between characters of UTF-8.
  func commonPrefix(_ a: ByteSlice, _ b: ByteSlice) -> UInt32 {
    let limit = min(a.count, b.count)
    var count: UInt32 = 0
    withExtendedLifetime(self) {
      let left = unsafe self[a]
      let right = unsafe self[b]
      while count < limit, unsafe left[Int(count)] == right[Int(count)] { count += 1 }
    }
    while count > 0, count < limit, self[at: a.start + count] & 0xC0 == 0x80 { count -= 1 }
    return count
  }

  /// The number `slice` spells, such as `4`, `-0.5` or `1e3`, with blanks around it; `nil` for
  /// anything else and for what is not finite.
  func number(_ slice: ByteSlice) -> Double? {
    guard slice.count > 0, slice.count <= 64 else { return nil }
    var text = string(slice)[...]
    while let first = text.utf8.first, first == 0x20 { text = text.dropFirst() }
    while let last = text.utf8.last, last == 0x20 { text = text.dropLast() }
    // `Double("nan")` and `Double("0x1p3")` are numbers to Swift, not to us.
    let plain = text.utf8.allSatisfy { byte in
      byte >= 0x30 && byte <= 0x39 || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
    }
    guard plain, let value = Double(text), value.isFinite else { return nil }
    return value
  }
}
