import Testing

@testable import Parquet

/// The rows of a file as text, one after the other.
func rows(
  _ file: ParquetFile, _ options: ReadOptions = ReadOptions(), nulls: RowWriter.Nulls = .written
) throws(ParquetError) -> [String] {
  let reader = try RowReader(file, options: options)
  var writer = RowWriter(reader.projection, nulls: nulls)
  var output = RowBytes()
  var rows: [String] = []
  while let batch = try reader.next() {
    writer.begin(batch)
    while try writer.next(into: &output) {
      unsafe rows.append(output.withBytes { unsafe String(decoding: unsafe $0, as: UTF8.self) })
      output.removeAll()
    }
  }
  return rows
}

@Suite struct ReadingTests {
  static let chat = [
    #"{"id":1,"messages":[{"role":"user","content":"Why is the sky blue?"},"#
      + #"{"role":"assistant","content":"Short waves scatter more."}],"#
      + #""tags":{"topic":"physics","mood":null},"score":0.5}"#,
    #"{"id":2,"messages":[],"tags":{},"score":null}"#,
    #"{"id":3,"messages":null,"tags":null,"score":-1.25}"#,
    #"{"id":4,"messages":[{"role":"user","content":"Say \"hé\\\n\"."},null,"#
      + #"{"role":null,"content":""}],"tags":{"topic":"quotes"},"score":1e+300}"#,
  ]

  @Test(arguments: Fixture.names.filter { $0.hasPrefix("chat") })
  func `nested rows are the same in every version, codec and encoding`(name: String) throws {
    #expect(try rows(ParquetFile(path: Fixture.path(name))) == Self.chat)
    #expect(try rows(ParquetFile(bytes: Fixture.bytes(name))) == Self.chat)
  }

  @Test func `every type has its text`() throws {
    let found = try rows(ParquetFile(path: Fixture.path("types")))
    #expect(
      found[0]
        == #"{"i8":-128,"u16":0,"u32":0,"u64":0,"half":0.5,"single":0.25,"flag":true,"#
        + #""cents":1.50,"big":12345678901234567890123456789.000000001,"day":"1969-12-31","#
        + #""clock":"23:59:59.999999","when":"1969-12-31T23:59:59.000005Z","#
        + #""local":"2000-01-01T00:00:00","bytes":"/wA=","fixed":"abc","nothing":null}"#)
    #expect(
      found[1]
        == #"{"i8":null,"u16":65535,"u32":4294967295,"u64":18446744073709551615,"half":null,"#
        + #""single":null,"flag":null,"cents":null,"big":null,"day":null,"clock":null,"#
        + #""when":null,"local":null,"bytes":null,"fixed":null,"nothing":null}"#)
    #expect(
      found[2]
        == #"{"i8":127,"u16":null,"u32":null,"u64":null,"half":-2.0,"single":-2.0,"flag":false,"#
        + #""cents":-0.05,"big":-0.000000001,"day":"2024-02-29","clock":"00:00:00","#
        + #""when":"2024-02-29T12:00:00Z","local":"1900-03-01T01:02:03.004","bytes":"text","#
        + #""fixed":"gGJj","nothing":null}"#)
    #expect(
      try rows(ParquetFile(path: Fixture.path("types-int96"))) == [
        #"{"local":"2000-01-01T00:00:00"}"#, #"{"local":null}"#,
        #"{"local":"1900-03-01T01:02:03.004"}"#,
      ])
  }

  @Test func `files of DuckDB and Polars are read`() throws {
    #expect(
      try rows(ParquetFile(path: Fixture.path("duckdb")))
        == (0..<5).map {
          #"{"n":\#($0),"word":"word \#($0 % 3)","list":[\#($0),null],"#
            + #""nest":{"a":\#($0),"b":{"c":"deep"}}}"#
        })
    #expect(
      try rows(ParquetFile(path: Fixture.path("polars"))) == [
        #"{"text":"one","lists":[["a"],[]]}"#, #"{"text":null,"lists":null}"#,
        #"{"text":"three","lists":[null,["b",null]]}"#,
      ])
  }

  @Test(arguments: Fixture.names)
  func `rows depend neither on batches nor on threads`(name: String) throws {
    let file = try ParquetFile(path: Fixture.path(name))
    let whole = try rows(file)
    for batchBytes in [1, 30, 1 << 20] {
      for threads in [1, 2, 5] {
        var options = ReadOptions()
        options.batchBytes = batchBytes
        options.threads = threads
        #expect(try rows(file, options) == whole)
      }
    }
  }

  @Test func `columns are chosen by name, with or without the groups of lists`() throws {
    let file = try ParquetFile(path: Fixture.path("chat-zstd-v2"))
    func some(_ names: String...) throws -> [String] {
      var options = ReadOptions()
      options.columns = names
      return try rows(file, options)
    }
    let roles = [
      #"{"messages":[{"role":"user"},{"role":"assistant"}],"score":0.5}"#,
      #"{"messages":[],"score":null}"#, #"{"messages":null,"score":-1.25}"#,
      #"{"messages":[{"role":"user"},null,{"role":null}],"score":1e+300}"#,
    ]
    #expect(try some("score", "messages.role") == roles)
    #expect(try some("messages.list.element.role", "score") == roles)
    #expect(
      try some("tags.key") == [
        #"{"tags":["topic","mood"]}"#, #"{"tags":[]}"#, #"{"tags":null}"#,
        #"{"tags":["topic"]}"#,
      ])
    #expect(try some("id", "messages", "tags", "score") == Self.chat)
    #expect(try some() == ["{}", "{}", "{}", "{}"])
    let error = #expect(throws: ParquetError.self) { _ = try some("mess") }
    #expect(error?.kind == .usage)
    #expect(error?.hint == "the file has `id`, `messages`, `tags`, `score`")
  }

  @Test func `members that are null can be left out`() throws {
    let file = try ParquetFile(path: Fixture.path("chat-brotli"))
    #expect(
      try rows(file, nulls: .leftOut)[1...] == [
        #"{"id":2,"messages":[],"tags":{}}"#, #"{"id":3,"score":-1.25}"#,
        #"{"id":4,"messages":[{"role":"user","content":"Say \"hé\\\n\"."},null,"#
          + #"{"content":""}],"tags":{"topic":"quotes"},"score":1e+300}"#,
      ])
  }

  @Test func `row groups are chosen, and batches know their rows`() throws {
    let file = try ParquetFile(path: Fixture.path("chat-zstd-v2"))
    var options = ReadOptions()
    options.rowGroups = 1..<2
    #expect(try rows(file, options) == [Self.chat[3]])
    options.rowGroups = nil
    options.batchBytes = 1
    let reader = try RowReader(file, options: options)
    var places: [[Int]] = []
    while let batch = try reader.next() {
      places.append([batch.rowGroup, batch.firstRow, batch.rowCount])
    }
    #expect(places == [[0, 0, 1], [0, 1, 1], [0, 2, 1], [1, 0, 1]])
    options.rowGroups = 0..<3
    #expect(throws: ParquetError.self) { _ = try RowReader(file, options: options) }
  }

  @Test func `a file says what it holds`() throws {
    let file = try ParquetFile(path: Fixture.path("chat-zstd-v2"))
    #expect(
      file.schema.description == """
        id: int64?
        messages: list? of struct?
          role: string?
          content: string?
        tags: map?
          key: string
          value: string?
        score: double?
        """)
    let summary = try file.summary(rowGroup: 0, column: 1)
    #expect(summary.codec == .zstd)
    #expect(summary.encodings.contains(.rleDictionary))
    #expect(summary.min == #""assistant""#)
    #expect(summary.max == #""user""#)
    #expect(summary.valueCount == 4)
    #expect(try file.summary(rowGroup: 0, column: 5).min == "-1.25")
    #expect(
      try file.pageCounts(rowGroup: 0, column: 1) == PageCounts(data: 1, dictionary: 1))
    #expect(file.metadata.createdBy?.hasPrefix("parquet-cpp-arrow") == true)
    #expect(throws: ParquetError.self) { _ = try file.summary(rowGroup: 2, column: 0) }
  }
}
