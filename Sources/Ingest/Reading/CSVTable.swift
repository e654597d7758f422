internal import CSimdjson
internal import Records

/// The columns of a CSV file; turns its rows into documents.
final class CSVTable {
  let delimiter: UInt8
  /// The names of the columns one after another, and where each ends.
  private let header = ByteArena(capacity: 256)
  private var columns: [ByteSlice] = []
  private let mended = ByteArena(capacity: ByteArena.padding)
  private var keys: [ByteSlice] = []
  private var values: [ByteSlice] = []

  /// Reads the header.
  ///
  /// - Throws: `RecordError` if a name stands twice or is missing; the first column may have none,
  ///   as in files with an unnamed index.
  init(header row: UnsafeRawBufferPointer, delimiter: UInt8) throws(RecordError) {
    self.delimiter = delimiter
    var repairs = RepairCounts()
    unsafe splitRow(row, into: header, repairs: &repairs)
    columns = values
    var seen: Set<[UInt8]> = []
    for (i, column) in columns.enumerated() {
      let name = unsafe Array(header[column])
      if name.isEmpty && (i > 0 || columns.count == 1) {
        throw RecordError(.missingField, "column \(i + 1) of the header has no name")
      }
      if !seen.insert(name).inserted {
        throw RecordError(
          .duplicateKey, "the header names a column twice: `\(header.string(column))`")
      }
    }
  }

  /// The names of the columns.
  var names: [String] { columns.map(header.string) }

  /// Makes `document` the row in `bytes`: an object with a text for each column.
  ///
  /// - Throws: `RecordError` with `field_count`; nothing is left in the arena then.
  func read(
    _ bytes: UnsafeRawBufferPointer, into document: JSONDocument, arena: ByteArena,
    repairs: inout RepairCounts
  ) throws(RecordError) -> JSONValue {
    let mark = arena.count
    let before = unsafe arena.append(header[header.slice(from: 0)]).start
    unsafe splitRow(bytes, into: arena, repairs: &repairs)
    guard values.count == columns.count else {
      arena.truncate(to: mark)
      throw RecordError(
        .fieldCount, "\(values.count) fields, the header has \(columns.count)")
    }
    keys.removeAll(keepingCapacity: true)
    for column in columns {
      keys.append(ByteSlice(start: before + column.start, count: column.count))
    }
    return document.assign(keys: keys, values: values, in: arena)
  }

  /// Fewer fields than the header: what a row that broke off looks like.
  var lastRowIsShort: Bool { values.count < columns.count }

  /// Splits a row without its line ending into `values`, unquoted, in `arena`.
  private func splitRow(
    _ bytes: UnsafeRawBufferPointer, into arena: ByteArena, repairs: inout RepairCounts
  ) {
    if unsafe !isClean(bytes) {
      mended.truncate(to: 0)
      unsafe UTF8Check.repair(bytes, into: mended, counting: &repairs)
      unsafe splitFields(mended[mended.slice(from: 0)], into: arena)
      return
    }
    unsafe splitFields(bytes, into: arena)
  }

  /// UTF-8 without NUL.
  private func isClean(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let base = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress else {
      return true
    }
    return unsafe wj_is_utf8(base, bytes.count) != 0 && bytes.first(0, from: 0) == nil
  }

  private func splitFields(_ bytes: UnsafeRawBufferPointer, into arena: ByteArena) {
    values.removeAll(keepingCapacity: true)
    var i = 0
    repeat {
      let start = arena.count
      if i < bytes.count, unsafe bytes[i] == UInt8(ascii: "\"") {
        i = unsafe quotedField(bytes, from: i + 1, into: arena)
      }
      let end = unsafe bytes.first(delimiter, from: i) ?? bytes.count
      unsafe arena.append(UnsafeRawBufferPointer(rebasing: bytes[i..<end]))
      values.append(arena.slice(from: start))
      i = end + 1
    } while i <= bytes.count
  }

  /// Appends the text up to the closing quote, and returns the position after it.
  private func quotedField(
    _ bytes: UnsafeRawBufferPointer, from: Int, into arena: ByteArena
  ) -> Int {
    var start = from
    while let quote = unsafe bytes.first(UInt8(ascii: "\""), from: start) {
      let doubled = unsafe quote + 1 < bytes.count && bytes[quote + 1] == UInt8(ascii: "\"")
      let end = doubled ? quote + 1 : quote
      unsafe arena.append(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      guard doubled else { return quote + 1 }
      start = quote + 2
    }
    unsafe arena.append(UnsafeRawBufferPointer(rebasing: bytes[start..<bytes.count]))
    return bytes.count
  }
}
