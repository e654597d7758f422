import Pipeline
import Records
import Store
import TestSupport
import Testing

@testable import Export

@Suite struct SoftLabelExportTests {
  /// 400 pairs with three votes of four for the chosen answer.
  private func fixture(flipped: Bool = false) throws -> ExportFixture {
    let fixture = try ExportFixture()
    try fixture.ingest(
      (0..<400).map { number in
        RecordFixture(
          "p\(number)", ["good", "bad"],
          votes: [
            (0, 1, .first, "a"), (0, 1, .first, "b"), (0, 1, .first, "c"), (0, 1, .second, "d"),
          ])
      })
    if flipped {
      try fixture.judge(
        Dictionary(uniqueKeysWithValues: (0..<400).map { ($0, Verdict(.flip, "x")) }))
    }
    return fixture
  }

  private func chosen(_ fixture: ExportFixture, _ word: String) throws -> Int {
    try fixture.rows().split(separator: "\n").count { $0.contains(#""chosen":"\#(word)""#) }
  }

  @Test func `sampling puts the preferred answer first as often as its label says`() throws {
    let fixture = try fixture()
    #expect(try fixture.export("trl.dpo", "soft_labels: sample")["written"] == 400)
    let rows = try fixture.rows()
    #expect(try (270...330).contains(chosen(fixture, "good")))
    try fixture.export("trl.dpo", "soft_labels: sample", jobs: 3)
    #expect(try fixture.rows() == rows)
    try fixture.export("trl.dpo", "soft_labels: sample", seed: 8)
    #expect(try fixture.rows() != rows)
    try fixture.export("trl.dpo", "soft_labels: ignore")
    #expect(try chosen(fixture, "good") == 400)
  }

  @Test func `a flip turns the label round, and does not undo itself when drawn`() throws {
    let fixture = try fixture(flipped: true)
    try fixture.export("trl.dpo", "soft_labels: sample")
    #expect(try (270...330).contains(chosen(fixture, "bad")))
  }

  @Test(arguments: [(0.7, 400), (0.75, 400), (0.8, 0)] as [(Double, Int)])
  func `a threshold keeps pairs from there on`(threshold: Double, written: Int) throws {
    let counts = try fixture().export(
      "trl.dpo", "soft_labels: threshold, min_probability: \(threshold)")
    #expect(counts["written"] == written && counts["low_probability"] == 400 - written)
  }

  @Test func `carried labels and weights are columns`() throws {
    let fixture = try fixture()
    try fixture.judge([0: Verdict(.weight(0.25), "x")])
    try fixture.export("trl.dpo", "soft_labels: carry, weights: carry, ids: true")
    let id = try fixture.pairs()[0].id
    #expect(
      try fixture.rows().hasPrefix(
        #"{"prompt":"p0","chosen":"good","rejected":"bad","weight":0.25,"probability":0.75,"pair_id":"\#(id)"}"#
      ))
    let card = try fixture.text("README.md")
    #expect(card.contains("- name: weight\n    dtype: float64"))
    #expect(card.contains("- name: probability\n    dtype: float64"))
  }

  @Test(arguments: [("agreement", "0.5"), ("logit", "1.098612"), ("none", "")])
  func `a margin carries how sure the label is`(margin: String, value: String) throws {
    let fixture = try fixture()
    try fixture.export("trl.reward", "margin: \(margin)")
    let end = value.isEmpty ? #""rejected":"bad"}"# : #""margin":\#(value)}"#
    #expect(try fixture.rows().split(separator: "\n").allSatisfy { $0.hasSuffix(end) })
  }

  @Test(arguments: [
    ("trl.dpo", "", true), ("trl.dpo", "soft_labels: ignore", false), ("trl.reward", "", false),
    ("trl.reward", "margin: none", true), ("trl.kto", "", true), ("trl.sft", "", true),
  ])
  func `an export says whether it loses soft labels`(
    trainer: String, options: String, loses: Bool
  ) throws {
    #expect(try ExportFixture().prepare(trainer, options).losesSoftLabels == loses)
  }

  @Test(
    arguments: [
      (10, 10, 1.0, 1.0), (4, 3, 1, 1), (10, 20, 2, 1), (20, 10, 1, 1.5), (1, 300, 300, 1),
    ] as [(Int, Int, Double, Double)])
  func `class weights bring the ratio into 1 to 4 thirds`(
    good: Int, bad: Int, desirable: Double, undesirable: Double
  ) throws {
    let weights = try #require(ClassWeights(good: good, bad: bad))
    #expect(weights.desirable == desirable && weights.undesirable == undesirable)
    let ratio = desirable * Double(good) / (undesirable * Double(bad))
    #expect(ratio >= 1 - 1e-9 && ratio <= 4.0 / 3 + 1e-9)
    #expect(ClassWeights(good: 0, bad: 5) == nil)
  }

  @Test func `KTO labels by an absolute score, and the card weighs the classes`() throws {
    let fixture = try ExportFixture()
    var record = RecordFixture("p", ["x", "y"], votes: [(0, 1, .first, "")])
    record.scores = [(0, "s", 0.4), (1, "s", 0.2)]
    var other = RecordFixture("q", ["x", "y"], votes: [(0, 1, .first, "")])
    other.scores = [(0, "s", 0.9), (1, "s", 0.2)]
    let unscored = RecordFixture("r", ["x", "y"], votes: [(0, 1, .first, "")])
    try fixture.ingest([record, other, unscored])
    let counts = try fixture.export("trl.kto", "score: s, threshold: 0.5")
    #expect(counts["rows"] == 4 && counts["no_score"] == 1)
    let labels = try fixture.rows().split(separator: "\n").map { $0.hasSuffix("true}") }
    #expect(labels == [false, false, true, false])
    #expect(
      try fixture.text("README.md").contains("`desirable_weight=3.0`, `undesirable_weight=1.0`"))
    #expect(throws: WinnowError.self) { try fixture.prepare("trl.kto", "score: s") }
    #expect(throws: WinnowError.self) { try fixture.prepare("trl.kto", "threshold: 1") }
  }
}
