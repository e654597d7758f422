import Store
import Testing

@testable import Rubrics

/// Scores of rubrics on cases worked out by hand.
@Suite struct RubricAggregateTests {
  private static func rubric(_ weights: Double..., rules: Int = 0) -> [Criterion] {
    weights.enumerated().map { Criterion($0 < rules ? .hardRule : .principle, "t", weight: $1) }
  }

  /// HealthBench: achieved points by points above 0; what should not be met is taken off.
  private static let cases: [(weights: [Double], met: [Double], score: Double)] = [
    ([10, 5, -4], [1, 0, 0], 10.0 / 15), ([10, 5, -4], [1, 1, 1], 11.0 / 15),
    ([3, -9], [0, 1], -3),
    ([3, -9], [1, 0], 1), ([7], [0], 0),
  ]

  @Test(arguments: cases)
  func `HealthBench adds points up`(weights: [Double], met: [Double], score: Double) {
    let criteria = weights.map { Criterion(.principle, "t", weight: $0) }
    #expect(RubricAggregate.healthbench.score(criteria, met: met) == score)
  }

  @Test func `without points above 0 HealthBench says nothing`() {
    #expect(RubricAggregate.healthbench.score(Self.rubric(-1, -2), met: [0, 0]) == nil)
    #expect(RubricAggregate.healthbench.score([], met: []) == nil)
  }

  /// Σ w·c / Σ w with Essential 1, Important 0.7, Optional 0.3, and what should not be met by its complement.
  @Test func `explicit weights`() throws {
    let own = Self.rubric(1, 0.7, 0.3)
    #expect(RubricAggregate.explicit.score(own, met: [1, 0, 1]) == 1.3 / 2)
    #expect(RubricAggregate.explicit.score(Self.rubric(3, -1), met: [1, 1]) == 0.75)
    #expect(RubricAggregate.explicit.score(Self.rubric(3, -1), met: [1, 0]) == 1)
    #expect(RubricAggregate.explicit.score(Self.rubric(0), met: [1]) == nil)
    #expect(RubricAggregate.explicit.score(Self.rubric(2, 2), met: [0.5, 1]) == 0.75)
  }

  @Test func `no principle outweighs a hard rule`() throws {
    let own = Self.rubric(1, 1, 5, 9, rules: 2)
    func score(_ met: Double...) throws -> Double {
      try #require(RubricAggregate.gatekeeper.score(own, met: met))
    }
    #expect(try score(1, 0, 0, 0) > score(0, 0, 1, 1))
    #expect(try score(1, 1, 1, 1) == 1 && score(0, 0, 0, 0) == 0)
    #expect(try score(1, 0, 1, 0) > score(1, 0, 0, 0))
    #expect(try score(0, 1, 0, 1) == (2 + 9.0 / 14) / 5)
  }

  @Test func `the mean of HealthBench is held within 0 and 1`() throws {
    #expect(try #require(ClippedMean([-3, 1])).mean == 0)
    #expect(try #require(ClippedMean([0.5, 1, 0.75])).mean == 0.75)
    #expect(ClippedMean([]) == nil)
    #expect(try #require(ClippedMean([0.4, 0.4, 0.4])).deviation < 1e-12)
    // Of n scores of 0 and 1 by halves: about 0.5 / sqrt(n).
    let coin = try #require(ClippedMean((0..<400).map { Double($0 % 2) }))
    #expect(abs(coin.deviation - 0.025) < 0.003, "\(coin)")
    #expect(ClippedMean([0.2, 0.9, 0.1]) == ClippedMean([0.2, 0.9, 0.1]))
  }
}

/// What judges answer to one criterion.
@Suite struct GraderReplyTests {
  @Test(arguments: [
    (#"{"explanation": "It does.", "criteria_met": true}"#, 1.0, "It does."),
    (
      "Let me see {a}. ```json\n{\"explanation\": \"a } b\", \"criteria_met\": false}\n```", 0,
      "a } b"
    ),
    (#"{"criteria_met": "yes"}"#, 1, ""),
    (#"{"criteria_met": true} No, wait: {"explanation":"x","criteria_met":false}"#, 0, "x"),
  ])
  func `are the last object that says so`(text: String, outcome: Double, why: String) throws {
    #expect(GraderReply.read(text, levels: 0) == GraderReply(outcome: outcome, explanation: why))
  }

  @Test(arguments: [
    "", "true", "{", #"{"criteria_met": 3}"#, #"{"criteria_met": true"#, #"{"level": 2}"#,
  ])
  func `or nothing`(text: String) {
    #expect(GraderReply.read(text, levels: 0) == nil)
  }

  @Test func `levels lie between 0 and 1`() {
    #expect(GraderReply.read(#"{"level": 1}"#, levels: 5)?.outcome == 0)
    #expect(GraderReply.read(#"{"level": "4"}"#, levels: 5)?.outcome == 0.75)
    #expect(GraderReply.read(#"{"level": 6}"#, levels: 5) == nil)
  }
}
