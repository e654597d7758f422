import Records
import Testing

@testable import Scoring

@Suite struct SelectionTests {
  @Test(
    arguments: [
      ([1, 0, 1, 1], .kept), ([1, 1, 1], .zeroVariance), ([1, 1, 1, 1, 0], .tooEasy),
      ([0, 0, 0, 0, 0, 1], .tooHard), ([1], .tooFew), ([], .tooFew), ([1, .nan], .tooFew),
      ([1, 1 + 1e-12], .zeroVariance),
    ] as [([Double], RewardGroup.Verdict)])
  func `a group that teaches nothing is told why`(rewards: [Double], verdict: RewardGroup.Verdict) {
    #expect(RewardGroupRule(passRates: 0.2...0.75).judge(rewards).verdict == verdict)
  }

  @Test func `statistics of a group`() {
    let group = RewardGroupRule().judge([1, 0, 1, 1])
    #expect(group.count == 4 && group.mean == 0.75 && group.passRate == 0.75)
    #expect(group.difficulty == 0.25 && isClose(group.deviation, 0.4330127018922193))
    #expect(isClose(group.advantage(1), 0.25 / 0.4331127018922193))
    let groups = RewardGroupRule().judge([1, 0, 1], prompts: [1, 1, 2], count: 3)
    #expect(groups.map(\.verdict) == [.tooFew, .kept, .tooFew])
  }

  @Test func `equal scores are cut by id alone`() {
    let ids = [5, 1, 3, 2, 4].map { PublicID(high: 0, low: $0) }
    let top = TopScores([2, 2, 9, 2, .nan], ids: ids)
    #expect(Array(top.top(2)) == [2, 1] && Array(top.top(99)) == [2, 1, 3, 0])
    #expect(top.top(-1).isEmpty)
    let sweep = top.sweep([0, 1, 2, 9])
    #expect(sweep.map(\.size) == [0, 1, 2, 4] && sweep.map(\.tiedOutside) == [0, 0, 2, 0])
    #expect(sweep[0].mean.isNaN && sweep[2].mean == 5.5 && sweep[3].threshold == 2)
  }

  private func comparison(_ a: Int, _ b: Int, _ label: Double) -> PairRankPointSift.Comparison {
    PairRankPointSift.Comparison(first: a, second: b, label: label)
  }

  @Test func `chosen is the best winner, rejected the worst loser`() {
    // 0 beats 2 and 3, 1 beats 3, 2 ties 1: 0 and 1 win, 2 and 3 lose.
    let ranked = [
      comparison(0, 2, 1), comparison(3, 0, 0), comparison(1, 3, 1), comparison(2, 1, 0.5),
    ]
    let sift = PairRankPointSift()
    #expect(
      sift.select(ranked, points: [6, 8, 3, 5]) == .pair(chosen: 1, rejected: 2, gap: 5))
    #expect(sift.select(ranked, points: [4, 3, 9, 8]) == .conflict)
    #expect(
      PairRankPointSift(leastGap: 5).select(ranked, points: [6, 8, 3, 5]) == .conflict)
    #expect(
      sift.select(ranked, points: [6, .nan, 3, 5]) == .pair(chosen: 0, rejected: 2, gap: 3))
  }

  @Test func `without winners or losers nothing is split`() {
    let sift = PairRankPointSift()
    #expect(sift.select([], points: [1, 2]) == .noSplit)
    #expect(sift.select([comparison(0, 1, 0.5)], points: [1, 2]) == .noSplit)
    #expect(sift.select([comparison(0, 0, 1), comparison(0, 9, 1)], points: [1, 2]) == .noSplit)
    #expect(sift.select([comparison(0, 1, .nan)], points: []) == .noSplit)
  }

  @Test func `sure when right, unsure when wrong`() {
    let (right, wrong) = (
      ConfidencePairs.of(3, isRight: true), ConfidencePairs.of(3, isRight: false)
    )
    #expect(right.chosen == .init(3, .high) && right.rejected == .init(3, .low))
    #expect(wrong.chosen == .init(3, .low) && wrong.rejected == .init(3, .high))
  }
}
