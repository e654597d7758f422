internal import Foundation
internal import Ingest
internal import Pipeline
internal import Records
internal import Store

/// Writes every record of the input in its order, with what was found of it: a second pass over the
/// files, beside a pass over the store. Holds one record at a time.
struct AuditRows {
  let store: Store
  let plan: RunPlan
  let findings: AuditFindings
  let folder: AuditFolder

  /// A file that was written.
  struct Written {
    /// Below `rows/`.
    var path: String
    var member: String
    var records: Int

    var json: ConfigValue {
      .object([
        .init("path", .string(path)), .init("member", .string(member)),
        .init("records", .int(Int64(records))),
      ])
    }
  }

  func write(_ progress: any ProgressSink) throws(WinnowError) -> [Written] {
    var written: [Written] = []
    progress.begin("rows", total: nil)
    try RowFindings.read(store, findings.runs, detector: findings.detector) { rows in
      var names = RowNames()
      for (index, part) in plan.parts.enumerated() {
        let raw = try RawRecords(part)
        while let member = try raw.nextMember() {
          guard try rows.begin(part: index, member: member) else { throw Self.changed(part) }
          var output = MemberRows(folder: folder.path, hasSeveral: rows.hasSeveralPairs)
          while let record = try raw.next() {
            guard let row = try rows.next(), row.number == record.number else {
              throw Self.changed(part)
            }
            try output.add(record, row, of: raw, named: member, &names)
            if output.count.isMultiple(of: 1000) {
              try Interrupt.check()
              progress.advance("rows", done: output.count, unit: "rows", share: nil)
            }
          }
          guard try rows.next() == nil else { throw Self.changed(part) }
          guard let path = try output.finish() else { continue }
          written.append(Written(path: path, member: member, records: output.count))
        }
      }
    }
    progress.end("rows", note: "\(written.reduce(0) { $0 + $1.records }) written")
    return written
  }

  private static func changed(_ part: SourcePart) -> WinnowError {
    WinnowError(
      .badInput, "the file changed while it was looked at: `\(part.path)`",
      hint: "run the audit again when nobody writes it")
  }
}

/// The rows of one member on their way to a file.
private struct MemberRows {
  let folder: String
  let hasSeveral: Bool
  private(set) var count = 0
  private var file: RowFile?
  private var path = ""
  private var table: (delimiter: UInt8, columns: Int, dropped: Set<Int>)?

  init(folder: String, hasSeveral: Bool) {
    self.folder = folder
    self.hasSeveral = hasSeveral
  }

  mutating func add(
    _ record: RawRecords.Record, _ row: RowFindings.Row, of raw: RawRecords, named member: String,
    _ names: inout RowNames
  ) throws(WinnowError) {
    if file == nil { try begin(raw, member, record.hasCRLF, &names) }
    let bytes = unsafe Array(record.bytes)
    let values = RowValues(row)
    count += 1
    guard let table else {
      let members = values.members(withPairs: hasSeveral)
      try file?.append(
        record.isWhole
          ? RowSplice.object(bytes, adding: members) : RowSplice.unreadable(bytes, members))
      try file?.append([0x0A])
      return
    }
    let fields = values.fields(withPairs: hasSeveral, delimiter: table.delimiter)
    try file?.append(
      record.isWhole
        ? RowSplice.row(
          bytes, adding: fields, delimiter: table.delimiter, without: table.dropped)
        : RowSplice.unreadableRow(
          bytes, columns: table.columns, adding: fields, delimiter: table.delimiter))
    try file?.append(record.hasCRLF ? [0x0D, 0x0A] : [0x0A])
  }

  /// Opens the file once it is known how the records lie.
  private mutating func begin(
    _ raw: RawRecords, _ member: String, _ hasCRLF: Bool, _ names: inout RowNames
  ) throws(WinnowError) {
    guard case .csv(let delimiter)? = raw.shape, let columns = raw.columns else {
      path = names.path(for: member, suffix: "jsonl")
      file = try RowFile("\(folder)/rows/\(path)")
      return
    }
    path = names.path(for: member, suffix: delimiter == 0x09 ? "tsv" : "csv")
    file = try RowFile("\(folder)/rows/\(path)")
    let dropped = Set(columns.indices.filter { RowValues.names.contains(columns[$0]) })
    table = (delimiter, columns.count - dropped.count, dropped)
    let added = Array(RowValues.names.prefix(hasSeveral ? 5 : 4))
    try file?.append(
      RowSplice.row(raw.headerBytes, adding: added, delimiter: delimiter, without: dropped))
    try file?.append(hasCRLF ? [0x0D, 0x0A] : [0x0A])
  }

  /// Closes the file; gives its path below `rows/`, `nil` if the member has no records.
  mutating func finish() throws(WinnowError) -> String? {
    guard let file else { return nil }
    try file.close()
    return path
  }
}

/// Names of files below `rows/`: those of the members, which anyone may have chosen, made harmless.
struct RowNames {
  private var taken: Set<String> = []

  /// A path that stays below the folder and was not given before.
  mutating func path(for member: String, suffix: String) -> String {
    var parts = member.split(whereSeparator: { $0 == "/" || $0 == "!" || $0 == "\\" }).map(
      Self.safe
    )
    .filter { !$0.isEmpty && $0 != "." && $0 != ".." }
    var name = parts.popLast() ?? "rows"
    for ending in [".gz", ".zst", ".zstd", ".xz", ".bz2", ".lz4"]
    where name.lowercased().hasSuffix(ending) && name.count > ending.count {
      name = String(name.dropLast(ending.count))
    }
    for ending in [".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".txt"]
    where name.lowercased().hasSuffix(ending) && name.count > ending.count {
      name = String(name.dropLast(ending.count))
      break
    }
    let base = (parts + [name]).joined(separator: "/")
    var path = "\(base).\(suffix)"
    var number = 2
    while !taken.insert(path.lowercased()).inserted {
      path = "\(base)-\(number).\(suffix)"
      number += 1
    }
    return path
  }

  /// A part of a name without what a file system or a terminal would take ill.
  private static func safe(_ part: Substring) -> String {
    var out = ""
    for scalar in part.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control
      out.unicodeScalars.append(isControl || scalar == ":" ? "_" : scalar)
      if out.utf8.count > 120 { break }
    }
    return out
  }
}

/// A file that is written from its beginning, in blocks.
private final class RowFile {
  private let path: String
  private let handle: FileHandle
  private var buffer: [UInt8] = []

  init(_ path: String) throws(WinnowError) {
    self.path = path
    let folder = PathText.parent(path)
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw Self.failed(path) }
    self.handle = handle
  }

  func append(_ bytes: [UInt8]) throws(WinnowError) {
    buffer += bytes
    if buffer.count >= 1 << 20 { try flush() }
  }

  func close() throws(WinnowError) {
    try flush()
    do { try handle.close() } catch { throw Self.failed(path) }
  }

  private func flush() throws(WinnowError) {
    do { try handle.write(contentsOf: buffer) } catch { throw Self.failed(path) }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func failed(_ path: String) -> WinnowError {
    WinnowError(
      .diskFull, "cannot write: `\(path)`", hint: "is there room, and may you write there?")
  }
}
