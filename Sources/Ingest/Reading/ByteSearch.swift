#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

extension UnsafeRawBufferPointer {
  /// The first `byte` at or after `position`; by `memchr`, which looks at many bytes at once.
  @unsafe func first(_ byte: UInt8, from position: Int) -> Int? {
    guard position < count, let base = baseAddress else { return nil }
    let found = unsafe memchr(base + position, Int32(byte), count - position)
    return unsafe found.map { unsafe UnsafeRawPointer($0) - base }
  }

  /// Whether both hold the same bytes.
  @unsafe func hasBytes(of other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard let own = baseAddress, let theirs = other.baseAddress else { return true }
    return unsafe memcmp(own, theirs, count) == 0
  }
}

extension UInt8 {
  /// A space, tab, or end of line.
  var isBlank: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}

extension BlockBuffer {
  /// The first newline at or after `position` and before `end`, if that is given.
  func newline(from position: Int, to end: Int? = nil) -> Int? {
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<(end ?? count)])
    return unsafe bytes.first(UInt8(ascii: "\n"), from: position)
  }
}
