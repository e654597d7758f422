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
        "good  Confidence: 9>good  Confidence: 2", "bad  Confidence: 2>bad  Confidence: 9",
        "500 replaced", "501 no_winner",
      ])
    #expect(found[0].made.allSatisfy { $0.parent == 500 && $0.newPrompt != nil })
  }

  @Test(arguments: [
    "{}", "{score: s, per_prompt: 3}", "{pairs: calibrated, probability: logistic}",
    "{score: s, low_confidence: 9}",
  ])
  func `options that make no sense are refused`(options: String) {
    #expect(throws: WinnowError.self) { try make(BuildPairsStage.self, options) }
  }
}
