/// A correspondence between two pools by distances within each alone: the plan T of uniform masses that has least
/// Σ (Cˢ_kl − Cᵗ_ij)² T_ik T_jl + ε Σ T log T.
///
/// Projected mirror descent: the plan of entropic transport for the gradient at the plan before it, until it rests
/// (Peyré, Cuturi & Solomon, "Gromov–Wasserstein averaging of kernel and distance matrices", 2016). The problem is not
/// convex, so that it is solved from two starts and the one of the lower value is kept: the product of the masses, with ε
/// lowered by halves from a large one, and the plan that compares items by how far all others are from them (Mémoli's
/// third lower bound). Both are functions of the distances alone: nothing is drawn, and items may come in any order.
///
/// Cost: O(n²m + nm²) a round for n target and m source items, in single precision: 0.2 s a round and thread for
/// n = m = 1,000, and up to 130 rounds. Memory: 4 · (n² + 2m² + 4nm) bytes. Results do not depend on the number of threads.
///
/// - Note: Pools that mirror themselves, by distances, have a mirrored plan of the same value: nothing here can tell which
///   is right. And a better plan may be missed: of nine small problems POT's best of four starts is the same plan in
///   seven, better in one by 0.016 of the product plan's cost, and worse in one by 0.044.
package struct GromovWasserstein: Sendable {
  /// How it is solved.
  package struct Options: Sendable {
    /// ε as a share of what the plan of every item to every item costs, which is the variance of the distances of both
    /// pools: above 0, and from about 0.5 on nothing is told apart.
    package var epsilon = 0.05
    /// Rounds of mirror descent at the last ε, for each start.
    package var rounds = 40
    /// Σ |T − T before| at which the plan rests.
    package var tolerance = 1e-3
    /// Scalings in a round, at most.
    package var scalings = 200
    package var workers = 1
    /// Is told the rounds done so far, and says whether to go on; what was stopped is of no use.
    package var watch: @Sendable (Int) -> Bool = { _ in true }

    package init() {}
  }

  /// Where the descent began.
  package enum Start: String, CaseIterable, Sendable {
    /// Every item to every item.
    case product
    /// Items by their distances to all others.
    case profiles
  }

  /// A plan.
  package struct Solution: Sendable {
    /// Shape (targets, sources), row by row: sums of rows are 1 / targets, of columns 1 / sources.
    package var plan: TransportPlan
    /// Σ (Cˢ_kl − Cᵗ_ij)² T_ik T_jl: 0 for pools that have the same distances.
    package var objective: Double
    /// The same of the plan of every item to every item.
    package var productObjective: Double
    /// ε itself.
    package var epsilon: Double
    /// `objective` + ε Σ T log T: what is least.
    package var regularised: Double
    package var start: Start
    package var rounds: Int
    package var hasConverged: Bool
  }

  private let target: PoolDistances
  private let source: PoolDistances
  private let options: Options
  private let sourcePanels: MatrixPanels
  private let productObjective: Double
  /// Means of the squared distances of each item, halves of the constant part of the gradient.
  private let targetSquares: [Float]
  private let sourceSquares: [SIMD8<Float>]

  /// - Returns: `nil` where a pool is empty.
  package static func solve(
    target: PoolDistances, source: PoolDistances, options: Options = Options()
  ) -> Solution? {
    guard target.count > 0, source.count > 0, options.epsilon > 0 else { return nil }
    let problem = GromovWasserstein(target: target, source: source, options: options)
    var best: Solution?
    for start in Start.allCases {
      let found = problem.descend(from: start)
      // Of equals the first, whatever the last digits say.
      let least = best.map { $0.regularised - 1e-5 * $0.productObjective } ?? .infinity
      if found.regularised < least { best = found }
    }
    return best
  }

  private init(target: PoolDistances, source: PoolDistances, options: Options) {
    self.target = target
    self.source = source
    self.options = options
    sourcePanels = MatrixPanels(source)
    // Means are 1, or 0 where all items are one. Pools without any variance still need an ε above 0.
    productObjective = max(
      1e-6, target.meanSquare + source.meanSquare - 2 * target.mean * source.mean)
    targetSquares = Self.squares(target)
    let squares = Self.squares(source)
    sourceSquares = (0..<source.panels).map { panel in
      var own = SIMD8<Float>.zero
      for lane in 0..<8 where panel * 8 + lane < source.count {
        own[lane] = squares[panel * 8 + lane]
      }
      return own
    }
  }

  private static func squares(_ pool: PoolDistances) -> [Float] {
    (0..<pool.count).map { i in
      let row = pool.rows[i * pool.panels..<(i + 1) * pool.panels]
      return Float(row.reduce(0.0) { $0 + Double(($1 * $1).sum()) } / Double(pool.count))
    }
  }

  private var epsilon: Double { options.epsilon * productObjective }

  // MARK: Descent

  private func descend(from start: Start) -> Solution {
    var solver = SinkhornSolver(
      rows: target.count, columns: source.count, workers: options.workers)
    switch start {
    case .product:
      // Each ε begins at the plan of the one before: what the large ones decide is the coarse shape.
      var share = 1.0
      while share > 1.5 * options.epsilon {
        _ = descend(&solver, epsilon: share * productObjective, rounds: 5, tolerance: 1e-2)
        share /= 2
      }
    case .profiles:
      setProfileCosts(solver)
      _ = solver.solve(epsilon: Float(epsilon), tolerance: 1e-3, rounds: options.scalings)
    }
    let (rounds, moved) = descend(
      &solver, epsilon: epsilon, rounds: options.rounds, tolerance: options.tolerance)
    solver.round()
    setGradient(solver)
    // The gradient's sum over the plan is twice the value.
    let objective = max(0, solver.blocks.reduce(0) { $0 + $1.inner } / 2)
    let entropy = solver.blocks.reduce(0) { $0 + $1.negativeEntropy }
    return Solution(
      plan: TransportPlan(solver.blocks, columns: source.count), objective: objective,
      productObjective: productObjective, epsilon: epsilon,
      regularised: objective + epsilon * entropy, start: start, rounds: rounds,
      hasConverged: moved <= options.tolerance)
  }

  private func descend(
    _ solver: inout SinkhornSolver, epsilon: Double, rounds: Int, tolerance: Double
  ) -> (rounds: Int, moved: Double) {
    var moved = Double.infinity
    var done = 0
    while done < rounds && moved > tolerance && options.watch(done) {
      setGradient(solver)
      moved = solver.solve(
        epsilon: Float(epsilon), tolerance: min(1e-3, max(1e-6, tolerance / 10)),
        rounds: options.scalings)
      done += 1
    }
    return (done, moved)
  }

  /// 2 (Cᵗ² 1 1ᵀ/n + 1 1ᵀ/m Cˢ² − 2 Cᵗ T Cˢ), the gradient at the plan that lies in the blocks.
  private func setGradient(_ solver: SinkhornSolver) {
    let (target, sourcePanels) = (target, sourcePanels)
    solver.forEach { $0.multiplyPlan(sourcePanels) }
    var middle = MatrixPanels(rows: target.count, panels: source.panels)
    for block in solver.blocks {
      middle.set(block.cost, from: block.range.lowerBound, rows: block.range.count)
    }
    let product = middle
    let (rows, columns) = (targetSquares, sourceSquares)
    solver.forEach { block in
      block.multiply(target, product)
      block.makeGradient(rows, columns)
    }
  }

  /// Mean squares of differences between the profiles of items.
  private func setProfileCosts(_ solver: SinkhornSolver) {
    let count = PoolDistances.quantiles
    let rows = target.profiles(workers: options.workers)
    let profiles = source.profiles(workers: options.workers)
    let columns = source.count
    let panels = source.panels
    let byQuantile = (0..<count).map { k in
      (0..<panels).map { panel in
        var own = SIMD8<Float>.zero
        for lane in 0..<8 where panel * 8 + lane < columns {
          own[lane] = profiles[(panel * 8 + lane) * count + k]
        }
        return own
      }
    }
    solver.forEach { block in
      block.setCost { i, panel in
        var sum = SIMD8<Float>.zero
        for k in 0..<count {
          let difference = byQuantile[k][panel] - rows[i * count + k]
          sum += difference * difference
        }
        return sum / Float(count)
      }
    }
  }
}
