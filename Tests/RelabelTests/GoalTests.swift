import Pipeline
import Records
import Scoring
import Store
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

  private func quantiles(_ scores: [Double], levels: Int = 10) -> [Double] {
    let scale = GoalScale(
      anchor: .quantile, low: 1, high: 10, levels: levels, from: 0...1, fitted: SortedScores(scores)
    )
    return scores.map { scale.goal($0, among: []) }
  }

  @Test func `quantiles cut the corpus into equal parts, and reach both ends`() {
    let goals = quantiles((0..<100).map { Double($0 * $0) })
    #expect(goals.first == 1 && goals.last == 10)
    for goal in 2...9 { #expect((10...12).contains(goals.count { $0 == Double(goal) })) }
    #expect(quantiles([0, 1, 1, 0, 1]) == [1, 10, 10, 1, 10])
    #expect(quantiles([3, 1, 2], levels: 0) == [10, 1, 5.5])
    #expect(quantiles([3, 3]) == [6, 6])
    let scale = GoalScale(
      anchor: .quantile, low: 1, high: 10, levels: 10, from: 0...1, fitted: SortedScores([1, 2, 3]))
    #expect(scale.goal(9, among: []) == 10 && scale.goal(-9, among: []) == 1)
  }

  @Test func `a label that doubts itself is passed on as it is`() throws {
    var world = PromptWorld(scores: [2, 5, 9], pairs: [(1, 0, .a), (0, 2, .b), (2, 1, .a)])
    world.batch.pairs[0].probability = 0.2
    world.batch.pairs[1].probability = 0.9
    let stage = try make(RewardAugmentedStage.self, "{scores: [s]}")
    let scale = GoalScale(anchor: .absolute, low: 1, high: 10, levels: 10, from: 1...10)
    let found = Augmenting(stage: stage, scales: [scale], seed: 1).batch(world.batch)
    let made = found.found.made.map { ($0.parent, ($0.probability * 10).rounded() / 10) }
    #expect(made.map(\.0) == [500, 500, 501, 501, 502, 502])
    #expect(made.map(\.1) == [0.2, 0.2, 0.1, 0.1, 1, 1])
    #expect(found.highest == [9])
  }

  @Test func `goals that are stated alike are a tie`() throws {
    let world = PromptWorld(scores: [0.501, 0.504, 0.9], pairs: [(1, 0, .a), (2, 0, .a)])
    let stage = try make(
      RewardAugmentedStage.self, "{scores: [s], low: 0, high: 1, levels: 0, min_gap: 0}")
    let scale = GoalScale(anchor: .absolute, low: 0, high: 1, levels: 0, from: 0...1)
    let found = Augmenting(stage: stage, scales: [scale], seed: 1).batch(world.batch).found
    // 0.501 and 0.504 both read 0.5.
    #expect(found.made.count == 2 && found.made.allSatisfy { $0.parent == 501 })
    #expect(found.findings.first.map { "\($0.verdict.reason)" } == "below_min_gap")
  }

  @Test func `what states a goal already is left as it is`() throws {
    var world = PromptWorld(scores: [2, 9], pairs: [(1, 0, .a)])
    world.batch.pairs[0].role = "direction"
    let stage = try make(RewardAugmentedStage.self, "{scores: [s]}")
    let scale = GoalScale(anchor: .absolute, low: 1, high: 10, levels: 10, from: 1...10)
    let goals = Augmenting(stage: stage, scales: [scale], seed: 1).batch(world.batch).found
    #expect(goals.made.isEmpty && goals.findings.isEmpty)
    let build = try make(BuildPairsStage.self, "{score: s}")
    let built = try PairBuilding(stage: build, seed: 1).batches(world.batch)
    #expect(built.allSatisfy { $0.made.isEmpty && $0.findings.isEmpty })
  }

  @Test(arguments: [
    "{}", "{scores: [s, s]}", "{scores: [s], levels: 1}", "{scores: [s], high: 1}",
    "{scores: [s], template: x}", "{scores: [s], score_low: 1}",
    "{scores: [s], score_low: 3, score_high: 1}", "{scores: [s], goals: rank, force: true}",
  ])
  func `options that make no sense are refused`(options: String) {
    #expect(throws: WinnowError.self) { try make(RewardAugmentedStage.self, options) }
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
