import Ingest
import Records

/// Bytes in memory, given out in pieces of at most `piece`.
final class Bytes: ByteSource {
  private let bytes: ArraySlice<UInt8>
  private let piece: Int
  private var position: Int

  init(_ bytes: ArraySlice<UInt8>, piece: Int = .max) {
    self.bytes = bytes
    self.piece = piece
    position = bytes.startIndex
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ContainerError) -> Int {
    let count = min(buffer.count, bytes.endIndex - position, piece)
    unsafe buffer.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }
}

extension ByteArena {
  /// Adds the bytes of `slice` to `hasher`; they must be UTF-8.
  func hash(_ slice: ByteSlice, into hasher: inout Hasher) {
    let bytes = unsafe self[slice]
    expect(unsafe String(validating: bytes, as: UTF8.self) != nil, "a text is no UTF-8")
    hasher.combine(slice.count)
    unsafe hasher.combine(bytes: bytes)
  }
}
