import Pipeline
import Records
import Store
import Testing

@testable import Relabel

@Suite struct PairBuildingTests {
  private func built(_ world: PromptWorld, _ options: String) throws -> [String] {
    let stage = try make(BuildPairsStage.self, "{score: s, \(options)}")
    return try PairBuilding(stage: stage, seed: 1).batches(world.batch).flatMap(PromptWorld.words)
  }

  @Test(
    arguments: [
      ([0.2, 0.9, 0.5], "pairs: best_worst", ["1>0"]),
      ([0.2, nil, 0.5], "pairs: best_worst", ["2>0"]),
      ([0.5, 0.5, nil], "pairs: best_worst", []),
      ([0.9, nil, nil], "pairs: best_worst", []),
      ([0.9, 0.5, 0.5], "pairs: best_worst", ["0>2"]),
      ([0.2, 0.9, 0.5], "pairs: best_worst, min_gap: 0.8", []),
      ([0.2, 0.9, 0.5], "pairs: all", ["1>0", "1>2", "2>0"]),
      ([0.2, 0.9, 0.5], "pairs: all, min_gap: 0.35", ["1>0", "1>2"]),
      ([1, 1, 0], "pairs: all", ["0>2", "1>2"]),
    ] as [([Double?], String, [String])])
  func `scores make pairs`(scores: [Double?], options: String, expected: [String]) throws {
    #expect(try built(PromptWorld(scores: scores), options) == expected)
  }

  @Test func `a draw of at most N pairs is the same each time, and another by another seed`() throws
  {
    let world = PromptWorld(scores: (0..<20).map { Double($0) })
    let stage = try make(BuildPairsStage.self, "{score: s, pairs: all, per_prompt: 7}")
    let draws = try [1, 1, 2].map { (seed: UInt64) in
      try PairBuilding(stage: stage, seed: seed).batches(world.batch).flatMap(PromptWorld.words)
    }
    #expect(draws.allSatisfy { $0.count == 7 && Set($0).count == 7 })
    #expect(draws[0] == draws[1] && draws[0] != draws[2])
  }

  @Test func `a pair that is made again stays, the others are replaced`() throws {
    let world = PromptWorld(
      scores: [0.2, 0.9, 0.5], pairs: [(0, 1, .a), (1, 2, .a), (0, nil, .a)])
    #expect(try built(world, "pairs: best_worst") == ["1>0", "501 replaced", "502 replaced"])
    #expect(try built(world, "pairs: best_worst, old_pairs: keep") == ["1>0"])
    #expect(
      try built(world, "pairs: best_worst, min_gap: 1")
        == ["500 below_min_gap", "501 below_min_gap", "502 below_min_gap"])
  }

  @Test func `a pair that an earlier stage dropped is not made again`() throws {
    let world = PromptWorld(scores: [0.2, 0.9, 0.5], pairs: [(1, 2, .b)], fallen: [(0, 1)])
    #expect(try built(world, "pairs: best_worst") == ["1>2"])
    #expect(try built(world, "pairs: all") == ["1>2", "2>0"])
    let two = PromptWorld(scores: [0.2, 0.9], pairs: [(0, nil, .a)], fallen: [(0, 1)])
    #expect(try built(two, "pairs: best_worst") == ["500 dropped_before"])
  }

  /// 1 beats 0 and 3 beats 2.
  @Test(
    arguments: [
      ([0.3, 0.9, 0.1, 0.6], "1>2"), ([0.3, nil, nil, 0.6], "3>0"),
      ([0.9, 0.3, 0.95, 0.2], "500 conflict"), ([0.3, nil, 0.1, nil], "500 no_split"),
      ([nil, nil, nil, nil], "500 too_few_scored"),
    ] as [([Double?], String)])
  func `points sift what pairs rank`(scores: [Double?], first: String) throws {
    let world = PromptWorld(scores: scores, pairs: [(0, 1, .b), (2, 3, .b)])
    #expect(try built(world, "pairs: point_sift").first == first)
  }

  @Test func `a prompt that would make too many pairs is refused`() throws {
    let world = PromptWorld(scores: (0..<200).map { Double($0) })
    #expect(throws: WinnowError.self) { try built(world, "pairs: all") }
    #expect(try built(world, "pairs: all, per_prompt: 3").count == 3)
  }

  @Test func `the label is sigma of the gap over the temperature`() throws {
    let stage = try make(
      BuildPairsStage.self, "{score: s, probability: logistic, temperature: 2}")
    let batch = try PairBuilding(stage: stage, seed: 1).batches(PromptWorld(scores: [1, 5]).batch)
    let probability = try #require(batch.first?.made.first?.probability)
    #expect(abs(probability - 0.880797077977882) < 1e-12)
    #expect(stage.softens)
  }

  @Test func `confidences make four strings and two pairs, and one more if combined`() throws {
    let world = PromptWorld(scores: [0.2, 0.9], texts: ["bad", "good"])
    #expect(
      try built(world, "pairs: calibrated, ask_confidence: false") == [
        "good  Confidence: 9>good  Confidence: 2", "bad  Confidence: 2>bad  Confidence: 9", "1>0",
      ])
    let labelled = PromptWorld(
      scores: [nil, nil], pairs: [(0, 1, .b), (0, nil, .a)], texts: ["bad", "good"])
    let stage = try make(BuildPairsStage.self, "{pairs: calibrated, combined: false}")
    let found = try PairBuilding(stage: stage, seed: 1).batches(labelled.batch)
    #expect(
      found.flatMap(PromptWorld.words) == [
        "bad  Confidence: 2>bad  Confidence: 9", "good  Confidence: 9>good  Confidence: 2",
        "500 replaced", "501 no_winner",
      ])
    #expect(found[0].made.allSatisfy { $0.parent == 500 && $0.newPrompt != nil })
  }

  /// 0 beats 1, 1 beats 2: 1 won as often as it lost.
  @Test func `an answer has one confidence, or none where labels contradict each other`() throws {
    var world = PromptWorld(
      scores: [nil, nil, nil], pairs: [(0, 1, .a), (1, 2, .a)], texts: ["best", "mid", "low"])
    world.batch.pairs[1].probability = 0.7
    let stage = try make(
      BuildPairsStage.self, "{pairs: calibrated, combined: false, ask_confidence: false}")
    let found = try PairBuilding(stage: stage, seed: 1).batches(world.batch)
    #expect(
      found.flatMap(PromptWorld.words) == [
        "best  Confidence: 9>best  Confidence: 2", "low  Confidence: 2>low  Confidence: 9",
        "500 replaced", "501 replaced",
      ])
    #expect(found[0].made.map(\.parent) == [500, 501])
    #expect(found[0].made.map(\.probability) == [1, 0.7])
    #expect(found[0].counts["answers without a confidence: conflict"] == 1)
  }

  @Test func `confidences by score obey the gap and earlier drops`() throws {
    let texts = ["bad", "good", "mid"]
    let options = "pairs: calibrated, ask_confidence: false, min_gap: 1"
    #expect(try built(PromptWorld(scores: [1, 2], texts: texts), options).count == 3)
    #expect(try built(PromptWorld(scores: [1, 1.9], texts: texts), options).isEmpty)
    let fallen = PromptWorld(scores: [1, 5, 3.5], fallen: [(0, 1)], texts: texts)
    #expect(try built(fallen, options).last == "2>0")
  }

  @Test(arguments: [
    "{}", "{score: s, per_prompt: 3}", "{pairs: calibrated, probability: logistic}",
    "{score: s, low_confidence: 9}", "{score: s, temperature: 2}",
    "{score: s, pairs: all, per_prompt: 9223372036854775807}",
  ])
  func `options that make no sense are refused`(options: String) {
    #expect(throws: WinnowError.self) { try make(BuildPairsStage.self, options) }
  }
}
