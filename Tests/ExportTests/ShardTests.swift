import Foundation
import Pipeline
import Records
import Store
import TestSupport
import Testing

@testable import Export

/// The same bytes whatever the number of threads; shards and frames of the sizes that were asked
/// for.
@Suite struct ShardTests {
  private func fixture(_ count: Int = 4000) throws -> ExportFixture {
    let fixture = try ExportFixture(splits: [("train", 0.9), ("test", 0.1)])
    try fixture.ingest(
      (0..<count).map {
        .pair("prompt \($0)", chosen: String(repeating: "yes ", count: $0 % 50 + 1), rejected: "no")
      })
    return fixture
  }

  @Test(arguments: [
    "compression: none, shard_bytes: 30KB", "compression: gzip, shard_bytes: 100KB",
    "compression: zstd", "compression: zstd, shuffle: true, shard_bytes: 50KB",
  ])
  func `any number of threads gives the same bytes`(options: String) throws {
    let fixture = try fixture()
    try fixture.export("trl.dpo", options, jobs: 1, frameSize: 20_000)
    let expected = try fixture.files()
    for jobs in [2, 4, 7] {
      try fixture.export("trl.dpo", options, jobs: jobs, frameSize: 20_000)
      #expect(try fixture.files() == expected)
    }
  }

  @Test(arguments: Compression.allCases)
  func `every packing holds the same rows`(compression: Compression) throws {
    let fixture = try fixture(500)
    try fixture.export("trl.dpo", "compression: none")
    let expected = try fixture.rows()
    try fixture.export("trl.dpo", "compression: \(compression.rawValue), shard_bytes: 9KB")
    #expect(try fixture.rows() == expected)
  }

  @Test func `shards are numbered, at most as long as asked, and cut between rows`() throws {
    let fixture = try fixture()
    let counts = try fixture.export("trl.dpo", "compression: none, shard_bytes: 30KB")
    let shards = try fixture.files().filter { $0.key.hasPrefix("data/train-") }
    #expect(shards.count > 10)
    let total = String(String(100_000 + shards.count).dropFirst())
    #expect(
      shards.keys.sorted()
        == (0..<shards.count).map {
          "data/train-\(String(100_000 + $0).dropFirst())-of-\(total).jsonl"
        })
    for (_, bytes) in shards {
      #expect(bytes.count <= 30_000)
      #expect(bytes.last == UInt8(ascii: "\n"))
    }
    let rows = shards.values.reduce(0) { $0 + $1.count { $0 == UInt8(ascii: "\n") } }
    #expect(rows == counts["rows train"])
  }

  @Test func `a row longer than a shard stands alone`() throws {
    let fixture = try ExportFixture()
    let long = String(repeating: "long ", count: 1000)
    try fixture.ingest((0..<3).map { .pair("p\($0)", chosen: long, rejected: "no") })
    try fixture.export("trl.dpo", "compression: none, shard_bytes: 10")
    #expect(try fixture.files().keys.count { $0.hasPrefix("data/train-") } == 3)
  }

  @Test func `frames name their size, carry a checksum and end with a row`() throws {
    let fixture = try fixture()
    try fixture.export("trl.dpo", frameSize: 20_000)
    let shard = try #require(try fixture.files()["data/train-00000-of-00001.jsonl.zst"])
    let frames = try expandZstd(shard)
    #expect(frames.count > 10)
    for frame in frames {
      #expect(frame.last == UInt8(ascii: "\n"))
      #expect(frame.count <= 20_000)
    }
  }

  @Test func `shuffling moves rows and loses none`() throws {
    let fixture = try fixture(500)
    try fixture.export("trl.dpo")
    let placed = try fixture.rows().split(separator: "\n")
    try fixture.export("trl.dpo", "shuffle: true")
    let shuffled = try fixture.rows().split(separator: "\n")
    #expect(shuffled != placed)
    #expect(shuffled.sorted() == placed.sorted())
    try fixture.export("trl.dpo", "shuffle: true", seed: 8)
    #expect(try fixture.rows().split(separator: "\n") != shuffled)
  }

  @Test(arguments: [1, 7, 100, 499])
  func `a shuffle in several passes is the shuffle in one`(window: Int) throws {
    let fixture = try fixture(500)
    try fixture.judge([3: .drop("x")])
    var file = try OptionReader(
      ConfigNode.parse(yaml: Array("shuffle: true".utf8), file: "x"), of: "x")
    let options = try ExportOptions(&file, for: DPOTrainer(options: &file))
    func plan(_ window: Int) throws -> (tasks: [String], tallies: [ExportTally]) {
      var plan = ExportPlan(
        ExportPlan.Context(
          store: fixture.store, selection: fixture.selection, seed: 3, options: options,
          carriesWeights: false, skipsRepeats: false, window: window))
      var tasks: [String] = []
      try plan.run { task in
        tasks.append("\(task.number) \(task.split) \(task.units.map(\.id))")
        return true
      }
      return (tasks, plan.tallies)
    }
    let whole = try plan(1_000_000)
    let passes = try plan(window)
    #expect(passes.tasks == whole.tasks)
    #expect(passes.tallies == whole.tallies)
  }

  @Test func `the order is that of the pipeline, and a pair comes once`() throws {
    let fixture = try ExportFixture()
    try fixture.ingest(
      [.pair("p1", chosen: "a", rejected: "b"), .pair("p2", chosen: "a", rejected: "b")],
      source: "one")
    try fixture.ingest(
      [
        .pair("p3", chosen: "a", rejected: "b"), .pair("p1", chosen: "a", rejected: "b"),
        .pair("p4", chosen: "a", rejected: "b"),
      ], source: "two")
    func prompts() throws -> [String] {
      try fixture.export("trl.sft")
      return try fixture.rows().split(separator: "\n").map { String($0.dropFirst(11).prefix(2)) }
    }
    #expect(try prompts() == ["p1", "p2", "p3", "p4"])
    // The second file first: the pair both have takes its first place there.
    fixture.selection.ingests.reverse()
    #expect(try prompts() == ["p3", "p1", "p4", "p2"])
    fixture.selection.ingests.removeLast()
    #expect(try prompts() == ["p3", "p1", "p4"])
  }

  @Test(arguments: ["train-v1", "", "a..b", "../up", "a b", "a/b"])
  func `a split whose name datasets refuses is an error`(name: String) throws {
    #expect(!SplitName.isUsable(name))
  }

  @Test(arguments: ["train", "train_v1", "train.v1", "日本", "2"])
  func `a split whose name datasets takes is fine`(name: String) {
    #expect(SplitName.isUsable(name))
  }

  @Test func `a split of a bad name stops the export`() throws {
    let fixture = try ExportFixture()
    try fixture.ingest([
      RecordFixture("p", ["a", "b"], votes: [(0, 1, .first, "")], split: "../up")
    ])
    let error = #expect(throws: WinnowError.self) { try fixture.export("trl.dpo") }
    #expect(
      error?.description == """
        error[bad-split]: a split of this name cannot be exported: `../up`
        hint: `datasets` takes letters, digits, `_` and single dots: give the source `split: NAME`
        """)
    #expect(try fixture.strays() == [])
  }
}
