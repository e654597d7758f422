import Records
import Scoring
import Testing

@testable import Relabel

@Suite struct ScoreScalingTests {
  @Test func `over the corpus a prompt is scaled as all are, within the prompt by itself`() {
    let corpus: [[Double]] = [[1, 2, 3, 4], [0, 0, 0, 0]]
    let all = ScoreScaling(
      .range(trim: 0), fittedTo: corpus, tameAbove: nil, isOverCorpus: true)
    #expect(all.columns([[1, 4, .nan], [7, 7, 7]])[0].prefix(2) == [0, 1])
    #expect(all.columns([[2.5, .nan], [7, 7]])[1] == [0.5, 0.5])
    let own = ScoreScaling(
      .range(trim: 0), fittedTo: corpus, tameAbove: nil, isOverCorpus: false)
    #expect(own.columns([[1, 2], [3, 3]]) == [[0, 1], [0.5, 0.5]])
    let none = ScoreScaling(nil, fittedTo: corpus, tameAbove: nil, isOverCorpus: true)
    #expect(none.columns([[1, 2], [3, 3]]) == [[1, 2], [3, 3]])
  }

  @Test func `a scorer that spreads far is tamed, whatever the order`() {
    let far: [Double] = [1, 1, 1, 1, 1000]
    let one = ScoreScaling(nil, fittedTo: [far, [1, 2]], tameAbove: 1, isOverCorpus: false)
    let other = ScoreScaling(
      nil, fittedTo: [far.reversed(), [2, 1]], tameAbove: 1, isOverCorpus: false)
    #expect(one.isTamed == [true, false] && other.isTamed == one.isTamed)
    #expect(one.columns([[0], [5]]) == [[0], [5]])
  }

  @Test func `a scorer whose scores are all alike takes no part where scorers are compared`() {
    let scaling = ScoreScaling(
      .z, fittedTo: [[], []], tameAbove: nil, isOverCorpus: false)
    func values(_ ensemble: ScoreEnsemble, _ raw: [[Double]], leavesOut: Bool = true) -> [Double] {
      CombineSurvey.Fitted(scaling: scaling, ensemble: ensemble, notes: [])
        .values(raw, atLeast: 2, leavesOutConstant: leavesOut)
        .map { ($0 * 1e6).rounded() / 1e6 }
    }
    let raw: [[Double]] = [[1, 2, 3], [5, 5, 5]]
    #expect(values(.minimum, raw) == [-1.224745, 0, 1.224745])
    #expect(values(.minimum, raw, leavesOut: false) == [-1.224745, 0, 0])
    #expect(values(.meanLessDeviation(k: 1), raw) == [-1.224745, 0, 1.224745])
    // Where nobody says anything, and where only it knows a response.
    #expect(values(.minimum, [[4, 4], [5, 5]]) == [0, 0])
    let partly = values(.minimum, [[1, 3, .nan], [5, 5, 5]])
    #expect(partly.prefix(2) == [-1, 1] && partly[2].isNaN, "one scorer is fewer than two")
    let whole = ScoreScaling(
      .z, fittedTo: [[1, 2, 3], [5, 5]], tameAbove: nil, isOverCorpus: true)
    #expect(whole.constant([[1], [5]]) == [false, true])
    #expect(
      ScoreScaling(nil, fittedTo: raw, tameAbove: nil, isOverCorpus: false).constant(raw)
        == [false, false])
  }

  @Test(arguments: ["at_least: 3", "at_least: 1, scores: [a, a]", "k: 2", "lambda: 2", "trim: 0.1"])
  func `what cannot be is refused`(options: String) {
    let options = options.contains("scores") ? options : options + ", scores: [a, b]"
    #expect(throws: WinnowError.self) { _ = try make(ScoreCombineStage.self, "{\(options)}") }
  }

  @Test(arguments: [
    ("bleu: {value: 0.2}", false), ("bleu: {smoothing: floor, value: 0.2}", true),
    ("bleu: {max_order: 2}, metric: rougeL", false), ("stem: true, metric: rougeL", true),
    ("stem: true", false), ("metric: chrf++, chrf: {beta: 1}", true), ("chrf: {beta: 1}", false),
  ])
  func `options that would say nothing are refused`(options: String, isTaken: Bool) throws {
    let stage = try? make(ScoreReferenceStage.self, "{\(options)}")
    #expect((stage != nil) == isTaken)
  }

  @Test(arguments: ["name: ''", "name: ' '"])
  func `a score needs a name`(options: String) {
    #expect(throws: WinnowError.self) { _ = try make(ScoreRatingsStage.self, "{\(options)}") }
    #expect(throws: WinnowError.self) { _ = try make(ScoreReferenceStage.self, "{\(options)}") }
  }
}
