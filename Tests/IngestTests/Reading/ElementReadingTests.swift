import Records
import Testing

@testable import Ingest

@Suite struct `Reading arrays and documents` {
  static let arrays: [(String, [String])] = [
    ("[]", []), (" [ ] \n", []), ("[{}]", ["{}"]),
    ("[{\"a\":1},\n {\"a\":2}\n]\n", [#"{"a":1}"#, #"{"a":2}"#]),
    ("[{\"a\":\"]}\\\"\"},{\"b\":[{}]}]", [#"{"a":"]}\""}"#, #"{"b":[{}]}"#]),
    ("[{\"a\":1},{\"a\":tru},{\"a\":3}]", [#"{"a":1}"#, "invalid_json", #"{"a":3}"#]),
    ("[{\"a\":1} {\"a\":2},{\"a\":3}]", [#"{"a":1}"#, "invalid_json", #"{"a":3}"#]),
    ("[{\"a\":1},]", [#"{"a":1}"#, "invalid_json"]),
    ("[{\"a\":1},,{\"a\":2}]", [#"{"a":1}"#, "invalid_json", #"{"a":2}"#]),
    ("[,{\"a\":2}]", ["invalid_json", #"{"a":2}"#]),
    ("[{\"a\":1}] x {\"a\":2}", [#"{"a":1}"#, "invalid_json"]),
    ("[{\"a\":1}]\n[{\"a\":2}]", [#"{"a":1}"#, #"{"a":2}"#]),
    ("[{\"a\":1}", [#"{"a":1}"#, "truncated"]), ("[{\"a\":1},", [#"{"a":1}"#, "truncated"]),
    ("[{\"a\":1},{\"a\"", [#"{"a":1}"#, "truncated"]), ("[", ["truncated"]),
    ("[{\"a\":[1}, {\"a\":2}]", ["invalid_json"]),
    ("[\n{\"a\":[1},\n{\"a\":2}\n]", ["invalid_json", #"{"a":2}"#]),
    ("[\n  {\n    \"a\": \"x\n  },\n  {\n    \"a\": 2\n  }\n]", ["truncated", #"{"a":2}"#]),
    (
      "[1, \"x,]\", null, {\"a\":1}, [{}]]",
      ["not_an_object", "not_an_object", "not_an_object", #"{"a":1}"#, "not_an_object"]
    ),
    ("[{\"a\":1}, x y, {\"a\":2}]", [#"{"a":1}"#, "invalid_json", #"{"a":2}"#]),
    ("[{\"a\":1}}, {\"a\":2}]", [#"{"a":1}"#, "invalid_json", #"{"a":2}"#]),
  ]

  @Test(arguments: arrays)
  func `an array is cut into its elements`(text: String, expected: [String]) {
    for pieces in [[1], [5, 2], [1000]] {
      let all = ReadAll(bytes: Array(text.utf8), shape: .jsonArray, pieces: pieces, blockBytes: 64)
      #expect(all.texts == expected, "\(all.seen)")
    }
  }

  static let documents: [(String, [String])] = [
    ("{\n  \"a\": 1\n}\n", [#"{"a":1}"#]),
    ("{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}", [#"{"a":1}"#, #"{"a":2}"#]),
    ("{\"a\":1}{\"a\":2} {\"a\":3}", [#"{"a":1}"#, #"{"a":2}"#, #"{"a":3}"#]),
    ("{\n \"a\": \"x\n}\n{\n \"a\": 2\n}\n", ["truncated", #"{"a":2}"#]),
    ("{\n \"a\": [\n}\n{\n \"a\": 2\n}\n", ["invalid_json", #"{"a":2}"#]),
    ("{\n \"a\": 1\n} , x {\"b\": 2}", [#"{"a":1}"#, "invalid_json", "invalid_json", #"{"b":2}"#]),
  ]

  @Test(arguments: documents)
  func `objects may go over several lines`(text: String, expected: [String]) {
    for pieces in [[1], [1000]] {
      let all = ReadAll(bytes: Array(text.utf8), pieces: pieces, blockBytes: 64)
      #expect(all.texts == expected, "\(all.seen)")
      #expect(all.shape == .jsonDocuments)
    }
  }

  static let shapes: [(String, RecordShape)] = [
    ("{\"a\":1}\n{\"a\":2}\n", .jsonLines), ("{\"a\":1}", .jsonLines), ("{\"a\":1", .jsonLines),
    ("{\"a\":1\n{\"a\":2}\n", .jsonLines), ("{\"a\":\"x\n{\"a\":2}\n", .jsonLines),
    ("{\"a\":1} x\n", .jsonLines), ("{\n\"a\":1}", .jsonDocuments),
    ("{\"a\":[\n{}]}", .jsonDocuments),
    ("{\"a\":1\n}", .jsonDocuments), ("{}\n", .jsonLines), ("[{\"a\":1}]", .jsonArray),
    ("[]", .jsonArray), ("[\n]", .jsonArray), ("[1,2]\n[3]\n", .jsonLines),
    ("[[1],[2]]", .jsonArray),
    ("\"a b\"\n\"c\"\n", .jsonLines), ("word\n", .jsonLines), ("", .jsonLines),
    ("a,b\n1,2\n", .csv(delimiter: 0x2C)), ("a\tb,c\td\n", .csv(delimiter: 0x09)),
    ("a;b;c,d\n", .csv(delimiter: 0x3B)), ("\"a,b\"\tc\n", .csv(delimiter: 0x09)),
    ("\"a\n,b\",c\n", .csv(delimiter: 0x2C)),
  ]

  @Test(arguments: shapes)
  func `the shape is seen from the beginning`(text: String, shape: RecordShape) {
    #expect(ReadAll(text).shape == shape)
  }

  static let places: [(String, String, [String])] = [
    (#"{"n":1,"data":[{"a":1},{"a":2}],"x":{"data":[]}}"#, "/data", [#"{"a":1}"#, #"{"a":2}"#]),
    (#"{"x":[0,"s]",{"d~/":[{"a":1}]}],"y":true}"#, "/x/2/d~0~1", [#"{"a":1}"#]),
    (#"{"p":{"a":1},"q":{"a":2}}"#, "", [#"{"a":1}"#, #"{"a":2}"#]),
    (#"{"d\u0061ta":{"p":{"a":1}, "q" : 7}}"#, "/data", [#"{"a":1}"#, "not_an_object"]),
    (#"[{"a":1}]"#, "", [#"{"a":1}"#]),
    (#"{"data":[{"a":1}]"#, "/data", [#"{"a":1}"#, "truncated"]),
    (#"{"data":[{"a":1}"#, "/data", [#"{"a":1}"#, "truncated"]),
    (#"{"other":[{"a":1}]}"#, "/data", ["missing_field"]),
    (#"{"data":1}"#, "/data", ["missing_field"]),
    (#"{"data":[]} x"#, "/data", ["invalid_json"]), ("", "/data", ["missing_field"]),
    (#"{"p":{"a":1},"q" {"a":2}}"#, "", [#"{"a":1}"#, "invalid_json"]),
    (#"{"p":{"a":1},}"#, "", [#"{"a":1}"#, "invalid_json"]),
  ]

  @Test(arguments: places)
  func `elements may lie inside a document`(
    text: String, pointer: String, expected: [String]
  ) throws {
    let pointer = try JSONPointer(pointer)
    for pieces in [[1], [1000]] {
      let all = ReadAll(bytes: Array(text.utf8), at: pointer, pieces: pieces, blockBytes: 64)
      #expect(all.texts == expected, "\(all.seen)")
    }
  }

  @Test(arguments: [
    ("/data", #"{"data":[{"a":1}]}"#), ("", #"{"p":{"a":1}}"#), ("", #"[{"a":1}]"#),
  ])
  func `documents behind the one that is named are refused one by one`(
    pointer: String, document: String
  ) throws {
    for pieces in [[1], [1000]] {
      let all = ReadAll(
        bytes: Array("\(document)\n\(document)\n\(document) x\n".utf8),
        at: try JSONPointer(pointer), pieces: pieces, blockBytes: 64)
      #expect(
        all.texts == [#"{"a":1}"#, "invalid_json", "invalid_json", "invalid_json"], "\(all.seen)")
      #expect(all.seen.dropFirst().map(\.line) == [2, 3, 3])
      #expect(all.seen[1].detail.contains("one more document"), "\(all.seen)")
    }
    let other = ReadAll(#"{"data":[{"a":1}]} [{"a":2}] {"data":["#, at: try JSONPointer("/data"))
    #expect(other.texts == [#"{"a":1}"#, "invalid_json", "truncated"], "\(other.seen)")
  }

  @Test func `an element longer than the limit costs itself where elements begin lines`() {
    let long = String(repeating: "x", count: 5000)
    let text = "[\n{\"a\":1},\n{\"a\":\"\(long)\"},\n{\"a\":2}\n]"
    let limits = RecordLimits(maxRecordBytes: 1000)
    let all = ReadAll(bytes: Array(text.utf8), limits: limits, pieces: [100], blockBytes: 64)
    #expect(all.texts == [#"{"a":1}"#, "too_long", #"{"a":2}"#])
    #expect(all.seen.map(\.line) == [2, 3, 4])
  }

  @Test func `lines and offsets of elements are those of their first byte`() {
    let all = ReadAll("[\n  {\"a\":1}, {\"a\":\n2},\n\n {\"a\":3}]")
    #expect(all.seen.map(\.line) == [2, 2, 5])
    #expect(all.seen.map(\.offset) == [4, 13, 25])
  }
}
