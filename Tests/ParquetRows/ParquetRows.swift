// Writes Parquet files of rows in JSON, for the acceptance tests: `parquet-rows FOLDER…`. Each folder holds
// `schema.json` and `rows.jsonl`; `file.parquet` comes beside them.

import Foundation
import Parquet

/// `schema.json`: the fields, and how the file is written.
private struct Description: Decodable {
  var fields: [FieldDescription]
  var codec: String?
  var level: Int?
  var dictionaries: Bool?
  var rowGroupRows: Int?
  var pageRows: Int?
  var pageBytes: Int?
  /// Rows of a batch.
  var batchRows: Int?
  var threads: Int?

  func options() throws -> WriteOptions {
    let codecs: [String: Codec] = ["zstd": .zstd, "snappy": .snappy, "none": .uncompressed]
    guard let codec = codecs[codec ?? "zstd"] else { throw Problem(description: "unknown codec") }
    var options = WriteOptions(codec: codec, level: level, threads: threads ?? 1)
    options.usesDictionaries = dictionaries ?? true
    options.rowGroupRows = rowGroupRows ?? options.rowGroupRows
    options.pageRows = pageRows ?? options.pageRows
    options.pageBytes = pageBytes ?? options.pageBytes
    return options
  }
}

private struct FieldDescription: Decodable {
  var name: String?
  var type: String
  var nullable: Bool?
  /// Of a struct.
  var fields: [FieldDescription]?
  /// Of a list; of a map the value, the key is text.
  var element: [FieldDescription]?

  func field() throws -> Field {
    try Field(name ?? "", fieldType(), isNullable: nullable ?? true)
  }

  static func all(_ own: [FieldDescription]) throws -> [Field] {
    var fields: [Field] = []
    for description in own { fields.append(try description.field()) }
    return fields
  }

  private func fieldType() throws -> FieldType {
    switch type {
    case "struct": return .structure(try Self.all(fields ?? []))
    case "list", "map":
      guard let inner = element?.first else { throw Problem(description: "no element") }
      let isNullable = inner.nullable ?? true
      let type = try inner.fieldType()
      return self.type == "list"
        ? .list(of: type, isNullable: isNullable)
        : .map(from: .primitive(.string), to: type, isNullable: isNullable)
    default:
      guard let type = Self.primitives[type] else {
        throw Problem(description: "unknown type: \(type)")
      }
      return .primitive(type)
    }
  }

  private static let primitives: [String: PrimitiveType] = [
    "text": .string, "json": PrimitiveType(.byteArray, logical: .json),
    "bytes": PrimitiveType(.byteArray), "truth": PrimitiveType(.boolean),
    "int32": PrimitiveType(.int32), "int64": PrimitiveType(.int64),
    "float": PrimitiveType(.float), "double": PrimitiveType(.double),
    "timestamp": PrimitiveType(.int64, logical: .timestamp(isUTC: true, unit: .microseconds)),
  ]
}

private struct Problem: Error, CustomStringConvertible {
  var description: String
}

@main struct ParquetRows {
  static func main() throws {
    for folder in CommandLine.arguments.dropFirst() { try write(URL(fileURLWithPath: folder)) }
  }

  private static func write(_ folder: URL) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let description = try decoder.decode(
      Description.self, from: Data(contentsOf: folder.appendingPathComponent("schema.json")))
    let schema = try Schema(FieldDescription.all(description.fields))
    var writer = try ParquetWriter(schema, try description.options())
    var rows = try JSONRows(schema)
    var bytes: [UInt8] = []
    let text = try Data(contentsOf: folder.appendingPathComponent("rows.jsonl"))
    for line in [UInt8](text).split(separator: 0x0A) {
      try unsafe line.withUnsafeBytes { (bytes) throws in try unsafe rows.append(bytes) }
      if rows.count == description.batchRows ?? 1000 { bytes += try writer.append(rows.finish()) }
    }
    bytes += try writer.append(rows.finish())
    bytes += try writer.finish()
    try Data(bytes).write(to: folder.appendingPathComponent("file.parquet"))
  }
}
