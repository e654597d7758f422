/// The tokens of a reference that are in a longest common subsequence of their sentence and some sentence
/// of the response: what ROUGE-Lsum counts (Lin 2004, section 3.2).
///
/// Of several longest subsequences the one counts that `rouge-score` walks: from the ends, to a match
/// where there is one, else back in the response if the table's length there is larger, else back in
/// the reference. Only every so many columns are kept, and the rest made again, so that memory is bounded.
struct UnionSubsequence {
  /// For each bit of the reference whether it is in the union.
  private(set) var marks: [Bool] = []
  private var columns: [UInt64] = []
  private var checkpoints: [UInt64] = []
  private var column: [UInt64] = []
  /// Where the walk through each sentence stands.
  private var rows: [Int] = []

  /// Words of 64 rows that are held at once: 8 MiB, more only where one column has so many.
  private static let heldWords = 1 << 20

  /// Starts a response.
  mutating func begin(_ reference: CommonSubsequence) {
    marks = [Bool](repeating: false, count: reference.tokens.count)
  }

  /// Adds a sentence of the response.
  ///
  /// - Complexity: O(n · m / 64) for the columns, and for each sentence of the reference that shares a
  ///   token with this one O(its tokens + m).
  /// - Returns: the steps it took; `nil` if they are more than `limit`.
  mutating func add(
    _ response: [UInt32], to reference: inout CommonSubsequence, limit: Int
  ) -> Int? {
    let width = reference.width
    var steps = response.count * width
    guard steps <= limit, width > 0 else { return steps <= limit ? steps : nil }

    // A block of columns is what is held; checkpoints are the columns before each block.
    let block = max(1, min(response.count, Self.heldWords / width))
    let blocks = (response.count + block - 1) / block
    checkpoints = [UInt64](repeating: 0, count: blocks * width)
    reference.start(&column)
    for j in response.indices {
      if j % block == 0 {
        for w in 0..<width { checkpoints[j / block * width + w] = column[w] }
      }
      reference.advance(&column, by: response[j])
    }
    let hits = sentencesWithMatches(reference)
    for s in hits { steps += reference.sentences[s].count + response.count }
    guard steps <= limit else { return nil }

    rows = hits.map { reference.sentences[$0].upperBound }
    if columns.count < block * width {
      columns = [UInt64](repeating: 0, count: block * width)
    }
    for k in stride(from: blocks - 1, through: 0, by: -1) {
      let range = k * block..<min(response.count, (k + 1) * block)
      fill(range, response, &reference, checkpoint: k)
      for (h, s) in hits.enumerated() {
        rows[h] = walk(
          back: range, response, reference, from: rows[h],
          downTo: reference.sentences[s].lowerBound)
      }
    }
    return steps
  }

  /// The sentences of the reference that share a token with the response whose last column is held.
  private func sentencesWithMatches(_ reference: CommonSubsequence) -> [Int] {
    reference.sentences.indices.filter { s in
      let bits = reference.sentences[s]
      return (bits.lowerBound / 64...(bits.upperBound - 1) / 64).contains { w in
        let low = max(bits.lowerBound - 64 * w, 0)
        let high = min(bits.upperBound - 64 * w, 64)
        let mask = (UInt64.max >> UInt64(64 - (high - low))) << UInt64(low)
        return column[w] & mask != mask
      }
    }
  }

  /// Makes the columns behind the tokens in `range` again.
  private mutating func fill(
    _ range: Range<Int>, _ response: [UInt32], _ reference: inout CommonSubsequence,
    checkpoint: Int
  ) {
    let width = reference.width
    for w in 0..<width { column[w] = checkpoints[checkpoint * width + w] }
    for j in range {
      reference.advance(&column, by: response[j])
      let at = (j - range.lowerBound) * width
      for w in 0..<width { columns[at + w] = column[w] }
    }
  }

  /// Walks back through the columns of `range` from the row `row`, and marks what is matched; the row it
  /// ends in.
  private mutating func walk(
    back range: Range<Int>, _ response: [UInt32], _ reference: CommonSubsequence,
    from row: Int, downTo low: Int
  ) -> Int {
    let width = reference.width
    var i = row
    var j = range.upperBound
    while i > low, j > range.lowerBound {
      let bit = i - 1
      if reference.tokens[bit] == response[j - 1] {
        marks[bit] = true
        i -= 1
        j -= 1
      } else if columns[(j - 1 - range.lowerBound) * width + bit / 64] >> UInt64(bit % 64) & 1 == 0
      {
        j -= 1
      } else {
        i -= 1
      }
    }
    return i
  }
}
