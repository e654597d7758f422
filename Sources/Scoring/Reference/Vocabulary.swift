/// Numbers the distinct tokens of a set of references, 0, 1, 2 …, in the order they come.
///
/// Exact: tokens of equal hash are told apart by their bytes.
struct Vocabulary {
  private struct Slot {
    var hash: UInt64 = 0
    /// One more than the number; 0 where the slot is free.
    var number: UInt32 = 0
    var start: UInt32 = 0
    var length: UInt32 = 0
  }

  /// Distinct tokens.
  private(set) var count = 0
  private var slots = [Slot](repeating: Slot(), count: 64)
  /// Slots in use are below it, so that few tokens after many stay within the cache.
  private var mask = 63
  private var arena: [UInt8] = []

  /// Forgets all tokens. Memory is kept.
  mutating func removeAll() {
    for i in 0...mask { slots[i] = Slot() }
    mask = 63
    arena.removeAll(keepingCapacity: true)
    count = 0
  }

  /// Appends the numbers of tokens, which are given one if they have none.
  ///
  /// - Complexity: O(n) in bytes.
  mutating func number(_ tokens: [TokenBound], of text: [UInt8], into numbers: inout [UInt32]) {
    let bytes = text.span
    for token in tokens { numbers.append(number(token, of: bytes)) }
  }

  /// Appends the numbers of tokens, `unknown` for those that have none.
  ///
  /// - Complexity: O(n) in bytes.
  func find(_ tokens: [TokenBound], of text: [UInt8], into numbers: inout [UInt32]) {
    let bytes = text.span
    for token in tokens {
      numbers.append(slots[slot(Self.hash(token, of: bytes), token, bytes)].number &- 1)
    }
  }

  private mutating func number(_ token: TokenBound, of text: Span<UInt8>) -> UInt32 {
    if 2 * count > mask { grow() }
    let hash = Self.hash(token, of: text)
    let at = slot(hash, token, text)
    if slots[at].number > 0 { return slots[at].number - 1 }
    slots[at] = Slot(
      hash: hash, number: UInt32(truncatingIfNeeded: count + 1),
      start: UInt32(truncatingIfNeeded: arena.count),
      length: UInt32(truncatingIfNeeded: token.count))
    for i in Int(token.start)..<Int(token.end) { arena.append(text[i]) }
    count += 1
    return slots[at].number - 1
  }

  /// Stands for every token that no reference has.
  static let unknown = UInt32.max

  @inline(__always)
  private func slot(_ hash: UInt64, _ token: TokenBound, _ text: Span<UInt8>) -> Int {
    let slots = slots.span
    let arena = arena.span
    var at = Int(truncatingIfNeeded: hash) & mask
    while slots[at].number > 0 {
      if slots[at].hash == hash, Int(slots[at].length) == token.count {
        let start = Int(slots[at].start)
        var i = 0
        while i < token.count, arena[start + i] == text[Int(token.start) + i] { i += 1 }
        if i == token.count { return at }
      }
      at = (at + 1) & mask
    }
    return at
  }

  private mutating func grow() {
    let old = slots[0...mask].filter { $0.number > 0 }
    mask = 2 * mask + 1
    if mask >= slots.count {
      slots = [Slot](repeating: Slot(), count: mask + 1)
    } else {
      for i in 0...mask { slots[i] = Slot() }
    }
    for slot in old {
      var at = Int(truncatingIfNeeded: slot.hash) & mask
      while slots[at].number > 0 { at = (at + 1) & mask }
      slots[at] = slot
    }
  }

  /// Of the bytes, eight at a time, and their count; no seed.
  @inline(__always)
  private static func hash(_ token: TokenBound, of text: Span<UInt8>) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: token.count)
    var group: UInt64 = 0
    var left = 8
    for i in Int(token.start)..<Int(token.end) {
      group = group << 8 | UInt64(text[i])
      left -= 1
      if left == 0 {
        hash = SplitMix64.mix(hash ^ group)
        group = 0
        left = 8
      }
    }
    return SplitMix64.mix(hash ^ group)
  }
}
