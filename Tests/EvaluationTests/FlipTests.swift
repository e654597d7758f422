import Evaluation
import Records
import Testing

@Suite struct FlipTests {
  static let pairs: [EvaluatedPair] = (0..<1000).map { i in
    var pair = EvaluatedPair(
      row: Int64(i), id: PublicID(high: UInt64(i) &* 0x9E37_79B9_7F4A_7C15, low: UInt64(i)),
      group: PublicID(high: UInt64(i / 2), low: 1), firstIsBetter: i % 2 == 0)
    pair.annotators = ["annotator \(i % 7)"]
    return pair
  }
  static let difficulty = (0..<1000).map { Double($0) }
  static let lengths = (0..<1000).map { ($0 % 3, 1) }

  private func plant(
    _ kind: FlipKind, _ rate: Double, seed: UInt64 = 0
  ) throws -> [Bool] {
    try #require(
      PlantedFlips(
        kind, rate: rate, seed: seed, pairs: Self.pairs, difficulty: Self.difficulty,
        lengths: Self.lengths)
    ).isFlipped
  }

  @Test(arguments: [FlipKind.symmetric, .difficulty, .annotator], [0, 0.1, 0.4])
  func `exactly the share is turned`(kind: FlipKind, rate: Double) throws {
    #expect(try plant(kind, rate).count { $0 } == Int(rate * 1000))
  }

  @Test func `a higher rate turns what a lower one turns, another seed others`() throws {
    let (low, high) = (try plant(.symmetric, 0.1), try plant(.symmetric, 0.3))
    #expect(low.indices.allSatisfy { !low[$0] || high[$0] })
    #expect(try plant(.symmetric, 0.1, seed: 1) != low)
  }

  @Test func `which pairs are turned does not depend on their order`() throws {
    let there = try plant(.symmetric, 0.2)
    let back = try #require(
      PlantedFlips(
        .symmetric, rate: 0.2, seed: 0, pairs: Self.pairs.reversed(), difficulty: [], lengths: []))
    #expect(Array(back.isFlipped.reversed()) == there)
  }

  @Test func `hard pairs are turned more often`() throws {
    let flips = try plant(.difficulty, 0.2)
    let (easy, hard) = (flips[..<500].count { $0 }, flips[500...].count { $0 })
    #expect(hard > 3 * easy)
  }

  @Test func `the longer response wins, as far as there are pairs where it did not`() throws {
    let flips = try plant(.longer, 0.5)
    let shorter = Self.pairs.indices.filter { i in
      let (a, b) = Self.lengths[i]
      return Self.pairs[i].firstIsBetter ? a < b : b < a
    }
    #expect(flips.count { $0 } == shorter.count)
    #expect(shorter.allSatisfy { flips[$0] })
    #expect(try plant(.longer, 0.1).count { $0 } == 100)
  }

  @Test func `annotators differ`() throws {
    let flips = try plant(.annotator, 0.2)
    let byAnnotator = (0..<7).map { a in flips.indices.count { $0 % 7 == a && flips[$0] } }
    let (least, most) = (byAnnotator.min() ?? 0, byAnnotator.max() ?? 0)
    #expect(most > 2 * least)
    var anonymous = Self.pairs
    for i in anonymous.indices { anonymous[i].annotators = [] }
    #expect(
      PlantedFlips(
        .annotator, rate: 0.2, seed: 0, pairs: anonymous, difficulty: [], lengths: []) == nil)
  }

  @Test(arguments: ["0.1,x", "0.6", "-0.1", ""])
  func `rates are shares up to a half`(list: String) {
    #expect(throws: WinnowError.self) { try NoiseEvaluation.rates(list) }
  }

  @Test func `lists are read`() throws {
    #expect(try NoiseEvaluation.rates("0.2, 0,0.1,0.2") == [0, 0.1, 0.2])
    #expect(try NoiseEvaluation.flips("longer,symmetric") == [.longer, .symmetric])
    #expect(throws: WinnowError.self) { try NoiseEvaluation.flips("asymmetric") }
    #expect(
      try EvaluatedMethod.named("crm").map(\.name) == ["winnow", "baseline", "crm", "length"])
    #expect(throws: WinnowError.self) { try EvaluatedMethod.named("crn") }
  }
}
