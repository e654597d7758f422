import Testing

@testable import Curation

@Suite struct RowSpliceTests {
  @Test(
    arguments: [
      (#"{"a":1}"#, #"{"a":1, "w": 2}"#),
      (#"{}"#, #"{"w": 2}"#),
      (#"{ }"#, #"{"w": 2}"#),
      (#"  {"a" : "}" }  "#, #"  {"a" : "}", "w": 2}"#),
      (#"{"a":"é\u00e9\"{"}"#, #"{"a":"é\u00e9\"{", "w": 2}"#),
      ("{\n  \"a\": [\n    1,\n    2\n  ]\n}", #"{"a": [1, 2], "w": 2}"#),
      ("{\"a\":\r\n{\"b\": \"x  y\"}\r\n}", #"{"a": {"b": "x  y"}, "w": 2}"#),
      // A line break inside a string is no JSON, and we read it.
      ("{\"a\": \"x\ny\"}", #"{"a": "x\ny", "w": 2}"#),
      (#"{"a":1,"winnow_p_wrong":0.5,"winnow_reason":"a, \"b\" }"}"#, #"{"a":1, "w": 2}"#),
      (#"{"winnow_weight":1, "a":1}"#, #"{ "a":1, "w": 2}"#),
      (#"{"winnow_weight":1}"#, #"{"w": 2}"#),
      // Only members of the record itself are an audit's.
      (
        #"{"a":{"winnow_weight":1},"b":"winnow_weight"}"#,
        #"{"a":{"winnow_weight":1},"b":"winnow_weight", "w": 2}"#
      ),
      (#"{"winnow_other":1}"#, #"{"winnow_other":1, "w": 2}"#),
    ])
  func `members are added at the end of an object`(object: String, expected: String) {
    let added = RowSplice.object(Array(object.utf8), adding: #""w": 2"#)
    #expect(String(decoding: added, as: UTF8.self) == expected)
  }

  @Test func `bytes that are no UTF-8 stay`() {
    let object: [UInt8] = Array(#"{"a":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)
    let added = RowSplice.object(object, adding: #""w": 2"#)
    #expect(Array(added.prefix(object.count - 1)) == Array(object.dropLast()))
  }

  @Test func `what cannot be read is kept as a text`() {
    #expect(
      String(
        decoding: RowSplice.unreadable(Array("{\"a\": \"x".utf8), "\"w\": 2"), as: UTF8.self)
        == #"{"winnow_raw": "{\"a\": \"x", "w": 2}"#)
    #expect(
      String(decoding: RowSplice.unreadable([], "\"w\": 2"), as: UTF8.self)
        == #"{"winnow_raw": null, "w": 2}"#)
  }

  @Test(
    arguments: [
      ("a,b", [], "a,b,1,x"), (#""a,""b",c"#, [], #""a,""b",c,1,x"#),
      (#""a,b",c,d"#, [1], #""a,b",d,1,x"#), ("a,0.5,,d", [1, 2], "a,d,1,x"),
    ] as [(String, Set<Int>, String)])
  func `fields are added behind a row`(row: String, dropped: Set<Int>, expected: String) {
    let added = RowSplice.row(
      Array(row.utf8), adding: ["1", "x"], delimiter: UInt8(ascii: ","), without: dropped)
    #expect(String(decoding: added, as: UTF8.self) == expected)
  }

  @Test func `a row that does not fit goes into the first column`() {
    let row = RowSplice.unreadableRow(
      Array(#"a,"b",c"#.utf8), columns: 2, adding: ["1"], delimiter: UInt8(ascii: ","))
    #expect(String(decoding: row, as: UTF8.self) == #""a,""b"",c",,1"#)
  }

  @Test func `names of members stay below the folder and differ`() {
    var names = RowNames()
    #expect(names.path(for: "a.json", suffix: "jsonl") == "a.jsonl")
    #expect(names.path(for: "A.JSON", suffix: "jsonl") == "A-2.jsonl")
    #expect(
      names.path(for: "x.tar!../../etc/pass\u{1B}wd", suffix: "csv") == "x.tar/etc/pass_wd.csv")
    #expect(names.path(for: "x.zip!/b/c.jsonl.gz", suffix: "jsonl") == "x.zip/b/c.jsonl")
    #expect(names.path(for: "..", suffix: "jsonl") == "rows.jsonl")
  }
}
