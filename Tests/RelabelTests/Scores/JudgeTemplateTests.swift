import Testing

@testable import Relabel

@Suite struct JudgeTemplateTests {
  @Test(
    arguments: [
      ("Rating: 7", 7), ("**Rating: 7.5**", 7.5), ("Rating: 7.", 7), ("rating:8/10", 8),
      ("Rating: 3\nno, better:\nRating: 9", 9), ("Rating: ~7", 7), ("Rating: \\boxed{8}", 8),
      ("Rating: $\\boxed{8}$", 8), ("Rating = 8", 8), ("Rating\u{FF1A}8", 8),
      ("Rating: 7, good", 7),
      ("Rating: 5\nThe rating is firm.", 5), ("Rating: 7 everything considered", 7),
      ("Rating: 7,5", nil), ("Rating: 1e1", nil), ("Rating: 7-8", nil), ("Rating: 7\u{2013}8", nil),
      ("Rating: 1.2.3", nil), ("Rating: 7\u{BD}", nil), ("Rating: 11", nil), ("Rating: -3", nil),
      ("Rating: \u{2212}3", nil),
      ("Rating: high", nil), ("Rating:", nil), ("7", nil), ("Rating", nil),
    ] as [(String, Double?)])
  func `a rating is read, or none where it is not plain`(text: String, rating: Double?) {
    #expect(JudgeTemplate.rating(in: text, low: 1, high: 10) == rating)
  }

  @Test func `a rating may be negative where the scale is`() {
    #expect(JudgeTemplate.rating(in: "Rating: -0.5", low: -1, high: 1) == -0.5)
    #expect(JudgeTemplate.rating(in: "Rating: .5", low: 0, high: 1) == 0.5)
  }

  @Test(
    arguments: [
      ("Verdict: 1", 1), ("Verdict: 2", 0), ("Verdict: tie", 0.5), ("Verdict: 1,", 1),
      ("**Verdict:** 2.", 0), ("Verdict: answer 1", 1), ("Verdict: [[2]]", 0), ("Verdict = 1", 1),
      ("Verdict: \\boxed{2}", 0), ("Verdict: 1; it is shorter", 1), ("Verdict: Tie!", 0.5),
      ("Verdict: 12", nil), ("Verdict: neither", nil), ("1", nil),
    ] as [(String, Double?)])
  func `a verdict is read`(text: String, verdict: Double?) {
    #expect(JudgeTemplate.verdict(in: text) == verdict)
  }
}
