import Records
import Scoring
import Testing

@testable import Rubrics

/// Changes to rubrics that misjudge pairs.
@Suite struct RefinementTests {
  private static let none = [Float](repeating: 0, count: Contrast.bank.count)

  /// Pairs of 40 groups whose criteria vote as `votes` says of each.
  private static func pairs(
    _ count: Int = 400, contrasts: (Int) -> [Float] = { _ in none },
    _ votes: (Int) -> [Float]
  ) -> [RefinedPair] {
    (0..<count).map { i in
      RefinedPair(
        id: PublicID(high: UInt64(i), low: 0),
        group: PublicID(high: UInt64(i % 40) &* 0x9E37_79B9_7F4A_7C15, low: 1),
        votes: votes(i).enumerated().map { ($0, $1) }, contrasts: contrasts(i), has: [], weight: 1,
        isWhole: true)
    }
  }

  @Test func `a criterion that speaks against the labels is taken out`() {
    // The first is right in 8 of 10, the second, which weighs more, says the contrary of the truth in most.
    let found = RubricRefinement(
      Self.pairs { [$0 % 10 < 8 ? 1 : -1, $0 % 5 < 3 ? -2 : 2] }, seed: 1)
    #expect(found.rubrics.times(1) < 1, "\(found.rubrics)")
    #expect(found.after > found.before + 0.2, "\(found.before) \(found.after)")
    #expect(found.trials.contains { $0.isAccepted && $0.gain > 0 })
  }

  @Test func `a principle that would have put misjudged pairs right is added`() {
    // The one criterion is a coin; what is preferred is more of contrast 3.
    let found = RubricRefinement(
      Self.pairs(
        contrasts: { i in
          var own = Self.none
          own[3] = i % 10 < 9 ? 1 : -1
          return own
        }, { [$0 % 2 == 0 ? 0.5 : -0.5] }), seed: 1)
    #expect(found.rubrics.additions == [3])
    #expect(found.after > 0.85, "\(found.after)")
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `nothing is made of noise`(seed: UInt64) {
    var random = SplitMix64(seed)
    let votes = (0..<400).map { _ in (0..<4).map { _ in random.unit() < 0.5 ? Float(-1) : 1 } }
    let contrasts = (0..<400).map { _ in
      (0..<Contrast.bank.count).map { _ in Float(random.unit() - 0.5) }
    }
    let found = RubricRefinement(
      Self.pairs(contrasts: { contrasts[$0] }, { votes[$0] }), seed: seed,
      .init(certainty: 3.5))
    #expect(found.rubrics.changes.isEmpty, "\(found.trials.filter(\.isAccepted))")
    #expect(found.before == found.after)
  }

  @Test func `without pairs there is nothing to say`() {
    let found = RubricRefinement([], seed: 0)
    #expect(found.trials.isEmpty && found.rubrics.changes.isEmpty)
  }
}
