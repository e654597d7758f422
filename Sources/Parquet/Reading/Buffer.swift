/// Memory that grows at its end: an array whose address may be kept.
///
/// One owner fills it; once handed out it is only read.
@safe final class Buffer<Element: BitwiseCopyable>: @unchecked Sendable {
  private(set) var base: UnsafeMutablePointer<Element>
  /// Elements that are there.
  private(set) var count = 0
  private(set) var capacity: Int

  init(capacity: Int = 0) {
    self.capacity = max(capacity, 1)
    unsafe base = .allocate(capacity: self.capacity)
  }

  deinit { unsafe base.deallocate() }

  var byteCount: Int { count * MemoryLayout<Element>.stride }

  /// Room for `more` elements after the last; `commit` makes them count.
  func reserve(_ more: Int) -> UnsafeMutablePointer<Element> {
    if count + more > capacity {
      let larger = max(count + more, capacity * 2)
      let next = UnsafeMutablePointer<Element>.allocate(capacity: larger)
      unsafe next.update(from: base, count: count)
      unsafe base.deallocate()
      unsafe base = next
      capacity = larger
    }
    return unsafe base + count
  }

  /// Counts `more` elements that were written into the room of `reserve`.
  func commit(_ more: Int) { count += more }

  func append(_ element: Element) {
    unsafe reserve(1).pointee = element
    count += 1
  }

  /// Keeps the first `kept` elements; returns the others.
  func split(keeping kept: Int) -> Buffer {
    let rest = Buffer(capacity: count - kept)
    unsafe rest.base.update(from: base + kept, count: count - kept)
    rest.count = count - kept
    count = kept
    return rest
  }
}

/// A value of a byte array: some bytes of a page, which whoever holds the view keeps.
@safe struct ByteView: BitwiseCopyable {
  let start: UnsafePointer<UInt8>
  let count: Int

  init(_ start: UnsafePointer<UInt8>, _ count: Int) {
    unsafe self.start = start
    self.count = count
  }
}
