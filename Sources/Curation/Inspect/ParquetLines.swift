internal import Ingest
internal import Parquet
internal import Records

/// What a Parquet file says of itself, for a terminal.
struct ParquetLines {
  let text: String

  /// - Throws: where headers of pages are damaged.
  init(_ file: ParquetFile, path: String) throws(WinnowError) {
    let groups = file.metadata.rowGroups
    var lines = [
      "\(shown(path)): Parquet, \(grouped(Int(file.rowCount))) rows in \(groups.count) row group\(groups.count == 1 ? "" : "s"), "
        + "\(grouped(file.byteCount)) bytes"
        + (file.metadata.createdBy.map { ", written by \(shown($0, limit: 60))" } ?? "")
    ]
    lines += ["", "schema"] + file.schema.description.split(separator: "\n").map { "  " + $0 }
    var rows = [
      ["column", "codec", "bytes", "packed", "pages", "nulls", "encodings", "least", "greatest"]
    ]
    do throws(ParquetError) {
      for column in file.schema.leaves.indices where !groups.isEmpty {
        rows.append(try Self.row(file, column))
      }
    } catch {
      throw ContainerError(error, path: path).asWinnowError
    }
    lines += ["", "columns"] + Self.table(rows)
    let shownGroups = groups.prefix(Self.mostGroups).enumerated().map { number, group in
      "  \(number): \(grouped(Int(group.rowCount))) rows, \(grouped(Int(group.byteCount))) bytes"
        + (group.compressedByteCount.map { ", packed \(grouped(Int($0)))" } ?? "")
    }
    lines += ["", "row groups"] + shownGroups
    if groups.count > Self.mostGroups {
      lines.append("  and \(groups.count - Self.mostGroups) more")
    }
    if let values = file.metadata.keyValues, !values.isEmpty {
      lines += ["", "metadata"]
      lines += values.map {
        "  \(shown($0.key, limit: 60)): \(grouped($0.value?.utf8.count ?? 0)) bytes"
      }
    }
    text = lines.joined(separator: "\n")
  }

  private static let mostGroups = 20

  /// A column over all row groups.
  private static func row(_ file: ParquetFile, _ column: Int) throws(ParquetError) -> [String] {
    var (bytes, packed, nulls, pages, dictionaries) = (Int64(0), Int64(0), Int64(0), 0, 0)
    var codecs: [String] = []
    var encodings: [String] = []
    var isCounted = true
    var bounds: (least: String?, greatest: String?) = (nil, nil)
    for group in file.metadata.rowGroups.indices {
      let own = try file.summary(rowGroup: group, column: column)
      let counts = try file.pageCounts(rowGroup: group, column: column)
      bytes += own.byteCount
      packed += own.compressedByteCount
      nulls += own.nullCount ?? 0
      isCounted = isCounted && own.nullCount != nil
      pages += counts.data
      dictionaries += counts.dictionary
      if !codecs.contains(own.codec.description) { codecs.append(own.codec.description) }
      for encoding in own.encodings where !encodings.contains(encoding.description) {
        encodings.append(encoding.description)
      }
      if file.metadata.rowGroups.count == 1 { bounds = (own.min, own.max) }
    }
    return [
      shown(file.schema.leaves[column].dottedPath, limit: 50), codecs.joined(separator: "+"),
      grouped(Int(bytes)), grouped(Int(packed)),
      dictionaries > 0 ? "\(pages)+\(dictionaries)" : "\(pages)",
      isCounted ? grouped(Int(nulls)) : "?",
      encodings.joined(separator: " "), shown(bounds.least ?? "", limit: 24),
      shown(bounds.greatest ?? "", limit: 24),
    ]
  }

  private static func table(_ rows: [[String]]) -> [String] {
    guard let first = rows.first else { return [] }
    let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = "  "
      for (column, cell) in row.enumerated() {
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        line += ((2...5).contains(column) ? blanks + cell : cell + blanks) + "  "
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
