internal import Records

/// Remembers row ids by public id, in a fixed amount of memory.
///
/// A miss costs a look-up in the store, never a wrong answer; a full bucket forgets its oldest entry.
/// 24 bytes an entry.
struct IDCache {
  private static let ways = 4
  private var keys: [PublicID]
  private var values: [Int64]
  private let mask: Int

  /// - Parameter entries: rounded up to a power of two.
  init(entries: Int) {
    var size = Self.ways
    while size < entries { size *= 2 }
    keys = [PublicID](repeating: PublicID(high: 0, low: 0), count: size)
    values = [Int64](repeating: 0, count: size)
    mask = size / Self.ways - 1
  }

  subscript(key: PublicID) -> Int64? {
    let bucket = (Int(truncatingIfNeeded: key.low) & mask) * Self.ways
    for i in bucket..<bucket + Self.ways where keys[i] == key && values[i] != 0 { return values[i] }
    return nil
  }

  mutating func insert(_ key: PublicID, _ value: Int64) {
    let bucket = (Int(truncatingIfNeeded: key.low) & mask) * Self.ways
    for i in (bucket + 1..<bucket + Self.ways).reversed() {
      keys[i] = keys[i - 1]
      values[i] = values[i - 1]
    }
    keys[bucket] = key
    values[bucket] = value
  }

  mutating func removeAll() {
    for i in values.indices { values[i] = 0 }
  }
}
