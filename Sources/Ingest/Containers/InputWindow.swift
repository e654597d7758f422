/// The bytes of a source one may look at before taking them.
///
/// A layer looks at the head to see what it is, then either takes block after block in place
/// (decompressors), or reads through it without a copy once the head is used up.
@safe final class InputWindow: ByteSource {
  /// The file behind it, where it stands directly on one.
  let file: InputFile?
  private let source: any ByteSource
  private let blockSize: Int
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  private var failure: ContainerError?

  /// Bytes one can look at: enough for the header of a tar.
  static let headCount = 4096

  init(_ source: any ByteSource, blockSize: Int = 256 << 10) {
    self.source = source
    file = source as? InputFile
    self.blockSize = max(blockSize, Self.headCount)
    // Many members of archives are small and never need more than their head.
    capacity = Self.headCount
    unsafe base = .allocate(byteCount: capacity, alignment: 64)
  }

  deinit { unsafe base.deallocate() }

  var isEmpty: Bool { start == end }

  /// Whether the source has failed; thrown once the bytes before the failure are taken.
  var hasFailed: Bool { failure != nil }

  /// What is there and not yet taken; valid until the next call.
  @unsafe var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: base + start, count: end - start)
  }

  /// The first bytes, fewer only where the source ends or fails; a failure is thrown once the
  /// bytes before it are taken.
  func head() -> [UInt8] {
    while end < Self.headCount, !isAtEnd, failure == nil { fill() }
    return unsafe Array(bytes.prefix(Self.headCount))
  }

  /// Marks the first `count` bytes as taken.
  func consume(_ count: Int) {
    precondition(count >= 0 && count <= end - start)
    start += count
  }

  /// Makes sure that there are bytes to take; `false` at the end of the source.
  func refill() throws(ContainerError) -> Bool {
    guard isEmpty else { return true }
    if let failure { throw failure }
    if isAtEnd { return false }
    if capacity < blockSize {
      unsafe base.deallocate()
      unsafe base = .allocate(byteCount: blockSize, alignment: 64)
      capacity = blockSize
    }
    start = 0
    end = 0
    fill()
    if isEmpty, let failure { throw failure }
    return !isEmpty
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ContainerError) -> Int {
    if isEmpty {
      if let failure { throw failure }
      return isAtEnd ? 0 : try unsafe source.read(into: buffer)
    }
    let count = min(buffer.count, end - start)
    unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
    start += count
    return count
  }

  /// Reads once behind the bytes that are there.
  private func fill() {
    do throws(ContainerError) {
      let count = try unsafe source.read(
        into: UnsafeMutableRawBufferPointer(start: base + end, count: capacity - end))
      end += count
      isAtEnd = count == 0
    } catch {
      failure = error
    }
  }
}
