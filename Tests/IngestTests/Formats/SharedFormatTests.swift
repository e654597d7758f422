import Foundation
import Pipeline
import Records
import Testing

@testable import Ingest

/// The folder of real corpora that lies beside a checkout.
private enum SharedData {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("shared/data").path
  static let exists = FileManager.default.fileExists(atPath: folder)
}

/// What a format made of a file, added up over its members.
private struct Tally: Equatable, CustomStringConvertible {
  var records = 0
  var quarantined: [String: Int] = [:]
  var responses = 0
  /// Votes by winner: tie, first, second, both bad.
  var votes = [0, 0, 0, 0]
  var scores = 0

  var description: String {
    "\(records) records, quarantined \(quarantined), \(responses) responses, votes \(votes), \(scores) scores"
  }

  mutating func add(_ batch: RecordBatch) {
    records += batch.records.count
    for reason in batch.records.compactMap(\.quarantine) {
      quarantined[reason.description, default: 0] += 1
    }
    responses += batch.responses.count
    for vote in batch.votes { votes[Int(vote.winner.rawValue)] += 1 }
    scores += batch.scores.count
  }

  init(
    _ path: String, members: (String) -> Bool = { _ in true },
    format: (RecordReader) throws -> any PreparedFormat
  ) throws {
    var first: (any PreparedFormat)?
    let heads = try ContainerReader.open(
      path: SharedData.folder + "/" + path, scratch: NSTemporaryDirectory())
    while let member = try heads.nextMember() {
      guard members(member.name), first == nil else { continue }
      first = try format(RecordReader(source: heads))
    }
    let prepared = try #require(first)
    try prepared.load()
    let files = try ContainerReader.open(
      path: SharedData.folder + "/" + path, scratch: NSTemporaryDirectory())
    while let member = try files.nextMember() {
      guard members(member.name) else { continue }
      let reader = RecordReader(source: files)
      var batch = RecordBatch()
      while true {
        let isEnd = try prepared.fill(&batch, from: reader, limits: BatchLimits())
        add(batch)
        if isEnd { break }
        batch.removeAll()
      }
    }
  }

  init(
    records: Int, quarantined: [String: Int] = [:], responses: Int, votes: [Int], scores: Int = 0
  ) {
    self.records = records
    self.quarantined = quarantined
    self.responses = responses
    self.votes = votes
    self.scores = scores
  }
}

@Suite(.enabled(if: SharedData.exists, "needs ../shared/data beside the checkout"))
struct `Real corpora` {
  /// Counts of ../shared/data/README.md.
  @Test(arguments: [
    (
      "hh-rlhf-harmless/test.jsonl.gz", "", "hh-rlhf",
      Tally(records: 2312, responses: 4624, votes: [0, 2312, 0, 0])
    ),
    (
      "alpaca-eval/judgements.jsonl.zst", "", "alpaca-eval",
      Tally(records: 125_634, responses: 251_268, votes: [2752, 70_259, 52_623, 0])
    ),
    (
      "ultrafeedback-noise/ultrafeedback-noise.tar.zst", "label_flip_30", "ultrafeedback-binarized",
      Tally(records: 1000, responses: 2000, votes: [0, 1000, 0, 0], scores: 2000)
    ),
    (
      "ultrafeedback-noise/ultrafeedback-noise.tar.zst", "eval_clean", "ultrafeedback-binarized",
      Tally(records: 200, responses: 400, votes: [0, 200, 0, 0], scores: 400)
    ),
    (
      "ultrafeedback-noise/ultrafeedback-noise.tar.zst", "", "ultrafeedback-binarized",
      Tally(records: 5200, responses: 10_400, votes: [0, 5200, 0, 0], scores: 10_400)
    ),
    (
      "mixed/pairs.jsonl.gz", "", "trl",
      Tally(records: 16_053, responses: 32_106, votes: [0, 16_053, 0, 0])
    ),
    (
      "trainers/llamafactory-dpo-en-demo.json", "", "llama-factory",
      Tally(records: 300, responses: 600, votes: [0, 300, 0, 0])
    ),
    (
      "trainers/llamafactory-kto-en-demo.json", "", "llama-factory",
      Tally(records: 300, responses: 300, votes: [0, 150, 150, 0])
    ),
  ])
  private func `are told by their first records and read with the counts of their README`(
    path: String, member: String, format: String, expected: Tally
  ) throws {
    let tally = try Tally(path, members: { member.isEmpty || $0.contains(member) }) { reader in
      let found = try FormatDetection.look(at: reader).decide(on: path)
      #expect(found.format.name == format)
      return try prepared(found.format.name)
    }
    #expect(tally == expected)
  }

  @Test(arguments: [
    (
      "rmb/rmb-dev.zip", "rmb", Tally(records: 9374, responses: 21_261, votes: [0, 11_887, 0, 0])
    ),
    (
      "votes/pandalm-testset-v1.json", "pandalm",
      Tally(
        records: 999, quarantined: ["wrong_type": 6], responses: 1986,
        votes: [322, 1246, 1411, 0])
    ),
    (
      "votes/tulu1-human-eval.jsonl", "tulu1",
      Tally(records: 1150, responses: 2300, votes: [319, 390, 326, 115])
    ),
    (
      "votes/llmfao-votes.csv", "llmfao",
      Tally(records: 8931, responses: 17_862, votes: [3471, 2911, 2549, 0])
    ),
    (
      "mixed/pairs.jsonl.gz", "mixed",
      Tally(records: 16_053, responses: 32_106, votes: [0, 16_053, 0, 0])
    ),
  ])
  private func `that no format fits are read by the mappings of docs/mapping.md`(
    path: String, name: String, expected: Tally
  ) throws {
    let yaml = try #require(
      documentedMappings()[name], "no mapping of that name in docs/mapping.md")
    let tally = try Tally(path) { _ in
      let node = try #require(try ConfigNode.parse(yaml: Array(yaml.utf8), file: "docs/mapping.md"))
      var options = try OptionReader(nil, of: "format `mapping`")
      return try MappingFormat(
        mapping: node, join: nil, options: &options, openJoin: openJoin)
    }
    #expect(tally == expected)
  }

  /// The examples of docs/mapping.md, by the name in the comment on their first line.
  private func documentedMappings() throws -> [String: String] {
    let page = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/mapping.md")
    var found: [String: String] = [:]
    for block in try String(contentsOf: page, encoding: .utf8).components(separatedBy: "```yaml\n")
      .dropFirst()
    {
      let text = block.components(separatedBy: "```")[0]
      guard text.hasPrefix("# ") else { continue }
      let name = text.dropFirst(2).prefix { !$0.isNewline && $0 != ":" }
      found[String(name)] = text
    }
    return found
  }
}

/// Opens the joined file of an example, which lies beside the votes.
private let openJoin: @Sendable (String) throws(WinnowError) -> any ByteSource = {
  (path) throws(WinnowError) in
  do throws(ContainerError) {
    let reader = try ContainerReader.open(
      path: SharedData.folder + "/votes/" + path, scratch: NSTemporaryDirectory())
    _ = try reader.nextMember()
    return reader
  } catch {
    throw error.asWinnowError
  }
}
