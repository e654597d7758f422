/// Counts of n-grams of all orders of one or more references, and how many of them a response has used.
///
/// An n-gram is known by the slot of its first n − 1 tokens and its last token: a key of 64 bits that
/// is exact, so that no two n-grams are taken for one.
struct GramTable {
  private struct Slot {
    /// One more than the last token, below the number of the slot of the n-gram without it; 0 if free.
    var key: UInt64 = 0
    /// How often a reference has it.
    var count: UInt32 = 0
    /// How often the text that is being read has had it so far.
    var used: UInt32 = 0
  }

  /// Stands for the n-gram of no tokens.
  static let root: UInt32 = 0

  private var slots = [Slot](repeating: Slot(), count: 64)
  private var mask = 63
  private var shift = 58
  private var touched: [UInt32] = []

  /// Empties it, and makes room for `grams` n-grams.
  ///
  /// - Complexity: O(grams); 16 to 64 bytes of memory for each.
  mutating func removeAll(room grams: Int) {
    mask = 63
    shift = 58
    while mask < grams + grams / 2 {
      mask = 2 * mask + 1
      shift -= 1
    }
    touched.removeAll(keepingCapacity: true)
    if mask >= slots.count || slots.count > max(Self.keptSlots, 8 * (mask + 1)) {
      slots = [Slot](repeating: Slot(), count: mask + 1)
    } else {
      for i in 0...mask { slots[i] = Slot() }
    }
  }

  /// Counts the n-grams of orders `orders` of a reference. Where it is one of several, an n-gram's count
  /// is the largest of theirs. Room for all orders from 1 on must have been made.
  mutating func count(_ tokens: ArraySlice<UInt32>, orders: ClosedRange<Int>) {
    for i in tokens.indices {
      var gram = Self.root
      let longest = min(orders.upperBound, tokens.endIndex - i)
      for n in 0..<longest {
        let key = Self.key(gram, tokens[i + n])
        let at = slot(key)
        slots[at].key = key
        if n + 1 >= orders.lowerBound {
          slots[at].used += 1
          slots[at].count = max(slots[at].count, slots[at].used)
          if slots[at].used == 1 { touched.append(UInt32(truncatingIfNeeded: at)) }
        }
        gram = UInt32(truncatingIfNeeded: at + 1)
      }
    }
    forgetUsed()
  }

  /// Adds, for each order in `orders`, the n-grams of a response that the references have, each at most
  /// as often as they have it, to `matches`, which begins with the lowest order.
  ///
  /// Expected time is O(tokens · orders) at most; it ends early where nothing matches.
  mutating func match(_ tokens: [UInt32], orders: ClosedRange<Int>, into matches: inout [Int]) {
    Self.match(tokens, orders, &slots, mask: mask, shift: shift, &touched, into: &matches)
    forgetUsed()
  }

  // Static, so that the slots are borrowed once and not for every n-gram.
  private static func match(
    _ list: [UInt32], _ orders: ClosedRange<Int>, _ table: inout [Slot], mask: Int, shift: Int,
    _ touched: inout [UInt32], into matches: inout [Int]
  ) {
    let tokens = list.span
    var slots = table.mutableSpan
    for i in tokens.indices {
      var gram = root
      let longest = min(orders.upperBound, tokens.count - i)
      for n in 0..<longest {
        let key = key(gram, tokens[i + n])
        var at = Int(truncatingIfNeeded: (key &* multiplier) >> UInt64(shift))
        while slots[at].key != key, slots[at].key != 0 { at = (at + 1) & mask }
        if slots[at].key == 0 { break }
        if n + 1 >= orders.lowerBound, slots[at].used < slots[at].count {
          if slots[at].used == 0 { touched.append(UInt32(truncatingIfNeeded: at)) }
          slots[at].used += 1
          matches[n + 1 - orders.lowerBound] += 1
        }
        gram = UInt32(truncatingIfNeeded: at + 1)
      }
    }
  }

  private mutating func forgetUsed() {
    for at in touched { slots[Int(at)].used = 0 }
    touched.removeAll(keepingCapacity: true)
  }

  /// Of a table above 4 MiB the memory goes back once a text is much smaller.
  private static let keptSlots = 1 << 18

  private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

  @inline(__always)
  private static func key(_ gram: UInt32, _ token: UInt32) -> UInt64 {
    // `Vocabulary.unknown` gives 0 in the lower half, which no n-gram that was counted has.
    UInt64(gram) << 32 | UInt64(token &+ 1)
  }

  /// Where `key` is, or would be.
  @inline(__always)
  private func slot(_ key: UInt64) -> Int {
    let slots = slots.span
    var at = Int(truncatingIfNeeded: (key &* Self.multiplier) >> UInt64(shift))
    while slots[at].key != key, slots[at].key != 0 { at = (at + 1) & mask }
    return at
  }
}
