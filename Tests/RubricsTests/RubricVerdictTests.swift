import Testing

@testable import Rubrics

/// How votes become verdicts, and what they say of a rubric.
@Suite struct RubricVerdictTests {
  /// `a`, `b` and `-` by turns with a first and with b first.
  private func votes(_ text: String) -> PairVotes {
    PairVotes(text.map { $0 == "-" ? nil : $0 == "a" })
  }

  @Test(
    arguments: [
      ("aa", .a), ("bb", .b), ("ab", .turned), ("ba", .turned), ("a-", .none), ("--", .none),
      ("-b", .none), ("aaaaab", .a), ("aaabab", .turned), ("aa--a-", .none), ("aaa-a-", .a),
      ("aa-b", .none), ("aabb", .none), ("abba", .none),
    ] as [(String, PairVotes.Verdict)])
  func `the majority of both orders counts, and none where they contradict`(
    text: String, verdict: PairVotes.Verdict
  ) {
    #expect(votes(text).verdict == verdict)
  }

  @Test(arguments: [("aa", 1), ("ab", 0.5), ("a-", 1), ("--", 0.5), ("aaab", 0.75), ("bb", 0)])
  func `shares are of the answers that say something`(text: String, share: Double) {
    #expect(votes(text).share(ofA: true) == share)
    #expect(votes(text).share(ofA: false) == 1 - share)
  }

  @Test(
    arguments: [
      (0.5, 0, .helpful), (0.5, 0.5, .useless), (0.5, -0.5, .helpful), (0.25, 0.5, .useless),
      (0, 0, .useless), (-0.5, 0, .misleading), (-0.5, -0.5, .useless), (-0.5, 0.5, .misleading),
      (0, -0.5, .useless), (0, 0.5, .useless), (-0.25, -0.5, .useless),
    ] as [(Double, Double, RubricEffect)])
  func `a rubric helps or misleads against the judge without it`(
    margin: Double, control: Double, effect: RubricEffect
  ) {
    #expect(RubricEffect(margin: margin, control: control) == effect)
  }

  private static let cycle = Result<[Int], PreferenceChain.Gap>.failure(.cycle)
  private static let open = Result<[Int], PreferenceChain.Gap>.failure(.open)

  @Test(
    arguments: [
      ([[1, 2]], .success([1, 2])), ([[2, 3], [1, 2]], .success([1, 2, 3])),
      ([[1, 3], [2, 3], [1, 2]], .success([1, 2, 3])), ([[1, 2], [1, 3]], open),
      ([[1, 3], [2, 3]], open), ([[1, 2], [3, 4]], open), ([[1, 2], [2, 1]], cycle),
      ([[1, 2], [2, 3], [3, 1]], cycle), ([[0, 1], [1, 2], [2, 3], [3, 1]], cycle),
      ([[1, 2], [2, 3], [1, 3], [3, 4], [2, 4]], .success([1, 2, 3, 4])),
    ] as [([[Int]], Result<[Int], PreferenceChain.Gap>)])
  func `pairs give an order only where it is one of all`(
    pairs: [[Int]], order: Result<[Int], PreferenceChain.Gap>
  ) {
    #expect(PreferenceChain.order(pairs.map { ($0[0], $0[1]) }) == order)
  }

  @Test func `prompts are worked together until the judge has enough to do`() {
    #expect(
      PromptPart.parts(of: [1, 40, 3, 50, 5], votes: 1, maxPairs: 100)
        == [
          PromptPart(prompts: 0..<4, pairs: 94), PromptPart(prompts: 4..<5, pairs: 5),
        ])
    #expect(
      PromptPart.parts(of: [1_000_000, 1], votes: 64, maxPairs: 10)
        == [PromptPart(prompts: 0..<1, pairs: 1_000_000), PromptPart(prompts: 1..<2, pairs: 1)])
    #expect(PromptPart.parts(of: [], votes: 1, maxPairs: 1).isEmpty)
  }
}
