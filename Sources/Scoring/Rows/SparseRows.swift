internal import Foundation

/// One sparse row: `indices` ascending without repeats, `values` beside them.
///
/// Lent: valid while the rows it came from are.
@unsafe package struct SparseRow {
  package let indices: UnsafeBufferPointer<UInt32>
  package let values: UnsafeBufferPointer<Float>

  package var count: Int { unsafe indices.count }
}

/// Many sparse rows of Float32, in memory or mapped from scratch files: row i is that of pair i.
///
/// A row costs 8 bytes per entry. Reading is from any number of threads at once.
///
/// - Note: `@unchecked Sendable`: nothing is written after `init`.
@safe package final class SparseRows: @unchecked Sendable {
  /// Columns; every index is below it.
  package let dimension: Int
  package let count: Int
  private let offsets: UnsafeBufferPointer<UInt64>
  private let indices: UnsafeBufferPointer<UInt32>
  private let values: UnsafeBufferPointer<Float>
  private let release: () -> Void

  /// Rows that lie elsewhere, as a mapped file does.
  ///
  /// - Parameters:
  ///   - offsets: `count + 1` of them: entries of row i are `offsets[i] ..< offsets[i + 1]`.
  ///   - release: called when these rows are no longer needed.
  package init(
    dimension: Int, offsets: UnsafeBufferPointer<UInt64>, indices: UnsafeBufferPointer<UInt32>,
    values: UnsafeBufferPointer<Float>, release: @escaping () -> Void
  ) {
    self.dimension = dimension
    count = max(0, offsets.count - 1)
    unsafe self.offsets = offsets
    unsafe self.indices = indices
    unsafe self.values = values
    self.release = release
  }

  /// Rows in memory, for small sets and tests.
  package convenience init(dimension: Int, _ rows: [[(index: UInt32, value: Float)]]) {
    var ends: [UInt64] = [0]
    for row in rows { ends.append(ends[ends.count - 1] + UInt64(row.count)) }
    let total = rows.reduce(0) { $0 + $1.count }
    let offsets = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: ends.count)
    let indices = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: max(1, total))
    let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(1, total))
    _ = unsafe offsets.initialize(from: ends)
    var next = 0
    for row in rows {
      for entry in row {
        unsafe indices[next] = entry.index
        unsafe values[next] = entry.value
        next += 1
      }
    }
    unsafe self.init(
      dimension: dimension, offsets: UnsafeBufferPointer(offsets),
      indices: UnsafeBufferPointer(rebasing: indices[..<total]),
      values: UnsafeBufferPointer(rebasing: values[..<total]),
      release: {
        unsafe offsets.deallocate()
        unsafe indices.deallocate()
        unsafe values.deallocate()
      })
  }

  deinit { release() }

  /// Row `i`; the caller keeps `self` alive while it uses it.
  @inline(__always)
  package subscript(i: Int) -> SparseRow {
    unsafe SparseRow(
      indices: UnsafeBufferPointer(rebasing: indices[Int(offsets[i])..<Int(offsets[i + 1])]),
      values: UnsafeBufferPointer(rebasing: values[Int(offsets[i])..<Int(offsets[i + 1])]))
  }
}
