import Scoring
import Testing

/// Labels carried along a plan.
@Suite struct LabelTransferTests {
  /// Points of a plane that nothing mirrors, some far out.
  static func points(_ count: Int, seed: UInt64) -> [Float] {
    var random = SplitMix64(seed)
    return (0..<count).flatMap { _ -> [Float] in
      let (x, y) = (random.unit(), random.unit())
      return [Float(x * x * x * 4), Float(y * y)]
    }
  }

  /// Comparisons of neighbours in the list by the first coordinate.
  static func comparisons(_ points: [Float], seed: UInt64?) -> [LabelTransfer.Comparison] {
    var random = SplitMix64(seed ?? 0)
    return stride(from: 0, to: points.count / 2 - 1, by: 2).map { k in
      let isFirst =
        seed == nil ? points[2 * k] > points[2 * k + 2] : random.unit() < 0.5
      return .init(first: k, second: k + 1, probability: isFirst ? 1 : 0)
    }
  }

  private func agreement(_ points: [Float], shuffled: UInt64?) throws -> Double {
    let pool = PoolDistances(points: points, dimension: 2)
    var options = GromovWasserstein.Options()
    options.epsilon = 0.01
    let solution = try #require(
      GromovWasserstein.solve(target: pool, source: pool, options: options))
    let transfer = LabelTransfer(
      plan: solution.plan, comparisons: Self.comparisons(points, seed: shuffled))
    let pairs = Self.comparisons(points, seed: nil)
    let right = pairs.count { pair in
      let said = transfer.label(pair.first, pair.second)?.probability ?? 0.5
      return (said > 0.5) == (pair.probability > 0.5)
    }
    return Double(right) / Double(pairs.count)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `of a pool to itself labels arrive as they were`(seed: UInt64) throws {
    #expect(try agreement(Self.points(20, seed: seed), shuffled: nil) >= 0.99)
  }

  @Test func `labels that say nothing of the items arrive as chance`() throws {
    let shares = try (0..<4).map { seed in
      try agreement(Self.points(20, seed: seed), shuffled: seed + 50)
    }
    let mean = shares.reduce(0, +) / 4
    #expect(mean > 0.2 && mean < 0.8, "\(shares)")
  }

  private func plan(_ target: [Double], _ source: [Double]) throws -> TransportPlan {
    func pool(_ places: [Double]) throws -> PoolDistances {
      try #require(
        PoolDistances(
          count: places.count,
          values: places.flatMap { x in places.map { (x - $0).magnitude } }))
    }
    var options = GromovWasserstein.Options()
    options.epsilon = 0.01
    return try #require(
      GromovWasserstein.solve(target: pool(target), source: pool(source), options: options)
    ).plan
  }

  @Test func `one comparison that is met exactly says its own label`() throws {
    let plan = try plan([0, 1, 3], [0, 1, 3])
    let transfer = LabelTransfer(
      plan: plan, comparisons: [.init(first: 0, second: 2, probability: 0.8)])
    let label = try #require(transfer.label(0, 2))
    #expect(abs(label.probability - 0.8) < 1e-3 && label.evidence == 1)
    #expect(abs((transfer.label(2, 0)?.probability ?? 1) - 0.2) < 1e-3)
    #expect(label.reward.mean > 1 && label.reward.variance < 0.1)
    // Item 1 was never compared: if a trace of its mass goes elsewhere, both orders add up.
    let (straight, turned) = (transfer.label(0, 1), transfer.label(1, 0))
    #expect((straight == nil) == (turned == nil))
    #expect(abs((straight?.probability ?? 0.5) + (turned?.probability ?? 0.5) - 1) < 1e-6)
  }

  @Test func `sums are those of the formula`() throws {
    let plan = try plan([0, 1, 3, 3.5], [0, 1.2, 3, 4, 9])
    let comparisons: [LabelTransfer.Comparison] = [
      .init(first: 0, second: 1, probability: 1), .init(first: 2, second: 3, probability: 0.25),
      .init(first: 4, second: 0, probability: 0),
    ]
    let transfer = LabelTransfer(plan: plan, comparisons: comparisons)
    for i in 0..<4 {
      for j in 0..<4 where i != j {
        var (sum, mass) = (0.0, 0.0)
        var each: [Double] = []
        for own in comparisons {
          let straight = Double(plan[i, own.first]) * Double(plan[j, own.second])
          let turned = Double(plan[i, own.second]) * Double(plan[j, own.first])
          sum += straight * own.probability + turned * (1 - own.probability)
          mass += straight + turned
          each.append(straight + turned)
        }
        let label = try #require(transfer.label(i, j))
        #expect(abs(label.probability - sum / mass) < 1e-12)
        let squares = each.reduce(0) { $0 + $1 * $1 }
        #expect(abs(label.evidence - mass * mass / squares) < 1e-9)
        #expect(label.error >= 0 && label.error <= 1 && label.certainty >= 0)
      }
    }
  }

  @Test func `places that make no sense say nothing`() throws {
    let plan = try plan([0, 1, 3], [0, 1, 3])
    let transfer = LabelTransfer(
      plan: plan,
      comparisons: [
        .init(first: 0, second: 0, probability: 1), .init(first: -1, second: 7, probability: 1),
        .init(first: 0, second: 1, probability: .nan),
      ])
    #expect(transfer.label(0, 1) == nil && transfer.label(0, 0) == nil)
    #expect(transfer.label(-1, 9) == nil && transfer.reward(of: 3) == nil)
    #expect(transfer.reward(of: 0) == LabelTransfer.Reward(mean: 0, variance: 1))
  }
}
