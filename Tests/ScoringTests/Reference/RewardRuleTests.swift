import Testing

@testable import Scoring

@Suite struct RewardRuleTests {
  @Test func `BLEU and ROUGE have a harmonic mean`() throws {
    let text = try #require(metricTexts["cat"])
    var metric = BLEURouge()
    let (b, r) = (0.3246679154750989, 0.625)
    let score = metric.score(text)
    let found = try #require(score)
    #expect((found - 2 * b * r / (b + r + 1e-10)).magnitude < 1e-9)
    #expect(BLEURouge.mean(bleu: 0, rouge: 0) == 0)
    #expect(BLEURouge.mean(bleu: 1, rouge: 0) == 0)
  }

  @Test(arguments: [
    ("", 0, 1), ("one two", 2, 1), ("a b c a b c", 6, 0.75), ("Don't stop: e_1 2.5!", 10, 1),
    ("...!!! ça va", 3, 1), ("x² ½ Ⅳ", 3, 1), ("go go go go go", 5, 1.0 / 3),
  ])
  func `words are NLTK's`(text: String, words: Int, freshness: Double) throws {
    let read = RelevanceFacts(Array(text.utf8).span)
    let facts = try #require(read)
    #expect(facts.words == words)
    #expect(facts.freshness == freshness)
  }

  @Test func `relevance is regularised`() throws {
    let read = RelevanceFacts(Array("a b c a b c".utf8).span)
    let facts = try #require(read)
    #expect(RegularisedRelevance.open(relevance: 2, facts) == 2 * 0.06 * 0.75)
    #expect(RegularisedRelevance().closed(relevance: 1.75, facts) == 2.56 * 0.75)
    #expect(RegularisedRelevance().closed(relevance: 0, facts) == 0)
    let (a, b): ([Float], [Float]) = ([1, 2, 3], [0.5, -1, 2])
    #expect(RegularisedRelevance.relevance(a.span, b.span) == 4.5)
  }

  @Test func `a sure rule overrides, an unsure one is blended`() {
    let rule = RuleScore(1, confidence: 0.75)
    #expect(HybridReward.override(above: 0.7).score(rule: rule, model: 0.2) == 1)
    #expect(HybridReward.override(above: 0.8).score(rule: rule, model: 0.2) == 0.2)
    #expect(HybridReward.override(above: 0.8).score(rule: rule, model: nil) == nil)
    #expect(HybridReward.blend.score(rule: rule, model: 0) == 0.75)
    #expect(HybridReward.blend.score(rule: rule, model: nil) == 1)
    #expect(HybridReward.blend.score(rule: nil, model: 0.5) == 0.5)
    #expect(HybridReward.blend.score(rule: nil, model: nil) == nil)
    #expect(RuleScore(1, confidence: .nan).confidence == 0)
    #expect(RuleScore(1, confidence: 7).confidence == 1)
  }

  @Test func `aspects without a score have no weight`() {
    #expect(HybridReward.aspects([(1, 3), (0, 1), (nil, 9)]) == 0.75)
    #expect(HybridReward.aspects([(nil, 1)]) == nil)
    #expect(HybridReward.aspects([(1, 0)]) == nil)
  }

  @Test(arguments: [(50.0, 0.5), (100, 0), (150, 0), (200, 0), (300, 0.5), (4_000, 2), (0, 1)])
  func `length costs beyond its band`(length: Double, penalty: Double) {
    let rule = LengthPenalty(band: 100...200, limit: 2)
    #expect(rule.penalty(length: length) == penalty)
  }

  @Test func `a power makes the penalty soft`() {
    let rule = LengthPenalty(band: 0...100, rate: 4, power: 2)
    #expect(rule.penalty(length: 150) == 1)
    #expect(rule.penalty(length: 0) == 0)
  }
}
