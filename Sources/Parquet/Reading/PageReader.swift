internal import CZlib

/// Reads the pages of a column chunk one after the other, from its first.
///
/// Holds a window of the file: what is read ahead, at least the page that is looked at.
final class PageReader {
  private let file: ParquetFile
  private let budget: MemoryBudget
  private let decompressor: Decompressor
  private var window: [UInt8] = []
  /// How many bytes of the window are of the file; the others are room.
  private var filled = 0
  /// Where `window[0]` lies in the file.
  private var windowOffset: Int
  /// The next byte, in the window.
  private var position = 0
  /// Pages that have been read, the dictionary counted.
  private(set) var pageCount = 0
  /// Where the chunk ends by its metadata; old files are wrong by some bytes, so this only says
  /// how far to read ahead.
  private let chunkEnd: Int

  init(
    _ file: ParquetFile, _ chunk: ColumnMetadata, budget: MemoryBudget
  ) throws(ParquetError) {
    self.file = file
    self.budget = budget
    decompressor = try Decompressor(chunk.codec)
    var offset = chunk.dataPageOffset
    if let dictionary = chunk.dictionaryPageOffset, dictionary > 0 {
      offset = min(offset, dictionary)
    }
    guard offset >= 4, offset <= Int64(file.footerOffset) else {
      throw .damaged("its pages begin at byte \(offset), outside the file's pages")
    }
    windowOffset = Int(offset)
    let length = min(chunk.compressedByteCount, Int64(file.footerOffset) - offset)
    chunkEnd = windowOffset + Int(length)
  }

  /// Bytes of the window and of the codec.
  var heldBytes: Int { window.count + decompressor.heldBytes }

  private var offset: Int { windowOffset + position }

  var place: ParquetError.Place { .init(offset: offset, page: pageCount) }

  /// The next page: its header, and its bytes after decompression; pages that are neither data nor
  /// dictionary are passed over.
  ///
  /// Errors: `damaged` at the end of the file's pages, and where checksum or lengths are wrong.
  func next() throws(ParquetError) -> (header: PageHeader, bytes: PageBytes) {
    while true {
      let place = self.place
      do throws(ParquetError) {
        let header = try self.header()
        let length = Int(header.compressedByteCount)
        try fill(length)
        let known: [PageType] = [.data, .dictionary, .dataV2]
        guard known.contains(header.type) else {
          position += length
          continue
        }
        try verify(header)
        let bytes = try expand(header)
        position += length
        pageCount += 1
        return (header, bytes)
      } catch {
        throw error.within(place)
      }
    }
  }

  /// The header of the next page of any kind; its bytes are passed over.
  func skip() throws(ParquetError) -> PageHeader {
    let place = self.place
    do throws(ParquetError) {
      let header = try self.header()
      let end = position + Int(header.compressedByteCount)
      guard windowOffset + end <= file.footerOffset else {
        throw .damaged("a page goes beyond the file's pages")
      }
      pageCount += 1
      if end <= filled {
        position = end
      } else {
        windowOffset += end
        position = 0
        filled = 0
      }
      return header
    } catch {
      throw error.within(place)
    }
  }

  private func header() throws(ParquetError) -> PageHeader {
    var wanted = 1 << 10
    while true {
      let left = file.footerOffset - offset
      guard left > 0 else { throw .damaged("its pages end before its values do") }
      try fill(min(wanted, left))
      var reader = ThriftReader(
        window, from: position, to: filled, base: windowOffset, part: "page header")
      do throws(ParquetError) {
        let header = try PageHeader(reading: &reader)
        position = reader.position
        return header
      } catch {
        // It may be longer than what is here; statistics can stand in it.
        let here = filled - position
        guard here < left, here < file.limits.maxPageHeaderBytes else { throw error }
        wanted = here * 4
      }
    }
  }

  /// Has `count` bytes from `position` on in the window.
  private func fill(_ count: Int) throws(ParquetError) {
    let here = filled - position
    guard count > here else { return }
    let left = file.footerOffset - offset
    guard count <= left else { throw .damaged("a page goes beyond the file's pages") }
    // At least what is asked for, else as much as is of use.
    let ahead = min(max(count, min(budget.windowBytes, chunkEnd - offset)), left)
    if ahead > window.count {
      try budget.charge(ahead - window.count)
      window.append(contentsOf: repeatElement(0, count: ahead - window.count))
    }
    let start = offset
    let old = position
    windowOffset = start
    position = 0
    // Until all of it has been read.
    filled = 0
    try unsafe window.withUnsafeMutableBufferPointer { buffer throws(ParquetError) in
      guard let base = buffer.baseAddress else { return }
      unsafe base.update(from: base + old, count: here)
      let room = unsafe UnsafeMutableBufferPointer(rebasing: buffer[here..<ahead])
      try unsafe file.input.read(start + here, into: UnsafeMutableRawBufferPointer(room))
    }
    filled = ahead
  }

  private func verify(_ header: PageHeader) throws(ParquetError) {
    guard let checksum = header.checksum else { return }
    let length = Int(header.compressedByteCount)
    let found = unsafe window.withUnsafeBytes { buffer in
      let page = unsafe UnsafeRawBufferPointer(rebasing: buffer[position..<position + length])
      return unsafe crc32_z(0, page.baseAddress?.assumingMemoryBound(to: UInt8.self), length)
    }
    // zlib gives its start value for no bytes at no address, which is the CRC of nothing.
    guard UInt32(truncatingIfNeeded: found) == UInt32(bitPattern: checksum) else {
      throw ParquetError(
        .damaged, "the checksum of the page does not match its bytes", hint: "fetch it again")
    }
  }

  private func expand(_ header: PageHeader) throws(ParquetError) -> PageBytes {
    let count = Int(header.byteCount)
    guard count <= file.limits.maxPageBytes else {
      throw ParquetError(
        .limit, "a page of \(count) bytes: \(file.limits.maxPageBytes) are the most")
    }
    try budget.charge(count)
    let bytes = PageBytes(count: count, pool: budget.pool)
    let length = Int(header.compressedByteCount)
    // The levels of version 2 stand before the values and are never compressed.
    let levels = try header.levelBytes()
    let isPlain = decompressor.codec == .uncompressed || header.dataV2?.isCompressed == false
    guard !isPlain || count == length else {
      throw .damaged("a page of \(length) bytes says it has \(count)")
    }
    try unsafe window.withUnsafeBufferPointer { buffer throws(ParquetError) in
      let page = unsafe UnsafeRawBufferPointer(
        UnsafeBufferPointer(rebasing: buffer[position..<position + length]))
      let target = unsafe UnsafeMutableRawBufferPointer(start: bytes.base, count: count)
      guard !isPlain else { return unsafe target.copyMemory(from: page) }
      unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: page[..<levels]))
      try unsafe decompressor.decompress(
        UnsafeRawBufferPointer(rebasing: page[levels...]),
        into: UnsafeMutableRawBufferPointer(rebasing: target[levels...]))
    }
    return bytes
  }
}

extension PageHeader {
  /// Bytes of the levels of a data page of version 2, else 0.
  fileprivate func levelBytes() throws(ParquetError) -> Int {
    guard type == .dataV2, let header = dataV2 else { return 0 }
    let count = Int(header.repetitionBytes) + Int(header.definitionBytes)
    guard count <= Int(byteCount), count <= Int(compressedByteCount) else {
      throw .damaged("levels of \(count) bytes in a page of \(byteCount)")
    }
    return count
  }
}
