import Foundation
import Testing

@testable import Scoring

@Suite struct ObjectiveTests {
  static let all: [Objective] = [
    .plain, .smoothed(0.1), .smoothed(0.4), .unbiased(0.1), .unbiased(0.4), .mixture(0.1),
    .mixture(0.4),
  ]

  @Test(arguments: all)
  func `the slope is the difference quotient of the loss`(objective: Objective) {
    for z in stride(from: -6.0, through: 6, by: 0.5) {
      let h = 1e-5
      let quotient = (objective.loss(z + h) - objective.loss(z - h)) / (2 * h)
      #expect(abs(objective.slope(z) - quotient) < 1e-6)
    }
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `the unbiased loss is unbiased`(seed: UInt64) {
    var random = SplitMix64(seed)
    let (e, z) = (random.unit() * 0.45, random.unit() * 20 - 10)
    let objective = Objective.unbiased(e)
    let expected = (1 - e) * objective.loss(z) + e * objective.loss(-z)
    #expect(abs(expected - Objective.plain.loss(z)) < 1e-9)
  }

  @Test func `losses of hand`() {
    #expect(abs(Objective.plain.loss(0) - log(2)) < 1e-12)
    #expect(abs(Objective.smoothed(0.2).loss(1) - (0.8 * 0.3132617 + 0.2 * 1.3132617)) < 1e-6)
    #expect(abs(Objective.mixture(0.2).loss(0) - log(2)) < 1e-12)
    // ε = ½ would give no gradient at all: it is held at 0.49.
    #expect(Objective.mixture(0.7).flipRate == 0.49)
    #expect(Objective.smoothed(.nan).flipRate == 0)
  }

  @Test(arguments: all)
  func `extreme margins stay finite`(objective: Objective) {
    for z in [-1e6, -800, 800, 1e6] { #expect(objective.slope(z).isFinite) }
    for z in [-800.0, 700] {
      if case .mixture = objective, z < -700, objective.flipRate == 0 { continue }
      #expect(objective.loss(z).isFinite)
    }
  }

  @Test func `sigmoid, softplus and logit hold at the ends`() {
    #expect(Numerics.sigmoid(-1000.0) == 0)
    #expect(Numerics.sigmoid(1000.0) == 1)
    #expect(Numerics.softplus(1000) == 1000)
    #expect(Numerics.softplus(-1000) == 0)
    #expect(Numerics.logit(.nan) == 0)
    #expect(Numerics.bounded(.nan) == 0)
    #expect(Numerics.bounded(.infinity) == 30)
    #expect(Numerics.ranks([3, 1, 3, 2]) == [3.5, 1, 3.5, 2])
  }
}
