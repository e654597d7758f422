import Records
import Scoring
import Store
import Testing

@testable import Relabel

@Suite struct ScoreRulesTests {
  @Test func `without a model the rule counts, however sure it is`() throws {
    let own = try make(ScoreRulesStage.self, "{}")
    #expect(own.joined(RuleScore(0, confidence: 0.3), nil) == 0)
    #expect(own.joined(RuleScore(1, confidence: 0), nil) == 1)
    #expect(own.joined(nil, nil) == nil)
    let form = FormRules(must: [], mustNot: [])
    let words = String(repeating: "nothing at all ", count: 20)
    #expect(own.joined(own.rule(words, ["7"], form), nil) == 0)
  }

  @Test func `with a model an unsure rule gives way`() throws {
    let own = try make(ScoreRulesStage.self, "{score: judged}")
    #expect(own.joined(RuleScore(0, confidence: 0.3), 0.8) == 0.8)
    #expect(own.joined(RuleScore(0, confidence: 0.9), 0.8) == 0)
    #expect(own.joined(RuleScore(0, confidence: 0.3), nil) == nil)
  }

  @Test func `a model's score is brought to the scale of the rules`() {
    let ratings = ScoreScale(name: "r", range: 1...5, isAnchored: true)
    #expect(ScoreRulesStage.share(5, of: ratings) == 1)
    #expect(ScoreRulesStage.share(2, of: ratings) == 0.25)
    #expect(ScoreRulesStage.share(.nan, of: ratings) == nil)
    #expect(ScoreRulesStage.share(7, of: ScoreScale(name: "r", isAnchored: false)) == 7)
  }

  @Test(arguments: [
    ("\\n", "a\r\nb", 1.0), ("e", "e\u{301}", 1), ("^b$", "b", 1), ("c", "ab", 0),
  ])
  func `patterns are matched by code points`(pattern: String, text: String, share: Double) {
    #expect(FormRules(must: [pattern], mustNot: []).share(text) == share)
    #expect(FormRules(must: [], mustNot: [pattern]).share(text) == 1 - share)
  }

  @Test(arguments: [
    (#"{"r": "a"}"#, ["a"]), (#"{"r": 72}"#, ["72"]), (#"{"r": -0.5 }"#, ["-0.5"]),
    (#"{"r": ["a", 7, null, true, 1e3]}"#, ["a", "7", "1e3"]), (#"{"r": null}"#, []),
    (#"{"r": []}"#, []), (#"{"r": {"a": 1}}"#, []), ("{}", []),
  ])
  func `references of a field are texts and numbers`(json: String, texts: [String]) throws {
    let found = JSONPointer(key: "r").texts(of: Array(json.utf8))
    #expect(found.map { String(decoding: $0, as: UTF8.self) } == texts)
  }
}
