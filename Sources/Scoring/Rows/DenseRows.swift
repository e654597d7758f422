/// Many dense rows of Float32, `dimension` each, in memory or mapped from a scratch file.
///
/// - Note: `@unchecked Sendable`: nothing is written after `init`.
@safe package final class DenseRows: @unchecked Sendable {
  package let dimension: Int
  package let count: Int
  private let values: UnsafeBufferPointer<Float>
  private let release: () -> Void

  /// Rows that lie elsewhere: `values` holds `count * dimension` numbers, row after row.
  package init(
    dimension: Int, count: Int, values: UnsafeBufferPointer<Float>,
    release: @escaping () -> Void
  ) {
    self.dimension = dimension
    self.count = count
    unsafe self.values = values
    self.release = release
  }

  /// Rows in memory: `values` holds row after row.
  package convenience init(dimension: Int, _ values: [Float]) {
    let copy = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(1, values.count))
    _ = unsafe copy.initialize(from: values)
    unsafe self.init(
      dimension: dimension, count: dimension > 0 ? values.count / dimension : 0,
      values: UnsafeBufferPointer(rebasing: copy[..<values.count]),
      release: { unsafe copy.deallocate() })
  }

  deinit { release() }

  /// Row `i`; the caller keeps `self` alive while it uses it.
  @inline(__always)
  package subscript(i: Int) -> UnsafeBufferPointer<Float> {
    unsafe UnsafeBufferPointer(rebasing: values[i * dimension..<(i + 1) * dimension])
  }
}
