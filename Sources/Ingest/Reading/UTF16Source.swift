internal import Records

/// A stream of UTF-16, as UTF-8.
///
/// Half a surrogate pair, and a last odd byte, become the byte 0xFF, which is no UTF-8: the record
/// it stands in then counts the repair.
final class UTF16Source: ByteSource {
  private let source: any ByteSource
  private let bigEndian: Bool
  /// Bytes read from the source; those before `position` are done.
  private var block: [UInt8]
  private var position = 0
  private var ended = false
  private var failure: ContainerError?
  private static let ill: UInt32 = .max

  /// `head` are the bytes already read of `source`, without a byte order mark; `failure` is what
  /// reading them ended with.
  init(_ source: any ByteSource, head: [UInt8], bigEndian: Bool, failure: ContainerError?) {
    self.source = source
    self.bigEndian = bigEndian
    block = head
    self.failure = failure
    ended = failure != nil
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ContainerError) -> Int {
    var count = 0
    while buffer.count - count >= 4 {
      if block.count - position < 4, !ended { refill() }
      guard let scalar = nextScalar() else {
        if count == 0, let failure { throw failure }
        return count
      }
      count = unsafe put(scalar, into: buffer, at: count)
    }
    return count
  }

  private func refill() {
    block.removeFirst(position)
    position = 0
    let held = block.count
    block.append(contentsOf: repeatElement(0, count: 64 << 10))
    var read = 0
    // A typed throw does not pass through `withUnsafeMutableBytes`: the error is kept instead.
    unsafe block.withUnsafeMutableBytes { bytes in
      do throws(ContainerError) {
        read = try unsafe source.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[held...]))
      } catch {
        failure = error
      }
    }
    block.removeLast(block.count - held - read)
    ended = read == 0
    if !ended, block.count < 4 { refill() }
  }

  private func unit(at position: Int) -> UInt32 {
    let (a, b) = (UInt32(block[position]), UInt32(block[position + 1]))
    return bigEndian ? a << 8 | b : b << 8 | a
  }

  /// `nil` at the end.
  private func nextScalar() -> UInt32? {
    let left = block.count - position
    guard left >= 2 else {
      guard left == 1 else { return nil }
      position += 1
      return Self.ill
    }
    let first = unit(at: position)
    position += 2
    guard first & 0xF800 == 0xD800 else { return first }
    guard first < 0xDC00, left >= 4 else { return Self.ill }
    let second = unit(at: position)
    guard second & 0xFC00 == 0xDC00 else { return Self.ill }
    position += 2
    return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
  }

  private func put(
    _ scalar: UInt32, into buffer: UnsafeMutableRawBufferPointer, at position: Int
  ) -> Int {
    var position = position
    guard scalar != Self.ill, let scalar = Unicode.Scalar(scalar) else {
      unsafe buffer[position] = 0xFF
      return position + 1
    }
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
      unsafe buffer[position] = byte
      position += 1
    }
    return position
  }
}
