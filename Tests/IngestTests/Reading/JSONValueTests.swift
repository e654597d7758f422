import Records
import Testing

@testable import Ingest

@Suite struct `JSON values and pointers` {
  private func parse(_ text: String, _ document: JSONDocument, _ arena: ByteArena) throws
    -> JSONValue
  {
    var repairs = RepairCounts()
    let bytes = Array(text.utf8) + Array(repeating: 0, count: ByteArena.padding)
    return try unsafe bytes.withUnsafeBytes {
      try unsafe document.parse(
        UnsafeRawBufferPointer(rebasing: $0[..<text.utf8.count]), into: arena, repairs: &repairs)
    }
  }

  @Test func `a value is read by its kind`() throws {
    let (document, arena) = (JSONDocument(), ByteArena())
    let root = try parse(
      #"{"n":null,"t":true,"i":-7,"d":2.5,"h":18446744073709551616,"s":"x\ty","a":[1,[2],3],"o":{}}"#,
      document, arena)
    #expect(root.kind == .object && root.count == 8)
    #expect(root["n"]?.isNull == true && root["t"]?.bool == true)
    #expect(root["i"]?.int64 == -7 && root["i"]?.double == -7)
    #expect(root["d"]?.double == 2.5 && root["d"]?.int64 == nil)
    #expect(root["h"]?.kind == .huge && root["h"]?.double == 18446744073709551616)
    #expect(root["h"]?.rawNumber.map(arena.string) == "18446744073709551616")
    #expect(root["s"]?.string.map(arena.string) == "x\ty")
    #expect(root["s"]?.double == nil && root["s"]?.bool == nil && root["s"]?["x"] == nil)
    #expect(root["a"]?.elements.map(\.kind) == [.int64, .array, .int64])
    #expect(root["a"]?[1]?[0]?.int64 == 2 && root["a"]?[3] == nil && root["a"]?[-1] == nil)
    #expect(root.member("o")?.count == 0 && root.member(Array("nope".utf8)) == nil)
    #expect(root.members.map { arena.string($0.key) } == ["n", "t", "i", "d", "h", "s", "a", "o"])
    #expect(root["s"]?.key.map(arena.string) == "s" && root.key == nil)
  }

  @Test func `compact JSON goes to the same or another arena`() throws {
    let (document, arena, other) = (
      JSONDocument(), ByteArena(capacity: 64), ByteArena(capacity: 64)
    )
    let text =
      #"{ "b" : [ 1.50, "é\u0001\/\"" ] , "a" : { } , "long":"\#(String(repeating: "z", count: 500))" }"#
    let root = try parse(text, document, arena)
    let expected =
      #"{"b":[1.50,"é\u0001/\""],"a":{},"long":"\#(String(repeating: "z", count: 500))"}"#
    #expect(arena.string(root.appendCompact(to: arena)) == expected)
    #expect(other.string(root.appendCompact(to: other)) == expected)
    #expect(root["a"]?.kind == .object)
  }

  @Test func `pointers follow RFC 6901`() throws {
    let (document, arena) = (JSONDocument(), ByteArena())
    let root = try parse(
      #"{"foo":["bar","baz"],"":0,"a/b":1,"m~n":8,"01":9,"x":{"0":"key"}}"#, document, arena)
    #expect(root[try JSONPointer("")]?.kind == .object)
    #expect(root[try JSONPointer("/foo/1")]?.string.map(arena.string) == "baz")
    #expect(root[try JSONPointer("/")]?.int64 == 0)
    #expect(root[try JSONPointer("/a~1b")]?.int64 == 1)
    #expect(root[try JSONPointer("/m~0n")]?.int64 == 8)
    #expect(root[try JSONPointer("/01")]?.int64 == 9)
    #expect(root[try JSONPointer("/x/0")]?.string.map(arena.string) == "key")
    #expect(
      root[JSONPointer(key: "a/b")]?.int64 == 1 && JSONPointer(key: "m~/n").description == "/m~0~1n"
    )
    for missing in [
      "/foo/2", "/foo/01", "/foo/-", "/foo/bar", "/nope/x", "/m~0n/x", "/foo/99999999999999999999",
    ] {
      #expect(root[try JSONPointer(missing)] == nil)
    }
    for bad in ["foo", "/~", "/~2", "/a~"] {
      #expect(throws: WinnowError.self) { try JSONPointer(bad) }
    }
  }
}
