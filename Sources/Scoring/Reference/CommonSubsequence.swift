/// A reference, made ready for longest common subsequences with many responses.
///
/// A table of lengths is kept as the differences between its rows, 64 to a word (Crochemore et al. 2001;
/// Hyyrö 2004): bit i of column j is 0 where the length grows from row i to i + 1. The sentences of a
/// reference lie in one row of bits, with a bit between them that stops the carry, so that a token of the
/// response goes through all of them at once.
struct CommonSubsequence {
  /// Words of 64 rows.
  private(set) var width = 0
  /// For each bit its token; `Vocabulary.unknown` between sentences.
  private(set) var tokens: [UInt32] = []
  /// The bits of each sentence.
  private(set) var sentences: [Range<Int>] = []

  /// Where each token's places begin.
  private var firstPlace: [UInt32] = []
  private var places: [UInt32] = []
  /// For tokens with many places, one more than their row of `dense`; 0 for the others.
  private var denseRow: [UInt32] = []
  private var dense: [UInt64] = []
  /// 0 for the bits between sentences.
  private var isToken: [UInt64] = []
  private var one: [UInt64] = []

  /// Below so many words every token has a row of its own.
  private static let narrow = 8

  /// Replaces what it holds by a reference.
  ///
  /// - Parameters:
  ///   - reference: numbers of its tokens, below `distinct`.
  ///   - ends: where its sentences end; none is empty.
  /// - Complexity: O(n), also in memory: tokens with a row have n / 64 places or more.
  mutating func read(_ reference: [UInt32], ends: [Int], distinct: Int) {
    tokens.removeAll(keepingCapacity: true)
    sentences.removeAll(keepingCapacity: true)
    var start = 0
    for end in ends {
      if start > 0 { tokens.append(Vocabulary.unknown) }
      sentences.append(tokens.count..<tokens.count + end - start)
      for i in start..<end { tokens.append(reference[i]) }
      start = end
    }
    width = (tokens.count + 63) / 64
    findPlaces(distinct)
    makeRows(distinct)
    isToken = [UInt64](repeating: 0, count: width)
    for i in tokens.indices where tokens[i] != Vocabulary.unknown {
      isToken[i / 64] |= 1 << UInt64(i % 64)
    }
    one = [UInt64](repeating: 0, count: width)
  }

  private mutating func findPlaces(_ distinct: Int) {
    firstPlace = [UInt32](repeating: 0, count: distinct + 1)
    for token in tokens where token != Vocabulary.unknown { firstPlace[Int(token) + 1] += 1 }
    for i in 0..<distinct { firstPlace[i + 1] += firstPlace[i] }
    var next = firstPlace
    places = [UInt32](repeating: 0, count: tokens.count)
    for (i, token) in tokens.enumerated() where token != Vocabulary.unknown {
      places[Int(next[Int(token)])] = UInt32(truncatingIfNeeded: i)
      next[Int(token)] += 1
    }
  }

  private mutating func makeRows(_ distinct: Int) {
    denseRow = [UInt32](repeating: 0, count: distinct)
    var rows = 0
    for token in 0..<distinct {
      let count = Int(firstPlace[token + 1] - firstPlace[token])
      guard count > 0, width <= Self.narrow || count >= width else { continue }
      rows += 1
      denseRow[token] = UInt32(truncatingIfNeeded: rows)
    }
    dense = [UInt64](repeating: 0, count: rows * width)
    for token in 0..<distinct where denseRow[token] > 0 {
      let row = Int(denseRow[token] - 1) * width
      for k in firstPlace[token]..<firstPlace[token + 1] {
        let place = Int(places[Int(k)])
        dense[row + place / 64] |= 1 << UInt64(place % 64)
      }
    }
  }

  /// The column before any token, into `column`.
  func start(_ column: inout [UInt64]) { column = isToken }

  /// Makes `column`, that of the response up to a token, the one with the token.
  ///
  /// - Complexity: O(n / 64).
  mutating func advance(_ column: inout [UInt64], by token: UInt32) {
    guard Int(token) < denseRow.count else { return }
    if denseRow[Int(token)] > 0 {
      let row = Int(denseRow[Int(token)] - 1) * width
      Self.step(&column, dense, from: row, isToken)
      return
    }
    let range = firstPlace[Int(token)]..<firstPlace[Int(token) + 1]
    if range.isEmpty { return }
    for k in range { one[Int(places[Int(k)]) / 64] |= 1 << UInt64(places[Int(k)] % 64) }
    Self.step(&column, one, from: 0, isToken)
    for k in range { one[Int(places[Int(k)]) / 64] = 0 }
  }

  /// V ← (V + (V ∧ M)) ∨ (V ∧ ¬M), the bits between sentences staying 0.
  @inline(__always)
  private static func step(
    _ bits: inout [UInt64], _ rows: [UInt64], from row: Int, _ tokens: [UInt64]
  ) {
    let isToken = tokens.span
    let matches = rows.span.extracting(row..<row + isToken.count)
    var column = bits.mutableSpan
    var carry: UInt64 = 0
    for w in isToken.indices {
      let v = column[w]
      let (half, first) = v.addingReportingOverflow(v & matches[w])
      let (sum, second) = half.addingReportingOverflow(carry)
      carry = first || second ? 1 : 0
      column[w] = (sum | (v & ~matches[w])) & isToken[w]
    }
  }

  /// Length of the longest common subsequence of the reference, as one sentence, and a response.
  ///
  /// - Complexity: O(n · m / 64).
  mutating func length(with response: [UInt32], column: inout [UInt64]) -> Int {
    start(&column)
    for token in response { advance(&column, by: token) }
    return column.reduce(tokens.count) { $0 - $1.nonzeroBitCount }
  }
}
