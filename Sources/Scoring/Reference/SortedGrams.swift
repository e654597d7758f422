/// All n-grams of a text with few distinct tokens, in order: what chrF counts characters with.
///
/// Each place of the text is one integer, the numbers of the tokens from there on, the first one highest.
/// In a sorted list of them the places of each n-gram, of any order, stand together, so that one walk
/// through two lists counts what both texts have of all orders.
struct SortedGrams {
  /// Sorted; the text's places.
  private(set) var keys: [UInt64] = []
  /// Bits of a token.
  private(set) var bits = 0
  private(set) var order = 0
  private var buffer: [UInt64] = []
  private var counts: [Int32] = []

  /// The most orders that are counted at once.
  static let maximumOrder = 8
  private static let widestDigit = 11

  /// Bits for each of `distinct` tokens and two more; `nil` if `order` of them are more than 64 or the
  /// order is above `maximumOrder`.
  static func bits(distinct: Int, order: Int) -> Int? {
    let bits = Int.bitWidth - (distinct + 1).leadingZeroBitCount
    return order <= maximumOrder && bits * order <= 64 ? bits : nil
  }

  /// Replaces what it holds by the places of `tokens`.
  ///
  /// - Parameters:
  ///   - tokens: below `distinct`, or `Vocabulary.unknown`.
  ///   - isReference: references and responses are thought to go on by different tokens, so that an
  ///     n-gram that goes beyond the end of one is in no text of the other kind.
  /// - Complexity: O(n); at most 16 bytes of memory for each token.
  mutating func read(_ tokens: [UInt32], distinct: Int, order: Int, bits: Int, isReference: Bool) {
    self.bits = bits
    self.order = order
    let foreign = UInt64(distinct + 1)
    let top = UInt64(bits * (order - 1))
    var key: UInt64 = 0
    if !isReference { for _ in 0..<order { key = key << UInt64(bits) | foreign } }
    keys.removeAll(keepingCapacity: true)
    for token in tokens.reversed() {
      let number = token == Vocabulary.unknown ? foreign : UInt64(token) + 1
      key = key >> UInt64(bits) | number << top
      // No n-gram that begins with a token no reference has is in one.
      if number != foreign { keys.append(key) }
    }
    sort()
  }

  /// Least significant digit first, in an even number of passes, there and back.
  private mutating func sort() {
    if buffer.count < keys.count {
      buffer = [UInt64](repeating: 0, count: keys.count + keys.count / 2)
    }
    let width = bits * order
    let passes = (width + 2 * Self.widestDigit - 1) / (2 * Self.widestDigit) * 2
    let digit = (width + passes - 1) / passes
    for pass in stride(from: 0, to: passes, by: 2) {
      let count = keys.count
      Self.pass(keys, &buffer, count, &counts, shift: pass * digit, digit: digit)
      Self.pass(buffer, &keys, count, &counts, shift: (pass + 1) * digit, digit: digit)
    }
  }

  private static func pass(
    _ keys: [UInt64], _ sorted: inout [UInt64], _ count: Int, _ counts: inout [Int32], shift: Int,
    digit: Int
  ) {
    let (mask, shift) = (UInt64(1 << digit - 1), UInt64(min(shift, 63)))
    counts.removeAll(keepingCapacity: true)
    counts.append(contentsOf: repeatElement(0, count: 1 << digit))
    let from = keys.span
    var to = sorted.mutableSpan
    var starts = counts.mutableSpan
    for i in 0..<count { starts[Int(from[i] >> shift & mask)] += 1 }
    var sum: Int32 = 0
    for k in starts.indices {
      let size = starts[k]
      starts[k] = sum
      sum += size
    }
    for i in 0..<count {
      let digit = Int(from[i] >> shift & mask)
      to[Int(starts[digit])] = from[i]
      starts[digit] += 1
    }
  }

  /// For each order, from 1 on, how many n-grams of `response` the reference has, each at most as often
  /// as it has it; into the first places of `matches`.
  ///
  /// - Complexity: O(n + m).
  func match(_ response: SortedGrams, into matches: inout [Int]) {
    let first = keys.span
    let second = response.keys.span
    let bits = bits
    let unused = 64 - bits * order
    // For each order where the n-gram that is being read begins in both lists.
    var firstStarts = SIMD8<Int32>(repeating: 0)
    var secondStarts = SIMD8<Int32>(repeating: 0)
    var found = SIMD8<Int32>(repeating: 0)
    // Bits that n-grams of each order have in common when they are equal.
    let needed = SIMD8<Int32>(1, 2, 3, 4, 5, 6, 7, 8) &* Int32(truncatingIfNeeded: bits)
    var (i, j) = (0, 0)
    var last: UInt64 = 0
    while i < first.count, j < second.count {
      let takesFirst = first[i] <= second[j]
      let key = takesFirst ? first[i] : second[j]
      // Bits that the key has in common with the last one: the orders that need more end here.
      let equal = Int32(truncatingIfNeeded: (key ^ last).leadingZeroBitCount - unused)
      let (at, to) = (Int32(truncatingIfNeeded: i), Int32(truncatingIfNeeded: j))
      // All ones where an order ends; with signs as masks every step is one vector instruction.
      let ends = (SIMD8(repeating: equal) &- needed) &>> 31
      let ours = SIMD8(repeating: at) &- firstStarts
      let theirs = SIMD8(repeating: to) &- secondStarts
      let excess = ours &- theirs
      found = found &+ ((theirs &+ (excess & (excess &>> 31))) & ends)
      firstStarts = firstStarts ^ ((firstStarts ^ SIMD8(repeating: at)) & ends)
      secondStarts = secondStarts ^ ((secondStarts ^ SIMD8(repeating: to)) & ends)
      last = key
      i += takesFirst ? 1 : 0
      j += takesFirst ? 0 : 1
    }
    finish(i, j, last, firstStarts, secondStarts, response, &found)
    for n in 0..<order { matches[n] = Int(found[n]) }
  }

  /// Counts what is left where one list has ended: n-grams that the last key of both is part of.
  private func finish(
    _ i: Int, _ j: Int, _ last: UInt64, _ firstStarts: SIMD8<Int32>, _ secondStarts: SIMD8<Int32>,
    _ response: SortedGrams, _ found: inout SIMD8<Int32>
  ) {
    for n in 0..<order {
      let shift = UInt64(bits * (order - n - 1))
      var (i, j) = (i, j)
      while i < keys.count, keys[i] >> shift == last >> shift { i += 1 }
      while j < response.keys.count, response.keys[j] >> shift == last >> shift { j += 1 }
      found[n] += min(Int32(i) - firstStarts[n], Int32(j) - secondStarts[n])
    }
  }
}
