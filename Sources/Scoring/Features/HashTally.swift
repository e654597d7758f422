/// Counts 64-bit hashes; is emptied without touching its memory.
struct HashTally {
  private struct Slot {
    var key: UInt64 = 0
    /// The slot is in use if the upper half is the current stamp; the lower half is the count.
    var mark: UInt64 = 0
  }

  /// Distinct keys.
  private(set) var count = 0
  private var slots = [Slot](repeating: Slot(), count: 64)
  /// Slots in use are below it, so that a short text after a long one stays within the cache.
  private var mask = 63
  private var stamp: UInt64 = 1

  /// Empties it, and makes it ready for about `expected` distinct keys.
  mutating func removeAll(expecting expected: Int = 0) {
    count = 0
    stamp += 1
    if stamp > UInt64(UInt32.max) {
      for i in slots.indices { slots[i] = Slot() }
      stamp = 1
    }
    mask = 63
    while mask < 2 * expected, mask + 1 < slots.count { mask = 2 * mask + 1 }
  }

  /// Adds `key`; how often it has been added by now.
  @discardableResult
  mutating func add(_ key: UInt64) -> Int {
    if 2 * count > mask { grow() }
    let at = slot(key)
    let stamp = stamp
    var span = slots.mutableSpan
    let mark = span[at].mark
    if mark >> 32 == stamp {
      // Cannot reach the stamp: a text has less than 2^32 words.
      span[at].mark = mark + 1
      return Int((mark + 1) & 0xFFFF_FFFF)
    }
    span[at] = Slot(key: key, mark: stamp << 32 | 1)
    count += 1
    return 1
  }

  func contains(_ key: UInt64) -> Bool { slots[slot(key)].mark >> 32 == stamp }

  /// Where `key` is, or would be. Keys are hashes, so their low bits do.
  private func slot(_ key: UInt64) -> Int {
    let span = slots.span
    var at = Int(truncatingIfNeeded: key) & mask
    while span[at].mark >> 32 == stamp, span[at].key != key { at = (at + 1) & mask }
    return at
  }

  private mutating func grow() {
    let old = slots[0...mask].filter { $0.mark >> 32 == stamp }
    mask = 2 * mask + 1
    if mask >= slots.count {
      slots = [Slot](repeating: Slot(), count: mask + 1)
    } else {
      for i in 0...mask { slots[i] = Slot() }
    }
    for slot in old { slots[self.slot(slot.key)] = slot }
  }
}
