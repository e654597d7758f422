internal import Scoring

/// One world, one way to place comparisons, one number of them.
struct TopologyCell: Sendable {
  let world: TopologyWorld
  let arm: TopologyArm
  let comparisons: Int
  let seed: UInt64

  /// What is measured over all pairs of responses of the world.
  struct Measured: Sendable, Equatable {
    /// Mean inference distance: the variance of the difference of two rewards, given the comparisons.
    var distance = 0.0
    /// The same over the responses that were compared alone: the paper's, within the structure.
    var within = 0.0
    /// Mean square of the error of the difference, from labels that were drawn.
    var error = 0.0
    /// Share of pairs whose better response is told.
    var accuracy = 0.0
  }

  /// The same worlds and labels for all arms of a seed.
  func run() -> Measured {
    var random = SplitMix64(SplitMix64.mix(seed &+ 0x746f_706f))
    let variances = world.fittedVariances(&random)
    let truth = world.rewards(&random)
    let leaves = Array(world.leaves)
    var order = leaves
    for place in order.indices.reversed() where place > 0 {
      order.swapAt(place, random.below(place + 1))
    }
    let bias = world.bias(variances, order: arm == .shuffled ? order : nil)
    var drawing = SplitMix64(SplitMix64.mix(seed &+ UInt64(comparisons) &* 0x9E37_79B9))
    let pairs = arm.comparisons(comparisons, in: world, bias: bias, &drawing)
    var measured = Measured()
    let informed = pairs.map { a, b in
      let p = Numerics.sigmoid(truth[a] - truth[b])
      return ComparisonGraph.Edge(a, b, weight: p * (1 - p))
    }
    let solver = LaplacianSolver(count: world.nodes, edges: bias + informed)
    measured.distance = solver?.mean(over: leaves) ?? .infinity
    measured.within =
      solver?.mean(over: Set(pairs.flatMap { [$0.0, $0.1] }).sorted()) ?? .infinity
    let labels = pairs.map { a, b in drawing.unit() < Numerics.sigmoid(truth[a] - truth[b]) }
    let posterior = RewardPosterior(
      count: world.nodes, bias: bias,
      comparisons: zip(pairs, labels).map { $1 ? ($0.0, $0.1) : ($0.1, $0.0) })
    var (squares, right, count) = (0.0, 0.0, 0.0)
    for (i, a) in leaves.enumerated() {
      for b in leaves[..<i] {
        let (own, other) = (posterior.difference(a, b), truth[a] - truth[b])
        squares += (own - other) * (own - other)
        right += own * other > 0 ? 1 : own == 0 ? 0.5 : 0
        count += 1
      }
    }
    measured.error = squares / count
    measured.accuracy = right / count
    return measured
  }
}
