internal import Synchronization

/// The bytes of a page after decompression, or bytes that were put together from it.
///
/// Some zero bytes follow the last, so that words may be read across the end.
@safe final class PageBytes: @unchecked Sendable {
  /// How far a read may go beyond the end.
  static let padding = 32

  let base: UnsafeMutablePointer<UInt8>
  let count: Int
  private let capacity: Int
  private let pool: PagePool?

  /// Bytes of any value; `pool` takes them back in the end.
  init(count: Int, pool: PagePool? = nil) {
    self.count = count
    self.pool = pool
    unsafe (base, capacity) =
      unsafe pool?.take(count + Self.padding)
      ?? (.allocate(capacity: count + Self.padding), count + Self.padding)
    unsafe (base + count).update(repeating: 0, count: Self.padding)
  }

  deinit {
    if let pool {
      unsafe pool.give(base, capacity)
    } else {
      unsafe base.deallocate()
    }
  }
}

/// Keeps the memory of pages that are done with for the next ones: the system would clear it anew
/// each time.
@safe final class PagePool: Sendable {
  /// Smaller blocks are left to the allocator.
  private static let smallest = 64 << 10

  private struct Free {
    var blocks: [(address: UInt, capacity: Int)] = []
    var bytes = 0
  }

  private let limit: Int
  private let free = Mutex(Free())

  /// Keeps `limit` bytes at most.
  init(limit: Int) { self.limit = limit }

  deinit {
    free.withLock { free in
      for block in free.blocks {
        unsafe UnsafeMutablePointer<UInt8>(bitPattern: block.address)?.deallocate()
      }
    }
  }

  /// A block of at least `count` bytes, and how large it is.
  func take(_ count: Int) -> (UnsafeMutablePointer<UInt8>, Int) {
    guard count >= Self.smallest else { return (.allocate(capacity: count), count) }
    let kept = free.withLock { free -> (address: UInt, capacity: Int)? in
      // Not one that is much too large: it counts for what is asked for.
      guard
        let index = free.blocks.lastIndex(where: {
          $0.capacity >= count && $0.capacity / 2 <= count
        })
      else { return nil }
      let block = free.blocks.remove(at: index)
      free.bytes -= block.capacity
      return block
    }
    if let kept, let base = unsafe UnsafeMutablePointer<UInt8>(bitPattern: kept.address) {
      return unsafe (base, kept.capacity)
    }
    // Pages of a column differ by little.
    let capacity = count + count / 8
    return (.allocate(capacity: capacity), capacity)
  }

  /// Takes a block back.
  func give(_ base: UnsafeMutablePointer<UInt8>, _ capacity: Int) {
    let address = UInt(bitPattern: base)
    let isKept = free.withLock { free -> Bool in
      guard capacity >= Self.smallest, free.bytes + capacity <= limit else { return false }
      free.blocks.append((address, capacity))
      free.bytes += capacity
      return true
    }
    if !isKept { unsafe base.deallocate() }
  }
}
