import Foundation
import Records
import Testing

@testable import Ingest

/// The folder of real corpora that lies beside a checkout; tests with it are skipped where it is
/// absent.
private enum SharedData {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("shared/data")
  static let exists = FileManager.default.fileExists(atPath: folder.path)
}

@Suite(.enabled(if: SharedData.exists, "needs ../shared/data beside the checkout"))
struct `Reading real corpora` {
  @Test(arguments: [
    ("votes/llmfao-pairs.jsonl", 2139), ("votes/llmfao-votes.csv", 8931),
    ("votes/pandalm-testset-v1.json", 999), ("votes/tulu1-human-eval.jsonl", 1150),
    ("scores/openmeva.json", 200), ("rubrics/healthbench-sample.jsonl", 30),
    ("rubrics/scholarqa-weighted.json", 110), ("rules/ifeval-prompts.jsonl", 540),
    ("rules/ifeval-responses-gpt4.jsonl", 540), ("rules/ifeval-gpt4-strict.jsonl", 540),
    ("dynamics/winogrande-data-map.jsonl", 40_398),
    ("trainers/llamafactory-dpo-en-demo.json", 300),
    ("trainers/llamafactory-kto-en-demo.json", 300),
  ])
  func `every record of a real file is read`(name: String, count: Int) throws {
    let bytes = try Data(contentsOf: SharedData.folder.appendingPathComponent(name))
    let all = ReadAll(bytes: Array(bytes))
    #expect(all.seen.count == count)
    #expect(all.seen.allSatisfy { $0.text.hasPrefix("{") })
    #expect(all.failure == nil)
  }
}
