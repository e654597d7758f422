import Foundation
import Parquet

/// Small Parquet files of rows in JSON.
enum ParquetFixture {
  /// - Parameters:
  ///   - rows: each a JSON object.
  ///   - groupRows: most rows of a row group.
  static func bytes(
    _ fields: [Field], _ rows: [String], groupRows: Int = 1 << 20, codec: Codec = .zstd
  ) throws -> [UInt8] {
    let schema = try Schema(fields)
    var options = WriteOptions(codec: codec)
    options.rowGroupRows = groupRows
    var writer = try ParquetWriter(schema, options)
    var builder = try JSONRows(schema)
    var file: [UInt8] = []
    // A row group ends between batches.
    for start in stride(from: 0, to: rows.count, by: groupRows) {
      let batch = rows[start..<min(start + groupRows, rows.count)]
      let lines = Array((batch.joined(separator: "\n") + "\n").utf8)
      _ = try unsafe lines.withUnsafeBytes { try unsafe builder.append($0) }
      file += try writer.append(builder.finish())
    }
    return try file + writer.finish()
  }

  static func text(_ name: String) -> Field { Field(name, .primitive(.string)) }

  /// Lists of messages as trainers and the Hub have them.
  static func messages(_ name: String) -> Field {
    Field(name, .list(of: .structure([text("role"), text("content")])))
  }
}
