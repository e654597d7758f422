import Scoring
import Testing

@testable import Rubrics

/// How pairs are classed by what noise stages say of them.
@Suite struct NoiseClassesTests {
  @Test(
    arguments: [
      ([2, 2, 2], .robust), ([-2, -2, -2], .nonRobust), ([2, -2], .ambiguous), ([], nil),
    ] as [([Double], NoiseClasses.Class?)])
  func `margins class a pair by region`(margins: [Double], expected: NoiseClasses.Class?) {
    #expect(NoiseClasses.region(of: margins) == expected)
  }

  @Test(
    arguments: [
      (0, .robust), (1.0 / 3, .robust), (0.34, .ambiguous), (2.0 / 3, .ambiguous),
      (0.67, .nonRobust),
      (1, .nonRobust),
    ] as [(Double, NoiseClasses.Class)])
  func `probabilities class a pair in thirds`(wrong: Double, expected: NoiseClasses.Class) {
    #expect(NoiseClasses.region(wrong: wrong) == expected)
  }
}
