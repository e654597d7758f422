import Foundation
import TestSupport
import Testing

/// The sample of HealthBench, read and scored through the command line, beside the published formula.
@Suite struct HealthBenchTests {
  private static let path = RecipeTests.sharedData + "/rubrics/healthbench-sample.jsonl"

  private struct Example: Decodable {
    struct Message: Codable {
      var role: String
      var content: String
    }
    struct Item: Decodable {
      var criterion: String
      var points: Double
    }
    var prompt: [Message]
    var rubrics: [Item]
  }

  /// Met by what the words of the criterion are: an answer for each, without a model.
  private static func isMet(_ criterion: String) -> Bool { criterion.utf8.count % 3 != 0 }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: path),
      "the sample of HealthBench is not beside the checkout"))
  func `every example is read, and scored as simple-evals does`() throws {
    let examples = try String(contentsOfFile: Self.path, encoding: .utf8).split(separator: "\n")
      .map { try JSONDecoder().decode(Example.self, from: Data($0.utf8)) }
    let server = try MisbehavingServer { request in
      let text = EndpointScoreTests.content(request)
      let parts = text.components(separatedBy: "---------- criterion ----------\n")
      let criterion = (parts.last ?? "").components(separatedBy: "\n---------- end ----------")[0]
      return .ok(
        EndpointReplies.chat("{\"explanation\": \"-\", \"criteria_met\": \(Self.isMet(criterion))}")
      )
    }
    defer { server.stop() }
    let folder = try TemporaryFolder()
    struct Answer: Encodable {
      var prompt: [Example.Message]
      var answer: String
    }
    try folder.write(
      try examples.enumerated().map { number, example in
        String(
          decoding: try JSONEncoder().encode(
            Answer(prompt: example.prompt, answer: "Answer \(number).")), as: UTF8.self) + "\n"
      }.joined(), to: "answers.jsonl")
    try folder.write(
      """
      name: health
      store: s.sqlite
      splits: {train: 1}
      sources:
        - {name: health, path: "\(Self.path)", mapping: {prompt: /prompt, responses: none}}
        - {name: answers, path: answers.jsonl, mapping: {prompt: /prompt, responses: {a: /answer}}}
      stages:
        - rubrics.import
        - rubrics.score: {aggregate: healthbench, judge: {url: "\(server.url)", model: m}}
      """, to: "p.yaml")
    let result = try EndpointScoreTests.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    let criteria = examples.reduce(0) { $0 + $1.rubrics.count }
    #expect(
      result.output.contains("\(examples.count) rubrics with \(criteria) criteria"),
      "\(result.output)")
    #expect(server.requests.count == criteria)
    // Points of what is met, by the points above 0; the mean held within 0 and 1.
    let scores = examples.map { example in
      let all = example.rubrics.reduce(0) { $0 + max(0, $1.points) }
      return example.rubrics.reduce(0) { $0 + (Self.isMet($1.criterion) ? $1.points : 0) } / all
    }
    let stored = try SQLiteText.rows(
      """
      SELECT cast(text.body AS TEXT), value FROM score JOIN response ON response.id = score.response
      JOIN text ON text.id = response.text
      """, in: folder.file("s.sqlite"))
    let found = Dictionary(
      uniqueKeysWithValues: stored.map { row in
        let parts = row.split(separator: "|")
        return (String(parts[0]), Double(parts[1]) ?? .nan)
      })
    for (number, score) in scores.enumerated() {
      #expect(abs((found["Answer \(number)."] ?? .nan) - score) < 1e-12, "\(number)")
    }
    let mean = max(0, min(1, scores.reduce(0, +) / Double(scores.count)))
    let digits = (mean * 1e4).rounded() / 1e4
    #expect(result.output.contains("clipped mean \(digits)"), "\(digits) \(result.output)")
    #expect(result.output.contains("by kind of criterion"))
  }
}
