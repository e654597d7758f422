/// Numbers the distinct tokens of a set of references, 0, 1, 2 …, in the order they come.
///
/// Exact: a token of up to seven bytes is its own key, and longer ones of equal hash are told apart by
/// their bytes.
struct Vocabulary {
  private struct Slot {
    var key: UInt64 = 0
    /// One more than the number; 0 where the slot is free.
    var number: UInt32 = 0
    /// Where the bytes of a long token are in the arena.
    var start: UInt32 = 0
  }

  /// Distinct tokens.
  private(set) var count = 0
  private var slots = [Slot](repeating: Slot(), count: 64)
  /// Slots in use are below it, so that few tokens after many stay within the cache.
  private var mask = 63
  /// Long tokens, each behind its length in four bytes.
  private var arena: [UInt8] = []

  /// Stands for every token that no reference has.
  static let unknown = UInt32.max

  /// Forgets all tokens. Memory is kept.
  mutating func removeAll() {
    for i in 0...mask { slots[i] = Slot() }
    mask = 63
    arena.removeAll(keepingCapacity: true)
    count = 0
  }

  /// Appends the numbers of tokens, which are given one if they have none. `EightBytes.padding` bytes
  /// follow the last one.
  ///
  /// - Complexity: O(n) in bytes.
  mutating func number(_ tokens: [TokenBound], of text: [UInt8], into numbers: inout [UInt32]) {
    let bytes = text.span
    reserve(tokens.count)
    for token in tokens {
      let key = Self.key(token, bytes)
      let at = Self.find(key, token, bytes, slots.span, mask, arena.span)
      if slots[at].number == 0 {
        count += 1
        slots[at] = Slot(
          key: key, number: UInt32(truncatingIfNeeded: count),
          start: UInt32(truncatingIfNeeded: arena.count))
        if token.count > 7 { keep(token, bytes) }
      }
      numbers.append(slots[at].number - 1)
    }
  }

  /// Appends the numbers of tokens, `unknown` for those that have none.
  ///
  /// - Complexity: O(n) in bytes.
  func find(_ tokens: [TokenBound], of text: [UInt8], into numbers: inout [UInt32]) {
    let bytes = text.span
    let slots = slots.span
    let arena = arena.span
    for token in tokens {
      let at = Self.find(Self.key(token, bytes), token, bytes, slots, mask, arena)
      numbers.append(slots[at].number &- 1)
    }
  }

  /// Where a token is, or would be.
  @inline(__always)
  private static func find(
    _ key: UInt64, _ token: TokenBound, _ text: Span<UInt8>, _ slots: Span<Slot>, _ mask: Int,
    _ arena: Span<UInt8>
  ) -> Int {
    var at = Int(truncatingIfNeeded: SplitMix64.mix(key)) & mask
    while slots[at].number > 0 {
      if slots[at].key == key, token.count <= 7 || isKept(token, text, slots[at].start, arena) {
        return at
      }
      at = (at + 1) & mask
    }
    return at
  }

  /// The bytes of a token of up to seven, its length above them; for longer ones a hash, all ones above.
  @inline(__always)
  private static func key(_ token: TokenBound, _ text: Span<UInt8>) -> UInt64 {
    let first = EightBytes.load(text, Int(token.start))
    guard token.count > 7 else {
      let bits = UInt64(8 * token.count)
      return first & ((1 << bits) - 1) | bits << 56
    }
    var hash = SplitMix64.mix(first ^ UInt64(truncatingIfNeeded: token.count))
    var at = Int(token.start) + 8
    while at < Int(token.end) {
      // Of the last group the bytes behind the token are shifted out.
      let behind = UInt64(8 * max(0, at + 8 - Int(token.end)))
      hash = SplitMix64.mix(hash ^ (EightBytes.load(text, at) << behind))
      at += 8
    }
    return hash | 0xFF << 56
  }

  private mutating func keep(_ token: TokenBound, _ text: Span<UInt8>) {
    let length = UInt32(truncatingIfNeeded: token.count)
    for k in 0..<4 { arena.append(UInt8(truncatingIfNeeded: length >> UInt32(8 * k))) }
    for i in Int(token.start)..<Int(token.end) { arena.append(text[i]) }
  }

  private static func isKept(
    _ token: TokenBound, _ text: Span<UInt8>, _ start: UInt32, _ arena: Span<UInt8>
  ) -> Bool {
    let start = Int(start)
    var length = 0
    for k in 0..<4 { length |= Int(arena[start + k]) << (8 * k) }
    guard length == token.count else { return false }
    for k in 0..<length where arena[start + 4 + k] != text[Int(token.start) + k] { return false }
    return true
  }

  /// Makes room for so many tokens more.
  private mutating func reserve(_ more: Int) {
    var wanted = mask
    while wanted < 2 * (count + more) { wanted = 2 * wanted + 1 }
    guard wanted > mask else { return }
    let old = slots[0...mask].filter { $0.number > 0 }
    for i in 0...mask { slots[i] = Slot() }
    mask = wanted
    if mask >= slots.count { slots = [Slot](repeating: Slot(), count: mask + 1) }
    for slot in old {
      var at = Int(truncatingIfNeeded: SplitMix64.mix(slot.key)) & mask
      while slots[at].number > 0 { at = (at + 1) & mask }
      slots[at] = slot
    }
  }
}
