import Foundation
import Records
import Testing

@testable import Ingest

@Suite struct `Reading JSON Lines` {
  @Test(arguments: 0..<500 as Range<UInt64>)
  func `a random record is what Foundation makes of it`(seed: UInt64) throws {
    var writer = JSONWriter(seed: seed)
    let text = writer.object()
    let all = ReadAll(text + "\n", shape: .jsonLines)
    try #require(all.seen.count == 1)
    #expect(all.repairs.isEmpty, "\(text)")
    let own = oracle(all.texts[0].utf8)
    #expect(own != nil && own == oracle(text.utf8), "\(text)")
  }

  @Test(arguments: 0..<500 as Range<UInt64>)
  func `damaged bytes never trap, and every line is accounted for`(seed: UInt64) {
    var writer = JSONWriter(seed: seed)
    var bytes = Array((0..<5).map { _ in writer.object() + "\n" }.joined().utf8)
    for _ in 0..<1 + writer.random.below(6) {
      let place = writer.random.below(bytes.count)
      switch writer.random.below(4) {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: writer.random.next())
      case 1: bytes.remove(at: place)
      case 2:
        bytes.insert(
          Array("\"\\{}[]:,\n\0 ".utf8).randomElement(using: &writer.random) ?? 0, at: place)
      default: bytes.removeSubrange(place..<min(bytes.count, place + 3))
      }
      if bytes.isEmpty { bytes = [0x7B] }
    }
    let all = ReadAll(bytes: bytes, shape: .jsonLines)
    let lines = bytes.split(separator: 0x0A).filter { $0.contains { !$0.isBlank } }
    #expect(all.seen.count == lines.count)
    for (item, line) in zip(all.seen, lines) where oracle(line) is NSDictionary {
      let known = ["duplicate_key"]
      #expect(item.text.hasPrefix("{") || known.contains(item.text), "\(item)")
    }
    if all.repairs.isEmpty {
      for (item, line) in zip(all.seen, lines) where item.text.hasPrefix("{") {
        #expect(oracle(line) is NSDictionary, "\(String(decoding: line, as: UTF8.self))")
      }
    }
    let small = RecordLimits(maxRecordBytes: 40, maxDepth: 4, maxValues: 20)
    for shape in [RecordShape.jsonLines, .jsonArray, .jsonDocuments, .csv(delimiter: 0x2C)] {
      let limits = seed % 2 == 0 ? RecordLimits() : small
      let whole = ReadAll(bytes: bytes, shape: shape, limits: limits)
      let cut = ReadAll(
        bytes: bytes, shape: shape, limits: limits, pieces: [1, 7, 2], blockBytes: 64)
      #expect(whole.seen == cut.seen)
      #expect(whole.repairs == cut.repairs)
    }
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `any cut of the stream gives the same readings`(seed: UInt64) {
    var writer = JSONWriter(seed: seed)
    let objects = (0..<20).map { _ in writer.object() }
    let text = objects.map { $0 + (writer.random.chance(0.2) ? "\r\n\n" : "\n") }.joined()
    let whole = ReadAll(text, shape: .jsonLines)
    let array = "[" + objects.joined(separator: " ,\n") + "]"
    let wholeArray = ReadAll(array)
    #expect(whole.texts == wholeArray.texts)
    for pieces in [[1], [2, 3], [64], [1, 1000], [4096]] {
      for block in [64, 100, 1 << 16] {
        let cut = ReadAll(
          bytes: Array(text.utf8), shape: .jsonLines, pieces: pieces, blockBytes: block)
        #expect(cut.seen == whole.seen)
        #expect(cut.repairs == whole.repairs)
        #expect(
          ReadAll(bytes: Array(array.utf8), pieces: pieces, blockBytes: block).seen
            == wholeArray.seen)
      }
    }
  }

  @Test func `skipping k records leaves the tail`() {
    let text = "\u{FEFF}{\"a\":1}\r\n\n{\"a\":2}\nbad\n\n\n{\"a\":3}\r\n{\"a\":4}"
    let shapes: [(String, RecordShape?)] = [
      (text, .jsonLines), ("[{\"a\":1}, 2, {\"a\":3},\n\n{\"a\":4} {\"a\":5}]", nil),
      ("a,b\n1,2\n\n3,4\n5\n\"6\n\",7\n", nil),
    ]
    for (text, shape) in shapes {
      let whole = ReadAll(text, shape: shape)
      for k in 0...whole.seen.count + 1 {
        let tail = ReadAll(bytes: Array(text.utf8), shape: shape, skip: UInt32(k))
        #expect(tail.seen == Array(whole.seen.dropFirst(k)))
      }
    }
  }

  @Test func `place and number are those of the line`() {
    let all = ReadAll("\n{\"a\":1}\r\n  \n{\"é\":2}\nx\n {\"a\":\n", shape: .jsonLines)
    #expect(
      all.seen.map { [UInt64($0.number), $0.line, $0.offset] } == [
        [1, 2, 1], [2, 4, 13], [3, 5, 22], [4, 6, 24],
      ])
    #expect(all.texts == [#"{"a":1}"#, #"{"é":2}"#, "invalid_json", "invalid_json"])
    #expect(all.words == ["blank_line": 2, "crlf": 1])
  }

  @Test func `a line longer than the limit is passed over with bounded memory`() {
    let long = "{\"a\":\"" + String(repeating: "x", count: 100_000) + "\"}"
    let text = "{\"a\":1}\n\(long)\n{\"a\":2}\n\(long)"
    for block in [64, 1 << 10, 1 << 20] {
      let all = ReadAll(
        bytes: Array(text.utf8), shape: .jsonLines, limits: RecordLimits(maxRecordBytes: 1000),
        pieces: [100], blockBytes: block)
      #expect(all.texts == [#"{"a":1}"#, "too_long", #"{"a":2}"#, "too_long"])
      #expect(all.seen.map(\.line) == [1, 2, 3, 4])
    }
  }

  @Test func `a line of 10 MB is read`() {
    let text = "{\"a\":\"" + String(repeating: "abcdefg\\n", count: 1 << 20) + "\"}\n{\"a\":1}\n"
    let all = ReadAll(text)
    #expect(all.seen.count == 2)
    #expect(all.texts[0].utf8.count == 8 + 9 << 20)
  }

  @Test func `a stream that breaks off gives its records and then the error`() {
    let failure = ContainerError(.cut, path: "x", message: "cut")
    let records = "{\"a\":1}\n{\"a\":2}\n"
    let clean = ReadAll(bytes: Array(records.utf8), failure: failure)
    #expect(clean.texts == [#"{"a":1}"#, #"{"a":2}"#])
    #expect(clean.failure?.kind == .cut)
    let inside = ReadAll(bytes: Array((records + "{\"a\":").utf8), pieces: [3], failure: failure)
    #expect(inside.texts == [#"{"a":1}"#, #"{"a":2}"#, "damaged_container"])
    #expect(inside.failure?.kind == .cut)
    let array = ReadAll(bytes: Array("[{\"a\":1},".utf8), failure: failure)
    #expect(array.texts == [#"{"a":1}"#])
    #expect(array.failure?.kind == .cut)
    let early = ReadAll(bytes: [], failure: failure)
    #expect(early.seen.isEmpty && early.failure?.kind == .cut)
  }

  @Test func `nothing is no record`() {
    for text in ["", "\n", " \r\n\n", "\u{FEFF}"] {
      #expect(ReadAll(text).seen.isEmpty)
      #expect(ReadAll(text).failure == nil)
    }
  }
}
