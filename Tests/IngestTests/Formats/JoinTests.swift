import Pipeline
import Records
import Testing

@testable import Ingest

@Suite struct `Joined records` {
  private static let yaml = """
    join: {path: pairs.jsonl, on: id}
    prompt: "@text"
    responses: {x: {text: "@/r/0", model: left}, y: "@/r/1"}
    votes: {between: [x, y], winner: {of: winner, is: {left: x, right: y, tie: tie}}, annotator: worker}
    """
  private static let pairs = """
    {"id": 7, "text": "P", "r": ["A", "B"], "unused": 1}
    {"id": 8, "text": "Q", "r": ["C", true]}
    """

  @Test func `take texts from the row with their key`() throws {
    let votes = "id,worker,winner,left\n7,w1,left,m\n7,w2,tie,m\n8,w1,right,m\n9,w1,tie,m\n"
    #expect(
      try read(votes, as: mapping(Self.yaml, files: ["pairs.jsonl": Self.pairs])) == """
        1 prompt "P"
          a "A" by m
          b "B"
          a > b 1.0 unknown w1
          extra {"id":"7"}
        2 prompt "P"
          a "A" by m
          b "B"
          a = b 1.0 unknown w2
          extra {"id":"7"}
        3 wrong_type: `@/r/1` is a boolean, not a text or a list of messages
        4 unmatched_key: no row of the joined file has the key `/id` = `9`
        """)
  }

  @Test func `without a key are quarantined`() throws {
    let format = try mapping(Self.yaml, files: ["pairs.jsonl": Self.pairs])
    #expect(try read(#"{"worker":1}"#, as: format) == "1 missing_field: `/id` is missing")
  }

  @Test func `may have keys of several fields with other names`() throws {
    let format = try mapping(
      """
      join: {path: rows.csv, on: {/k/a: a, b: b}}
      prompt: "@p"
      responses: {r: r}
      """, files: ["rows.csv": "a,b,p\n1,23,one\n12,3,two\n"])
    let records = #"{"k":{"a":1},"b":"23","r":"R"}\#n{"k":{"a":12},"b":"3","r":"R"}"#
    #expect(
      try read(records, as: format) == """
        1 prompt "one"
          a "R"
          extra {"k":{"a":1},"b":"23"}
        2 prompt "two"
          a "R"
          extra {"k":{"a":12},"b":"3"}
        """)
  }

  @Test(arguments: [
    (
      "{\"id\":1,\"text\":\"a\"}\n{\"id\":\"1\",\"text\":\"b\"}\n",
      """
      error[bad-join]: two rows of the joined file have the key `/id` = `1`, the first on line 1
       --> pairs.jsonl:2
      hint: add fields to `on` until each row has a key of its own
      """
    ),
    (
      "{\"id\":1,\"text\":\"a\"}\n{\"text\":\"b\"}\n",
      """
      error[bad-join]: a row of the joined file has no key `/id`
       --> pairs.jsonl:2
      """
    ),
    (
      "{\"id\":1,\"text\":\"a\"}\n{\"id\":2,]}\n{\"id\":3}\n",
      nil
    ),
  ])
  func `need a file that can be read and told apart`(file: String, message: String?) throws {
    let error = #expect(throws: WinnowError.self) {
      _ = try mapping(Self.yaml, files: ["pairs.jsonl": file])
    }
    #expect(error?.code == .badJoin)
    if let message { #expect("\(try #require(error))" == message) }
  }

  @Test func `may have equal rows twice`() throws {
    let format = try mapping(
      "{join: {path: f, on: k}, prompt: '@p', responses: {r: r}}",
      files: ["f": "{\"k\":1,\"p\":\"P\"}\n{\"k\":1,\"p\":\"P\"}\n"])
    #expect(try read(#"{"k":1,"r":"R"}"#, as: format).hasPrefix(#"1 prompt "P""#))
  }

  @Test func `stay within the memory they are given`() throws {
    let rows = (0..<1000).map { #"{"k":\#($0),"p":"\#(String(repeating: "x", count: 100))"}"# }
    let error = #expect(throws: WinnowError.self) {
      _ = try mapping(
        "{join: {path: f, on: k, max_bytes: 50kB}, prompt: '@p', responses: {r: r}}",
        files: ["f": rows.joined(separator: "\n") + "\n"])
    }
    #expect(error?.message == "the joined file takes more than 50000 bytes of memory")
  }

  @Test func `find each of many rows`() throws {
    let rows = (0..<20_000).map { #"{"k":"\#($0)","p":"p\#($0)"}"# }.joined(separator: "\n") + "\n"
    let format = try mapping(
      "{join: {path: f, on: k}, prompt: '@p', responses: {r: '{k}'}}", files: ["f": rows])
    let records = (0..<20_000).reversed().map { #"{"k":\#($0)}"# }.joined(separator: "\n") + "\n"
    var next = 19_999
    for batch in try batches(Array(records.utf8), as: format) {
      for row in batch.records {
        try #require(batch.arena.string(row.prompt.slice) == "p\(next)")
        next -= 1
      }
    }
    #expect(next == -1)
  }
}
