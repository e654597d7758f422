import Foundation
import Records
import Testing

@testable import Scoring

@Suite struct EmbeddingTests {
  static func id(_ n: UInt64) -> PublicID { PublicID(high: n, low: n) }

  /// Writes files into a new folder and removes it after `body`.
  private func with<Result>(
    _ files: [(String, [UInt8])], _ body: (String) throws -> Result
  ) throws -> Result {
    let folder = newFolder()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, bytes) in files {
      try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
    }
    return try body(folder + "/" + (files.first?.0 ?? ""))
  }

  /// An array file as NumPy writes it.
  private func npy(_ header: String, _ body: [UInt8], version: UInt8 = 1) -> [UInt8] {
    let length = UInt32(header.utf8.count)
    let size = version == 1 ? 2 : 4
    return [0x93] + Array("NUMPY".utf8) + [version, 0]
      + (0..<size).map { UInt8(truncatingIfNeeded: length >> UInt32(8 * $0)) } + Array(header.utf8)
      + body
  }

  private func singles(_ numbers: [Float]) -> [UInt8] {
    numbers.flatMap { n in (0..<4).map { UInt8(truncatingIfNeeded: n.bitPattern >> UInt32(8 * $0)) }
    }
  }

  private var ids: [UInt8] { Array("\(Self.id(1))\n\(Self.id(2))\n".utf8) }

  private func read(_ table: EmbeddingTable) throws -> [Float] {
    let folder = newFolder()
    let (rows, unmatched) = try table.differences(
      [(Self.id(1), Self.id(2)), (Self.id(1), Self.id(9))], fitted: [true, true], folder: folder,
      diskBudget: 1 << 20)
    #expect(unmatched == 1 && rows.count == 2 && rows.dimension == 2)
    #expect(!FileManager.default.fileExists(atPath: folder))
    return unsafe Array(rows[0]) + Array(rows[1])
  }

  @Test(arguments: [1, 2, 3] as [UInt8])
  func `an array of singles gives standardised differences`(version: UInt8) throws {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }\n"
    let file = npy(header, singles([1, 5, 3, 5]), version: version)
    try with([("e.npy", file), ("e.ids.txt", ids)]) { path in
      let table = try EmbeddingTable.read(path)
      #expect(table.count == 2 && table.dimension == 2)
      let found = try read(table)
      #expect(found == [-1, 0, 0, 0])
    }
  }

  @Test(
    arguments: [
      ("<f2", [0x00, 0x3C, 0x00, 0x40, 0x00, 0x42, 0x00, 0x40]),
      (
        "<f8",
        [
          0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 8, 0x40, 0, 0,
          0, 0, 0, 0, 0, 0x40,
        ]
      ),
    ] as [(String, [UInt8])])
  func `halves and doubles are read too`(type: String, body: [UInt8]) throws {
    let header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (2, 2), }"
    let names = Array("{\"id\": \"\(Self.id(1))\"}\n{\"digest\": \"\(Self.id(2))\"}".utf8)
    try with([("e.npy", npy(header, body)), ("ids.jsonl", names)]) { path in
      let found = try read(EmbeddingTable.read(path))
      #expect(found == [-1, 0, 0, 0])
    }
  }

  @Test func `lines may name the id in three ways`() throws {
    let lines = """
      {"id": "\(Self.id(1))", "embedding": [1, -2.5e0], "model": {"a": [1]}}

      {"embedding": [3,-2.5], "text_digest": "\(Self.id(2))"}
      {"digest": "\(Self.id(3))", "embedding": [0, 0]}
      """
    try with([("e.jsonl", Array(lines.utf8))]) { path in
      let found = try read(EmbeddingTable.read(path))
      #expect(found == [-1, 0, 0, 0])
      let one = try EmbeddingTable.read(path, wanted: [Self.id(3)])
      #expect(one.count == 1)
    }
  }

  @Test(arguments: [
    ("no array", "this is no NumPy array file"),
    ("{'descr': '<i4', 'fortran_order': False, 'shape': (2, 2)}", "little-endian floats"),
    ("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 2)}", "little-endian floats"),
    ("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2)}", "row after row"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (4,)}", "two axes"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}", "not as long as its shape"),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9)}",
      "not as long as its shape"
    ),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 4)}", "1 rows, and the list 2 ids"),
    ("{'shape': (1, 4)}", "names no type"),
  ])
  func `a wrong array is one clear error`(header: String, message: String) throws {
    let file =
      header == "no array" ? Array(header.utf8) : npy(header, singles([1, 2, 3, 4]))
    try with([("e.npy", file), ("ids.txt", ids)]) { path in
      let error = #expect(throws: WinnowError.self) { try EmbeddingTable.read(path) }
      #expect(error?.message.contains(message) == true, "\(String(describing: error))")
      #expect(error?.mark != nil)
    }
  }

  @Test func `numbers that are none and missing lists are errors`() throws {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}"
    try with([("e.npy", npy(header, singles([1, 2, .nan, 4]))), ("ids.txt", ids)]) { path in
      let error = #expect(throws: WinnowError.self) { try EmbeddingTable.read(path) }
      #expect(error?.message.contains("in row 2") == true)
    }
    try with([("e.npy", npy(header, singles([1, 2, 3, 4])))]) { path in
      let error = #expect(throws: WinnowError.self) { try EmbeddingTable.read(path) }
      #expect(error?.hint?.contains("e.ids.txt") == true)
    }
  }

  @Test(arguments: [
    ("{\"id\": \"abc\", \"embedding\": [1]}", "32 hexadecimal digits"),
    ("{\"embedding\": [1]}", "no id"), ("[1]", "no JSON object"),
    ("{\"id\": \"\(id(2))\"}", "no `embedding`"),
    ("{\"id\": \"\(id(2))\", \"embedding\": [1, \"x\"]}", "number 2"),
    ("{\"id\": \"\(id(2))\", \"embedding\": [1, NaN]}", "number 2"),
    ("{\"id\": \"\(id(2))\", \"embedding\": [1, 1e99]}", "number 2"),
    ("{\"id\": \"\(id(2))\", \"embedding\": [1]}", "has 1 numbers, and those before it have 2"),
    ("{\"id\": \"\(id(2))\", \"embedding\": [1, 2", "no JSON object"),
  ])
  func `a wrong line is an error at its place`(line: String, message: String) throws {
    let lines = "{\"id\": \"\(Self.id(1))\", \"embedding\": [1, 2]}\n" + line + "\n"
    try with([("e.jsonl", Array(lines.utf8))]) { path in
      let error = #expect(throws: WinnowError.self) { try EmbeddingTable.read(path) }
      #expect(error?.message.contains(message) == true, "\(String(describing: error))")
      #expect(error?.mark?.line == 2)
    }
  }
}
