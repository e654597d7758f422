import Testing

@testable import Scoring

@Suite struct StandardisationTests {
  private let scores = [4, -1, 2.5, 2.5, 10, 0, 7]

  /// numpy 2.4.6 and scipy 1.17.1: `(s - s.mean()) / s.std()`, `rankdata`, `norm.ppf`, `quantile`.
  @Test(
    arguments: [
      (
        .z,
        [
          0.12004802881921339, -1.2805123074049434, -0.30012007204803365, -0.30012007204803365,
          1.8007204322882018, -1.0004002401601122, 0.9603842305537075,
        ]
      ),
      (
        .uniformQuantile,
        [
          0.6428571428571429, 0.07142857142857142, 0.42857142857142855, 0.42857142857142855,
          0.9285714285714286, 0.21428571428571427, 0.7857142857142857,
        ]
      ),
      (
        .normalQuantile,
        [
          0.3661063568005698, -1.465233792685523, -0.1800123697927051, -0.1800123697927051,
          1.465233792685523, -0.7916386077433746, 0.7916386077433746,
        ]
      ),
      (
        .range(trim: 0.1),
        [
          0.5116279069767441, 0, 0.33720930232558133, 0.33720930232558133, 1, 0.04651162790697672,
          0.8604651162790696,
        ]
      ),
      (
        .range(trim: 0),
        [5.0 / 11, 0, 3.5 / 11, 3.5 / 11, 1, 1.0 / 11, 8.0 / 11]
      ),
    ] as [(Standardisation, [Double])])
  func `each scale is that of numpy and scipy`(scale: Standardisation, expected: [Double]) {
    let result = scale.overCorpus(scores)
    for (value, other) in zip(result.values, expected) { #expect(isClose(value, other, 2e-9)) }
    #expect(result.missing == 0 && result.constant == 0 && result.groups == 1)
  }

  @Test(
    arguments: [
      (.z, 0), (.uniformQuantile, 0.5), (.normalQuantile, 0), (.range(trim: 0), 0.5),
      (.range(trim: 0.2), 0.5),
    ] as [(Standardisation, Double)])
  func `scores without spread stand in the middle and are counted`(
    scale: Standardisation, middle: Double
  ) {
    // Prompts: 1, 3 | constant | missing, alone | all missing | outside.
    let result = scale.withinPrompts(
      [1, 3, 5, 5, .nan, 2, .infinity, 9], prompts: [0, 0, 1, 1, 2, 2, 3, 7], count: 5)
    #expect(result.values[2] == middle && result.values[3] == middle && result.values[5] == middle)
    #expect(result.values[0] < result.values[1])
    #expect([4, 6, 7].allSatisfy { result.values[$0].isNaN })
    #expect(result.missing == 3 && result.constant == 3)
    #expect(result.groups == 3 && result.constantGroups == 2)
  }

  @Test func `differences of rounding alone are no spread`() {
    let result = Standardisation.z.overCorpus([0.1 + 0.2, 0.3, 0.3])
    #expect(result.values == [0, 0, 0] && result.constantGroups == 1)
  }

  @Test func `nothing stays nothing`() {
    #expect(Standardisation.z.overCorpus([]).groups == 0)
    #expect(Standardisation.z.withinPrompts([1], prompts: [], count: 3).missing == 1)
  }
}
