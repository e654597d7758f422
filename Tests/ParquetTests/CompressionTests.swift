import Testing

@testable import Parquet

@Suite struct CompressionTests {
  static let codecs: [Codec] = [.uncompressed, .snappy, .gzip, .brotli, .zstd, .lz4Raw]

  static let inputs: [[UInt8]] = {
    var random = Seeded(3)
    return [
      [], [7], Array("a word, a word, a word".utf8),
      (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 100) },
      (0..<5000).map { _ in UInt8.random(in: 0...255, using: &random) },
    ]
  }()

  static func expand(_ bytes: [UInt8], _ codec: Codec, to count: Int) throws -> [UInt8] {
    let decompressor = try Decompressor(codec)
    var output = [UInt8](repeating: 0, count: count)
    try unsafe output.withUnsafeMutableBytes { target in
      try unsafe bytes.withUnsafeBytes { try unsafe decompressor.decompress($0, into: target) }
    }
    return output
  }

  static func shrink(_ bytes: [UInt8], _ codec: Codec) throws -> [UInt8] {
    var output: [UInt8] = []
    let compressor = try Compressor(codec)
    _ = try unsafe bytes.withUnsafeBytes {
      try unsafe compressor.compress($0, appendingTo: &output)
    }
    return output
  }

  @Test(arguments: codecs)
  func `what is compressed expands again`(codec: Codec) throws {
    for input in Self.inputs {
      let small = try Self.shrink(input, codec)
      #expect(try Self.expand(small, codec, to: input.count) == input)
      #expect(try Self.shrink(input, codec) == small)
    }
  }

  @Test(arguments: codecs)
  func `another length than declared is an error`(codec: Codec) throws {
    for input in Self.inputs {
      let small = try Self.shrink(input, codec)
      for count in [input.count + 1, input.count - 1, 0] where count >= 0 && count != input.count {
        #expect(throws: ParquetError.self) { _ = try Self.expand(small, codec, to: count) }
      }
      guard !small.isEmpty else { continue }
      #expect(throws: ParquetError.self) {
        _ = try Self.expand(small.dropLast(), codec, to: max(1, input.count))
      }
    }
  }

  @Test func `LZ4 in Hadoop's frame is read`() throws {
    let input = Self.inputs[3]
    func frame(_ part: ArraySlice<UInt8>) throws -> [UInt8] {
      let small = try Self.shrink(Array(part), .lz4Raw)
      return [part.count, small.count].flatMap { count in
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
      } + small
    }
    let framed = try frame(input[..<60000]) + frame(input[60000...])
    #expect(try Self.expand(framed, .lz4, to: input.count) == input)
    #expect(try Self.expand(Self.shrink(input, .lz4Raw), .lz4, to: input.count) == input)
  }

  @Test func `a codec that is not read is said`() {
    #expect(
      throws: ParquetError(
        .unsupported, "pages are compressed with LZO, which is not read",
        hint: "write the file again with zstd")
    ) { _ = try Decompressor(.lzo) }
  }
}
