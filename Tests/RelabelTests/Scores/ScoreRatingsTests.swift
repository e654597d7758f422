import Pipeline
import Testing

@testable import Relabel

@Suite struct ScoreRatingsTests {
  private static func stage(_ change: (inout OptionReader) -> Void = { _ in }) throws
    -> ScoreRatingsStage
  {
    var options = OptionReader.describing()
    change(&options)
    return try ScoreRatingsStage(options: &options)
  }

  /// One rating, `overall`, then four aspects.
  @Test(
    arguments: [
      ([10, 10, 1, 2, 1, 1], 1.25), ([10, 10, 2, 2, 2, 2], 2), ([10, 10, 3, 2, 2, 2], nil),
      ([9, 9, 1, 1, 1, 1], nil), ([10, 10, .nan, .nan, 1, .nan], 1),
      ([10, 10, .nan, .nan, .nan, .nan], nil), ([.nan, .nan, 1, 1, 1, 1], nil),
    ] as [([Double], Double?)])
  func `an overall score of 10 beside low aspects is a mistake`(
    scores: [Double], mean: Double?
  ) throws {
    #expect(try Self.stage().mistake(scores) == mean)
  }

  @Test func `a rating that is missing is none`() throws {
    let stage = try Self.stage()
    #expect(stage.value([4, 5]) == 4.5)
    #expect(stage.value([4, .nan]) == nil)
    #expect(stage.value([]) == nil)
  }

  @Test func `a mistake is mended where it was made, before the mean is taken`() throws {
    let stage = try Self.stage()
    let rows: [[Double]] = [[10, 10, 1, 1, 1, 1], [8, 8, 4, 4, 4, 4]]
    #expect(rows.map { stage.mistake($0) } == [1, nil])
    #expect(stage.mended(rows) == [4.5])
    // Their mean would be no mistake: an overall score of 9 with aspects of 2.5.
    #expect(stage.mistake([9, 9, 2.5, 2.5, 2.5, 2.5]) == nil)
    #expect(stage.mended([[.nan, 10, 1, 1, 1, 1]])[0].isNaN)
  }
}
