import Pipeline
import Records
import Scoring
import Testing

@testable import Filters

/// The options of `filters.training_dynamics`, and what it looks at besides features. That it finds wrong labels
/// is proved in `ScoringTests`, that it is repeatable in `CommandLineTests`.
@Suite struct TrainingDynamicsTests {
  @Test func `the defaults weigh by the default detector`() throws {
    let stage = try make(TrainingDynamicsFilter.self)
    #expect(stage.method == .winnow)
    #expect(stage.action == .weight)
    #expect(stage.rule == .budget(0.1))
    #expect(stage.noisePrior == 0.2)
  }

  @Test(arguments: [
    ("{action: drop, budget: 10%}", 0.1), ("{action: drop, budget: 0.25}", 0.25),
    ("{action: mark, budget: '0%'}", 0), ("{action: flip, budget: 100%}", 1),
  ])
  func `a budget is a share, with or without the sign`(_ options: String, _ share: Double) throws {
    #expect(try make(TrainingDynamicsFilter.self, options).rule == .budget(share))
  }

  @Test func `a threshold takes the place of the budget`() throws {
    let stage = try make(TrainingDynamicsFilter.self, "{action: drop, threshold: 0.7}")
    #expect(stage.rule == .threshold(0.7))
  }

  @Test(arguments: [
    "{budget: 10}", "{budget: -5%}", "{budget: x}", "{threshold: 2}", "{folds: 1}",
    "{noise_prior: 0.5}", "{threshold: 0.5, budget: 5%}", "{method: crm}",
    "{method: crm, action: drop, threshold: 0.5}", "{method: none}",
  ])
  func `what makes no sense is refused`(_ options: String) {
    #expect(throws: WinnowError.self) { try make(TrainingDynamicsFilter.self, options) }
  }

  @Test func `every method of the library can be named`() throws {
    for method in NoiseMethod.allCases where method != .winnow {
      let stage = try make(
        TrainingDynamicsFilter.self, "{method: \(method.rawValue), action: mark, budget: 5%}")
      #expect(stage.method == method)
    }
  }

  @Test(arguments: [
    ("The quick brown fox", Script.latin), ("Съешь же ещё", .cyrillic), ("你好，世界", .han),
    ("これは日本語の文章です", .kana), ("안녕하세요", .hangul), ("123 +++", .none), ("", .none),
    ("مرحبا", .arabic), ("code: x = 1; 説明は長い文章です。これは", .kana),
  ])
  func `the script of most letters is told`(_ text: String, _ script: Script) {
    var batch = PairBatch()
    batch.add("p", .text(text), "b")
    #expect(AnswerShape(batch.a[0], in: batch.arena).script == script)
  }

  @Test func `a refusal is told by how it begins`() {
    var batch = PairBatch()
    batch.add("p", "I'm sorry, but I can't help with that.", "Sure, here it is. I cannot lie.")
    #expect(AnswerShape(batch.a[0], in: batch.arena).isRefusal)
    batch.add("p", "Paris.", nil)
    #expect(!AnswerShape(batch.a[1], in: batch.arena).isRefusal)
  }
}
