import Foundation
import Parquet
import TestSupport
import Testing

/// Parquet as a source: a row is the record that the same line of JSON would be.
@Suite struct ParquetSourceTests {
  /// Pairs as dialogues, some with a score, some without; every ninth has nothing that was rejected.
  private static let rows: [String] = (0..<50).map { number in
    let score = number % 3 == 0 ? ",\"score_chosen\":\(number).5" : ""
    let prompt = #"[{"role":"user","content":"Question \#(number) – \"why\"?"}]"#
    let rejected =
      number % 9 == 8 ? "" : #","rejected":[{"role":"assistant","content":"no \#(number)"}]"#
    return
      #"{"prompt":\#(prompt),"chosen":[{"role":"assistant","content":"yes\n\#(number)"}]\#(rejected)\#(score)}"#
  }

  private static let fields = [
    ParquetFixture.messages("prompt"), ParquetFixture.messages("chosen"),
    ParquetFixture.messages("rejected"), Field("score_chosen", .primitive(PrimitiveType(.double))),
  ]

  /// Everything but where records stood in bytes.
  private static let dump = """
    SELECT hex(digest), '' FROM prompt UNION ALL SELECT hex(digest), '' FROM response
    UNION ALL SELECT hex(pair.digest), winner || strength || annotator.name FROM vote
      JOIN pair ON pair.id = vote.pair JOIN annotator ON annotator.id = vote.annotator
    UNION ALL SELECT hex(response.digest), value FROM score JOIN response ON response.id = score.response
    UNION ALL SELECT number || ' ' || line || ' ' || outcome, coalesce(hex(digest), reason) || coalesce(extra, '')
      FROM record ORDER BY 1, 2
    """

  private func store(_ name: String, _ folder: TemporaryFolder) throws -> [String] {
    let result = try CommandRunner(folder: folder.path).run(
      "ingest", "--store", "\(name).sqlite", "--format", "trl", "--max-bad-records", "10", name)
    #expect(result.exitStatus == 0, "\(result.summary)")
    return try SQLiteText.rows(Self.dump, in: folder.file("\(name).sqlite"))
  }

  @Test func `rows make the store that lines make, in a file, in archives and compressed`() throws {
    let folder = try TemporaryFolder()
    let parquet = try ParquetFixture.bytes(Self.fields, Self.rows, groupRows: 20)
    try folder.write(Self.rows.joined(separator: "\n") + "\n", to: "a.jsonl")
    try folder.write(parquet, to: "a.parquet")
    try folder.write(ArchiveBuilder.gzip(parquet), to: "a.parquet.gz")
    try folder.write(ArchiveBuilder.zip([.init("data/a.parquet", parquet)]), to: "a.zip")
    let expected = try store("a.jsonl", folder)
    #expect(expected.count > 200)
    for name in ["a.parquet", "a.parquet.gz", "a.zip"] {
      let found = try store(name, folder)
      #expect(found == expected, "\(name)")
    }
  }

  @Test func `the place of a row is row group and row, in quarantine and in why`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      ParquetFixture.bytes(Self.fields, Self.rows, groupRows: 20), to: "a.parquet")
    let runner = CommandRunner(folder: folder.path)
    let read = try runner.run(
      "ingest", "--store", "s.sqlite", "--format", "trl", "--max-bad-records", "0", "a.parquet")
    #expect(read.exitStatus == 1, "\(read.summary)")
    #expect(
      read.errors.contains("a.parquet:9 (row group 0, row 8): "), "\(read.summary)")
    #expect(
      try SQLiteText.rows("SELECT first, number FROM row_group", in: folder.file("s.sqlite"))
        == ["1|0", "21|1", "41|2"])
    let why = try runner.run("why", "--store", "s.sqlite", "a.parquet:5")
    #expect(why.output.contains("number 5, row group 0, row 4: stored"), "\(why.summary)")
    let last = try runner.run("why", "--store", "s.sqlite", "a.parquet:27")
    #expect(last.output.contains("row group 1, row 6"), "\(last.summary)")
  }

  @Test func `a file that is cut or damaged is one error that says where`() throws {
    let folder = try TemporaryFolder()
    let whole = try ParquetFixture.bytes(
      Self.fields, Self.rows, groupRows: 20, codec: .uncompressed)
    let runner = CommandRunner(folder: folder.path)
    for count in [5, 60, whole.count / 2, whole.count - 9, whole.count - 1] {
      try folder.write(Array(whole[..<count]), to: "cut.parquet")
      let result = try runner.run(
        "ingest", "--store", "cut.sqlite", "--format", "trl", "cut.parquet")
      #expect(result.exitStatus == 1, "\(count): \(result.summary)")
      #expect(result.errors.hasPrefix("error[damaged-file]: Parquet: "), "\(result.summary)")
    }
    // A byte within a page: its checksum tells.
    var damaged = whole
    damaged[200] ^= 0x40
    try folder.write(damaged, to: "bad.parquet")
    let result = try runner.run(
      "ingest", "--store", "bad.sqlite", "--format", "trl", "bad.parquet")
    #expect(result.exitStatus == 1, "\(result.summary)")
    #expect(
      result.errors.contains("checksum") && result.errors.contains("row group 0"),
      "\(result.summary)")
  }

  @Test func `a mapping reads rows, and nulls are what is not there`() throws {
    let folder = try TemporaryFolder()
    let fields = [
      ParquetFixture.text("q"),
      Field(
        "answers",
        .list(
          of: .structure([ParquetFixture.text("t"), Field("s", .primitive(PrimitiveType(.int64)))]))
      ),
      ParquetFixture.text("note"),
    ]
    let rows = [
      #"{"q":"one","answers":[{"t":"a","s":3},{"t":"b","s":1},{"t":"c"}],"note":"kept"}"#,
      #"{"q":"two","answers":[{"t":"a","s":0},{"t":"b","s":7}]}"#,
    ]
    try folder.write(ParquetFixture.bytes(fields, rows), to: "a.parquet")
    try folder.write(
      """
      name: rated
      store: s.sqlite
      sources:
        - path: '*.parquet'
          mapping:
            prompt: q
            responses: {all: {text: /answers/*/t, scores: {s: /answers/*/s}}}
            votes: {ranked: all, by: s, best: highest}
      """, to: "p.yaml")
    let result = try CommandRunner(folder: folder.path).run("run", "p.yaml")
    #expect(result.output.contains("2 records = 2 stored"), "\(result.summary)")
    #expect(
      try SQLiteText.rows(
        "SELECT number, extra FROM record WHERE extra IS NOT NULL", in: folder.file("s.sqlite"))
        == [#"1|{"note":"kept"}"#])
  }

  @Test func `a folder of Spark is read: shards without a row, and what is no data`() throws {
    let folder = try TemporaryFolder()
    let empty = try ParquetFixture.bytes(Self.fields, [])
    try folder.write(empty, to: "table/part-0.parquet")
    try folder.write(
      ParquetFixture.bytes(Self.fields, Array(Self.rows.prefix(5))), to: "table/part-1.parquet")
    try folder.write([UInt8](), to: "table/_SUCCESS")
    try folder.write(empty, to: "table/_common_metadata")
    let runner = CommandRunner(folder: folder.path)
    let result = try runner.run("ingest", "--store", "s.sqlite", "--format", "trl", "table")
    #expect(result.exitStatus == 0, "\(result.summary)")
    #expect(
      try SQLiteText.rows("SELECT count(*) FROM record", in: folder.file("s.sqlite")) == ["5"])
    let inspected = try runner.run("inspect", "table/part-0.parquet")
    #expect(inspected.output.contains("Parquet, 0 rows"), "\(inspected.summary)")
  }

  @Test func `bytes without a meaning are text`() throws {
    let folder = try TemporaryFolder()
    let fields = [
      Field("prompt", .primitive(PrimitiveType(.byteArray))), ParquetFixture.text("chosen"),
      ParquetFixture.text("rejected"),
    ]
    let rows = ["p0", "p1 é", "p2"].map { #"{"prompt":"\#($0)","chosen":"c","rejected":"r"}"# }
    try folder.write(ParquetFixture.bytes(fields, rows), to: "a.parquet")
    let result = try CommandRunner(folder: folder.path).run(
      "ingest", "--store", "s.sqlite", "--format", "trl", "a.parquet")
    #expect(result.exitStatus == 0, "\(result.summary)")
    #expect(
      try SQLiteText.rows(
        "SELECT body FROM text WHERE body LIKE 'p%' ORDER BY 1", in: folder.file("s.sqlite"))
        == ["p0", "p1 é", "p2"])
  }

  @Test func `an audit gives rows back with their null members`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<60).map { number in
      let note = number < 30 ? "" : ",\"note\":\"n\""
      return
        #"{"prompt":"What is \#(number)?","chosen":"It is \#(number).","rejected":"no \#(number)"\#(note)}"#
    }
    try folder.write(
      ParquetFixture.bytes(
        ["prompt", "chosen", "rejected", "note", "d"].map(ParquetFixture.text), rows),
      to: "a.parquet")
    let result = try CommandRunner(folder: folder.path)
      .start(["audit", "a.parquet", "-o", "out"]).wait(seconds: 120)
    #expect(result.exitStatus == 0, "\(result.summary)")
    let lines = try String(contentsOfFile: folder.file("out/rows/a.parquet.jsonl"), encoding: .utf8)
      .split(separator: "\n")
    #expect(lines.count == 60)
    #expect(lines.allSatisfy { $0.contains("\"d\":null") && $0.contains("\"note\":") })
  }

  @Test func `inspect tells of Parquet, of archives and of plain files`() throws {
    let folder = try TemporaryFolder()
    let parquet = try ParquetFixture.bytes(Self.fields, Self.rows, groupRows: 20)
    try folder.write(parquet, to: "a.parquet")
    try folder.write(
      ArchiveBuilder.zip([
        .init("a.parquet", parquet),
        .init("b.jsonl", #"{"prompt":"p","chosen":"c","rejected":"r"}"#),
      ]), to: "a.zip")
    let runner = CommandRunner(folder: folder.path)
    let own = try runner.run("inspect", "a.parquet", "--rows", "1")
    #expect(
      own.output.hasPrefix(
        "a.parquet: Parquet, 50 rows in 3 row groups, "
      ), "\(own.summary)")
    for words in [
      "prompt: list? of struct?\n    role: string?\n    content: string?",
      "prompt.list.element.content", "ZSTD", "  2: 10 rows", "format  `trl`: ",
      #"{"prompt":[{"role":"user","content":"Question 0 – \"why\"?"}]"#,
    ] {
      #expect(own.output.contains(words), "\(words)\n\(own.summary)")
    }
    let archive = try runner.run("inspect", "a.zip", "--rows", "0")
    #expect(archive.output.contains("a.zip!a.parquet: zip, Parquet, 50 rows"), "\(archive.summary)")
    #expect(
      archive.output.contains("a.zip!b.jsonl: zip, JSON Lines, 42 bytes"), "\(archive.summary)")
    let lines = try runner.run("inspect", "a.parquet", "--lines", "--rows", "all")
    #expect(lines.output.split(separator: "\n").count == 50)
    #expect(lines.output.contains(#""rejected":null"#))
    let missing = try runner.run("inspect", "b.parquet")
    #expect(
      missing.exitStatus == 1 && missing.errors.contains("no such file"), "\(missing.summary)")
  }
}
