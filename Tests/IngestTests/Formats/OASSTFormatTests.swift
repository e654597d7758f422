import Foundation
import Records
import Testing

@testable import Ingest

@Suite struct `OASST trees` {
  static let tree =
    #"{"message_tree_id":"t","tree_state":"ready","prompt":{"message_id":"p","text":"Q","role":"prompter","deleted":false,"replies":["#
    + #"{"message_id":"a","parent_id":"p","text":"A","role":"assistant","rank":1,"replies":["#
    + #"{"message_id":"q","parent_id":"a","text":"R","role":"prompter","replies":["#
    + #"{"message_id":"d","parent_id":"q","text":"D","role":"assistant","rank":null,"replies":[]}]}]},"#
    + #"{"message_id":"b","parent_id":"p","text":"B","role":"assistant","rank":0,"replies":[]},"#
    + #"{"message_id":"c","parent_id":"p","text":"C","role":"assistant","replies":[]}]}}"#

  /// Its messages one by one, the last of them first.
  static let messages = [
    #"{"message_id":"d","parent_id":"q","message_tree_id":"t","text":"D","role":"assistant","rank":null}"#,
    #"{"message_id":"p","message_tree_id":"t","text":"Q","role":"prompter"}"#,
    #"{"message_id":"a","parent_id":"p","message_tree_id":"t","text":"A","role":"assistant","rank":1}"#,
    #"{"message_id":"b","parent_id":"p","message_tree_id":"t","text":"B","role":"assistant","rank":0}"#,
    #"{"message_id":"q","parent_id":"a","message_tree_id":"t","text":"R","role":"prompter"}"#,
  ]

  static let second =
    #"[{"role":"user","content":"Q"},{"role":"assistant","content":"A"},{"role":"user","content":"R"}]"#

  @Test func `a message of a prompter is a record, with the replies to it`() throws {
    #expect(
      try read(Self.tree, as: "oasst") == """
        1 prompt "Q"
          a "A"
          b "B"
          c "C"
          a < b 1.0 human
          a rank 1.0
          b rank 0.0
          extra {"tree":{"message_tree_id":"t","tree_state":"ready"},"message_id":"p","deleted":false,"replies":[{"message_id":"a","parent_id":"p"},{"message_id":"b","parent_id":"p"},{"message_id":"c","parent_id":"p"}]}
        2 prompt \(Self.second)
          root "" "Q"
          a "D"
          extra {"message_id":"q","parent_id":"a","replies":[{"message_id":"d","parent_id":"q","rank":null}]}
        """)
  }

  @Test func `messages one by one are the same, in any order within their tree`() throws {
    let other = #"{"message_id":"z","message_tree_id":"u","text":"Z","role":"prompter"}"#
    let found = try read((Self.messages + [other]).joined(separator: "\n"), as: "oasst")
    #expect(
      found == """
        1 prompt "Q"
          a "A"
          b "B"
          a < b 1.0 human
          a rank 1.0
          b rank 0.0
          extra {"message_id":"p","message_tree_id":"t","replies":[{"message_id":"a","parent_id":"p","message_tree_id":"t"},{"message_id":"b","parent_id":"p","message_tree_id":"t"}]}
        2 prompt \(Self.second)
          root "" "Q"
          a "D"
          extra {"message_id":"q","parent_id":"a","message_tree_id":"t","replies":[{"message_id":"d","parent_id":"q","message_tree_id":"t","rank":null}]}
        3 prompt "Z"
          extra {"message_id":"z","message_tree_id":"u"}
        """)
  }

  @Test func `batches do not cut a tree, and give the same records`() throws {
    let lines = (0..<40).flatMap { number in
      Self.messages.map {
        $0.replacing(#""message_tree_id":"t""#, with: #""message_tree_id":"t\#(number)""#)
      }
    }
    let text = lines.joined(separator: "\n")
    let whole = try read(text, as: "oasst")
    for records in [1, 3, 7] {
      let own = try read(text, as: try prepared("oasst"), limits: BatchLimits(maxRecords: records))
      #expect(own == whole)
    }
    #expect(whole.split(separator: "\n").count { $0.contains(" prompt ") } == 80)
  }

  @Test func `what an earlier try has is passed over`() throws {
    let text = Array(([Self.tree, Self.tree, Self.tree].joined(separator: "\n") + "\n").utf8)
    let format = try prepared("oasst")
    let reader = RecordReader(source: MemorySource(text), passesOver: 4)
    var batch = RecordBatch(arena: ByteArena(capacity: 64))
    #expect(try format.fill(&batch, from: reader, limits: BatchLimits()))
    #expect(batch.records.map(\.number) == [5, 6])
    #expect(batch.repairs.isEmpty)
  }

  @Test func `deleted messages stay in extra with all below them, and are counted`() throws {
    let text = Self.tree.replacing(#""text":"A","#, with: #""text":"A","deleted":true,"#)
    let found = try read(text, as: "oasst")
    #expect(
      found == """
        1 prompt "Q"
          a "B"
          b "C"
          a rank 0.0
          extra {"tree":{"message_tree_id":"t","tree_state":"ready"},"message_id":"p","deleted":false,"replies":[{"message_id":"b","parent_id":"p"},{"message_id":"c","parent_id":"p"},{"text":"A","role":"assistant","rank":1.0,"message_id":"a","parent_id":"p","deleted":true,"replies":[{"text":"R","role":"prompter","message_id":"q","parent_id":"a","replies":[{"text":"D","role":"assistant","message_id":"d","parent_id":"q","rank":null}]}]}]}
        """)
    let batch = try batches(Array(text.utf8), as: prepared("oasst"))
    #expect(batch[0].repairs[.deletedMessage] == 3)
    #expect(try read(text, as: "oasst", "deleted: keep").contains("2 prompt"))
  }

  private func message(
    _ id: String, _ parent: String?, _ role: String, _ text: String, _ more: String = ""
  ) -> String {
    #"{"message_id":\#(id),"parent_id":\#(parent ?? "null"),"message_tree_id":1,"role":"\#(role)","text":"\#(text)"\#(more)}"#
  }

  @Test func `ids may be numbers`() throws {
    let found = try read(
      [
        message("1", nil, "prompter", "Q"), message("2", "1", "assistant", "A"),
        message("3", "2", "prompter", "R"), message("4", "3", "assistant", "B"),
      ].joined(separator: "\n"), as: "oasst")
    #expect(
      found.contains(
        #"2 prompt [{"role":"user","content":"Q"},{"role":"assistant","content":"A"},{"role":"user","content":"R"}]"#
      ), "\(found)")
    #expect(!found.contains("unmatched_key") && !found.contains("3 "))
    #expect(
      try read(message("1", "[2]", "prompter", "Q"), as: "oasst").hasPrefix("1 wrong_type: "))
  }

  @Test
  func
    `messages with one id are quarantined with what is below them, but for one that repeats another`()
    throws
  {
    let q = message(#""q""#, nil, "prompter", "Q")
    func a(_ text: String) -> String { message(#""a""#, #""q""#, "assistant", text) }
    let r = message(#""r""#, #""a""#, "prompter", "R")
    func reasons(_ lines: [String]) throws -> [String] {
      let batch = try batches(Array(lines.joined(separator: "\n").utf8), as: prepared("oasst"))
      return batch.flatMap(\.records).map { $0.quarantine.map(\.description) ?? "read" }
    }
    #expect(
      try reasons([q, a("A"), a("B"), r]) == [
        "read", "duplicate_key", "duplicate_key", "unmatched_key",
      ])
    #expect(try reasons([q, a("A"), a("A"), r]) == ["read", "duplicate_key", "read"])
    #expect(
      try reasons([q, message(#""q""#, nil, "prompter", "P"), a("A")]) == [
        "duplicate_key", "duplicate_key", "unmatched_key",
      ])
  }

  @Test func `a chain without end is cut`() throws {
    let lines = (0..<1200).map { number in
      message(
        "\(number)", number > 0 ? "\(number - 1)" : nil,
        number % 2 == 0 ? "prompter" : "assistant", "t")
    }
    let found = try batches(Array(lines.joined(separator: "\n").utf8), as: prepared("oasst"))
      .flatMap(\.records)
    // Those with at most 1,000 above them; of the others every message is one.
    #expect(found.count { $0.quarantine == nil } == 501)
    #expect(found.count { $0.quarantine == .tooDeep } == 199)
    #expect(found.count == 700)
  }

  @Test func `a tree whose root is deleted makes no prompt, and is counted`() throws {
    let lines = [
      message("1", nil, "prompter", "Q", #","deleted":true"#), message("2", "1", "assistant", "A"),
      Self.tree,
    ]
    let text = Array(lines.joined(separator: "\n").utf8)
    let found = try batches(text, as: prepared("oasst"))
    #expect(found.flatMap(\.records).count == 2)
    #expect(found.reduce(0) { $0 + $1.repairs[.deletedMessage] } == 2)
    #expect(try batches(text, as: prepared("oasst", "deleted: keep"))[0].records.count == 3)
  }

  @Test(arguments: [
    (#"{"prompt":{"text":"Q","role":"nobody","replies":[]}}"#, "bad_value"),
    (#"{"prompt":{"text":"Q","role":"assistant","replies":[]}}"#, "bad_value"),
    (#"{"prompt":{"text":7,"role":"prompter","replies":[]}}"#, "wrong_type"),
    (#"{"prompt":{"text":"Q","role":"prompter","replies":{}}}"#, "wrong_type"),
    (
      #"{"message_id":"a","parent_id":"x","message_tree_id":"t","text":"A","role":"assistant"}"#,
      "unmatched_key"
    ),
    (
      #"{"message_id":"a","parent_id":"a","message_tree_id":"t","text":"A","role":"prompter"}"#,
      "unmatched_key"
    ),
    (#"{"message_id":"a","message_tree_id":"t","role":"prompter"}"#, "missing_field"),
    (#"{"other":1}"#, "missing_field"),
  ])
  func `what is none is quarantined`(record: String, reason: String) throws {
    let found = try read(record, as: "oasst")
    #expect(found.hasPrefix("1 \(reason): "), "\(found)")
    // The next tree is read all the same.
    let both = try read(record + "\n" + Self.tree, as: "oasst")
    #expect(both.contains("\n2 prompt \"Q\"") && both.contains("\n3 prompt"), "\(both)")
  }
}
