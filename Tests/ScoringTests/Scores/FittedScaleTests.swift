import Testing

@testable import Scoring

@Suite struct FittedScaleTests {
  private static let scores = [3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, .nan]

  @Test(arguments: [
    Standardisation.z, .uniformQuantile, .normalQuantile, .range(trim: 0), .range(trim: 0.1),
  ])
  func `what was fitted is scaled as by the standardisation itself`(scale: Standardisation) throws {
    let fitted = try #require(FittedScale(scale, to: Self.scores))
    let other = try #require(FittedScale(scale, to: Self.scores.reversed()))
    let whole = scale.overCorpus(Self.scores).values
    for (score, value) in zip(Self.scores, whole) where score.isFinite {
      #expect(fitted.scaled(score) == value)
      #expect(other.scaled(score) == value)
    }
    #expect(fitted.scaled(.nan).isNaN)
    // Others keep their order.
    let line = stride(from: -3.0, through: 12, by: 0.25).map(fitted.scaled)
    #expect(zip(line, line.dropFirst()).allSatisfy { $0 <= $1 && $0.isFinite })
  }

  @Test(arguments: [Standardisation.z, .uniformQuantile, .range(trim: 0)])
  func `scores without spread fit nothing`(scale: Standardisation) {
    #expect(FittedScale(scale, to: [2, 2, .nan, 2]) == nil)
    #expect(FittedScale(scale, to: []) == nil)
    // A spread beyond the largest number is none that can be divided by.
    #expect(FittedScale(.z, to: [-1e308, 1e308, 1e308]) == nil)
  }
}
