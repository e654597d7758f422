import TestSupport

// Containers that are cut, damaged, or of a kind that is not read.

private let gzip = ArchiveBuilder.gzip(Text.noisyRows(40))
private let zstd = ArchiveBuilder.zstd(Text.noisyRows(40))
private let xz = ArchiveBuilder.compress(Text.noisyRows(40), by: .xz)
private let bzip2 = ArchiveBuilder.compress(Text.noisyRows(40), by: .bzip2)
private let lz4 = ArchiveBuilder.compress(Text.noisyRows(40), by: .lz4)
private let rows = Array(Text.rows(3).utf8)

let compressedInputs: [BadInput] = [
  .ingest("gzip-cut", "a.jsonl.gz", gzip.cut(1200)),
  .ingest("gzip-cut-in-header", "a.jsonl.gz", Array(gzip.prefix(6))),
  .ingest("gzip-cut-before-checksum", "a.jsonl.gz", gzip.cut(8)),
  .ingest("gzip-wrong-checksum", "a.jsonl.gz", gzip.damaged(at: -6)),
  .ingest("gzip-wrong-length", "a.jsonl.gz", gzip.damaged(at: -2)),
  .ingest("gzip-damaged", "a.jsonl.gz", gzip.damaged(at: 900)),
  .ingest("gzip-second-member-cut", "a.jsonl.gz", ArchiveBuilder.gzip(rows) + gzip.cut(900)),
  .ingest("gzip-then-text", "a.jsonl.gz", ArchiveBuilder.gzip(rows) + rows),
  .ingest("zstd-cut", "a.jsonl.zst", zstd.cut(700)),
  .ingest("zstd-wrong-checksum", "a.jsonl.zst", zstd.damaged(at: -2)),
  .ingest("zstd-damaged", "a.jsonl.zst", zstd.damaged(at: 500)),
  .ingest("zstd-then-text", "a.jsonl.zst", ArchiveBuilder.zstd(rows) + rows),
  .ingest(
    "zstd-window-too-large", "a.jsonl.zst", ArchiveBuilder.zstd(rows, windowLog: 28)),
  .ingest(
    "zstd-dictionary", "a.jsonl.zst",
    [0x28, 0xB5, 0x2F, 0xFD, 0x01, 0x58, 0x2A, 0x01, 0x00, 0x00]),
  .ingest("xz-cut", "a.jsonl.xz", xz.cut(800)),
  .ingest("xz-damaged", "a.jsonl.xz", xz.damaged(at: 600)),
  .ingest("xz-wrong-checksum", "a.jsonl.xz", xz.damaged(at: -40)),
  .ingest("bzip2-cut", "a.jsonl.bz2", bzip2.cut(500)),
  .ingest("bzip2-damaged", "a.jsonl.bz2", bzip2.damaged(at: 700)),
  .ingest("lz4-cut", "a.jsonl.lz4", lz4.cut(500)),
  .ingest("lz4-wrong-checksum", "a.jsonl.lz4", lz4.damaged(at: 700)),
  .ingest("gzip-of-nothing", "a.jsonl.gz", ArchiveBuilder.gzip([])),
  .ingest("xz-of-nothing", "a.jsonl.xz", ArchiveBuilder.compress([], by: .xz)),
  .ingest("gzip-name-plain-content", "a.jsonl.gz", rows),
]

private let two = [
  ArchiveBuilder.Entry("one.jsonl", Text.noisyRows(20)),
  ArchiveBuilder.Entry("two.jsonl", Text.noisyRows(20)),
]

/// A zip whose first member has a wrong checksum and whose second is good.
private let wrongChecksum: [UInt8] = {
  var entries = two
  entries[0].statedCRC = 1
  return ArchiveBuilder.zip(entries)
}()

private let encrypted: [UInt8] = {
  var entries = two
  entries[0].isEncrypted = true
  return ArchiveBuilder.zip(entries)
}()

private let longSize: [UInt8] = {
  var entries = [ArchiveBuilder.Entry("one.jsonl", rows), ArchiveBuilder.Entry("two.jsonl", rows)]
  entries[1].statedTarSize = 5000
  return ArchiveBuilder.tar(entries)
}()

let archiveInputs: [BadInput] = [
  .ingest("tar-cut-in-member", "a.tar", Array(ArchiveBuilder.tar(two).prefix(4000))),
  .ingest("tar-cut-in-header", "a.tar", Array(ArchiveBuilder.tar(two).prefix(300))),
  .ingest("tar-wrong-header-checksum", "a.tar", ArchiveBuilder.tar(two).damaged(at: 130)),
  .ingest("tar-size-too-large", "a.tar", longSize),
  .ingest(
    "tar-gzip-cut", "a.tar.gz", ArchiveBuilder.gzip(ArchiveBuilder.tar(two)).cut(600)),
  .ingest(
    "tar-member-gzip-damaged", "a.tar",
    ArchiveBuilder.tar([
      .init("bad.jsonl.gz", gzip.damaged(at: -6)), .init("good.jsonl", rows),
    ])),
  .ingest(
    "bad-record-in-member", "a.tar.gz",
    ArchiveBuilder.gzip(
      ArchiveBuilder.tar([
        .init("good.jsonl", rows), .init("deep/er/bad.jsonl", Text.rows(1) + "{\"prompt\":3}\n"),
      ]))),
  .ingest("zip-cut", "a.zip", ArchiveBuilder.zip(two).cut(200)),
  .ingest("zip-beginning-lost", "a.zip", Array(ArchiveBuilder.zip(two).dropFirst(100))),
  .ingest(
    "zip-beginning-of-plain-member-lost", "a.zip",
    Array(ArchiveBuilder.zip([.init("one.jsonl", rows, isStored: true)]).dropFirst(60))),
  .ingest(
    "gzip-beginning-lost", "a.jsonl.gz",
    Array(ArchiveBuilder.gzip(Text.noisyRows(200)).dropFirst(100))),
  .ingest(
    "member-without-its-beginning", "a.tar",
    ArchiveBuilder.tar([
      .init("good.jsonl", rows),
      .init("bad.jsonl.zst", Array(ArchiveBuilder.zstd(Text.noisyRows(200)).dropFirst(50))),
    ])),
  .ingest("zip-wrong-checksum", "a.zip", wrongChecksum),
  .ingest("zip-damaged", "a.zip", ArchiveBuilder.zip(two).damaged(at: 300)),
  .ingest("zip-encrypted", "a.zip", encrypted),
  .ingest(
    "zip-unknown-compression", "a.zip",
    ArchiveBuilder.zip(two).replacing([0, 8, 8, 0, 0, 0, 0x21], by: [0, 8, 97, 0, 0, 0, 0x21])),
  .ingest("sevenzip-cut", "a.7z", ArchiveBuilder.sevenZip(two).cut(400)),
  .ingest("sevenzip-damaged", "a.7z", ArchiveBuilder.sevenZip(two).damaged(at: 400)),
  .ingest(
    "path-traversal-names", "a.zip",
    ArchiveBuilder.zip([
      .init("../../evil.jsonl", rows), .init("/tmp/winnow-absolute.jsonl", rows),
      .init("..\\back\\slash.jsonl", rows), .init("new\nline\u{1B}[31m.jsonl", rows),
    ])),
  .ingest(
    "links-and-folders-only", "a.tar",
    ArchiveBuilder.tar([
      .init("folder", kind: .directory), .init("link", kind: .link),
      .init("__MACOSX/._x.jsonl", rows),
    ])),
  .ingest("empty-zip", "a.zip", ArchiveBuilder.zip([])),
  .ingest("empty-tar", "a.tar", ArchiveBuilder.tar([])),
  .ingest("empty-7z", "a.7z", ArchiveBuilder.emptySevenZip),
  .ingest("same-name-twice", "a.zip", ArchiveBuilder.zip([two[0], two[0]])),
  .ingest(
    "pdf-in-archive", "a.zip",
    ArchiveBuilder.zip([.init("readme.pdf", "%PDF-1.7 …"), .init("good.jsonl", rows)])),
  .pipeline(
    "pdf-in-archive-not-wanted",
    "store: s.sqlite\nsources: [{path: a.zip, members: '*.jsonl'}]",
    files: [
      "a.zip": ArchiveBuilder.zip([.init("readme.pdf", "%PDF-1.7 …"), .init("good.jsonl", rows)])
    ]),
  .pipeline(
    "members-without-match",
    "store: s.sqlite\nsources: [{path: a.zip, format: trl, members: '*.csv'}]",
    files: ["a.zip": ArchiveBuilder.zip(two)]),
]

private func page(_ head: String) -> [UInt8] {
  Array(head.utf8) + [UInt8](repeating: 0, count: 100)
}

let foreignInputs: [BadInput] = [
  .ingest("empty-file", "a.jsonl", []),
  .ingest("blank-file", "a.jsonl", Array(" \n\n\t\n".utf8)),
  .ingest("zeros", "a.jsonl", [UInt8](repeating: 0, count: 3000)),
  .ingest("parquet-cut", "a.parquet", Array("PAR1".utf8) + [0x15] + page("")),
  .ingest("parquet-encrypted", "a.parquet", page("PARE\u{15}")),
  .ingest(
    "xlsx", "a.xlsx",
    ArchiveBuilder.zip([.init("[Content_Types].xml", "<Types/>"), .init("xl/workbook.xml", "<x/>")])
  ),
  .ingest("sqlite", "a.db", page("SQLite format 3\0")),
  .ingest("pdf", "a.pdf", page("%PDF-1.7\n")),
  .ingest("arrow", "a.arrow", page("ARROW1\0")),
  .ingest("pickle", "a.pkl", [0x80, 0x04, 0x95] + page("")),
  .ingest("rar", "a.rar", page("Rar!\u{1A}\u{7}")),
  .ingest(
    "git-lfs-pointer", "a.jsonl",
    Array("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n".utf8)),
  .ingest("web-page", "a.jsonl", Array("<!DOCTYPE html><html><title>404</title>".utf8)),
  .ingest("prose", "a.txt", Array("Dear reader,\nthis is no data.\n".utf8), format: nil),
]

/// Layers of gzip around `bytes`.
private func nested(_ bytes: [UInt8], _ depth: Int) -> [UInt8] {
  (0..<depth).reduce(bytes) { bytes, _ in ArchiveBuilder.gzip(bytes) }
}

private func limited(_ limits: String, _ name: String) -> String {
  "sources:\n  - path: \(name)\n    format: trl\n    limits: {\(limits)}\nstore: s.sqlite\n"
}

let bombInputs: [BadInput] = [
  .ingest(
    "bomb-ratio", "a.jsonl.zst",
    ArchiveBuilder.zstd([UInt8](repeating: 0x20, count: 80 << 20))),
  .pipeline(
    "bomb-expanded-bytes", limited("expanded_bytes: 1KB", "a.jsonl.gz"),
    files: ["a.jsonl.gz": gzip]),
  .pipeline(
    "bomb-members", limited("members: 2", "a.tar"),
    files: ["a.tar": ArchiveBuilder.tar((1...3).map { .init("\($0).jsonl", Text.rows(1)) })]),
  .ingest("bomb-nesting", "a.gz", nested(rows, 5)),
  .ingest(
    "bomb-archive-in-archives", "a.tar",
    ArchiveBuilder.tar([
      .init("b.zip", ArchiveBuilder.zip([.init("c.tar.gz", nested(ArchiveBuilder.tar(two), 1))]))
    ])),
]
