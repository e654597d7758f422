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
}
