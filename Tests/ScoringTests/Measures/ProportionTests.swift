import Testing

@testable import Scoring

@Suite struct ProportionTests {
  @Test(
    arguments: [
      (0.3, 2, 5, 0.5798250000000003), (0.5, 0.5, 0.5, 0.5), (0.01, 1, 150, 0.7785482127611387),
      (0.975, 12.5, 0.5, 0.43088307068732895), (0.2, 30, 120, 0.5163040540272408),
      (0.5, 1000, 1000, 0.5), (1e-8, 0.5, 3, 0.00018749999875000004), (-1, 1, 1, 0), (2, 1, 1, 1),
      (0.5, 0, 1, .nan), (.nan, 1, 1, .nan),
    ] as [(Double, Double, Double, Double)])
  func `the incomplete beta function is scipy's betainc`(
    x: Double, a: Double, b: Double, value: Double
  ) {
    #expect(isClose(IncompleteBeta.value(x, a, b), value, 1e-11))
  }

  @Test(
    arguments: [
      (0.025, 3, 18, 0.0320709371854637), (0.975, 1, 150, 0.02429259716610854),
      (0.025, 0.5, 20.5, 2.4246478459242733e-05), (0.5, 1e4, 2e4, 0.33332962958390583),
      (0.975, 0.5, 150.5, 0.016579385114364974), (0, 1, 1, 0), (1, 1, 1, 1),
    ] as [(Double, Double, Double, Double)])
  func `its inverse is scipy's betaincinv`(p: Double, a: Double, b: Double, value: Double) {
    #expect((IncompleteBeta.inverse(p, a, b) - value).magnitude <= 1e-9 * value)
  }

  @Test func `normal quantiles`() {
    #expect(isClose(IncompleteBeta.normalQuantile(0.975), 1.959963984540054))
    #expect(isClose(IncompleteBeta.normalQuantile(0.95), 1.6448536269514722))
    #expect(isClose(IncompleteBeta.normalQuantile(0.01), -2.3263478740408408))
    #expect(IncompleteBeta.normalQuantile(0) == -.infinity)
  }

  @Test(
    arguments: [
      (0, 10, 0, 0.27753279986288926, 0, 0.30849710781876083, 0, 0.2171962675092106),
      (
        3, 20, 0.052368745896216595, 0.36041886474075696, 0.0320709371854637, 0.37892682654531396,
        0.04413134197515587, 0.348577710858454
      ),
      (
        17, 150, 0.0719742391403741, 0.17400274983760514, 0.06742413964790868, 0.17524863866553708,
        0.07005209825557501, 0.1713492385781599
      ),
      (50, 50, 0.9286524008666412, 1, 0.9288782635358024, 1, 0.9512415405559286, 1),
      (0, 0, 0, 1, 0, 1, 0, 1),
    ] as [(Int, Int, Double, Double, Double, Double, Double, Double)])
  func `Wilson, Clopper–Pearson and Jeffreys are those of statsmodels`(
    hits: Int, count: Int, w0: Double, w1: Double, c0: Double, c1: Double, j0: Double, j1: Double
  ) {
    let share = Proportion(hits, of: count)
    for (interval, low, high) in [
      (share.wilson(), w0, w1), (share.clopperPearson(), c0, c1), (share.jeffreys(), j0, j1),
    ] {
      #expect(isClose(interval.low, low) && isClose(interval.high, high))
    }
  }

  @Test func `a stratified share weighs by size, and a complete count has no interval`() {
    let share = StratifiedProportion([
      SampledStratum(size: 100, sampled: 10, hits: 5),
      SampledStratum(size: 300, sampled: 10, hits: 1),
    ]).share()
    #expect(isClose(share.value, 0.25 * 0.5 + 0.75 * 0.1))
    let complete = StratifiedProportion([SampledStratum(size: 20, sampled: 20, hits: 3)]).share()
    #expect(isClose(complete.interval?.low, 0.15) && isClose(complete.interval?.high, 0.15))
    #expect(StratifiedProportion([]).share().value == nil)
    let unseen = StratifiedProportion([
      SampledStratum(size: 50, sampled: 0, hits: 0), SampledStratum(size: 50, sampled: 50, hits: 0),
    ]).share()
    #expect(isClose(unseen.interval?.high, 0.5) && unseen.interval?.low == 0)
  }

  @Test func `without a hit the high end is exact`() {
    // One stratum: 1 − 0.025^(1/n). Two alike: as one of double size.
    let one = StratifiedProportion([SampledStratum(size: 1_000_000, sampled: 50, hits: 0)]).share()
    #expect(isClose(one.interval?.high, 0.07112173, 1e-5))
    let part = SampledStratum(size: 500_000, sampled: 25, hits: 0)
    let two = StratifiedProportion([part, part]).share()
    #expect(isClose(two.interval?.high, 0.07112173, 1e-5) && two.interval?.low == 0)
    let whole = SampledStratum(size: 500_000, sampled: 25, hits: 25)
    #expect(
      isClose(StratifiedProportion([whole, whole]).share().interval?.low, 1 - 0.07112173, 1e-5))
  }

  static let worlds: [(String, [Int], [Int], [Double])] = [
    (
      "nothing wrong", [300, 300, 400, 3000, 3000, 3000], [25, 25, 25, 25, 25, 25],
      [0, 0, 0, 0, 0, 0]
    ),
    (
      "rare", [300, 300, 400, 3000, 3000, 3000], [25, 25, 25, 25, 25, 25],
      [0.02, 0.02, 0.01, 0.005, 0.002, 0.001]
    ),
    (
      "low", [300, 300, 400, 3000, 3000, 3000], [25, 25, 25, 25, 25, 25],
      [0.2, 0.1, 0.1, 0.02, 0.01, 0.01]
    ),
    (
      "a good detector", [300, 300, 400, 3000, 3000, 3000], [25, 25, 25, 25, 25, 25],
      [0.9, 0.7, 0.5, 0.2, 0.1, 0.03]
    ),
    (
      "symmetric 20 %", [300, 300, 400, 3000, 3000, 3000], [25, 25, 25, 25, 25, 25],
      [0.2, 0.2, 0.2, 0.2, 0.2, 0.2]
    ),
    ("small strata", [40, 60, 100, 800], [12, 12, 12, 14], [0.9, 0.6, 0.3, 0.1]),
    ("small strata, few wrong", [40, 60, 100, 800], [12, 12, 12, 14], [0.1, 0.05, 0.05, 0.03]),
  ]

  @Test(arguments: worlds)
  func `stratified intervals cover`(
    name: String, sizes: [Int], sampled: [Int], rates: [Double]
  ) {
    let wrong = zip(sizes, rates).map { Int((Double($0) * $1).rounded()) }
    let truth = Double(wrong.reduce(0, +)) / Double(sizes.reduce(0, +))
    let half = sizes.count / 2
    let inPart = Double(wrong.prefix(half).reduce(0, +)) / Double(max(1, wrong.reduce(0, +)))
    var heldRatio = 0
    let runs = Simulation.runs(40, long: 3000)
    let covered = Simulation.coverage("share, \(name)", runs: runs) { random in
      let strata = sizes.indices.map { h in
        SampledStratum(
          size: sizes[h], sampled: sampled[h],
          hits: Self.hypergeometric(wrong[h], of: sizes[h], drawn: sampled[h], &random))
      }
      let ratio = StratifiedProportion.ratio(strata, isPart: sizes.indices.map { $0 < half })
      if ratio.interval?.contains(inPart) == true { heldRatio += 1 }
      return StratifiedProportion(strata).share().interval?.contains(truth) == true
    }
    if Simulation.isLong { print("  of the ratio: \(Double(heldRatio) / Double(runs))") }
    #expect(covered >= (Simulation.isLong ? 0.935 : 0.87))
    #expect(Double(heldRatio) >= (Simulation.isLong ? 0.935 : 0.87) * Double(runs))
  }

  static func hypergeometric(
    _ hits: Int, of size: Int, drawn: Int, _ random: inout SplitMix64
  ) -> Int {
    var left = hits
    for i in 0..<drawn where random.below(size - i) < left { left -= 1 }
    return hits - left
  }
}
