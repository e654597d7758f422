internal import Records

/// The part of a stream that is being looked at: one block of memory in which records lie whole.
///
/// Bytes are read at its end and taken from its beginning; `position` 0 is the first byte not taken
/// yet. After the last byte stand `ByteArena.padding` newlines.
@safe final class BlockBuffer {
  private var source: any ByteSource
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  private var start = 0
  private var end = 0
  /// Offset in the stream of the first byte not taken.
  private(set) var offset: UInt64 = 0
  private var ended = false
  /// Why the stream broke off, if it did.
  private(set) var failure: ContainerError?

  /// Bytes that are wanted at once, at most.
  private let limit: Int

  /// - Parameter limit: Bytes that will be wanted at once, at most; the block grows little beyond.
  init(_ source: any ByteSource, capacity: Int, limit: Int) {
    self.source = source
    self.limit = limit
    self.capacity = max(capacity, 64)
    unsafe base = .allocate(byteCount: self.capacity + ByteArena.padding, alignment: 64)
    pad()
  }

  deinit { unsafe base.deallocate() }

  /// How many bytes can be looked at.
  var count: Int { end - start }

  /// The bytes that can be looked at; valid until the next `fill`.
  @unsafe var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: base + start, count: end - start)
  }

  subscript(position: Int) -> UInt8 {
    precondition(position >= 0 && position < count)
    return unsafe base.load(fromByteOffset: start + position, as: UInt8.self)
  }

  /// `count` bytes that begin `back` bytes before position 0, with `ByteArena.padding` readable
  /// bytes after them; they may have been taken, as long as nothing was filled since.
  @unsafe func bytes(back: Int, count: Int) -> UnsafeRawBufferPointer {
    let first = start - back
    precondition(first >= 0 && count >= 0 && first + count <= end)
    return unsafe UnsafeRawBufferPointer(start: base + first, count: count)
  }

  /// Writes `byte` at `position`, which may be negative, and returns what stood there.
  func exchange(at position: Int, with byte: UInt8) -> UInt8 {
    precondition(start + position >= 0 && start + position < end + ByteArena.padding)
    let old = unsafe base.load(fromByteOffset: start + position, as: UInt8.self)
    unsafe base.storeBytes(of: byte, toByteOffset: start + position, as: UInt8.self)
    return old
  }

  /// Goes past the first `count` bytes.
  func take(_ count: Int) {
    precondition(count >= 0 && count <= self.count)
    start += count
    offset += UInt64(count)
  }

  /// Reads more; false at the end of the stream or where it broke off.
  func fill() -> Bool {
    guard !ended else { return false }
    makeRoom()
    do {
      let free = unsafe UnsafeMutableRawBufferPointer(start: base + end, count: capacity - end)
      let read = try unsafe source.read(into: free)
      precondition(read >= 0 && read <= free.count)
      ended = read == 0
      end += read
    } catch {
      failure = error
      ended = true
    }
    pad()
    return !ended
  }

  /// Moves what is left to the front if that is cheaper than what was taken, else grows.
  private func makeRoom() {
    if start == end { (start, end) = (0, 0) }
    guard capacity - end < max(capacity / 4, 1) else { return }
    if start >= count {
      unsafe base.copyMemory(from: base + start, byteCount: count)
    } else {
      let enough = max(limit, capacity) + max(capacity / 2, 64)
      let grown = min(capacity * 2, enough)
      let new = UnsafeMutableRawPointer.allocate(
        byteCount: grown + ByteArena.padding, alignment: 64)
      unsafe new.copyMemory(from: base + start, byteCount: count)
      unsafe base.deallocate()
      unsafe base = new
      capacity = grown
    }
    (start, end) = (0, count)
  }

  /// Reads what was not taken, and all that follows, as UTF-16 from now on.
  func convertUTF16(bigEndian: Bool) {
    source = unsafe UTF16Source(
      source, head: Array(bytes), bigEndian: bigEndian, failure: failure)
    (start, end, ended, failure) = (0, 0, false, nil)
    offset = 0
    _ = fill()
  }

  private func pad() {
    unsafe UnsafeMutableRawBufferPointer(start: base + end, count: ByteArena.padding)
      .initializeMemory(as: UInt8.self, repeating: UInt8(ascii: "\n"))
  }
}
