import Records
import Testing

@testable import Ingest

/// RFC 4180 in the plainest way: character by character, everything in memory.
private func slowRows(_ text: String, delimiter: UInt8) -> [[String]] {
  var rows: [[String]] = []
  var row: [[UInt8]] = []
  var field: [UInt8] = []
  var quoted = false
  var blank = true
  let bytes = Array(text.utf8)
  var i = 0
  func endField() {
    row.append(field)
    field = []
  }
  func endRow() {
    endField()
    if !blank { rows.append(row.map { String(decoding: $0, as: UTF8.self) }) }
    row = []
    blank = true
  }
  while i < bytes.count {
    let byte = bytes[i]
    if quoted {
      if byte == 0x22, i + 1 < bytes.count, bytes[i + 1] == 0x22 {
        field.append(byte)
        i += 1
      } else if byte == 0x22 {
        quoted = false
      } else {
        field.append(byte)
      }
    } else if byte == 0x22 {
      quoted = true
    } else if byte == delimiter {
      endField()
    } else if byte == 0x0A || byte == 0x0D && i + 1 < bytes.count && bytes[i + 1] == 0x0A {
      if byte == 0x0D { i += 1 }
      endRow()
      i += 1
      continue
    } else {
      field.append(byte)
    }
    blank = false
    i += 1
  }
  if !blank { endRow() }
  return rows
}

@Suite struct `Reading CSV` {
  @Test(arguments: 0..<300 as Range<UInt64>)
  func `random rows are those of the slow reader`(seed: UInt64) throws {
    var random = Seeded(seed)
    let delimiter: UInt8 = [0x2C, 0x09, 0x3B][random.below(3)]
    let separator = String(UnicodeScalar(delimiter))
    let newline = random.chance(0.5) ? "\r\n" : "\n"
    let width = 1 + random.below(4)
    func field(_ random: inout Seeded) -> String {
      let parts = ["a", "é", " ", "\"\"", separator, "\n", "\r\n", "\t,;", "\\", "'"]
      let text = (0..<random.below(6)).map { _ in parts[random.below(parts.count)] }.joined()
      let needs = text.utf8.contains { "\"\n\t,;".utf8.contains($0) }
      return needs || random.chance(0.3) ? "\"\(text)\"" : text
    }
    var text = (0..<width).map { "c\($0)" }.joined(separator: separator) + newline
    for _ in 0..<random.below(12) {
      text += (0..<width).map { _ in field(&random) }.joined(separator: separator) + newline
    }
    if random.chance(0.3) { text.removeLast() }
    let expected = slowRows(text, delimiter: delimiter).dropFirst()
    for pieces in [[1], [3, 50], [1 << 20]] {
      let reader = RecordReader(
        source: MemorySource(Array(text.utf8), pieces: pieces), shape: .csv(delimiter: delimiter),
        blockBytes: 64)
      let arena = ByteArena()
      var repairs = RepairCounts()
      var rows: [[String]] = []
      while let reading = try reader.next(into: arena, repairs: &repairs) {
        guard case .record(let row) = reading.outcome else { continue }
        rows.append(row.elements.map { $0.string.map(arena.string) ?? "?" })
        #expect(row.members.map { arena.string($0.key) } == (0..<width).map { "c\($0)" })
      }
      #expect(rows == Array(expected), "\(text)")
    }
  }

  static let tables: [(String, [String], [String: UInt64])] = [
    ("a,b\n1,2\n", [#"{"a":"1","b":"2"}"#], [:]),
    ("a,b\r\n1,2\r\n", [#"{"a":"1","b":"2"}"#], ["crlf": 1]),
    ("\u{FEFF}a,b\n1,2", [#"{"a":"1","b":"2"}"#], ["byte_order_mark": 1, "missing_newline": 1]),
    ("a,b\n\n1,2\n\r\n", [#"{"a":"1","b":"2"}"#], ["blank_line": 2]),
    ("a,b\n1,2,3\n4\n5,6\n", ["field_count", "field_count", #"{"a":"5","b":"6"}"#], [:]),
    ("a,b\n\"x\"\"\n,y\",\n", [#"{"a":"x\"\n,y","b":""}"#], [:]),
    ("a,b\nx\"y,2\n3,4\n", ["bad_quote", #"{"a":"3","b":"4"}"#], [:]),
    ("a,b\n\"x\"y,2\n3,4\n", ["bad_quote", #"{"a":"3","b":"4"}"#], [:]),
    ("a,b\n1,2\n\"x,3\n4,5\n", [#"{"a":"1","b":"2"}"#, "bad_quote"], [:]),
    ("a,b\n1,2\n3", [#"{"a":"1","b":"2"}"#, "truncated"], [:]),
    ("a,b\nx\u{0},2\n", [#"{"a":"x�","b":"2"}"#], ["nul": 1]),
    (",b\n0,2\n", [#"{"":"0","b":"2"}"#], [:]), ("a,b\n", [], [:]), ("a,b", [], [:]),
    ("a,b\n\"\",\"\"\n,\n", [#"{"a":"","b":""}"#, #"{"a":"","b":""}"#], [:]),
    ("a,b\n1,\"2\"\r\n", [#"{"a":"1","b":"2"}"#], ["crlf": 1]),
  ]

  @Test(arguments: tables)
  func `a table is read row by row`(text: String, expected: [String], repairs: [String: UInt64]) {
    for pieces in [[1], [1000]] {
      let all = ReadAll(
        bytes: Array(text.utf8), shape: .csv(delimiter: 0x2C), pieces: pieces, blockBytes: 64)
      #expect(all.texts == expected, "\(all.seen)")
      #expect(all.words == repairs)
      #expect(all.failure == nil)
    }
  }

  @Test func `invalid UTF-8 in a row is mended`() {
    let all = ReadAll(bytes: Array("a,b\n".utf8) + [0x78, 0xFF, 0x2C, 0xE9, 0x0A])
    #expect(all.texts == [#"{"a":"x�","b":"�"}"#])
    #expect(all.words == ["invalid_utf8": 2])
  }

  @Test(arguments: [
    ("a,b,a\n1,2,3\n", "the header names a column twice: `a`"),
    ("a,,b\n1,2,3\n", "column 2 of the header has no name"),
    (
      "a,\"b\n1,2,3\n",
      "the quote opened on line 1 is not closed, so the rest of the file is one row"
    ),
  ])
  func `a header that names no columns is an error`(text: String, message: String) {
    let all = ReadAll(text, shape: .csv(delimiter: 0x2C))
    #expect(all.seen.isEmpty)
    #expect(all.failure?.message == message)
  }

  @Test func `rows count physical lines`() {
    let all = ReadAll("a,b\n\"x\ny\",1\n\n2,3\n4,\"\n\"x\n5,6\n")
    #expect(all.seen.map(\.line) == [2, 5, 6, 8])
    #expect(all.seen.map(\.offset) == [4, 13, 17, 24])
    #expect(all.texts[2] == "bad_quote")
  }

  @Test func `a row longer than the limit is passed over`() {
    let long = String(repeating: "x,\"\"\n", count: 400)
    let text = "a,b\n1,\"\(long)\"\n2,\(String(repeating: "y", count: 3000))\n3,4\n"
    for block in [64, 1 << 20] {
      let all = ReadAll(
        bytes: Array(text.utf8), limits: RecordLimits(maxRecordBytes: 1000), pieces: [90],
        blockBytes: block)
      #expect(all.texts == ["too_long", "too_long", #"{"a":"3","b":"4"}"#])
      #expect(all.seen.map(\.line) == [2, 403, 404])
    }
  }
}
