import Records
import Store
import TestSupport
import Testing

@testable import Export

@Suite struct WeightTests {
  /// 400 pairs; the odd ones have the weight 0.25, from two stages.
  private func fixture() throws -> ExportFixture {
    let fixture = try ExportFixture()
    try fixture.ingest((0..<400).map { .pair("p\($0)", chosen: "a", rejected: "b") })
    let odd = stride(from: 1, to: 400, by: 2)
    try fixture.judge(
      Dictionary(uniqueKeysWithValues: odd.map { ($0, Verdict(.weight(0.5), "x")) }), stage: "one")
    try fixture.judge(
      Dictionary(uniqueKeysWithValues: odd.map { ($0, Verdict(.weight(0.5), "x")) }), stage: "two")
    return fixture
  }

  @Test func `weights are never lost silently`() throws {
    let fixture = try fixture()
    let id = try fixture.pairs()[1].id
    let error = #expect(throws: WinnowError.self) { try fixture.export("trl.dpo") }
    #expect(
      error?.description == """
        error[weights-lost]: pairs have weights, which the trainer has no column for: `\(id)` has 0.25
        hint: say what becomes of them: `weights: sample`, `threshold`, `carry` or `ignore`
        """)
    #expect(try fixture.strays() == [])
  }

  @Test func `weights can be ignored or cut off`() throws {
    let fixture = try fixture()
    #expect(try fixture.export("trl.dpo", "weights: ignore")["written"] == 400)
    #expect(try fixture.export("trl.dpo", "weights: threshold")["low_weight"] == 200)
    #expect(
      try fixture.export("trl.dpo", "weights: threshold, min_weight: 0.25")["written"] == 400)
  }

  @Test func `sampling keeps a share near the weight, the same for the same seed`() throws {
    let fixture = try fixture()
    let counts = try fixture.export("trl.dpo", "weights: sample")
    #expect((30...70).contains(counts["written"] - 200))
    #expect(counts["not_sampled"] == 400 - counts["written"])
    let rows = try fixture.rows()
    try fixture.export("trl.dpo", "weights: sample", jobs: 3)
    #expect(try fixture.rows() == rows)
    try fixture.export("trl.dpo", "weights: sample", seed: 8)
    #expect(try fixture.rows() != rows)
  }
}
