/// Entropic transport between uniform masses for the costs that lie in its blocks: Sinkhorn's scaling of a kernel into
/// which the potentials are taken from time to time, so that no ε makes it overflow.
///
/// - SeeAlso: Cuturi, 2013; Schmitzer, "Stabilized sparse scaling algorithms for entropy regularized transport
///   problems", 2019.
struct SinkhornSolver {
  let blocks: [TransportRows]
  /// Rows (target items) and columns (source items).
  let rows: Int
  let columns: Int
  let workers: Int
  /// Potentials of the columns; far below everything past the last column.
  private var potential: [SIMD8<Float>]
  private var scale: [SIMD8<Float>]

  private var panels: Int { potential.count }
  private var rowMass: Float { 1 / Float(rows) }
  private var columnMass: Float { 1 / Float(columns) }

  init(rows: Int, columns: Int, workers: Int) {
    self.rows = rows
    self.columns = columns
    self.workers = workers
    let panels = PoolDistances.panels(columns)
    potential = [SIMD8<Float>](repeating: .zero, count: panels)
    scale = potential
    let height = TransportRows.height
    let mass = Float(1 / (Double(rows) * Double(columns)))
    blocks = stride(from: 0, to: rows, by: height).map {
      TransportRows(range: $0..<min($0 + height, rows), panels: panels, mass: mass)
    }
    clearPadding()
  }

  private mutating func clearPadding() {
    for j in columns..<panels * 8 { potential[j / 8][j % 8] = -1e30 }
  }

  /// Does `body` for every block.
  func forEach(_ body: @Sendable (TransportRows) -> Void) {
    let blocks = blocks
    Parallel.forEach(blocks.count, workers: workers) { body(blocks[$0]) }
  }

  private func map<Result: Sendable>(
    _ body: @escaping @Sendable (TransportRows) -> Result
  ) -> [Result] {
    let blocks = blocks
    return Parallel.map(blocks.count, workers: workers) { body(blocks[$0]) }
  }

  /// Makes the plan of least cost + ε Σ T log T for the costs in the blocks, from the potentials of the last one.
  ///
  /// - Parameters:
  ///   - tolerance: Σ |row sum − mass| at which it ends.
  ///   - rounds: scalings at most.
  /// - Returns: by how much the plan moved: Σ |new − old|.
  mutating func solve(epsilon: Float, tolerance: Double, rounds: Int) -> Double {
    var done = 0
    var isFinished = false
    repeat {
      takeIn(epsilon)
      var isFirst = true
      while done < rounds {
        let isSound = scaleOnce(&isFinished, isFirst ? -1 : tolerance)
        isFirst = false
        done += 1
        if isFinished || !isSound { break }
      }
    } while !isFinished && done < rounds
    let scale = scale
    return map { $0.makePlan(scale) }.reduce(0, +)
  }

  /// Exact potentials in turn, and the kernel for them; scales are 1 again.
  private mutating func takeIn(_ epsilon: Float) {
    for panel in 0..<panels {
      for lane in 0..<8 {
        potential[panel][lane] += epsilon * VectorExponential.log(scale[panel][lane])
      }
    }
    clearPadding()
    let mass = rowMass
    let given = potential
    forEach { $0.updatePotential(given, epsilon: epsilon, mass: mass) }
    let tops = map { $0.columnTops() }.reduce(
      [SIMD8<Float>](repeating: SIMD8(repeating: -.greatestFiniteMagnitude), count: panels)
    ) { most, own in
      zip(most, own).map { $0.replacing(with: $1, where: $1 .> $0) }
    }
    let sums = total(map { $0.columnSums(tops, epsilon: epsilon) })
    let log = VectorExponential.log(columnMass)
    for j in 0..<columns {
      let sum = VectorExponential.log(Float(sums[j / 8][j % 8]))
      potential[j / 8][j % 8] = epsilon * (log - sum) - tops[j / 8][j % 8]
    }
    for panel in 0..<panels { scale[panel] = SIMD8(repeating: 1) }
    let columns = potential
    forEach { $0.makeKernel(columns, epsilon: epsilon) }
  }

  /// - Returns: whether all scales are numbers that can be worked with; else potentials are to be taken in.
  private mutating func scaleOnce(_ isFinished: inout Bool, _ tolerance: Double) -> Bool {
    let mass = rowMass
    let given = scale
    let found = map { $0.step(given, mass: mass) }
    guard found.allSatisfy(\.isSound) else { return false }
    if found.reduce(0, { $0 + $1.error }) <= tolerance {
      isFinished = true
      return true
    }
    let sums = total(found.map(\.sums))
    for j in 0..<columns {
      let own = Float(Double(columnMass) / sums[j / 8][j % 8])
      guard own > 1e-12 && own < 1e12 else { return false }
      scale[j / 8][j % 8] = own
    }
    return true
  }

  private func total(_ parts: [[SIMD8<Float>]]) -> [SIMD8<Double>] {
    var sums = [SIMD8<Double>](repeating: .zero, count: panels)
    for part in parts {
      for panel in 0..<panels { sums[panel] += SIMD8<Double>(part[panel]) }
    }
    return sums
  }

  /// Moves what is left of the plan's mass so that rows and columns have theirs.
  ///
  /// - SeeAlso: Altschuler, Weed & Rigollet, 2017, algorithm 2.
  func round() {
    let (rowMass, columnMass) = (1 / Double(rows), 1 / Double(columns))
    forEach { $0.trimRows(to: rowMass) }
    let sums = planColumns()
    let factors = sums.map { sum in
      var own = SIMD8<Float>(repeating: 1)
      for lane in 0..<8 where sum[lane] > columnMass { own[lane] = Float(columnMass / sum[lane]) }
      return own
    }
    forEach { $0.trimColumns(factors) }
    let rest = planColumns()
    var gaps = [SIMD8<Float>](repeating: .zero, count: panels)
    var missing = 0.0
    for j in 0..<columns {
      let gap = max(0, columnMass - rest[j / 8][j % 8])
      missing += gap
      gaps[j / 8][j % 8] = Float(gap)
    }
    guard missing > 0 else { return }
    let shares = gaps.map { $0 * Float(1 / missing) }
    forEach { $0.fill($0.rowGaps(to: rowMass), shares) }
  }

  private func planColumns() -> [SIMD8<Double>] {
    map { $0.planColumns() }.reduce([SIMD8<Double>](repeating: .zero, count: panels)) {
      zip($0, $1).map { $0 + $1 }
    }
  }
}
