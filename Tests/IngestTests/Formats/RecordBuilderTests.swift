import Pipeline
import Records
import Testing

@testable import Ingest

@Suite struct `Taking down records` {
  private static let good = #"{"prompt":"P","chosen":"A","rejected":"B","score_chosen":1,"x":2}"#

  @Test func `a refused record leaves nothing but its row`() throws {
    // The scores of `ultrafeedback` are written before the second completion turns out to be bad.
    let text =
      #"{"instruction":"I","completions":[{"response":"A","overall_score":1},{"response":"B","overall_score":2}]}"#
      + "\n"
      + #"{"instruction":"I","completions":[{"response":"A","overall_score":1},{"response":2}]}"#
      + "\n"
    let batch = try #require(
      try batches(Array(text.utf8), as: prepared("ultrafeedback")).first)
    #expect(batch.records.map(\.quarantine) == [nil, .wrongType])
    #expect(batch.responses.count == 2)
    #expect(batch.votes.count == 1)
    #expect(batch.scores.count == 2)
    #expect(batch.records[1].responses == 2..<2)
    #expect(Int(batch.records[1].extra.end) == batch.arena.count)
  }

  @Test func `places of records are kept, also of refused ones`() throws {
    let text = Self.good + "\n\n{\n" + Self.good
    let batch = try #require(try batches(Array(text.utf8), as: prepared("trl")).first)
    #expect(batch.records.map(\.number) == [1, 2, 3])
    #expect(batch.records.map(\.line) == [1, 3, 4])
    #expect(batch.records.map(\.byteOffset) == [0, 67, 69])
    #expect(batch.records.map { $0.quarantine == nil } == [true, false, true])
  }

  @Test(arguments: [(1, 16 << 20), (3, 16 << 20), (10_000, 1), (10_000, 300), (10_000, 16 << 20)])
  func `batches end at their limits, and say the same together`(records: Int, bytes: Int) throws {
    let text = (0..<20).map { _ in Self.good }.joined(separator: "\n") + "\n"
    let all = try batches(
      Array(text.utf8), as: prepared("trl"),
      limits: BatchLimits(maxRecords: records, maxBytes: bytes))
    #expect(all.allSatisfy { $0.records.count <= records })
    #expect(all.dropLast().allSatisfy { !$0.records.isEmpty })
    let whole = try read(text, as: "trl")
    #expect(try dump(all.filter { !$0.records.isEmpty }) == whole)
  }

  @Test func `a batch that broke off holds the records before`() throws {
    let failure = ContainerError(.cut, path: "x.gz", message: "cut")
    let reader = RecordReader(
      source: MemorySource(Array((Self.good + "\n" + Self.good + "\n").utf8), failure: failure))
    var batch = RecordBatch()
    let format = try prepared("trl")
    #expect(throws: ContainerError.self) {
      _ = try format.fill(&batch, from: reader, limits: BatchLimits())
    }
    #expect(batch.records.count == 2)
  }

  @Test func `a batch is added to, not replaced`() throws {
    let format = try prepared("trl")
    var batch = RecordBatch()
    for _ in 0..<2 {
      let reader = RecordReader(source: MemorySource(Array(Self.good.utf8)))
      _ = try format.fill(&batch, from: reader, limits: BatchLimits())
    }
    #expect(batch.records.map(\.responses) == [0..<2, 2..<4])
  }

  /// Fields that formats look for, with values of every kind: some records fit, most do not.
  @Test(arguments: 0..<100 as Range<UInt64>)
  func `every format says something of any record, and never traps`(seed: UInt64) throws {
    var random = Seeded(seed)
    var writer = JSONWriter(seed: seed)
    let keys = [
      "prompt", "chosen", "rejected", "completion", "label", "instruction", "input", "output",
      "output_1", "output_2", "preference", "completions", "conversations", "messages", "kto_tag",
      "system", "history", "metadata", "score_chosen", "annotator", "generator_1",
    ]
    let values = [
      #""text""#, #""\n\nHuman: a\n\nAssistant: b""#, "true", "1", "1.5", "null", "[]", "{}",
      #"[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]"#,
      #"[{"from":"human","value":"a"},{"from":"gpt","value":[{"type":"text"}]}]"#,
      #"{"from":"gpt","value":"a","tool_calls":[]}"#, #"[["q","a"]]"#, #""N/A""#,
      #"[{"response":"a","overall_score":"3","annotations":{"x":{"Rating":"4"}}},{"response":"b"}]"#,
    ]
    var lines: [String] = []
    for _ in 0..<40 {
      let members = keys.filter { _ in random.chance(0.4) }.map { key in
        let value =
          random.chance(0.1) ? writer.value(depth: 0) : values[random.below(values.count)]
        return "\"\(key)\":\(value)"
      }
      lines.append("{" + members.joined(separator: ",") + "}")
    }
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    for entry in formats {
      let all = try batches(bytes, as: prepared(entry.name))
      try #require(all.map(\.records.count).reduce(0, +) == 40)
      for batch in all { check(batch) }
    }
    _ = try FormatDetection.look(at: RecordReader(source: MemorySource(bytes))).candidates
  }

  /// Every row points into its batch.
  private func check(_ batch: RecordBatch) {
    let size = UInt32(batch.arena.count)
    for record in batch.records {
      #expect(record.prompt.slice.end <= size)
      #expect(record.extra.end <= size)
      let responses = Int32(record.responses.count)
      for vote in batch.votes[Int(record.votes.lowerBound)..<Int(record.votes.upperBound)] {
        #expect(vote.first >= 0 && vote.first < responses)
        #expect(vote.second >= -1 && vote.second < responses)
        #expect(vote.strength > 0 && vote.strength.isFinite)
      }
      for score in batch.scores[Int(record.scores.lowerBound)..<Int(record.scores.upperBound)] {
        #expect(score.response >= 0 && score.response < responses)
        #expect(score.value.isFinite)
      }
    }
    #expect(batch.responses.allSatisfy { $0.body.slice.end <= size })
    #expect(batch.records.reduce(0) { $0 + $1.responses.count } == batch.responses.count)
    #expect(batch.records.reduce(0) { $0 + $1.votes.count } == batch.votes.count)
    #expect(batch.records.reduce(0) { $0 + $1.scores.count } == batch.scores.count)
  }
}

@Suite struct `Descriptions of formats` {
  @Test(arguments: formats.map(\.name))
  func `say what the format is and what it takes`(name: String) throws {
    let entry = try #require(formats.first { $0.name == name })
    #expect(!entry.summary.isEmpty && !entry.discussion.isEmpty)
    #expect(entry.options.allSatisfy { !$0.doc.isEmpty })
  }

  @Test func `have names of their own`() {
    let names = formats.flatMap { [$0.name] + $0.aliases } + ["auto", MappingFormat.name]
    #expect(Set(names).count == names.count)
  }
}
