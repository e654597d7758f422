import Records
import Testing

@testable import Ingest

/// A defect of one line: what is read, and what is counted.
struct Defect: CustomTestStringConvertible {
  var name: String
  var bytes: [UInt8]
  var text: String
  var repairs: [String: UInt64] = [:]
  var detail: String?

  init(
    _ name: String, _ line: String, _ text: String, _ repairs: [String: UInt64] = [:],
    detail: String? = nil
  ) {
    self.init(name, bytes: Array(line.utf8), text, repairs, detail: detail)
  }

  init(
    _ name: String, bytes: [UInt8], _ text: String, _ repairs: [String: UInt64] = [:],
    detail: String? = nil
  ) {
    self.name = name
    self.bytes = bytes
    self.text = text
    self.repairs = repairs
    self.detail = detail
  }

  var testDescription: String { name }
}

@Suite struct `Defects of a record` {
  static let defects: [Defect] = [
    Defect("lone high surrogate", #"{"a":"x\ud83dy"}"#, #"{"a":"x�y"}"#, ["lone_surrogate": 1]),
    Defect("lone low surrogate", #"{"a":"\ude00"}"#, #"{"a":"�"}"#, ["lone_surrogate": 1]),
    Defect(
      "two high surrogates and a low one", #"{"a":"\ud83d\ud83d\ude00"}"#, #"{"a":"�😀"}"#,
      ["lone_surrogate": 1]),
    Defect(
      "high surrogate before an escape", #"{"a":"\ud83d\n"}"#, #"{"a":"�\n"}"#,
      ["lone_surrogate": 1]),
    Defect("surrogate in a key", #"{"\ud83d":1}"#, #"{"�":1}"#, ["lone_surrogate": 1]),
    Defect("pair of surrogates", #"{"a":"\ud83d\ude00"}"#, #"{"a":"😀"}"#),
    Defect("escaped NUL", #"{"a":"x\u0000"}"#, #"{"a":"x�"}"#, ["nul": 1]),
    Defect("NUL byte in a text", "{\"a\":\"x\u{0}y\"}", #"{"a":"x�y"}"#, ["nul": 1]),
    Defect("NUL byte outside", "{\"a\":\u{0}1}", "invalid_json"),
    Defect("tab in a text", "{\"a\":\"x\ty\"}", #"{"a":"x\ty"}"#, ["control_character": 1]),
    Defect(
      "CR and escape in a text", "{\"a\":\"\rx\u{1B}\"}", #"{"a":"\rx\u001b"}"#,
      ["control_character": 2]),
    Defect("backslash before a tab", "{\"a\":\"\\\t\"}", "invalid_json"),
    Defect(
      "invalid UTF-8", bytes: Array(#"{"a":""#.utf8) + [0xE2, 0x28, 0xFF] + Array("\"}".utf8),
      #"{"a":"�(�"}"#, ["invalid_utf8": 2]),
    Defect(
      "cut UTF-8 is one", bytes: Array(#"{"a":""#.utf8) + [0xF0, 0x9F, 0x98] + Array("\"}".utf8),
      #"{"a":"�"}"#, ["invalid_utf8": 1]),
    Defect(
      "surrogate as UTF-8 is three",
      bytes: Array(#"{"a":""#.utf8) + [0xED, 0xA0, 0x80] + Array("\"}".utf8), #"{"a":"���"}"#,
      ["invalid_utf8": 3]),
    Defect("invalid UTF-8 outside a text", bytes: Array(#"{"a":1}"#.utf8) + [0xFF], "invalid_json"),
    Defect(
      "NaN", #"{"a":NaN,"b":-Infinity,"c":[Infinity,1]}"#, #"{"a":null,"b":null,"c":[null,1]}"#,
      ["not_a_number": 3]),
    Defect("NaN in a text stays", #"{"a":"NaN"}"#, #"{"a":"NaN"}"#),
    Defect("a word like NaN", #"{"a":NaNs}"#, "invalid_json"),
    Defect(
      "key twice, equal", #"{"a":1,"b":[2],"a":1}"#, #"{"a":1,"b":[2]}"#, ["duplicate_key": 1]),
    Defect(
      "key twice, in an object between others", #"{"x":{"a":{"q":[1]},"a":{"q":[1]},"b":2},"y":3}"#,
      #"{"x":{"a":{"q":[1]},"b":2},"y":3}"#, ["duplicate_key": 1]),
    Defect(
      "key three times", #"{"a":"x","a":"x","a":"\u0078"}"#, #"{"a":"x"}"#, ["duplicate_key": 2]),
    Defect(
      "key twice, differing", #"{"a":1,"a":2}"#, "duplicate_key",
      detail: "key stands twice with different values: `a`"),
    Defect("key twice once unescaped", #"{"a":1,"\u0061":2}"#, "duplicate_key"),
    Defect(
      "beyond Int64", #"{"a":9223372036854775808,"b":-9223372036854775808}"#,
      #"{"a":9223372036854775808,"b":-9223372036854775808}"#, ["huge_number": 1]),
    Defect("beyond Double", #"{"a":1e999}"#, #"{"a":1e999}"#, ["huge_number": 1]),
    Defect(
      "many digits", #"{"a":0.1000000000000000055511151231257827021181583404541015625}"#,
      #"{"a":0.1000000000000000055511151231257827021181583404541015625}"#),
    Defect(
      "numbers as written", #"{"a":1.0,"b":-0,"c":1E+2,"d":0.10}"#,
      #"{"a":1.0,"b":-0,"c":1E+2,"d":0.10}"#),
    Defect(
      "leading zero", #"{"a":01}"#, "invalid_json",
      detail: "malformed number, at byte 5 of the record"),
    Defect("plus", #"{"a":+1}"#, "invalid_json"),
    Defect("no digit after the point", #"{"a":1.}"#, "invalid_json"),
    Defect("letters after a number", #"{"a":1x}"#, "invalid_json"),
    Defect("bare word", #"{"a":nul}"#, "invalid_json"),
    Defect("two words", #"{"a":truefalse}"#, "invalid_json"),
    Defect("single quotes", #"{'a':1}"#, "invalid_json"),
    Defect("trailing comma", #"{"a":1,}"#, "invalid_json"),
    Defect("trailing comma in an array", #"{"a":[1,]}"#, "invalid_json"),
    Defect("missing colon", #"{"a" 1}"#, "invalid_json"),
    Defect("missing comma", #"{"a":1 "b":2}"#, "invalid_json"),
    Defect("brackets crossed", #"{"a":[1}]"#, "invalid_json"),
    Defect("content after the end", #"{"a":1} x"#, "invalid_json"),
    Defect("two objects", #"{"a":1}{"b":1}"#, "invalid_json"),
    Defect("one brace too many", #"{"a":1}}"#, "invalid_json"),
    Defect("open", #"{"a":1"#, "invalid_json"),
    Defect("open text", #"{"a":"x"#, "invalid_json"),
    Defect(
      "unknown escape", #"{"a":"\x"}"#, "invalid_json",
      detail: "unknown escape in a string, at byte 6 of the record"),
    Defect("short escape", #"{"a":"\u12"}"#, "invalid_json"),
    Defect("array", "[1,2]", "not_an_object", detail: "a record is an object, this is: array"),
    Defect("string", #""x""#, "not_an_object"),
    Defect("number", "12", "not_an_object"),
    Defect("huge number", "123456789012345678901234567890", "not_an_object", ["huge_number": 1]),
    Defect("null", "null", "not_an_object"),
    Defect("true", "true", "not_an_object"),
    Defect("word", "word", "invalid_json"),
    Defect("U+2028 in a text", "{\"a\":\"x\u{2028}y\"}", "{\"a\":\"x\u{2028}y\"}"),
    Defect("empty object", "{}", "{}"),
    Defect("empty key", #"{"":1}"#, #"{"":1}"#),
    Defect(
      "deep",
      "{\"a\":" + String(repeating: "[", count: 300) + String(repeating: "]", count: 300) + "}",
      "too_deep"),
    Defect("very deep", String(repeating: "{\"a\":", count: 100_000), "invalid_json"),
    Defect(
      "very deep and closed",
      String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000), "too_deep"),
  ]

  @Test(arguments: defects)
  func `a defect is mended and counted, or quarantined`(defect: Defect) {
    let good = Array("\n{\"next\":true}\n".utf8)
    let all = ReadAll(bytes: defect.bytes + good, shape: .jsonLines)
    #expect(all.texts == [defect.text, #"{"next":true}"#], "\(all.seen)")
    #expect(all.words == defect.repairs)
    if let detail = defect.detail { #expect(all.seen.first?.detail == detail) }
    // The same as an element: what is broken beyond its own end may cost the rest, but is accounted
    // for.
    if defect.text.hasPrefix("{") {
      let array = ReadAll(bytes: [0x5B] + defect.bytes + Array(",{\"next\":true}]".utf8))
      #expect(array.texts == [defect.text, #"{"next":true}"#], "\(array.seen)")
      #expect(array.words == defect.repairs)
    }
  }

  @Test func `many keys that stand twice take little time`() {
    let members = (0..<20_000).map { "\"k\($0 % 10_000)\":[\($0 % 10_000)]" }
    let all = ReadAll("{" + members.joined(separator: ",") + "}\n")
    #expect(all.words == ["duplicate_key": 10_000])
    let once = ReadAll("{" + members.prefix(10_000).joined(separator: ",") + "}\n")
    #expect(all.texts == once.texts)
  }

  @Test func `more values than the limit are too long`() {
    let text = "{\"a\":[" + (0..<100).map(String.init).joined(separator: ",") + "]}\n{\"a\":1}\n"
    let all = ReadAll(text, limits: RecordLimits(maxValues: 50))
    #expect(all.texts == ["too_long", #"{"a":1}"#])
  }

  @Test func `the last line may lack its newline`() {
    let all = ReadAll("{\"a\":1}\n{\"a\":2}")
    #expect(all.texts == [#"{"a":1}"#, #"{"a":2}"#])
    #expect(all.words == ["missing_newline": 1])
    let cut = ReadAll("{\"a\":1}\n{\"a\":2")
    #expect(cut.texts == [#"{"a":1}"#, "truncated"])
    #expect(cut.words == [:])
  }

  @Test(arguments: [false, true])
  func `UTF-16 is read as UTF-8`(bigEndian: Bool) {
    let text = "{\"a\":\"é😀日\"}\r\n{\"a\":2}\n"
    func encode(_ units: [UInt16]) -> [UInt8] {
      units.flatMap {
        bigEndian ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)]
      }
    }
    for pieces in [[1], [3], [1 << 16]] {
      let all = ReadAll(bytes: encode([0xFEFF] + Array(text.utf16)), pieces: pieces, blockBytes: 64)
      #expect(all.texts == [#"{"a":"é😀日"}"#, #"{"a":2}"#])
      #expect(all.words == ["utf16": 1, "crlf": 1])
      #expect(ReadAll(bytes: encode(Array(text.utf16)), pieces: pieces).texts == all.texts)
      let lone = ReadAll(
        bytes: encode([0xFEFF] + Array("{\"a\":\"".utf16) + [0xD83D] + Array("\"}\n".utf16)) + [
          0x20
        ],
        pieces: pieces)
      #expect(lone.texts.first == #"{"a":"�"}"#)
    }
  }

  @Test func `a byte order mark is removed`() {
    let all = ReadAll("\u{FEFF}{\"a\":1}\n")
    #expect(all.texts == [#"{"a":1}"#])
    #expect(all.seen[0].offset == 3)
    #expect(all.words == ["byte_order_mark": 1])
    #expect(ReadAll("\u{FEFF}[{\"a\":1}]").texts == [#"{"a":1}"#])
  }

  @Test func `UTF-32 is refused in words`() {
    let all = ReadAll(bytes: [0xFF, 0xFE, 0, 0, 0x7B, 0, 0, 0])
    #expect(all.failure?.kind == .unsupported)
  }
}
