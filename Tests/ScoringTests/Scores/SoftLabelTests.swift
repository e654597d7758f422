import Testing

@testable import Scoring

@Suite struct SoftLabelTests {
  @Test(
    arguments: [
      (3, 1, 0, 0, 0.75), (1, 1, 0, 0, 0.5), (0, 2, 2, 0, 0.25), (2, 0, 0, 1, 0.75),
      (0, 0, 0, 0, nil), (0, 0, 0, 0.5, 0.5), (0, 0, 3, 0, 0.5), (-1, 1, 0, 0, 0),
    ] as [(Double, Double, Double, Double, Double?)])
  func `a tie is half a vote for each`(
    first: Double, second: Double, ties: Double, smoothing: Double, share: Double?
  ) {
    #expect(
      isClose(
        SoftLabel.share(first: first, second: second, ties: ties, smoothing: smoothing), share))
  }

  @Test func `the clip is where half a vote on each side leaves a unanimous share`() {
    #expect(SoftLabel.clip(votes: 4) == 0.1 && SoftLabel.clip(votes: 1) == 0.25)
    #expect(SoftLabel.clip(votes: 0) == 0.5)
    #expect(
      isClose(
        SoftLabel.clip(votes: 3), 1 - (SoftLabel.share(first: 3, second: 0, smoothing: 0.5) ?? 0)))
  }

  @Test func `noise and label are each other's conversion`() {
    for first in [true, false] {
      for noise in [0, 0.1, 0.5, 0.9, 1] {
        let label = SoftLabel.smoothed(firstIsBetter: first, noise: noise)
        #expect(isClose(SoftLabel.noise(label, firstIsBetter: first), noise))
        #expect(
          isClose(
            SoftLabel.mirrored(label), SoftLabel.smoothed(firstIsBetter: !first, noise: noise)))
      }
    }
    #expect(SoftLabel.smoothed(firstIsBetter: true, noise: 0.1) == 0.9)
  }

  @Test func `rewards compare by Bradley and Terry`() {
    #expect(isClose(SoftLabel.ofRewards(1, 0), 0.7310585786300049))
    #expect(
      isClose(SoftLabel.ofRewards(1, 3), SoftLabel.mirrored(SoftLabel.ofRewards(3, 1))))
  }
}
