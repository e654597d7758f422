import Records
import Scoring
import Testing

@testable import Relabel

/// Which principles a prompt states.
@Suite struct PrincipleTests {
  @Test func `as many as a geometric draw says, each once, half of them negated`() {
    let draw = PrincipleDraw(most: 8, stop: 0.2, negate: 0.5)
    var random = SplitMix64(7)
    var counts = [Int](repeating: 0, count: 9)
    var (negated, all) = (0, 0)
    for _ in 0..<20_000 {
      let own = draw.draw(8, &random)
      #expect(Set(own.map(\.dimension)).count == own.count)
      counts[own.count] += 1
      negated += own.count { $0.isNegated }
      all += own.count
    }
    #expect(counts[0] == 0)
    for k in 1..<8 {
      // P(k) = 0.8^(k - 1) · 0.2; at 8 the rest.
      var expected = 0.2
      for _ in 1..<k { expected *= 0.8 }
      #expect(abs(Double(counts[k]) / 20_000 - expected) < 0.01, "\(k): \(counts[k])")
    }
    #expect(abs(Double(negated) / Double(all) - 0.5) < 0.01)
  }

  @Test func `few dimensions are all there is`() {
    var random = SplitMix64(1)
    #expect(PrincipleDraw(most: 8, stop: 0.01, negate: 0).draw(2, &random).count <= 2)
    #expect(
      PrincipleDraw(most: 1, stop: 0.01, negate: 1).draw(5, &random).map(\.isNegated) == [true])
  }
}
