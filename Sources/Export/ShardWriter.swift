internal import Foundation
internal import Records
internal import Store

/// A finished shard.
struct Shard: Sendable, Equatable, Codable {
  /// Within the folder.
  var path: String
  var rows: Int
  var bytes: Int
  /// Size before packing.
  var expandedBytes: Int
  /// Hexadecimal.
  var sha256: String

  enum CodingKeys: String, CodingKey {
    case path, rows, bytes, sha256
    case expandedBytes = "expanded_bytes"
  }
}

/// Appends frames to the shards of one split and cuts them by size before packing.
///
/// A frame is never cut, so that shards hold whole frames, and the same frames give the same
/// shards. The file is opened for each frame: however many splits there are, one is open.
struct ShardWriter {
  /// The folder with `data/` in it.
  let folder: String
  let split: String
  /// The end of file names, with the first dot.
  let suffix: String
  /// Most bytes before packing, unless one frame has more.
  let limit: Int
  private(set) var shards: [Shard] = []
  private var digest = ByteDigest()
  private var isOpen = false

  init(folder: String, split: String, suffix: String, limit: Int) {
    self.folder = folder
    self.split = split
    self.suffix = suffix
    self.limit = limit
  }

  mutating func append(_ frame: PackedFrame) throws(WinnowError) {
    if isOpen, let last = shards.last, last.expandedBytes + frame.expanded > limit { close() }
    if !isOpen {
      shards.append(
        Shard(path: partName(shards.count), rows: 0, bytes: 0, expandedBytes: 0, sha256: ""))
      digest = ByteDigest()
      isOpen = true
    }
    let last = shards.count - 1
    try OutputFile.append(frame.bytes, to: "\(folder)/\(shards[last].path)")
    unsafe frame.bytes.withUnsafeBytes { unsafe digest.add($0) }
    shards[last].rows += frame.rows
    shards[last].bytes += frame.bytes.count
    shards[last].expandedBytes += frame.expanded
  }

  private mutating func close() {
    shards[shards.count - 1].sha256 = digest.finish()
    digest = ByteDigest()
    isOpen = false
  }

  /// Gives the shards their names, now that their number is known.
  mutating func finish() throws(WinnowError) -> [Shard] {
    if isOpen { close() }
    let total = Self.digits(shards.count)
    for i in shards.indices {
      let name = "data/\(split)-\(Self.digits(i))-of-\(total)\(suffix)"
      try OutputFile.rename("\(folder)/\(shards[i].path)", to: "\(folder)/\(name)")
      shards[i].path = name
    }
    return shards
  }

  private func partName(_ number: Int) -> String { "data/\(split)-\(Self.digits(number))\(suffix)" }

  private static func digits(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 5 - text.count)) + text
  }
}
