/// Finds out whether a value was met before: hashes to places in an open table.
///
/// A search takes at most `maxProbes` steps. Behind those a value counts as new, so that values made to collide cost
/// entries and no time.
struct DictionaryTable {
  /// 0 for none, else a number of an entry plus 1.
  private var slots: [UInt32]
  private var hashes: [UInt64] = []
  private var mask: Int

  static let maxProbes = 64

  init(capacity: Int = 1024) {
    let size = max(16, capacity).nextPowerOfTwo
    slots = [UInt32](repeating: 0, count: size)
    mask = size - 1
  }

  /// How many entries there are.
  var count: Int { hashes.count }

  /// The entry of a value, and whether it is new; then its number is the old `count`.
  ///
  /// - Parameter isEqual: whether the value is that of an entry with the same hash.
  mutating func entry(
    of hash: UInt64, _ isEqual: (Int) -> Bool
  ) -> (number: Int, isNew: Bool) {
    var place = Int(truncatingIfNeeded: hash) & mask
    for _ in 0..<Self.maxProbes {
      let slot = slots[place]
      if slot == 0 {
        slots[place] = UInt32(hashes.count + 1)
        hashes.append(hash)
        if hashes.count * 2 > slots.count { grow() }
        return (hashes.count - 1, true)
      }
      let number = Int(slot) - 1
      if hashes[number] == hash, isEqual(number) { return (number, false) }
      place = (place + 1) & mask
    }
    hashes.append(hash)
    return (hashes.count - 1, true)
  }

  private mutating func grow() {
    mask = slots.count * 2 - 1
    slots = [UInt32](repeating: 0, count: mask + 1)
    for (number, hash) in hashes.enumerated() {
      var place = Int(truncatingIfNeeded: hash) & mask
      var probes = 0
      while slots[place] != 0, probes < Self.maxProbes {
        place = (place + 1) & mask
        probes += 1
      }
      if slots[place] == 0 { slots[place] = UInt32(number + 1) }
    }
  }
}

extension Int {
  /// The least power of two that is not smaller; at least 1.
  var nextPowerOfTwo: Int {
    self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount)
  }
}
