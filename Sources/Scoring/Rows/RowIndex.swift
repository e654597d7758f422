/// Which rows carry which key: positions grouped by a number, in ascending order within a group.
///
/// A counting sort: O(rows + keys) time and 4 bytes for each of both.
package struct RowIndex: Sendable, Equatable {
  private let starts: [Int32]
  private let rows: [Int32]

  /// - Parameters:
  ///   - keys: rows whose key is not in `0 ..< count` belong to no group.
  ///   - count: how many keys there are.
  package init(_ keys: [Int32], count: Int) {
    let count = max(0, count)
    var starts = [Int32](repeating: 0, count: count + 1)
    for key in keys where key >= 0 && Int(key) < count { starts[Int(key) + 1] += 1 }
    for k in 0..<count { starts[k + 1] += starts[k] }
    var next = starts
    var rows = [Int32](repeating: 0, count: Int(starts[count]))
    for (row, key) in keys.enumerated() where key >= 0 && Int(key) < count {
      rows[Int(next[Int(key)])] = Int32(truncatingIfNeeded: row)
      next[Int(key)] += 1
    }
    self.starts = starts
    self.rows = rows
  }

  /// The number of keys.
  package var count: Int { starts.count - 1 }

  /// The rows of a key; none for a key outside.
  package subscript(key: Int) -> ArraySlice<Int32> {
    guard key >= 0, key < count else { return [] }
    return rows[Int(starts[key])..<Int(starts[key + 1])]
  }
}
