import Testing

@testable import Scoring

@Suite struct RankingTests {
  /// scipy 1.17.1: `kendalltau`, `spearmanr`.
  @Test(
    arguments: [
      (
        [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5], [2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4],
        0.14757295747452434, 0.1384567651467695
      ),
      ([1, 2, 3, 4, 5], [2, 1, 3, 5, 4], 0.6, 0.8),
      ([1, 1, 1, 2, 2, 3], [3, 3, 1, 1, 2, 2], -0.2611164839335468, -0.32274861218395146),
      ([1, 2], [2, 1], -1, -1),
      ([1, .nan, 2, 3], [1, 5, 2, 3], 1, 1),
      ([1, 1], [1, 2], nil, nil), ([1], [1], nil, nil), ([], [], nil, nil),
    ] as [([Double], [Double], Double?, Double?)])
  func `tau and rho are scipy's`(a: [Double], b: [Double], tau: Double?, rho: Double?) {
    #expect(isClose(RankCorrelation.kendall(a, b), tau))
    #expect(isClose(RankCorrelation.spearman(a, b), rho))
    #expect(isClose(RankCorrelation.kendall(b, a), tau))
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `tau by merging is tau by couples`(seed: UInt64) {
    var random = SplitMix64(seed)
    let n = 2 + random.below(30)
    let levels = 2 + random.below(8)
    let a = (0..<n).map { _ in Double(random.below(levels)) }
    let b = (0..<n).map { _ in Double(random.below(levels)) }
    var (sum, inA, inB) = (0.0, 0.0, 0.0)
    for i in 0..<n {
      for j in 0..<i {
        let (x, y) = (a[i] - a[j], b[i] - b[j])
        sum += x * y > 0 ? 1 : x * y < 0 ? -1 : 0
        inA += x == 0 ? 0 : 1
        inB += y == 0 ? 0 : 1
      }
    }
    let expected = inA * inB > 0 ? sum / (inA * inB).squareRoot() : nil
    #expect(isClose(RankCorrelation.kendall(a, b), expected))
  }

  @Test func `scorers agree with themselves`() {
    let agreement = ScorerAgreement([[1, 2, 3, 4], [4, 3, 2, 1], [1, 1, 1, 1]])
    #expect(agreement.kendall[0] == 1 && agreement.kendall[1] == -1 && agreement.kendall[3] == -1)
    #expect(agreement.kendall[2] == nil && agreement.kendall[8] == nil)
    #expect(agreement.spearman[4] == 1)
  }

  @Test(
    arguments: [
      (.kendall, [1, 2, 3, 4, 5], [2, 1, 3, 5, 4], 0.8), (.kendall, [1, 2, 3], [3, 2, 1], 0),
      (.spearman, [1, 2, 3, 4, 5], [2, 1, 3, 5, 4], 0.9),
      (.topAndBottom, [1, 2, 3, 4, 5], [1, 3, 2, 4, 5], 1),
      (.topAndBottom, [1, 2, 3, 4, 5], [2, 1, 3, 4, 5], 0),
      // The released code compares the ranks of the first and the last of the list: 1 here.
      (.topAndBottom, [3, 5, 1, 4], [3, 1, 5, 4], 0),
      (.topAndBottom, [1, 1], [1, 2], nil), (.kendall, [1, 2], [1, 2, 3], nil),
      (.kendall, [1, .nan], [1, 2], nil), (.kendall, [1], [1], nil),
    ] as [(RankingConsistency, [Double], [Double], Double?)])
  func `consistency of two rankings`(
    measure: RankingConsistency, one: [Double], other: [Double], c: Double?
  ) {
    #expect(isClose(measure.of(one, other), c))
  }

  @Test func `a prompt that is skipped shifts no other`() {
    // Prompt 1 has one response, prompt 2 the reverse order.
    let result = RankingConsistency.kendall.of(
      [1, 2, 9, 1, 2], [1, 2, 9, 2, 1], prompts: [0, 0, 1, 2, 2], count: 3)
    #expect(result.values == [1, nil, 0] && result.mean == 0.5 && result.undefined == 1)
  }
}
