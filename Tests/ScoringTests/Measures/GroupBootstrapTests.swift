import Foundation
import Records
import Testing

@testable import Scoring

@Suite struct GroupBootstrapTests {
  private struct World {
    var scores: [Double] = []
    var other: [Double] = []
    var wrong: [Bool] = []
    var groups: [PublicID] = []
  }

  /// Groups of pairs that share a part of their scores; `other` is the same score with more noise.
  private func world(
    _ random: inout SplitMix64, groups: Int, size: Int, shift: Double, shared: Double = 0.3
  ) -> World {
    var world = World()
    for g in 0..<groups {
      let effect = random.normal() * shared.squareRoot()
      for _ in 0..<size {
        let wrong = random.chance(0.3)
        let own = effect + random.normal() * (1 - shared).squareRoot()
        let score = (wrong ? shift : 0) + own
        world.scores.append(score)
        world.other.append(score + random.normal())
        world.wrong.append(wrong)
        world.groups.append(Simulation.id(g))
      }
    }
    return world
  }

  private func measured(
    _ world: World, seed: UInt64 = 1, replicates: Int = 100, jobs: Int = 1
  ) -> MeasuredMethods {
    let resampling = GroupResampling(groups: world.groups, seed: seed)
    let samples = [world.scores, world.other].map {
      NoiseSample(scores: $0, isWrong: world.wrong, groups: resampling.index)
    }
    return GroupBootstrap.run(
      [MeasuredCell(resampling: resampling, methods: samples)], methods: ["good", "worse"],
      replicates: replicates, jobs: jobs)
  }

  @Test func `the same for any number of jobs and any order of pairs`() {
    var random = SplitMix64(9)
    let world = world(&random, groups: 60, size: 3, shift: 1)
    let one = measured(world)
    let four = measured(world, jobs: 4)
    var turned = world
    turned.scores.reverse()
    turned.other.reverse()
    turned.wrong.reverse()
    turned.groups.reverse()
    let back = measured(turned)
    for measure in NoiseMeasure.standard.map(\.description) {
      #expect(one.estimate("good", measure) == four.estimate("good", measure))
      let a = one.estimate("good", measure)
      let b = back.estimate("good", measure)
      #expect(isClose(a.value, b.value) && isClose(a.interval?.low, b.interval?.low))
    }
    let elsewhere = measured(world, seed: 2)
    #expect(elsewhere.estimate("good", "auroc") != one.estimate("good", "auroc"))
  }

  @Test func `Poisson weights have mean and variance one`() {
    let resampling = GroupResampling(groups: (0..<20_000).map(Simulation.id), seed: 4)
    var weights: [Double] = []
    resampling.weights(replicate: 3, into: &weights)
    let mean = weights.reduce(0, +) / 20_000
    let variance = weights.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect((mean - 1).magnitude < 0.03 && (variance - 1).magnitude < 0.05)
    #expect(GroupResampling.poisson(0) == 0 && GroupResampling.poisson(0.9999999999) < 21)
  }

  /// DeLong, DeLong & Clarke-Pearson (1988): variance of the placements.
  private func deLong(_ scores: [Double], _ wrong: [Bool]) -> (auroc: Double, error: Double) {
    let x = zip(scores, wrong).filter(\.1).map(\.0)
    let y = zip(scores, wrong).filter { !$0.1 }.map(\.0)
    func beats(_ a: Double, _ b: Double) -> Double { a > b ? 1 : a == b ? 0.5 : 0 }
    let rows = x.map { a in y.reduce(0) { $0 + beats(a, $1) } / Double(y.count) }
    let columns = y.map { b in x.reduce(0) { $0 + beats($1, b) } / Double(x.count) }
    func variance(_ v: [Double]) -> Double {
      let mean = v.reduce(0, +) / Double(v.count)
      return v.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(v.count - 1)
    }
    return (
      rows.reduce(0, +) / Double(rows.count),
      (variance(rows) / Double(x.count) + variance(columns) / Double(y.count)).squareRoot()
    )
  }

  @Test func `single pairs as groups: DeLong's interval`() {
    let oracle = deLong(NoiseSampleTests.scores, NoiseSampleTests.wrong)
    #expect(isClose(oracle.auroc, 0.7813333333333334) && isClose(oracle.error, 0.07785252643951815))
    var random = SplitMix64(31)
    let world = world(&random, groups: 400, size: 1, shift: 1)
    let exact = deLong(world.scores, world.wrong)
    let estimate = measured(world, replicates: 600).estimate("good", "auroc")
    #expect(isClose(estimate.value, exact.auroc))
    let width = (estimate.interval?.high ?? 0) - (estimate.interval?.low ?? 0)
    #expect((width / (2 * 1.96 * exact.error) - 1).magnitude < 0.12)
  }

  @Test(arguments: [(0.0, 80, 3), (1.0, 80, 3), (1.0, 200, 1)])
  func `AUROC intervals cover`(shift: Double, groups: Int, size: Int) {
    // Φ(d/√2) for two normals of variance one.
    let truth = 0.5 * erfc(-shift / 2)
    let covered = Simulation.coverage(
      "AUROC, shift \(shift), \(groups) groups of \(size)", runs: Simulation.runs(40, long: 1000)
    ) { random in
      let world = world(&random, groups: groups, size: size, shift: shift)
      return measured(world, replicates: Simulation.runs(40, long: 400)).estimate("good", "auroc")
        .interval?.contains(truth) == true
    }
    #expect(covered >= (Simulation.isLong ? 0.92 : 0.8))
  }

  @Test func `paired differences cover, and are shorter than unpaired ones`() {
    let truth = 0.5 * erfc(-0.5) - 0.5 * erfc(-1 / 2.0.squareRoot() / 2)
    var shorter = 0
    let runs = Simulation.runs(40, long: 1000)
    let covered = Simulation.coverage("paired difference", runs: runs) { random in
      let world = world(&random, groups: 120, size: 2, shift: 1)
      let measured = measured(world, replicates: Simulation.runs(40, long: 400))
      let difference = measured.difference("good", minus: "worse", "auroc")
      func width(_ interval: Interval?) -> Double { (interval?.high ?? 0) - (interval?.low ?? 0) }
      let a = width(measured.estimate("good", "auroc").interval)
      let b = width(measured.estimate("worse", "auroc").interval)
      if width(difference.interval) < (a * a + b * b).squareRoot() { shorter += 1 }
      return difference.interval?.contains(truth) == true
    }
    #expect(covered >= (Simulation.isLong ? 0.92 : 0.8))
    #expect(Double(shorter) >= 0.95 * Double(runs))
  }

  @Test func `cells average inside each replicate, and a cell without wrong pairs has no part`() {
    var random = SplitMix64(12)
    let world = world(&random, groups: 50, size: 2, shift: 1)
    let resampling = GroupResampling(groups: world.groups, seed: 1)
    func cell(_ wrong: [Bool]) -> MeasuredCell {
      MeasuredCell(
        resampling: resampling,
        methods: [NoiseSample(scores: world.scores, isWrong: wrong, groups: resampling.index)])
    }
    let once = GroupBootstrap.run([cell(world.wrong)], methods: ["m"], replicates: 100)
    let twice = GroupBootstrap.run(
      [cell(world.wrong), cell(world.wrong), cell(world.wrong.map { _ in false })], methods: ["m"],
      replicates: 100)
    #expect(once.estimate("m", "auroc") == twice.estimate("m", "auroc"))
    #expect(once.difference("m", minus: "m", "auroc").interval?.high == 0)
    #expect(once.estimate("m", "no such measure").value == nil)
    #expect(once.difference("m", minusBestOf: [], "auroc").value == nil)
  }

  @Test func `the best of several controls is chosen in each replicate`() throws {
    var random = SplitMix64(5)
    let measured = measured(world(&random, groups: 80, size: 2, shift: 1))
    let best = measured.difference("worse", minusBestOf: ["worse", "good"], "auroc")
    let good = measured.difference("worse", minus: "good", "auroc")
    #expect(best.value == good.value)
    let interval = try #require(best.interval)
    #expect(interval.high <= 0)
    let mean = try #require(MeasuredMethods.mean([measured, measured]))
    #expect(isClose(mean.estimate("good", "auroc").value, measured.estimate("good", "auroc").value))
    #expect(MeasuredMethods.mean([]) == nil)
  }

  @Test func `too few groups give a value without an interval`() {
    let resampling = GroupResampling(groups: [Simulation.id(1), Simulation.id(2)], seed: 1)
    let sample = NoiseSample(scores: [1, 0], isWrong: [true, false], groups: resampling.index)
    let measured = GroupBootstrap.run(
      [MeasuredCell(resampling: resampling, methods: [sample])], methods: ["m"])
    #expect(measured.estimate("m", "auroc") == Estimate(1, nil))
    #expect(GroupBootstrap.run([], methods: ["m"]).estimate("m", "auroc").value == nil)
    #expect(GroupBootstrap.quantile([], 0.5).isNaN && GroupBootstrap.quantile([1, 3], 0.5) == 2)
  }

  @Test func `twenty thousand pairs, a thousand replicates`() {
    guard Simulation.isLong else { return }
    var random = SplitMix64(8)
    let world = world(&random, groups: 10_000, size: 2, shift: 1)
    let start = ContinuousClock.now
    _ = measured(world, replicates: 1000, jobs: 2)
    print("two scores, 20,000 pairs, 1,000 replicates, 2 jobs:", ContinuousClock.now - start)
  }
}
