/// How far the items of a pool lie from each other: a symmetric matrix whose mean is 1.
///
/// Pools that are aligned may have other features and other units; divided by its own mean a matrix has none, so
/// that ε means the same for any two pools. (Scaling by the largest distance, as is often done, lets one outlier set
/// the unit.) Memory: 4 bytes an entry.
package struct PoolDistances: Sendable {
  /// Items of the pool.
  package let count: Int
  /// Shape (count, panels), row by row; the last panel is filled up with zeros.
  let rows: [SIMD8<Float>]
  /// Mean of the squares of all entries.
  let meanSquare: Double

  /// 1; 0 where all items are one.
  var mean: Double { meanSquare > 0 ? 1 : 0 }

  /// Vectors of a row.
  var panels: Int { Self.panels(count) }

  static func panels(_ count: Int) -> Int { (count + 7) / 8 }

  /// A given matrix.
  ///
  /// - Parameter values: shape (count, count), row by row.
  /// - Returns: `nil` unless it is square, symmetric, finite and nowhere negative.
  package init?(count: Int, values: [Double]) {
    guard count > 0, count < 1 << 20, values.count == count * count,
      values.allSatisfy({ $0.isFinite && $0 >= 0 && $0 < 1e18 })
    else { return nil }
    for i in 0..<count {
      for j in 0..<i where values[i * count + j] != values[j * count + i] { return nil }
    }
    let mean = values.reduce(0, +) / Double(values.count)
    let scale = mean > 0 ? 1 / mean : 1
    self.init(count: count, workers: 1) { i, row in
      for j in 0..<count { row[j / 8][j % 8] = Float(values[i * count + j] * scale) }
    }
  }

  /// Euclidean distances of points whose coordinates are brought to mean 0 and deviation 1 within the pool.
  ///
  /// A coordinate that does not vary, or is nowhere a number, says nothing; a single value that is no number counts as
  /// the mean. Values are held within 5 deviations, so that one strange item does not set the scale.
  ///
  /// - Parameter points: shape (count, dimension), row by row.
  /// - Complexity: O(count² · dimension).
  package init(points: [Float], dimension: Int, workers: Int = 1) {
    let count = dimension > 0 ? points.count / dimension : 0
    let columns = Self.standardised(points, count, dimension)
    let panels = Self.panels(count)
    let plain = PoolDistances(count: count, workers: workers) { i, row in
      for column in columns {
        let own = column[i / 8][i % 8]
        for panel in 0..<panels {
          let difference = column[panel] - own
          row[panel] += difference * difference
        }
      }
      for panel in 0..<panels { row[panel] = row[panel].squareRoot() }
      // What stands past the last item is none.
      for j in count..<max(count, panels * 8) { row[j / 8][j % 8] = 0 }
    }
    let sum = plain.rows.reduce(0.0) { $0 + Double($1.sum()) }
    let scale = sum > 0 ? Float(Double(count * count) / sum) : 1
    self.init(count: count, workers: workers) { i, row in
      for panel in 0..<panels { row[panel] = plain.rows[i * panels + panel] * scale }
    }
  }

  private init(
    count: Int, workers: Int, _ fill: @escaping @Sendable (Int, inout [SIMD8<Float>]) -> Void
  ) {
    let panels = Self.panels(count)
    let chunk = 64
    let chunks = Parallel.map((count + chunk - 1) / chunk, workers: workers) { number in
      var own: [SIMD8<Float>] = []
      var sum = 0.0
      for i in number * chunk..<min(count, number * chunk + chunk) {
        var row = [SIMD8<Float>](repeating: .zero, count: panels)
        fill(i, &row)
        sum += row.reduce(0.0) { $0 + Double(($1 * $1).sum()) }
        own += row
      }
      return (rows: own, sum: sum)
    }
    self.count = count
    rows = chunks.flatMap(\.rows)
    meanSquare = count > 0 ? chunks.reduce(0) { $0 + $1.sum } / Double(count * count) : 0
  }

  /// By coordinate, padded to whole vectors; those that say nothing are left out.
  private static func standardised(
    _ points: [Float], _ count: Int, _ dimension: Int
  ) -> [[SIMD8<Float>]] {
    (0..<dimension).compactMap { column in
      let values = (0..<count).map { points[$0 * dimension + column] }
      let known = values.filter { $0.isFinite && $0.magnitude < 1e18 }.map(Double.init)
      let mean = Numerics.mean(known)
      let deviation = Numerics.variance(known).squareRoot()
      guard deviation > 1e-9 * max(1, mean.magnitude) else { return nil }
      var own = [SIMD8<Float>](repeating: .zero, count: panels(count))
      for (i, value) in values.enumerated() where value.isFinite && value.magnitude < 1e18 {
        own[i / 8][i % 8] = Float(max(-5, min(5, (Double(value) - mean) / deviation)))
      }
      return own
    }
  }

  /// Places of the distances of an item that its profile is made of.
  static let quantiles = 32

  /// For each item how far the others are from it, ascending, at `quantiles` places: shape (count, quantiles).
  ///
  /// - SeeAlso: Mémoli, "Gromov–Wasserstein distances and the metric approach to object matching", 2011: the third
  ///   lower bound compares items by them.
  func profiles(workers: Int) -> [Float] {
    let panels = panels
    let rows = rows
    let count = count
    return Parallel.map(count, workers: workers) { i in
      let sorted = (0..<count).map { rows[i * panels + $0 / 8][$0 % 8] }.sorted()
      return (0..<Self.quantiles).map { k -> Float in
        let place = (Double(k) + 0.5) / Double(Self.quantiles) * Double(count) - 0.5
        let low = max(0, min(count - 1, Int(place.rounded(.down))))
        let high = min(count - 1, low + 1)
        let share = Float(max(0, min(1, place - Double(low))))
        return sorted[low] + share * (sorted[high] - sorted[low])
      }
    }.flatMap(\.self)
  }
}

extension Parallel {
  /// What `body` gives for each number below `count`, in their order.
  static func map<Result: Sendable>(
    _ count: Int, workers: Int, _ body: @escaping @Sendable (Int) -> Result
  ) -> [Result] {
    GroupBootstrap.parallel(count, jobs: workers) { $0.map(body) }
  }
}
