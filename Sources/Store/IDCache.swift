internal import Records

/// Remembers row ids by public id, in a fixed amount of memory.
///
/// A miss costs a look-up in the store, never a wrong answer; a full bucket forgets its oldest entry.
/// 24 bytes an entry. A class around a pointer: as arrays, look-ups were 4 % of an ingest.
@safe final class IDCache {
  private static let ways = 4

  private struct Entry {
    var key: PublicID
    /// 0 for an empty entry.
    var value: Int64
  }

  private let entries: UnsafeMutableBufferPointer<Entry>
  private let mask: Int

  /// - Parameter entries: rounded up to a power of two.
  init(entries wanted: Int) {
    var size = Self.ways
    while size < wanted { size *= 2 }
    unsafe entries = .allocate(capacity: size)
    unsafe entries.initialize(repeating: Entry(key: PublicID(high: 0, low: 0), value: 0))
    mask = size / Self.ways - 1
  }

  deinit { unsafe entries.deallocate() }

  private func bucket(_ key: PublicID) -> Int {
    (Int(truncatingIfNeeded: key.low) & mask) * Self.ways
  }

  subscript(key: PublicID) -> Int64? {
    let first = bucket(key)
    // In bounds: `mask` keeps the bucket below the capacity.
    for i in first..<first + Self.ways
    where unsafe entries[i].key.low == key.low && entries[i].key.high == key.high {
      let value = unsafe entries[i].value
      if value != 0 { return value }
    }
    return nil
  }

  func insert(_ key: PublicID, _ value: Int64) {
    let first = bucket(key)
    for i in (first + 1..<first + Self.ways).reversed() { unsafe entries[i] = entries[i - 1] }
    unsafe entries[first] = Entry(key: key, value: value)
  }
}
