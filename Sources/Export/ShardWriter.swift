internal import Foundation
internal import Parquet
internal import Records
internal import Store

/// A finished shard.
struct Shard: Sendable, Equatable, Codable {
  /// Within the folder.
  var path: String
  var rows: Int
  var bytes: Int
  /// Size of the rows as JSON Lines, before packing.
  var expandedBytes: Int
  /// Hexadecimal.
  var sha256: String

  enum CodingKeys: String, CodingKey {
    case path, rows, bytes, sha256
    case expandedBytes = "expanded_bytes"
  }
}

/// How shards are written, the same for all splits of an export.
struct ShardSettings: Sendable {
  /// The folder with `data/` in it.
  var folder: String
  var form: ShardForm
  /// Of the rows, for Parquet.
  var schema: Schema
  /// Most bytes of rows as JSON, unless one frame has more.
  var limit: Int
  /// Threads that pack Parquet.
  var threads = 1

  /// Size of the values at which a row group of Parquet ends, in bytes.
  ///
  /// By measurement on 294 MB of alpaca-eval pairs, zstd: 64 MiB 47.6 MB, 128 MiB 45.5 MB, 256 MiB 44.1 MB; up to three
  /// times as much is in memory.
  static let rowGroupBytes = 64 << 20

  /// Most bytes that all splits together keep back for their row groups.
  static let pendingBytes = 3 * rowGroupBytes / 2

  fileprivate func parquet() throws(ParquetError) -> ParquetWriter? {
    guard case .parquet(let codec, let level) = form else { return nil }
    var options = WriteOptions(
      codec: codec, level: level, threads: threads, createdBy: "winnow version \(winnowVersion)")
    options.rowGroupBytes = Self.rowGroupBytes
    return try ParquetWriter(schema, options)
  }
}

/// Appends frames to the shards of one split and cuts them by size before packing.
///
/// A frame is never cut, so that shards hold whole frames, and the same frames give the same
/// shards. The file is opened for each frame: however many splits there are, one is open.
struct ShardWriter {
  let settings: ShardSettings
  let split: String
  private(set) var shards: [Shard] = []
  private var digest = ByteDigest()
  private var isOpen = false
  /// The open shard, if it is Parquet.
  private var parquet: ParquetWriter?

  init(_ settings: ShardSettings, split: String) {
    self.settings = settings
    self.split = split
  }

  /// What Parquet keeps back until a row group is full, in bytes.
  var pendingBytes: Int { parquet?.pendingBytes ?? 0 }

  mutating func append(_ frame: PackedFrame) throws(WinnowError) {
    if isOpen, let last = shards.last, last.expandedBytes + frame.expanded > settings.limit {
      try close()
    }
    if !isOpen {
      shards.append(
        Shard(path: partName(shards.count), rows: 0, bytes: 0, expandedBytes: 0, sha256: ""))
      digest = ByteDigest()
      parquet = try packing { () throws(ParquetError) in try settings.parquet() }
      isOpen = true
    }
    switch frame.content {
    case .bytes(let bytes): try add(bytes)
    case .columns(let batch):
      try add(packing { () throws(ParquetError) in try parquet?.append(batch) ?? [] })
    }
    shards[shards.count - 1].rows += frame.rows
    shards[shards.count - 1].expandedBytes += frame.expanded
  }

  /// Writes what `pendingBytes` tells of, as a row group.
  mutating func endRowGroup() throws(WinnowError) {
    try add(packing { () throws(ParquetError) in try parquet?.endRowGroup() ?? [] })
  }

  private func packing<Result>(
    _ body: () throws(ParquetError) -> Result
  ) throws(WinnowError) -> Result {
    do throws(ParquetError) { return try body() } catch { throw WinnowError(parquet: error) }
  }

  private mutating func add(_ bytes: [UInt8]) throws(WinnowError) {
    guard !bytes.isEmpty else { return }
    let last = shards.count - 1
    try OutputFile.append(bytes, to: "\(settings.folder)/\(shards[last].path)")
    unsafe bytes.withUnsafeBytes { unsafe digest.add($0) }
    shards[last].bytes += bytes.count
  }

  private mutating func close() throws(WinnowError) {
    try add(packing { () throws(ParquetError) in try parquet?.finish() ?? [] })
    parquet = nil
    shards[shards.count - 1].sha256 = digest.finish()
    digest = ByteDigest()
    isOpen = false
  }

  /// Gives the shards their names, now that their number is known.
  mutating func finish() throws(WinnowError) -> [Shard] {
    if isOpen { try close() }
    let total = Self.digits(shards.count)
    for i in shards.indices {
      let name = "data/\(split)-\(Self.digits(i))-of-\(total)\(settings.form.suffix)"
      try OutputFile.rename(
        "\(settings.folder)/\(shards[i].path)", to: "\(settings.folder)/\(name)")
      shards[i].path = name
    }
    return shards
  }

  private func partName(_ number: Int) -> String {
    "data/\(split)-\(Self.digits(number))\(settings.form.suffix)"
  }

  private static func digits(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 5 - text.count)) + text
  }
}
