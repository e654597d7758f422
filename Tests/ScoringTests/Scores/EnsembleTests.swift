import Testing

@testable import Scoring

@Suite struct EnsembleTests {
  /// The scores 1, 2 and 6: mean 3, variance 14/3.
  @Test(
    arguments: [
      (.mean, 3), (.median, 2), (.minimum, 1),
      (.meanLessDeviation(k: 1.5), 3 - 1.5 * 2.160246899469287),
      (.meanLessVariance(lambda: 0.5), 3 - 7.0 / 3), (.weighted([1, 0, 3]), 19.0 / 4),
      (.weighted([2, .nan, -1]), 1),
    ] as [(ScoreEnsemble, Double)])
  func `three scores become one`(ensemble: ScoreEnsemble, value: Double) {
    let result = ensemble.combine([[1], [2], [6]])
    #expect(isClose(result.values[0], value))
    #expect(isClose(result.deviations[0], 2.160246899469287))
  }

  @Test func `missing scores are passed over and counted`() {
    let result = ScoreEnsemble.mean.combine([[1, .nan, .nan], [3, 5]], atLeast: 1)
    #expect(result.values[0] == 2 && result.values[1] == 5 && result.values[2].isNaN)
    #expect(result.incomplete == 2 && result.missing == 1)
    #expect(ScoreEnsemble.mean.combine([[1, .nan], [3, 5]], atLeast: 2).missing == 1)
    #expect(ScoreEnsemble.weighted([0, 0]).combine([[1], [2]]).missing == 1)
    #expect(ScoreEnsemble.mean.combine([]).values.isEmpty)
  }

  @Test func `scores that spread too far are tamed`() {
    let wild = LogTaming([0, 1, 99, .nan])
    #expect(wild.isTamed && isClose(wild.values[2], 4.605170185988092) && wild.values[3].isNaN)
    // Mean 100/3, variance (0 + 1 + 9801)/3 − 10000/9.
    #expect(isClose(wild.coefficientOfVariation, 46.43514 / 33.33333, 1e-5))
    let calm = LogTaming([9, 10, 11])
    #expect(!calm.isTamed && calm.values == [9, 10, 11])
    let around = LogTaming([-3, 3])
    #expect(around.isTamed && around.coefficientOfVariation == nil)
    #expect(isClose(around.values[0], -1.3862943611198906) && around.values[1] > 0)
    #expect(!LogTaming([]).isTamed)
  }

  /// Two scorers that know something, one coin, one that is against.
  private func differences(_ seed: UInt64, pairs: Int) -> [[Double]] {
    var random = SplitMix64(seed)
    var columns = [[Double]](repeating: [], count: 4)
    for _ in 0..<pairs {
      columns[0].append(1 + 1.5 * random.normal())
      columns[1].append(0.5 + random.normal())
      columns[2].append(random.normal())
      columns[3].append(-0.5 + random.normal())
    }
    return columns
  }

  @Test func `weights are never below 0, and a scorer that is against gets none`() {
    let columns = differences(3, pairs: 400)
    let folds = Folds(assignment: (0..<400).map { $0 % 5 }, count: 5)
    let fit = TrustedWeights(differences: columns, folds: folds)
    #expect(fit.weights.allSatisfy { $0 >= 0 } && fit.weights[3] == 0)
    #expect(fit.weights[0] > 0.3 && fit.weights[1] > 0.3 && fit.weights[2] < 0.2)
    #expect((fit.accuracy.value ?? 0) > (fit.accuracyOfMean.value ?? 1))
    #expect((fit.accuracy.value ?? 0) > (fit.accuracyOfBest.value ?? 1))
    #expect(fit.loss < 0.6931)
    // A scorer's own scale does not matter.
    let scaled = columns.enumerated().map { m, column in column.map { m == 0 ? 100 * $0 : $0 } }
    let other = TrustedWeights(differences: scaled, folds: folds)
    #expect(isClose(other.weights[0] * 100, fit.weights[0], 1e-4))
    #expect(other.accuracy == fit.accuracy)
  }

  @Test func `few labels or none are no harm`() {
    let none = TrustedWeights(differences: [[], []], folds: Folds(assignment: [], count: 5))
    #expect(none.weights == [0, 0] && none.accuracy.value == nil)
    let one = TrustedWeights(differences: [[1]], folds: Folds(assignment: [0], count: 1))
    #expect(one.weights[0] > 0)
    let broken = TrustedWeights(
      differences: [[.nan, 1], [0]], folds: Folds(assignment: [0, 1], count: 2), ridges: [])
    #expect(broken.weights.allSatisfy { $0 >= 0 && $0.isFinite })
  }

  @Test func `all agree and are wrong together`() {
    let shared = SharedErrors(differences: [
      [1, 1, -1, -1, 2, .nan], [1, -1, -1, -1, 0, 1],
    ])
    #expect(shared.allRight == Proportion(1, of: 5) && shared.allWrong == Proportion(2, of: 5))
    #expect(shared.wrongWhereAllAgree == Proportion(2, of: 3) && shared.missing == 1)
    #expect(shared.errors[1] == Proportion(3.5, of: 5))
    #expect(isClose(shared.allWrongIfIndependent, 0.4 * 0.7))
    #expect(SharedErrors(differences: [[]]).allWrongIfIndependent == nil)
  }
}
