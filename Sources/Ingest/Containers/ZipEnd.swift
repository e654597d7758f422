/// How many entries a zip says it has.
///
/// libarchive reads the directory up to where it stops looking like one, so that damage in it would
/// lose the entries behind in silence; the count at the end of the file tells.
struct ZipEnd {
  /// Entries, as stated.
  let count: UInt64
  /// Whether the count is of 16 bits, which some writers let overflow.
  let isShort: Bool

  /// Whether `seen` entries are all there are.
  func agrees(with seen: Int) -> Bool {
    isShort ? UInt64(seen) % 65_536 == count : UInt64(seen) == count
  }

  /// Finds the end record, which stands before a comment of at most 64 KiB; `nil` without one.
  init?(of file: InputFile) throws(ContainerError) {
    guard let size = file.size else { return nil }
    let start = max(0, size - Int64(Self.recordCount + 0xFFFF))
    let tail = try Self.bytes(of: file, at: start, count: Int(size - start))
    guard let record = Self.lastRecord(in: tail) else { return nil }
    let short = Self.number(in: tail, at: record + 10, count: 2)
    guard short == 0xFFFF, record >= Self.locatorCount,
      let long = try Self.longCount(
        in: file, locator: Array(tail[(record - Self.locatorCount)..<record]))
    else {
      count = short
      isShort = true
      return
    }
    count = long
    isShort = false
  }

  /// Whether `file`, which does not begin like a zip, ends like one: with an end record that the directory
  /// it states stands before.
  static func isRest(of file: InputFile) throws(ContainerError) -> Bool {
    guard file.isSeekable, let size = file.size else { return false }
    let start = max(0, size - Int64(recordCount + 0xFFFF))
    let tail = try bytes(of: file, at: start, count: Int(size - start))
    guard let record = lastRecord(in: tail) else { return false }
    let directory = start + Int64(record) - Int64(number(in: tail, at: record + 12, count: 4))
    guard directory >= 0, directory + 4 <= size else { return false }
    return try bytes(of: file, at: directory, count: 4).begins([0x50, 0x4B, 0x01, 0x02])
  }

  private static let recordCount = 22
  private static let locatorCount = 20

  private static func lastRecord(in tail: [UInt8]) -> Int? {
    guard tail.count >= recordCount else { return nil }
    return (0...(tail.count - recordCount)).last {
      tail[$0] == 0x50 && tail[$0...].begins([0x50, 0x4B, 0x05, 0x06])
        && $0 + recordCount + Int(number(in: tail, at: $0 + 20, count: 2)) <= tail.count
    }
  }

  /// The count in the record of large zips, to which `locator` points.
  private static func longCount(
    in file: InputFile, locator: [UInt8]
  ) throws(ContainerError) -> UInt64? {
    guard locator.begins([0x50, 0x4B, 0x06, 0x07]) else { return nil }
    let place = number(in: locator, at: 8, count: 8)
    guard let place = Int64(exactly: place), place < file.size ?? 0 else { return nil }
    let record = try bytes(of: file, at: place, count: 56)
    guard record.count == 56, record.begins([0x50, 0x4B, 0x06, 0x06]) else { return nil }
    return number(in: record, at: 32, count: 8)
  }

  private static func number(in bytes: [UInt8], at place: Int, count: Int) -> UInt64 {
    (0..<count).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
  }

  private static func bytes(
    of file: InputFile, at start: Int64, count: Int
  ) throws(ContainerError) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { unsafe buffer.deallocate() }
    var filled = 0
    while filled < count {
      let more = try unsafe file.read(
        at: start + Int64(filled), into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      guard more > 0 else { break }
      filled += more
    }
    return unsafe Array(buffer.prefix(filled))
  }
}
