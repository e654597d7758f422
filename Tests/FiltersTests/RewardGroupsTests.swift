import Pipeline
import Records
import Testing

@testable import Filters
@testable import Store

@Suite struct RewardGroupsTests {
  private func judged(_ rewards: [Double], _ options: String) throws -> CorpusBatch {
    var batch = ResponseBatch()
    for (place, reward) in rewards.enumerated() {
      batch.responses.append(
        ResponseBatch.Response(
          row: Int64(place + 1), id: PublicID(high: UInt64(place), low: 0),
          body: .text(.empty), scores: [reward]))
    }
    for pair in 0..<2 {
      batch.pairs.append(
        ResponseBatch.Pair(
          row: Int64(pair + 1), id: PublicID(high: 1, low: UInt64(pair)), a: 0, b: 1, decision: .a,
          probability: 1))
    }
    let id = PublicID(high: 0, low: 0)
    batch.prompts.append(
      ResponseBatch.Prompt(
        row: 7, id: id, group: id, split: "train", text: .text(.empty),
        responses: 0..<rewards.count, pairs: 0..<2))
    return try make(RewardGroupsFilter.self, options).judge(batch).batch
  }

  @Test(
    arguments: [
      ([0, 1, 1, 1], "{}", "mark difficulty"), ([1, 1], "{}", "drop zero_variance"),
      ([1, .nan], "{}", "drop too_few_scored"), ([.nan, .nan], "{}", "drop too_few_scored"),
      ([0, 1, 1, 1], "{max_pass_rate: 0.7}", "drop too_easy"),
      ([0, 0, 0, 1], "{min_pass_rate: 0.3}", "drop too_hard"),
      ([0, 0, 0, 1], "{min_pass_rate: 0.3, action: mark}", "mark too_hard"),
      ([3, 4], "{spread: 1}", "drop zero_variance"), ([3, 9], "{pass: 4}", "mark difficulty"),
    ] as [([Double], String, String)])
  func `a prompt is judged by the rewards of its responses`(
    rewards: [Double], options: String, expected: String
  ) throws {
    let batch = try judged(rewards, options)
    let finding = try #require(batch.findings.first)
    #expect(batch.findings.count == 1 && finding.kind == .prompt && finding.subject == 7)
    #expect("\(finding.verdict.action.word) \(finding.verdict.reason)" == expected)
    // Its pairs fall with it and are counted.
    #expect(batch.fallen.count == (expected.hasPrefix("drop") ? 2 : 0))
  }

  @Test func `the evidence says how hard the prompt is`() throws {
    let finding = try #require(try judged([0, 1, 1, 1], "{}").findings.first)
    #expect(
      finding.verdict.evidence
        == #"{"responses":4,"mean":0.75,"deviation":0.433013,"pass_rate":0.75,"difficulty":0.25}"#)
  }

  @Test func `bands are told by their ends`() {
    #expect([0, 0.2, 0.5, 0.9, 1].map(RewardGroupsFilter.band) == [0, 1, 2, 3, 4])
  }
}
