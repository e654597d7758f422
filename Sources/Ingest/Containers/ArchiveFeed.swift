/// The bytes libarchive reads: block after block of a stream, or any place of a seekable file.
///
/// libarchive calls back through C, which cannot throw: an error is kept in `failure` and thrown by
/// the one who called libarchive.
@safe final class ArchiveFeed {
  private enum Source {
    case stream(InputWindow)
    case file(InputFile)
  }

  private let source: Source
  private(set) var failure: ContainerError?
  /// Bytes of the stream handed out; the offset of the next byte in a file.
  private(set) var offset: Int64 = 0
  /// Bytes of the stream that the caller is still looking at.
  private var lent = 0
  /// The last bytes of the stream before those lent, at most `tailCount`.
  private var tail: [UInt8] = []

  private let block: UnsafeMutableRawBufferPointer
  private var blockStart: Int64 = 0
  private var blockCount = 0

  /// A block of a tar.
  static let tailCount = 512

  init(stream: InputWindow) {
    source = .stream(stream)
    unsafe block = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }

  init(file: InputFile) {
    source = .file(file)
    unsafe block = .allocate(byteCount: 256 << 10, alignment: 64)
  }

  deinit { unsafe block.deallocate() }

  /// The next bytes, which stay where they are until the next call; `nil` on failure.
  @unsafe func next() -> UnsafeRawBufferPointer? {
    do throws(ContainerError) {
      switch source {
      case .stream(let window):
        keepTail(of: window)
        window.consume(lent)
        lent = 0
        guard try window.refill() else {
          return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        }
        let bytes = unsafe window.bytes
        lent = bytes.count
        offset += Int64(lent)
        return unsafe bytes
      case .file(let file):
        // Members lie one after the other and are often small: one block holds many.
        if offset < blockStart || offset >= blockStart + Int64(blockCount) {
          blockStart = offset
          blockCount = 0
          blockCount = try unsafe file.read(at: offset, into: block)
        }
        let skipped = Int(offset - blockStart)
        offset = blockStart + Int64(blockCount)
        return unsafe UnsafeRawBufferPointer(
          rebasing: UnsafeRawBufferPointer(block)[min(skipped, blockCount)..<blockCount])
      }
    } catch {
      failure = error
      return nil
    }
  }

  /// Moves to `target`, counted from the beginning or the end of the file; `nil` where that is not
  /// possible.
  func seek(_ target: Int64, fromEnd: Bool) -> Int64? {
    guard case .file(let file) = source, let size = file.size else { return nil }
    let (place, overflow) = fromEnd ? size.addingReportingOverflow(target) : (target, false)
    guard !overflow, place >= 0, place <= size else { return nil }
    offset = place
    return place
  }

  /// The end record of a zip; `nil` where there is none.
  func zipEnd() throws(ContainerError) -> ZipEnd? {
    guard case .file(let file) = source else { return nil }
    return try ZipEnd(of: file)
  }

  /// Whether nothing is left of the stream, and libarchive took all of it.
  func isUsedUp(taken: Int64) -> Bool {
    guard case .stream(let window) = source else { return true }
    guard taken >= offset else { return false }
    window.consume(lent)
    lent = 0
    do { return try !window.refill() } catch { return true }
  }

  /// Whether the stream ends with a block of zeros.
  var endsInZeros: Bool {
    guard case .stream(let window) = source else { return true }
    keepTail(of: window)
    return tail.count == Self.tailCount && tail.allSatisfy { $0 == 0 }
  }

  private func keepTail(of window: InputWindow) {
    tail += unsafe window.bytes.prefix(lent).suffix(Self.tailCount)
    tail.removeFirst(max(0, tail.count - Self.tailCount))
  }
}
