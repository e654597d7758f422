/// A set of row ids, which lie close together: a few bits for each.
package struct RowSet {
  private var words: [Int64: UInt64] = [:]

  package init() {}

  /// Adds a row; `false` if it was there.
  package mutating func insert(_ row: Int64) -> Bool {
    let bit: UInt64 = 1 << UInt64(row & 63)
    let old = words[row >> 6, default: 0]
    words[row >> 6] = old | bit
    return old & bit == 0
  }
}
