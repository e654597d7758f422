import Foundation
import Records
import Testing

@testable import Scoring

@Suite struct AnswerRewardTests {
  /// Features of made-up pairs whose longer answer is mostly the better one.
  private static func rows(_ count: Int) throws -> (
    pairs: [MadePair], rows: PairRows, weights: AnswerWeights, spill: FeatureSpill
  ) {
    var options = FeatureOptions()
    options.wordBits = 12
    options.characterBits = 12
    options.clip = 0
    let spill = try FeatureSpill(folder: newFolder(), options: options, diskBudget: 1 << 30)
    let extractor = spill.extractor()
    let arena = ByteArena()
    var pairs = MadePair.make(count)
    for i in pairs.indices {
      pairs[i].fact.firstIsBetter = pairs[i].a.count > pairs[i].b.count
      arena.truncate(to: 0)
      try extractor.add(
        prompt: .text(arena.append(pairs[i].prompt)), a: .text(arena.append(pairs[i].a)),
        b: .text(arena.append(pairs[i].b)), in: arena, fact: pairs[i].fact, fitted: true)
    }
    try extractor.finish()
    let rows = try spill.finish()
    return (pairs, rows, try #require(spill.weights), spill)
  }

  private static func score(
    _ text: String, of pair: MadePair, by reward: AnswerReward, _ scorer: AnswerScorer, fold: Int
  ) -> Double {
    let arena = ByteArena()
    scorer.read(prompt: .text(arena.append(pair.prompt)), in: arena)
    return scorer.score(.text(arena.append(text)), in: arena, fold: fold)
  }

  @Test func `differences of scores are the margins of models that have not seen the pair`() throws
  {
    let made = try Self.rows(240)
    let reward = AnswerReward(
      made.rows, weights: made.weights, folds: 4, epochs: 3, seed: 7, workers: 2)
    let scorer = reward.scorer()
    let byRow = Dictionary(uniqueKeysWithValues: made.pairs.map { ($0.fact.row, $0) })
    var right = 0
    for (i, fact) in made.rows.facts.enumerated() {
      let pair = try #require(byRow[fact.row])
      let fold = reward.fold(of: fact.group)
      let gap =
        Self.score(pair.a, of: pair, by: reward, scorer, fold: fold)
        - Self.score(pair.b, of: pair, by: reward, scorer, fold: fold)
      let margin = fact.firstIsBetter ? reward.margins[i] : -reward.margins[i]
      #expect((gap - margin).magnitude < 1e-3 * max(1, margin.magnitude), "\(i): \(gap) \(margin)")
      if reward.margins[i] > 0 { right += 1 }
    }
    // Length is easy to learn.
    #expect(right > 200)
  }

  /// With one point in each grid: which of several is taken hangs, by way of the other folds' models, on all labels
  /// (`HeldOutChoice`).
  @Test(arguments: [120, 400])
  func `nothing of a prompt is in the models that score it`(pairs: Int) throws {
    let made = try Self.rows(pairs)
    var recipe = Recipe.standard
    for k in recipe.parts.indices { recipe.parts[k].grid = [.init(step: 0.2, l2: 30)] }
    func reward(_ facts: [PairFact]) -> AnswerReward {
      var rows = made.rows
      rows.facts = facts
      return AnswerReward(
        rows, weights: made.weights, recipe: recipe, folds: 4, epochs: 2, seed: 7, workers: 2)
    }
    let own = reward(made.rows.facts)
    var changed = 0
    let groups = Set(made.rows.facts.map(\.group)).sorted().prefix(20)
    for group in groups {
      let turned = reward(
        made.rows.facts.map { fact in
          var fact = fact
          if fact.group == group { fact.firstIsBetter.toggle() }
          return fact
        })
      let fold = own.fold(of: group)
      let (a, b) = (own.folds[fold], turned.folds[fold])
      // The temperature is one for all: directions are compared.
      if [(a.words, b.words), (a.characters, b.characters), (a.answer, b.answer)].contains(where: {
        Self.cosine($0, $1) < 0.999_999
      }) {
        changed += 1
      }
    }
    #expect(groups.count == 20)
    #expect(changed == 0)
  }

  private static func cosine(_ a: [Float], _ b: [Float]) -> Double {
    func dot(_ a: [Float], _ b: [Float]) -> Double {
      zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
  }
}
