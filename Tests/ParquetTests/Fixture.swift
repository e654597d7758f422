import Glibc

/// Files beside the tests, written by others (Fixtures/make_fixtures.py).
enum Fixture {
  static let names = [
    "chat-snappy-v1", "chat-zstd-v2", "chat-gzip-delta", "chat-brotli", "chat-lz4", "types",
    "types-int96", "duckdb", "polars",
  ]

  static let folder: String = {
    let file = #filePath
    return file[..<(file.lastIndex(of: "/") ?? file.startIndex)] + "/Fixtures"
  }()

  static func path(_ name: String) -> String { "\(folder)/\(name).parquet" }

  static func bytes(_ name: String) throws -> [UInt8] { try Self.read(path(name)) }

  static func lines(_ name: String) throws -> [String] {
    try String(decoding: read("\(folder)/\(name)"), as: UTF8.self).split(separator: "\n")
      .map(String.init)
  }

  private static func read(_ path: String) throws -> [UInt8] {
    struct CannotRead: Error { var path: String }
    guard let file = unsafe fopen(path, "rb") else { throw CannotRead(path: path) }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe fread(&block, 1, block.count, file)
      if count == 0 { return bytes }
      bytes += block[..<count]
    }
  }

  /// The footer by itself: all between its begin and the eight bytes at the end.
  static func footer(_ bytes: [UInt8]) -> [UInt8] {
    let tail = bytes.suffix(8)
    let count = tail.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    return Array(bytes.dropLast(8).suffix(count))
  }
}

/// A seeded source of numbers (splitmix64), the same on every machine.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
