import TestSupport

// Records in any state: mended and counted, or quarantined with their place.

private func good(_ number: Int) -> String { Text.row(number) }

/// A good line, `line`, and another good line.
private func between(_ id: String, _ line: String, format: String? = "trl") -> BadInput {
  .lines(id, "\(good(1))\n\(line)\n\(good(2))\n", format: format)
}

private func bytes(_ before: String, _ raw: [UInt8], _ after: String) -> [UInt8] {
  Array(before.utf8) + raw + Array(after.utf8)
}

private func utf16(_ text: String) -> [UInt8] {
  [0xFF, 0xFE] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
}

private let deep =
  String(repeating: "[", count: 300) + String(repeating: "]", count: 300)

let recordInputs: [BadInput] = [
  between("lone-surrogate", #"{"prompt":"a \ud83d b","chosen":"\udc00","rejected":"x"}"#),
  between("nul-escaped", #"{"prompt":"a\u0000b","chosen":"c","rejected":"x"}"#),
  .ingest(
    "nul-raw", "data.jsonl",
    bytes(#"{"prompt":"a"#, [0], #"b","chosen":"c","rejected":"x"}"# + "\n")),
  .ingest("byte-order-mark", "data.jsonl", bytes("", [0xEF, 0xBB, 0xBF], Text.rows(2))),
  .lines("crlf", "\(good(1))\r\n\(good(2))\r\n"),
  .lines("blank-lines", "\n\(good(1))\n\n  \n\(good(2))\n\n"),
  between(
    "line-separator", "{\"prompt\":\"a\u{2028}b\u{85}c\",\"chosen\":\"c\",\"rejected\":\"x\"}"),
  .ingest(
    "invalid-utf8", "data.jsonl",
    bytes(
      #"{"prompt":"a"#, [0xC3, 0x28, 0xED, 0xA0, 0x80], #"","chosen":"c","rejected":"x"}"# + "\n")),
  between("duplicate-key-equal", #"{"prompt":"a","prompt":"a","chosen":"c","rejected":"x"}"#),
  between("duplicate-key-different", #"{"prompt":"a","prompt":"b","chosen":"c","rejected":"x"}"#),
  between(
    "huge-number",
    #"{"prompt":"a","chosen":"c","rejected":"x","id":9223372036854775808,"e":1e999,"d":-0.5}"#),
  between("not-a-number", #"{"prompt":"a","chosen":"c","rejected":"x","m":NaN,"n":-Infinity}"#),
  between("control-character", "{\"prompt\":\"a\tb\",\"chosen\":\"c\u{1}\",\"rejected\":\"x\"}"),
  .pipeline(
    "long-line",
    """
    store: s.sqlite
    sources: [{path: data.jsonl, format: trl, limits: {record_bytes: 200}}]
    """,
    files: [
      "data.jsonl": bytes(
        good(1) + "\n{\"prompt\":\"", [UInt8](repeating: 0x78, count: 5000),
        "\"}\n" + good(2) + "\n")
    ]),
  .lines("last-line-cut", Text.rows(2) + String(good(3).dropLast(20))),
  .lines("last-newline-missing", Text.rows(2) + good(3)),
  between("wrong-type-boolean", #"{"prompt":"a","chosen":true,"rejected":"x"}"#),
  between("wrong-type-number", #"{"prompt":17,"chosen":"c","rejected":"x"}"#),
  between("wrong-type-object", #"{"prompt":"a","chosen":{"text":"c"},"rejected":"x"}"#),
  between("missing-field", #"{"prompt":"a","chosen":"c"}"#),
  between("null-field", #"{"prompt":"a","chosen":"c","rejected":null}"#),
  between("bad-role", #"{"chosen":[{"role":"robot","content":"x"}],"rejected":[]}"#),
  between("message-without-content", #"{"prompt":[{"role":"user"}],"chosen":[],"rejected":[]}"#),
  .ingest("utf16", "data.jsonl", utf16(Text.rows(2))),
  .ingest("utf32", "data.jsonl", [0xFF, 0xFE, 0, 0, 0x7B, 0, 0, 0, 0x7D, 0, 0, 0]),
  .lines("equal-records", "\(good(1))\n\(good(1))\n"),
  .lines(
    "too-many-bad-records",
    (1...12).map { "{\"prompt\":\($0)}\n" }.joined() + Text.rows(2)),
  .lines("no-bad-records-allowed", Text.rows(1) + "{\n" + Text.rows(1), "--max-bad-records", "0"),
]

/// Values that would fill the terminal, or command it.
let endlessInputs: [BadInput] = [
  .lines(
    "endless-value",
    #"{"chosen":[{"role":"\#(endless)","content":"x"}],"rejected":[]}"# + "\n"),
  .lines("endless-key", #"{"\#(endless)":1,"\#(endless)":2}"# + "\n"),
  .lines("endless-field", #"{"\#(endless)":1,"chosen":"x"}"# + "\n", format: nil),
  .lines(
    "escape-sequence",
    #"{"chosen":[{"role":"\u001b[31m\u0007\u009b","content":"x"}],"rejected":[]}"# + "\n"),
]

private let endless = String(repeating: "x", count: 1_000_000)

let jsonInputs: [BadInput] = [
  .lines("shapes-mixed", "\(good(1))\n[\(good(2))]\n\(good(3))\n"),
  between("empty-key", #"{"":1,"prompt":"a","chosen":"c","rejected":"x","":2}"#),
  between("comment", "// a comment"),
  between("no-json", "not JSON at all"),
  between("json-comma-missing", #"{"prompt":"a" "chosen":"c","rejected":"x"}"#),
  between("json-trailing-comma", #"{"prompt":"a","chosen":"c","rejected":"x",}"#),
  between("json-single-quotes", "{'prompt':'a','chosen':'c','rejected':'x'}"),
  between("json-bad-escape", #"{"prompt":"a\q","chosen":"c","rejected":"x"}"#),
  between("json-bad-number", #"{"prompt":"a","chosen":"c","rejected":"x","n":01}"#),
  between("json-bad-literal", #"{"prompt":"a","chosen":"c","rejected":"x","n":True}"#),
  between("json-string-open", #"{"prompt":"a,"chosen":"c","rejected":"x"}"#),
  between("two-objects-on-a-line", good(3) + good(4)),
  between("too-deep", #"{"prompt":"a","chosen":"c","rejected":"x","d":\#(deep)}"#),
  between("not-an-object", #"["a","b"]"#),
  between("a-text", #""just a text""#),
  between("null-line", "null"),
  between("empty-object", "{}"),
  .lines("array-cut", "[\(good(1)),\n\(good(2)),\n" + good(3).dropLast(12)),
  .lines("array-not-closed", "[\(good(1)),\n\(good(2))\n"),
  .lines("array-with-bad-element", "[\(good(1)),\n{\"prompt\": oops},\n\(good(2))]\n"),
  .lines("array-comma-missing", "[\(good(1))\n\(good(2))]\n"),
  .lines("array-trailing-comma", "[\(good(1)),\n\(good(2)),\n]\n"),
  .lines("array-then-more", "[\(good(1))]\n\(good(2))\n"),
  .lines("array-of-numbers", "[1, 2, 3]\n"),
  .lines("array-empty", "[]\n"),
  .lines("document-cut", "{\n  \"prompt\": \"a\",\n  \"chosen\": \"b\",\n"),
]

private func table(_ id: String, _ text: String, columns: String = "") -> BadInput {
  .pipeline(
    id,
    """
    store: s.sqlite
    sources:
      - path: data.csv
        mapping:
          prompt: q
          responses: {a: x, b: y}
          votes: {better: a, worse: b}
    """, files: ["data.csv": Array(text.utf8)])
}

let tableInputs: [BadInput] = [
  table("csv-field-too-few", "q,x,y\n1,2,3\n1,2\n4,5,6\n"),
  table("csv-field-too-many", "q,x,y\n1,2,3\n1,2,3,4\n4,5,6\n"),
  table("csv-quote-open", "q,x,y\n1,2,3\n\"1,2,3\n4,5,6\n"),
  table("csv-quote-inside", "q,x,y\n1,2,3\n1,2\"2\",3\n4,\"5\"5,6\n"),
  table("csv-column-twice", "q,x,x\n1,2,3\n"),
  table("csv-column-without-name", "q,,y\n1,2,3\n"),
  table("csv-column-missing", "q,x,z\n1,2,3\n"),
  table("csv-semicolons", "q;x;y\n1;2;3\n"),
  table("csv-invalid-utf8", "q,x,y\n1,2,\u{FFFE}\n1,2,3\n"),
  table("csv-header-only", "q,x,y\n"),
  table("csv-last-row-cut", "q,x,y\n1,2,3\n4,5"),
  table("csv-bom-crlf", "\u{FEFF}q,x,y\r\n1,2,3\r\n\r\n4,\"5\r\n5\",6\r\n"),
  table("csv-empty-fields", "q,x,y\n,,\n1,2,3\n"),
]
