import Foundation
import TestSupport

// Stores, folders and files that are not what they should be.

private let source = "sources: [{path: data.jsonl, format: trl}]\nstore: s.sqlite\n"
private let exporting = "\(source)exports: [{to: out, trainer: trl.dpo}]\n"

/// A store into which one file was read.
private func made(_ folder: TemporaryFolder) throws -> String {
  try folder.write(Text.rows(1), to: "first.jsonl")
  let run = Process()
  run.executableURL = BadInputRun.tool
  run.arguments = ["ingest", "--format", "trl", "--store", "s.sqlite", "first.jsonl"]
  run.currentDirectoryURL = URL(fileURLWithPath: folder.path)
  run.standardOutput = FileHandle.nullDevice
  try run.run()
  run.waitUntilExit()
  return folder.file("s.sqlite")
}

/// Another holder of a lock, for as long as it lives.
private final class Lock {
  private let descriptor: Int32

  init(_ path: String) {
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    _ = flock(descriptor, LOCK_EX)
  }

  deinit { close(descriptor) }
}

let storeInputs: [BadInput] = [
  .pipeline("store-is-text", source, files: ["s.sqlite": Array("hello, I am a diary\n".utf8)]),
  .pipeline("store-is-a-folder", source, files: ["s.sqlite/x": []]),
  .pipeline("store-under-a-file", "sources: [{path: data.jsonl}]\nstore: data.jsonl/s.sqlite\n"),
  .pipeline("store-in-proc", "sources: [{path: data.jsonl, format: trl}]\nstore: /proc/s.sqlite\n"),
  .pipeline("store-other-database", source).prepared { folder in
    try SQLiteText.execute("CREATE TABLE diary (day TEXT)", in: folder.file("s.sqlite"))
  },
  .pipeline("store-other-database-with-id", source).prepared { folder in
    try SQLiteText.execute(
      "PRAGMA application_id = 7; CREATE TABLE diary (day TEXT)", in: folder.file("s.sqlite"))
  },
  .pipeline("store-newer", source).prepared { folder in
    try SQLiteText.execute(
      "INSERT INTO grdb_migrations VALUES ('99 the future')", in: try made(folder))
  },
  BadInput(
    id: "plan-store-newer",
    files: ["p.yaml": Array(source.utf8), "data.jsonl": Array(Text.rows(1).utf8)],
    command: ["plan", "p.yaml"]
  ).prepared { folder in
    try SQLiteText.execute(
      "INSERT INTO grdb_migrations VALUES ('99 the future')", in: try made(folder))
  },
  BadInput(
    id: "plan-store-is-text",
    files: [
      "p.yaml": Array(source.utf8), "data.jsonl": Array(Text.rows(1).utf8),
      "s.sqlite": Array("hello, I am a diary\n".utf8),
    ],
    command: ["plan", "p.yaml"]),
  .pipeline("store-cut", source).prepared { folder in
    let path = try made(folder)
    return unsafe truncate(path, 300_000)
  },
  .pipeline("store-overwritten", source).prepared { folder in
    let path = try made(folder)
    var content = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    for index in 17_000..<content.count { content[index] = 0x5A }
    return try folder.write(content, to: "s.sqlite")
  },
  .pipeline("store-held", source).prepared { folder in
    try folder.write("process 4711: run other.yaml", to: "s.sqlite.lock")
    return Lock(folder.file("s.sqlite.lock"))
  },
  .pipeline("export-foreign-folder", exporting, files: ["out/thesis.tex": Array("x".utf8)]),
  .pipeline("export-over-a-file", exporting, files: ["out": Array("x".utf8)]),
  .pipeline(
    "export-under-a-file", "\(source)exports: [{to: data.jsonl/out, trainer: trl.dpo}]\n"),
  .pipeline("export-in-proc", "\(source)exports: [{to: /proc/out, trainer: trl.dpo}]\n"),
  .pipeline(
    "export-broken-manifest", exporting, files: ["out/winnow-manifest.json": Array("{".utf8)]),
]

let pathInputs: [BadInput] = [
  .lines("file-missing", "").asking("nothing.jsonl"),
  .lines("file-name-mistyped", Text.rows(1)).asking("Data.jsnol"),
  .ingest("file-name-odd", "a b\u{1B}[1m\nc.jsonl", Array("{\n\(Text.rows(1))".utf8)),
  .lines("glob-without-match", "").asking("*.csv"),
  .lines("folder-empty", "").asking("data").prepared { folder in
    try FileManager.default.createDirectory(
      atPath: folder.file("data"), withIntermediateDirectories: true)
  },
  .lines("link-to-nothing", "").asking("link.jsonl").prepared { folder in
    unsafe symlink("gone.jsonl", folder.file("link.jsonl"))
  },
  .lines("link-to-itself", "").asking("link.jsonl").prepared { folder in
    unsafe symlink("link.jsonl", folder.file("link.jsonl"))
  },
  .lines("pipe-without-writer", "").asking("pipe.jsonl").prepared { folder in
    unsafe mkfifo(folder.file("pipe.jsonl"), 0o644)
  },
  .lines("device", "").asking("/dev/null"),
  .lines("unreadable-file", "").asking("/proc/self/mem"),
  .lines("path-empty", "").asking(""),
  .lines("folder-with-odd-names", "").asking("data").prepared { folder in
    try folder.write("{\n", to: "data/a\u{1B}[31m.jsonl")
    try folder.write(Text.rows(1), to: "data/b\nc.jsonl")
    return try folder.write(Text.rows(1), to: "data/é 日本.jsonl")
  },
  .lines("stdin-empty", "").asking("-"),
  .lines("stdin-cut", "").asking("-").fed(Array(Text.rows(2).utf8.dropLast(9))),
  .lines("stdin-gzip-damaged", "").asking("-").fed(
    ArchiveBuilder.gzip(Text.noisyRows(20)).damaged(at: -6)),
  .lines("second-file-cut", Text.rows(1)).asking("data.jsonl", "more.jsonl.gz").prepared { folder in
    try folder.write(ArchiveBuilder.gzip(Text.noisyRows(20)).cut(300), to: "more.jsonl.gz")
  },
]

extension BadInput {
  /// With other paths to read.
  fileprivate func asking(_ paths: String...) -> Self {
    var result = Self(id: id, files: files, command: command.dropLast() + paths)
    result.input = input
    return result
  }
}
