import Foundation
import Parquet
import Pipeline
import Records
import Store
import TestSupport
import Testing

@testable import Export

/// Shards of Parquet: what they hold is what JSON Lines hold, and all around them is the same.
@Suite struct ParquetExportTests {
  /// Rows of a split, each as JSON.
  private static func rows(
    _ fixture: ExportFixture, _ split: String = "train"
  ) throws -> String {
    let shards = try fixture.files().filter { $0.key.hasPrefix("data/\(split)-") }
    var lines = ""
    for (_, bytes) in shards.sorted(by: { $0.key < $1.key }) {
      let reader = try RowReader(ParquetFile(bytes: bytes))
      var writer = Parquet.RowWriter(reader.projection)
      var line = RowBytes()
      while let batch = try reader.next() {
        writer.begin(batch)
        while try writer.next(into: &line) {
          lines += unsafe line.withBytes { unsafe String(decoding: $0, as: UTF8.self) } + "\n"
          line.removeAll()
        }
      }
    }
    return lines
  }

  /// With escapes as the reader of Parquet writes them.
  private static func plain(_ rows: String) -> String {
    rows.replacingOccurrences(of: "\\u00e9", with: "é")
  }

  @Test(arguments: ["trl.dpo", "trl.reward", "trl.kto", "trl.sft"], [false, true])
  func `rows are those of JSON Lines`(trainer: String, dialogue: Bool) throws {
    let fixture = try RowSnapshotTests.fixture(dialogue: dialogue)
    let counts = try fixture.export(trainer, "ids: \(trainer != "trl.kto")")
    let expected = Self.plain(try fixture.rows())
    let card = try fixture.text("README.md")
    #expect(
      try fixture.export(trainer, "ids: \(trainer != "trl.kto"), container: parquet") == counts)
    #expect(
      try fixture.files().keys.sorted()
        == ["README.md", "data/train-00000-of-00001.parquet", "winnow-manifest.json"])
    #expect(try Self.rows(fixture) == expected)
    // The card differs in the sizes of files alone.
    func rest(_ card: String) -> [Substring] {
      card.split(separator: "\n").filter { !$0.contains("download_size") }
    }
    #expect(try rest(fixture.text("README.md")) == rest(card))
  }

  @Test(arguments: ["zstd", "snappy", "none"])
  func `any number of threads gives the same bytes, and shards are cut as those of JSON Lines`(
    compression: String
  ) throws {
    let fixture = try ExportFixture(splits: [("train", 0.7), ("test", 0.3)])
    try fixture.ingest(
      (0..<3000).map {
        .pair("prompt \($0)", chosen: String(repeating: "yes ", count: $0 % 50 + 1), rejected: "no")
      })
    let options = "shard_bytes: 60KB, shuffle: true"
    try fixture.export("trl.dpo", options, frameSize: 20_000)
    let lines = try fixture.files()
    let expected = try (train: fixture.rows(), test: fixture.rows("test"))
    let parquet = "\(options), container: parquet, compression: \(compression)"
    try fixture.export("trl.dpo", parquet, jobs: 1, frameSize: 20_000)
    let files = try fixture.files()
    #expect(
      files.keys.sorted()
        == lines.keys.map { $0.replacingOccurrences(of: ".jsonl.zst", with: ".parquet") }.sorted())
    #expect(try Self.rows(fixture) == expected.train)
    #expect(try Self.rows(fixture, "test") == expected.test)
    for jobs in [2, 5] {
      try fixture.export("trl.dpo", parquet, jobs: jobs, frameSize: 20_000)
      #expect(try fixture.files() == files)
    }
  }

  @Test func `the manifest has the digest of every shard`() throws {
    let fixture = try RowSnapshotTests.fixture(dialogue: false)
    let prepared = try fixture.prepare("trl.dpo", "container: parquet")
    let counts = try fixture.export("trl.dpo", "container: parquet")
    let digest = ExportFixture.digest(prepared)
    #expect(prepared.isIntact(digest, counts))
    let path = "out/data/train-00000-of-00001.parquet"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: fixture.folder.file(path)))
    let file = try ParquetFile(bytes: [UInt8](bytes))
    #expect(file.metadata.createdBy == "winnow version \(winnowVersion)")
    #expect(file.metadata.keyValues == nil)
    try (bytes + [0]).write(to: URL(fileURLWithPath: fixture.folder.file(path)))
    #expect(!prepared.isIntact(digest, counts))
  }

  @Test func `splits that fill slowly do not pile up`() throws {
    let schema = try Schema([ExportColumn("text", .text, "")], .standard)
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("data"), withIntermediateDirectories: true)
    var writer = ShardWriter(
      ShardSettings(
        folder: folder.path, form: .parquet(.zstd, level: nil), schema: schema, limit: 1 << 40),
      split: "train")
    var packer = try FramePacker(.parquet(.zstd, level: nil), schema)
    for _ in 0..<3 {
      let line = Array(#"{"text":"a text"}"#.utf8)
      try writer.append(
        unsafe line.withUnsafeBytes { bytes throws in unsafe try packer.pack(bytes, rows: 1) })
    }
    #expect(writer.pendingBytes > 0)
    try writer.endRowGroup()
    #expect(writer.pendingBytes == 0)
    let shard = try #require(try writer.finish().first)
    #expect(shard.rows == 3 && shard.path == "data/train-00000-of-00001.parquet")
    let file = try ParquetFile(path: folder.file(shard.path))
    #expect(file.metadata.rowGroups.map(\.rowCount) == [3])
  }

  @Test func `a row that does not fit its columns is an error of winnow`() throws {
    let schema = try Schema([ExportColumn("label", .truth, "")], .standard)
    var packer = try FramePacker(.parquet(.zstd, level: nil), schema)
    let line = Array(#"{"label":1}"#.utf8)
    let error = #expect(throws: WinnowError.self) {
      try unsafe line.withUnsafeBytes { bytes throws in unsafe try packer.pack(bytes, rows: 1) }
    }
    #expect(
      error?.description == """
        error[unfit-row]: a row does not fit its columns: the value is neither true nor false (row 0, column `label`)
        hint: this is a fault of winnow; please report it. `container: jsonl` takes any row
        """)
  }

  @Test(arguments: [
    (
      "container: parquet, compression: gzip",
      "`compression` of trainer `trl.dpo` must be `none`, `snappy` or `zstd` for `container: parquet`: `gzip`"
    ),
    (
      "compression: snappy",
      "`compression` of trainer `trl.dpo` must be `none`, `gzip` or `zstd` for `container: jsonl`: `snappy`"
    ),
    (
      "container: parquet, compression: snappy, level: 3",
      "`level` of trainer `trl.dpo` must not be given with `compression: snappy`: `3`"
    ),
    (
      "container: arrow",
      "`container` of trainer `trl.dpo` must be one of `jsonl`, `parquet`: `arrow`"
    ),
  ])
  func `what does not go together is refused`(options: String, message: String) throws {
    let fixture = try ExportFixture()
    let error = #expect(throws: WinnowError.self) { try fixture.prepare("trl.dpo", options) }
    #expect(error?.message == "option " + message)
  }
}

/// verl's data sets.
@Suite struct VerlExportTests {
  private static func fixture() throws -> ExportFixture {
    let fixture = try ExportFixture()
    var first = RecordFixture.pair("p", chosen: "x", rejected: "y")
    first.extra = #"{"answer":"42","tags":["a"]}"#
    var second = RecordFixture.pair("q", chosen: "v", rejected: "w")
    second.extra = #"{"answer":3.5}"#
    try fixture.ingest([
      first, second,
      .pair(
        #"[{"role":"system","content":"Be \"brief\"."},{"role":"user","content":"Hi"}]"#,
        chosen: "Hello", rejected: "Bye"),
      .pair("p", chosen: "x", rejected: "z"),
    ])
    return fixture
  }

  @Test func `RL gets a row for each prompt, with what its records hold as ground truth`() throws {
    let fixture = try Self.fixture()
    let counts = try fixture.export(
      "verl.rl", "ground_truth: 'field:/answer', data_source: mine, ability: math, container: jsonl"
    )
    let ids = try fixture.prompts().map(\.id)
    #expect(
      try fixture.rows() == #"""
        {"data_source":"mine","prompt":[{"role":"user","content":"p"}],"ability":"math","reward_model":{"style":"rule","ground_truth":"42"},"extra_info":{"split":"train","index":0,"prompt_id":"\#(ids[0])"}}
        {"data_source":"mine","prompt":[{"role":"user","content":"q"}],"ability":"math","reward_model":{"style":"rule","ground_truth":"3.5"},"extra_info":{"split":"train","index":1,"prompt_id":"\#(ids[1])"}}

        """#)
    #expect(counts["no_ground_truth"] == 1 && counts["rows"] == 2)
    try fixture.export("verl.rl", "container: jsonl")
    let rows = try fixture.rows().split(separator: "\n")
    #expect(rows.count == 3)
    #expect(rows[2].contains(#""reward_model":{"style":"model","ground_truth":""}"#))
    #expect(rows[2].contains(#"[{"role":"system","content":"Be \"brief\"."},{"role":"user","#))
  }

  @Test func `reward models get texts, and dialogues are left out`() throws {
    let fixture = try Self.fixture()
    let counts = try fixture.export("verl.rm", "container: jsonl")
    #expect(
      try fixture.rows() == """
        {"prompt":"p","chosen":"x","rejected":"y"}
        {"prompt":"q","chosen":"v","rejected":"w"}
        {"prompt":"p","chosen":"x","rejected":"z"}

        """)
    #expect(counts["needs_conversational"] == 1)
  }

  @Test func `SFT gets conversations, or two texts`() throws {
    let fixture = try Self.fixture()
    let counts = try fixture.export("verl.sft", "container: jsonl")
    #expect(
      try fixture.rows() == #"""
        {"messages":[{"role":"user","content":"p"},{"role":"assistant","content":"x"}]}
        {"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"v"}]}
        {"messages":[{"role":"system","content":"Be \"brief\"."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}

        """#)
    #expect(counts["repeated_answer"] == 1)
    try fixture.export("verl.sft", "container: jsonl, form: prompt_response, repeats: keep")
    #expect(
      try fixture.rows() == """
        {"prompt":"p","response":"x"}
        {"prompt":"q","response":"v"}
        {"prompt":"p","response":"x"}

        """)
  }

  @Test(arguments: ["verl.rl", "verl.rm", "verl.sft"])
  func `verl reads Parquet by default`(trainer: String) throws {
    let fixture = try Self.fixture()
    try fixture.export(trainer)
    #expect(try fixture.files().keys.contains("data/train-00000-of-00001.parquet"))
  }

  @Test(arguments: ["chosen", "field:answer", "field:/a~2"])
  func `a ground truth that is none is refused`(word: String) throws {
    let fixture = try ExportFixture()
    let error = #expect(throws: WinnowError.self) {
      try fixture.prepare("verl.rl", "ground_truth: '\(word)'")
    }
    #expect(error?.code.description == "bad-option")
  }
}
