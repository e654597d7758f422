import Foundation
import Testing

@testable import Scoring

/// Margins 2, −1, 1, 3: p = .8807971, .2689414, .7310586, .9525741; loss = .1269280, 1.3132617, .3132617,
/// .0485874 (by hand, from 1/(1+e^−Δ) and log(1+e^−Δ)).
@Suite struct PairStatisticsTests {
  let pair = PairStatistics([2, -1, 1, 3])

  func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-6 }

  @Test func `means over epochs`() {
    #expect(near(pair.meanMargin, 1.25))
    #expect(near(pair.meanLoss, (0.1269280 + 1.3132617 + 0.3132617 + 0.0485874) / 4))
    #expect(near(pair.confidence, (0.8807971 + 0.2689414 + 0.7310586 + 0.9525741) / 4))
    #expect(near(pair.confidence, 0.7083428))
    #expect(near(pair.thresholdCloseness, 0.7083428 * 0.2916572))
  }

  @Test func `spread over epochs`() {
    // Deviations of p from .7083428: .1724543, −.4394014, .0227158, .2442313; mean square .1152404...
    let variance =
      (0.1724543 * 0.1724543 + 0.4394014 * 0.4394014 + 0.0227158 * 0.0227158
        + 0.2442313 * 0.2442313) / 4
    #expect(near(pair.variability, variance.squareRoot()))
    #expect(
      near(pair.variabilityWithInterval, (variance + variance * variance / 3).squareRoot()))
    // Losses less their mean .4505097: −.3235817, .8627520, −.1372480, −.4019223.
    let lossVariance =
      (0.3235817 * 0.3235817 + 0.8627520 * 0.8627520 + 0.1372480 * 0.1372480
        + 0.4019223 * 0.4019223) / 4
    #expect(near(pair.lossVariance, lossVariance))
    // Steps 1.1863337, 1, .2646743.
    #expect(near(pair.lossFluctuation, (1.1863337 + 1 + 0.2646743) / 3))
  }

  @Test(
    arguments: [
      ([2, -1, 1, 3], 3, 1, 3), ([1, 1, 1], 3, 0, 1), ([-1, -2, 0], 0, 1000, 4),
      ([1, -1, 1, -1], 2, 2, 5), ([-1, 1, 1, -1], 2, 1, 2), ([], 0, 1000, 1), ([1], 1, 0, 2),
    ] as [([Double], Int, Int, Int)])
  func `counts of epochs`(margins: [Double], correct: Int, forgetting: Int, learnt: Int) {
    let pair = PairStatistics(margins)
    #expect(pair.correctness == correct)
    #expect(pair.forgetting == forgetting)
    #expect(pair.learningTime == learnt)
  }

  @Test(
    arguments: [
      ([2, 2, 2], .robust), ([-2, -2, -2], .nonRobust), ([0.1, 0.1, 0.1], .ambiguous),
      ([3, 3, -1], .robust), ([3, -1, -1], .ambiguous), ([], .ambiguous),
    ] as [([Double], PairStatistics.Region)])
  func `three kinds of pair`(margins: [Double], region: PairStatistics.Region) {
    #expect(PairStatistics(margins).region == region)
  }

  @Test func `size of the gradient`() {
    #expect(near(pair.gradientSize(norm: 2), 2 * 0.2916572))
    #expect(pair.gradientSize(norm: .nan) == 0)
  }

  @Test func `no epochs and numbers that are none`() {
    let none = PairStatistics([])
    for value in [
      none.meanMargin, none.meanLoss, none.lossVariance, none.lossFluctuation, none.variability,
      none.variabilityWithInterval, none.gradientSize(norm: 1),
    ] { #expect(value == 0) }
    #expect(none.confidence == 0.5)
    #expect(PairStatistics([.nan, .infinity]).meanMargin == 0)
  }

  @Test func `three gradients along one column and one across`() {
    // Each times (1 − ½): a = (½, 0) twice, (−½, 0), (0, ½). The others of a sum to (0, ½), of the third
    // to (1, ½), of the fourth to (½, 0): cosines 0, 0, −2/√5, 0.
    let rows = PairRows(
      facts: facts([true, true, true, true]),
      sparse: [
        ("w", SparseRows(dimension: 2, [[(0, 1)], [(0, 1)], [(0, -1)], [(1, 1)]]))
      ], dense: [])
    let irregularity = GradientIrregularity.of(
      rows, margins: [[0, 0, 0, 0]], views: [ViewSetting()])
    for (value, cosine) in zip(irregularity, [0, 0, -2 / 5.0.squareRoot(), 0]) {
      #expect(near(value, 1 - cosine))
    }
  }

  @Test func `margins that are no number count as none`() {
    var dynamics = Dynamics(pairs: 2)
    dynamics.add([1.5, -2], to: "a")
    dynamics.add([0.25, .nan], to: "a")
    #expect(dynamics.margins(of: 1, run: 0) == [-2, 0])
  }
}
