import Records
import Testing

@testable import Relabel

@Suite struct GoalTests {
  @Test func `ranks are mid-ranks on the scale`() {
    let scale = GoalScale(anchor: .rank, low: 1, high: 10, levels: 10, from: 0...1)
    #expect([3, 1, 2, 2].map { scale.goal($0, among: [3, 1, 2, 2]) } == [10, 1, 6, 6])
    #expect(scale.goal(5, among: [5]) == 6)
  }

  @Test func `absolute scores are mapped, cut at the ends, and rounded`() {
    let scale = GoalScale(anchor: .absolute, low: 1, high: 10, levels: 10, from: 0...1)
    for (score, goal) in [(0, 1), (1, 10), (0.5, 6), (2, 10), (-3, 1), (0.04, 1)]
      as [(Double, Double)]
    {
      #expect(scale.goal(score, among: []) == goal)
    }
    let plain = GoalScale(anchor: .absolute, low: 1, high: 10, levels: 0, from: 1...10)
    #expect(plain.goal(7.25, among: []) == 7.25)
  }

  @Test func `quantiles cut the corpus into equal parts`() {
    let scores = (0..<100).map { Double($0 * $0) }
    let bounds = GoalScale.bounds(of: scores, bins: 10)
    #expect(bounds == (1..<10).map { Double($0 * $0 * 100) })
    let scale = GoalScale(
      anchor: .quantile, low: 1, high: 10, levels: 10, from: 0...1, bounds: bounds)
    #expect(scale.goal(0, among: []) == 1 && scale.goal(99 * 99, among: []) == 10)
  }

  @Test(arguments: [
    ([9.0], [4.0], Augmenting.Order.asLabelled), ([4], [9], .inverted), ([5], [5], .tie),
    ([5.2], [5], .tie), ([9, 2], [2, 9], .asLabelled), ([1, 2], [1.1, 2], .tie),
    ([3, 3], [9, 2], .inverted),
  ])
  func `goals decide`(won: [Double], lost: [Double], order: Augmenting.Order) {
    #expect(Augmenting.order(won, lost, minGap: 0.5) == order)
  }

  @Test(arguments: [(10.0, "10"), (7.5, "7.5"), (7.256, "7.26"), (-0.05, "-0.05"), (0, "0")])
  func `numbers are short`(value: Double, digits: String) {
    #expect(GoalTemplate.digits(value) == digits)
  }

  static let bodies: [(Body.Form, String, GoalPrompt.Turn, Body.Form, String)] = [
    (.text, "Hi \"you\"", .user, .text, "G: 9\n\nHi \"you\""),
    (
      .text, "Hi \"you\"", .system, .messages,
      #"[{"role":"system","content":"G: 9"},{"role":"user","content":"Hi \"you\""}]"#
    ),
    (
      .messages,
      #"[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]"#,
      .system, .messages,
      #"[{"role":"system","content":"G: 9"},{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]"#
    ),
    (
      .messages,
      #"[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]"#,
      .user, .messages,
      #"[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"G: 9\n\nc"}]"#
    ),
    (
      .messages, #"[{"role":"system","content":"Be\n kind."},{"role":"user","content":"c"}]"#,
      .system,
      .messages,
      #"[{"role":"system","content":"Be\n kind.\n\nG: 9"},{"role":"user","content":"c"}]"#
    ),
    (
      .messages, #"[{"role":"user","content":[{"type":"image"}]}]"#, .user, .messages,
      #"[{"role":"system","content":"G: 9"},{"role":"user","content":[{"type":"image"}]}]"#
    ),
    (.messages, "[]", .system, .messages, #"[{"role":"system","content":"G: 9"}]"#),
  ]

  @Test(arguments: bodies)
  func `the goal stands before what is asked`(
    form: Body.Form, text: String, turn: GoalPrompt.Turn, newForm: Body.Form, expected: String
  ) {
    let bytes = Array(text.utf8)
    let made = GoalPrompt.body(form, bytes.span, with: "G: 9", in: turn)
    #expect(made.form == newForm)
    #expect(String(decoding: made.bytes, as: UTF8.self) == expected)
  }
}
