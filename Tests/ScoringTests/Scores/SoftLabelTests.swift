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

  @Test(
    arguments: [
      (0.5, 0.01, 0), (0.75, 0.01, 1.0986122886681098), (1, 0.01, 4.59511985013459),
      (0, 0.01, -4.59511985013459), (1, 0.5, 0), (1, 0.125, 1.9459101490553132),
    ] as [(Double, Double, Double)])
  func `the iREPO target is a clipped logit`(share: Double, clip: Double, target: Double) {
    #expect(isClose(SoftLabel.iREPOTarget(share, clip: clip), target))
  }

  @Test func `half a vote is the clip that votes support`() {
    #expect(SoftLabel.clip(votes: 4) == 0.125 && SoftLabel.clip(votes: 1) == 0.5)
    #expect(SoftLabel.clip(votes: 0) == 0.5)
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

  @Test func `a hard label keeps direction and weight`() {
    #expect(SoftLabel.hard(0.5) == nil && SoftLabel.hard(.nan) == nil)
    #expect(SoftLabel.hard(1)?.firstIsBetter == true && SoftLabel.hard(1)?.weight == 1)
    #expect(SoftLabel.hard(0.25)?.firstIsBetter == false && SoftLabel.hard(0.25)?.weight == 0.5)
  }

  @Test func `rewards compare by Bradley and Terry`() {
    #expect(isClose(SoftLabel.ofRewards(1, 0), 0.7310585786300049))
    #expect(
      isClose(SoftLabel.ofRewards(1, 3), SoftLabel.mirrored(SoftLabel.ofRewards(3, 1))))
  }
}
