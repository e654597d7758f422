import Pipeline
import Records
import Testing

/// A pipeline that uses every key.
let fullPipeline = """
  # Everything a pipeline can say.
  name: hh-harmless
  seed: 18446744073709551615
  splits: {train: 0.98, test.held_out: 0.02}
  store: runs/hh-harmless.sqlite
  memory: 512MiB
  max_bad_records: 0.5%
  sources:
    - &hh
      path: data/hh-rlhf/*.jsonl.gz
      name: hh
      format: hh-rlhf
      licence: MIT
      limits: {ratio: 50, record_bytes: 1.5GB}
      turns: 3
    - <<: *hh
      name: hh-online
      path: [a.jsonl, "b *.jsonl"]
      split: test.held_out
    - path: votes.csv
      members: "*.csv"
      mapping: {prompt: /p}
      join: {path: texts.jsonl}
  stages:
    - filters.contradictions
    - filters.length: {max_chars: 400, sees: all, splits: [train]}
    - filters.length:
        id: strict
        max_chars: 40
    - filters.empty:
  exports:
    - to: out/dpo
      trainer: trl.dpo
      compression: zstd
    - {to: /abs, trainer: trl.kto}

  """

/// Reads `text` as a pipeline in the folder `f`.
func pipeline(_ text: String, _ overrides: String...) throws -> PipelineFile {
  try PipelineFile(
    bytes: Array(text.utf8), file: "f/demo.v1.yaml", folder: "f", overrides: overrides)
}

@Suite struct PipelineFileTests {
  @Test func `every key is read`() throws {
    let file = try pipeline(fullPipeline)
    #expect(file.name == "hh-harmless")
    #expect(file.seed == .max)
    #expect(
      file.splits == [
        .init(name: "train", share: 0.98), .init(name: "test.held_out", share: 0.02),
      ])
    #expect(file.store == "f/runs/hh-harmless.sqlite")
    #expect(file.memory == 512 << 20)
    #expect(file.maxBadRecords == .share(0.005))
  }

  @Test func `sources keep what the format needs`() throws {
    let sources = try pipeline(fullPipeline).sources
    #expect(sources.map(\.name?.value) == ["hh", "hh-online", nil])
    #expect(
      sources.map { $0.paths.map(\.value) }
        == [["data/hh-rlhf/*.jsonl.gz"], ["a.jsonl", "b *.jsonl"], ["votes.csv"]])
    #expect(sources.map(\.format.value) == ["hh-rlhf", "hh-rlhf", "mapping"])
    #expect(sources.map(\.licence) == ["MIT", "MIT", nil])
    #expect(sources[0].limits.ratio == 50)
    #expect(sources[0].limits.recordBytes == 1_500_000_000)
    #expect(sources[1].split?.value == "test.held_out")
    #expect(sources[1].options?.value.json == #"{"turns":3}"#)
    #expect(sources[2].members?.value == "*.csv")
    #expect(sources[2].mapping?.value.json == #"{"prompt":"/p"}"#)
    #expect(sources[2].join?.value.json == #"{"path":"texts.jsonl"}"#)
    #expect(sources[1].paths[1].mark.description == "f/demo.v1.yaml:18:21")
  }

  @Test func `stages keep order, ids and options`() throws {
    let stages = try pipeline(fullPipeline).stages
    #expect(
      stages.map(\.label)
        == ["filters.contradictions", "filters.length", "strict", "filters.empty"])
    #expect(stages.map(\.seesAll) == [false, true, false, false])
    #expect(stages.map { $0.splits?.map(\.value) } == [nil, ["train"], nil, nil])
    #expect(
      stages.map { $0.options?.value.json }
        == [nil, #"{"max_chars":400}"#, #"{"max_chars":40}"#, "{}"])
    #expect(stages[2].mark.description == "f/demo.v1.yaml:27:5")
  }

  @Test func `exports are made relative to the file`() throws {
    let exports = try pipeline(fullPipeline).exports
    #expect(exports.map(\.to.value) == ["f/out/dpo", "/abs"])
    #expect(exports.map(\.trainer.value) == ["trl.dpo", "trl.kto"])
    #expect(exports[0].options?.value.json == #"{"compression":"zstd"}"#)
  }

  @Test func `one source is enough`() throws {
    let file = try pipeline("sources: [{path: a}]")
    #expect(file.name == "demo.v1")
    #expect(file.seed == 0)
    #expect(file.splits == [.init(name: "train", share: 1)])
    #expect(file.store == "f/demo.v1.sqlite")
    #expect(file.memory == 1_000_000_000)
    #expect(file.maxBadRecords == .share(0.001))
    #expect(file.sources.map(\.format.value) == ["auto"])
    #expect(file.stages.isEmpty && file.exports.isEmpty)
  }

  @Test func `a byte order mark and CR LF are accepted`() throws {
    let text = "\u{FEFF}name: x\r\nsources:\r\n  - path: a\r\n    split: dev\r\n"
    let error = #expect(throws: WinnowError.self) { try pipeline(text) }
    #expect(
      error?.mark
        == SourceMark(
          file: "f/demo.v1.yaml", line: 4, column: 12, excerpt: "    split: dev"))
  }

  @Test(arguments: [
    ("0.1%", BadRecordLimit.share(0.001), 1_000_000, 1_000), ("0.001", .share(0.001), 500, 10),
    ("25", .count(25), 1_000_000, 25), ("0", .count(0), 100, 0), ("0%", .share(0), 1_000_000, 0),
    ("100 %", .share(1), 50, 50), ("1.0", .share(1), 50, 50),
  ])
  func `a quota is a percentage, a share or a count`(
    text: String, expected: BadRecordLimit, total: Int, limit: Int
  ) throws {
    let file = try pipeline("max_bad_records: \(text)\nsources: [{path: a}]")
    #expect(file.maxBadRecords == expected)
    #expect(file.maxBadRecords.limit(of: total) == limit)
  }

  @Test func `an option of the stage names the keys of every stage among the known ones`() throws {
    let file = try pipeline("sources: [{path: a}]\nstages: [{filters.length: {seas: all}}]")
    let reader = try file.reader(for: file.stages[0])
    let error = #expect(throws: WinnowError.self) { try reader.finish() }
    #expect(
      error?.description == """
        error[unknown-option]: unknown option `seas` for stage `filters.length`
         --> f/demo.v1.yaml:2:28
          | stages: [{filters.length: {seas: all}}]
          |                            ^
        hint: did you mean `sees`? (known: `id`, `sees`, `splits`)
        """)
  }
}
