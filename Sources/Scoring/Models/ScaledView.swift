internal import Foundation

/// One view of the rows as a learner sees it: scaled so that rows have mean square norm 1.
///
/// Dense columns are first divided by their root mean square; differences have mean 0 by symmetry, so nothing
/// is centred. No label is read. One step and one penalty then suit every view.
///
/// Entries that are not numbers count as 0 in a dense row and make a sparse row empty.
struct ScaledView: Sendable {
  private enum Storage: Sendable {
    case sparse(SparseRows)
    case dense(DenseRows, columnScales: [Float])
  }

  let name: String
  let dimension: Int
  /// Multiplies every value (dense columns have their own factor beside it).
  let scale: Float
  /// Square norm of each scaled row, shape (pairs); 0 for rows that are missing or unusable.
  let squaredNorms: [Float]
  private let storage: Storage

  init(name: String, _ rows: SparseRows, count: Int) {
    self.name = name
    dimension = rows.dimension
    storage = .sparse(rows)
    var norms = [Float](repeating: 0, count: count)
    for i in 0..<min(count, rows.count) {
      let row = unsafe rows[i]
      var sum: Float = 0
      for k in 0..<(unsafe row.count) { unsafe sum += row.values[k] * row.values[k] }
      norms[i] = sum.isFinite ? sum : 0
    }
    (scale, squaredNorms) = Self.scaled(norms)
  }

  init(name: String, _ rows: DenseRows, count: Int) {
    self.name = name
    dimension = rows.dimension
    var squares = [Double](repeating: 0, count: dimension)
    let present = min(count, rows.count)
    for i in 0..<present {
      let row = unsafe rows[i]
      for k in 0..<dimension {
        let value = unsafe Double(row[k])
        if value.isFinite { squares[k] += value * value }
      }
    }
    let scales = squares.map { sum in
      let scale = Float(1 / (sum / Double(max(1, present))).squareRoot())
      return scale.isFinite ? scale : 0
    }
    storage = .dense(rows, columnScales: scales)
    var norms = [Float](repeating: 0, count: count)
    for i in 0..<present {
      let row = unsafe rows[i]
      for k in 0..<dimension {
        let value = unsafe row[k] * scales[k]
        if value.isFinite { norms[i] += value * value }
      }
      if !norms[i].isFinite { norms[i] = 0 }
    }
    (scale, squaredNorms) = Self.scaled(norms)
  }

  /// Every view of `rows`, in the order of `PairRows.viewNames`.
  static func all(_ rows: PairRows) -> [ScaledView] {
    rows.sparse.map { ScaledView(name: $0.name, $0.rows, count: rows.count) }
      + rows.dense.map { ScaledView(name: $0.name, $0.rows, count: rows.count) }
  }

  var isDense: Bool { if case .dense = storage { true } else { false } }

  /// The factor that brings raw column `k` to what the weights belong to.
  func columnScale(_ k: Int) -> Float {
    if case .dense(_, let scales) = storage { scales[k] * scale } else { scale }
  }

  /// Lends row `i`: columns (`nil` for 0, 1, 2…) and values, to be multiplied by `scale`.
  ///
  /// - Parameter scratch: room for `dimension` numbers when the view is dense.
  @inline(__always)
  func withRow(
    _ i: Int, scratch: UnsafeMutablePointer<Float>,
    _ body: (UnsafePointer<UInt32>?, UnsafePointer<Float>, Int) -> Void
  ) {
    guard squaredNorms[i] > 0 else { return }
    switch storage {
    case .sparse(let rows):
      let row = unsafe rows[i]
      guard let columns = unsafe row.indices.baseAddress, let values = unsafe row.values.baseAddress
      else { return }
      unsafe body(columns, values, row.count)
    case .dense(let rows, let scales):
      let row = unsafe rows[i]
      var k = 0
      while k < dimension {
        let value = unsafe row[k] * scales[k]
        unsafe scratch[k] = value.isFinite ? value : 0
        k &+= 1
      }
      unsafe body(nil, UnsafePointer(scratch), dimension)
    }
  }

  /// The same rows with this view's scales: for pairs the models have not seen.
  func rescaled(to rows: PairRows) -> ScaledView? {
    if case .dense(_, let scales) = storage {
      guard let other = rows.dense.first(where: { $0.name == name })?.rows,
        other.dimension == dimension
      else { return nil }
      return ScaledView(self, .dense(other, columnScales: scales), present: other.count, rows.count)
    }
    guard let other = rows.sparse.first(where: { $0.name == name })?.rows,
      other.dimension == dimension
    else { return nil }
    return ScaledView(self, .sparse(other), present: other.count, rows.count)
  }

  private init(_ view: ScaledView, _ storage: Storage, present: Int, _ count: Int) {
    name = view.name
    dimension = view.dimension
    scale = view.scale
    self.storage = storage
    // Only "is there a row" is asked of foreign rows.
    squaredNorms = (0..<count).map { $0 < present ? 1 : 0 }
  }

  private static func scaled(_ norms: [Float]) -> (Float, [Float]) {
    var sum = 0.0
    var present = 0
    for norm in norms where norm > 0 {
      sum += Double(norm)
      present += 1
    }
    let scale = present > 0 ? Float(1 / (sum / Double(present)).squareRoot()) : 1
    guard scale.isFinite && scale > 0 else { return (0, norms.map { _ in 0 }) }
    return (scale, norms.map { $0 * scale * scale })
  }
}
