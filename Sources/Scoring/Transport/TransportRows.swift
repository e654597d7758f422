/// A block of rows of a transport problem: one thread at a time works on it, and it alone writes its own.
///
/// Rows are target items, columns source items, eight to a vector; the last vector of a row is filled up, and what
/// stands there is 0 in `plan` and `kernel`.
///
/// - Note: `@unchecked Sendable`: blocks are handed to threads one by one (`Parallel.forEach`).
final class TransportRows: @unchecked Sendable {
  /// Rows of a block: sums over rows are taken block by block, so that they do not depend on the threads.
  static let height = 64

  /// Which rows of the whole.
  let range: Range<Int>
  /// Vectors of a row.
  let panels: Int
  private(set) var plan: [SIMD8<Float>]
  private(set) var cost: [SIMD8<Float>]
  /// e^((f + g − cost) / ε).
  private var kernel: [SIMD8<Float>]
  /// Potentials of the rows, and what scales them since they were last taken in.
  private(set) var potential: [Float]
  private(set) var scale: [Float]

  init(range: Range<Int>, panels: Int, mass: Float) {
    self.range = range
    self.panels = panels
    plan = [SIMD8<Float>](repeating: SIMD8(repeating: mass), count: range.count * panels)
    cost = plan
    kernel = plan
    potential = [Float](repeating: 0, count: range.count)
    scale = [Float](repeating: 1, count: range.count)
  }

  func row(_ i: Int) -> Range<Int> { i * panels..<(i + 1) * panels }

  // MARK: Costs

  /// Costs by row and vector.
  func setCost(_ value: (Int, Int) -> SIMD8<Float>) {
    for i in range {
      for panel in 0..<panels {
        cost[(i - range.lowerBound) * panels + panel] = value(i, panel)
      }
    }
  }

  /// Plan · source distances, left in `cost`.
  func multiplyPlan(_ source: MatrixPanels) {
    source.multiply(plan, rows: range.count, into: &cost)
  }

  /// Target distances · what `multiplyPlan` left of all blocks, left in `cost`.
  func multiply(_ target: PoolDistances, _ middle: MatrixPanels) {
    let own = Array(
      target.rows[range.lowerBound * target.panels..<range.upperBound * target.panels])
    middle.multiply(own, rows: range.count, into: &cost)
  }

  /// From products to the gradient: 2 (rows + columns − 2 · cost).
  func makeGradient(_ rows: [Float], _ columns: [SIMD8<Float>]) {
    for i in 0..<range.count {
      let own = rows[range.lowerBound + i]
      for k in row(i) { cost[k] = 2 * (own + columns[k - i * panels] - 2 * cost[k]) }
    }
  }

  /// Σ plan · cost.
  var inner: Double {
    var sum = 0.0
    for i in 0..<range.count {
      var own = SIMD8<Float>.zero
      for k in row(i) { own += plan[k] * cost[k] }
      sum += Double(own.sum())
    }
    return sum
  }

  // MARK: Sinkhorn

  /// The exact potentials of the rows for those of the columns, by a sum of exponentials that cannot overflow.
  func updatePotential(_ columns: [SIMD8<Float>], epsilon: Float, mass: Float) {
    let inverse = 1 / epsilon
    for i in 0..<range.count {
      var most = SIMD8<Float>(repeating: -.greatestFiniteMagnitude)
      for k in row(i) {
        most = most.replacing(
          with: columns[k - i * panels] - cost[k], where: columns[k - i * panels] - cost[k] .> most)
      }
      let top = most.max()
      var sum = SIMD8<Float>.zero
      for k in row(i) {
        sum += VectorExponential.of((columns[k - i * panels] - cost[k] - top) * inverse)
      }
      potential[i] =
        epsilon * (VectorExponential.log(mass) - VectorExponential.log(sum.sum())) - top
      scale[i] = 1
    }
  }

  /// Largest value of potential − cost in every column.
  func columnTops() -> [SIMD8<Float>] {
    var tops = [SIMD8<Float>](repeating: SIMD8(repeating: -.greatestFiniteMagnitude), count: panels)
    for i in 0..<range.count {
      for k in row(i) {
        let value = potential[i] - cost[k]
        tops[k - i * panels] = tops[k - i * panels].replacing(
          with: value, where: value .> tops[k - i * panels])
      }
    }
    return tops
  }

  /// Σ e^((potential − cost − top) / ε) of every column.
  func columnSums(_ tops: [SIMD8<Float>], epsilon: Float) -> [SIMD8<Float>] {
    let inverse = 1 / epsilon
    var sums = [SIMD8<Float>](repeating: .zero, count: panels)
    for i in 0..<range.count {
      for k in row(i) {
        let panel = k - i * panels
        sums[panel] += VectorExponential.of((potential[i] - cost[k] - tops[panel]) * inverse)
      }
    }
    return sums
  }

  /// The kernel for the potentials of rows and columns.
  func makeKernel(_ columns: [SIMD8<Float>], epsilon: Float) {
    let inverse = 1 / epsilon
    for i in 0..<range.count {
      for k in row(i) {
        kernel[k] = VectorExponential.of(
          (potential[i] + columns[k - i * panels] - cost[k]) * inverse)
      }
    }
  }

  /// One step: scales the rows to their mass under `columns` and gives the sums of the columns with it.
  ///
  /// - Returns: also by how much the rows were off, and whether every row had something to scale.
  func step(
    _ columns: [SIMD8<Float>], mass: Float
  ) -> (sums: [SIMD8<Float>], error: Double, isSound: Bool) {
    var sums = [SIMD8<Float>](repeating: .zero, count: panels)
    var error = 0.0
    var isSound = true
    for i in 0..<range.count {
      let sum = Float(Self.dot(kernel, from: i * panels, columns))
      error += Double((scale[i] * sum - mass).magnitude)
      let own = mass / sum
      if own > 1e-12 && own < 1e12 { scale[i] = own } else { isSound = false }
      let factor = scale[i]
      for panel in 0..<panels { sums[panel] += kernel[i &* panels &+ panel] * factor }
    }
    return (sums, error, isSound)
  }

  /// Σ a[from + k] · b[k]: single precision over short stretches, double over those.
  private static func dot(_ a: [SIMD8<Float>], from: Int, _ b: [SIMD8<Float>]) -> Double {
    var sum = 0.0
    var start = 0
    while start < b.count {
      let end = min(b.count, start &+ 16)
      var own = SIMD8<Float>.zero
      for k in start..<end { own += a[from &+ k] * b[k] }
      sum += Double(own.sum())
      start = end
    }
    return sum
  }

  /// The plan that kernel and scales make.
  ///
  /// - Returns: by how much it moved: Σ |new − old|.
  func makePlan(_ columns: [SIMD8<Float>]) -> Double {
    var moved = 0.0
    for i in 0..<range.count {
      let factor = scale[i]
      var own = SIMD8<Float>.zero
      for k in row(i) {
        let value = kernel[k] * columns[k - i * panels] * factor
        let difference = value - plan[k]
        own += difference.replacing(with: -difference, where: difference .< 0)
        plan[k] = value
      }
      moved += Double(own.sum())
    }
    return moved
  }

  // MARK: Rounding

  /// Sums of the plan's columns, in double precision, eight to a vector.
  func planColumns() -> [SIMD8<Double>] {
    var sums = [SIMD8<Double>](repeating: .zero, count: panels)
    for i in 0..<range.count {
      for k in row(i) { sums[k - i * panels] += SIMD8<Double>(plan[k]) }
    }
    return sums
  }

  /// Takes from rows that have too much.
  func trimRows(to mass: Double) {
    for i in 0..<range.count {
      let sum = rowSum(i)
      guard sum > mass else { continue }
      let factor = Float(mass / sum)
      for k in row(i) { plan[k] *= factor }
    }
  }

  /// Takes from columns that have too much.
  func trimColumns(_ factors: [SIMD8<Float>]) {
    for i in 0..<range.count {
      for k in row(i) { plan[k] *= factors[k - i * panels] }
    }
  }

  /// What the rows lack.
  func rowGaps(to mass: Double) -> [Double] { (0..<range.count).map { max(0, mass - rowSum($0)) } }

  /// Adds gaps[i] · columns.
  func fill(_ gaps: [Double], _ columns: [SIMD8<Float>]) {
    for i in 0..<range.count where gaps[i] > 0 {
      for k in row(i) { plan[k] += columns[k - i * panels] * Float(gaps[i]) }
    }
  }

  private func rowSum(_ i: Int) -> Double {
    var sum = SIMD8<Double>.zero
    for k in row(i) { sum += SIMD8<Double>(plan[k]) }
    return sum.sum()
  }

  /// Σ T log T.
  var negativeEntropy: Double {
    var sum = 0.0
    for value in plan {
      for lane in 0..<8 where value[lane] > 0 {
        sum += Double(value[lane] * VectorExponential.log(value[lane]))
      }
    }
    return sum
  }
}
