import Testing

@testable import Export

@Suite struct CompressionTests {
  static let contents: [[UInt8]] = [
    [], [0], Array("short".utf8), [UInt8](repeating: 7, count: 3_000_000),
    {
      var random = TestRandom(seed: 3)
      return (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    }(),
  ]

  @Test(arguments: Compression.allCases)
  func `what is packed comes back, part by part`(compression: Compression) throws {
    var all: [UInt8] = []
    for content in Self.contents {
      let packed = unsafe try content.withUnsafeBytes { bytes in
        unsafe try compress(bytes, as: compression)
      }
      #expect(try expand(packed, compression.suffix) == content)
      all += packed
    }
    #expect(try expand(all, compression.suffix) == Self.contents.flatMap { $0 })
  }

  @Test(arguments: [Compression.gzip, .zstd])
  func `a compressor used again gives the bytes of a new one`(compression: Compression) throws {
    var compressor = try Compressor(compression)
    for content in Self.contents {
      try unsafe content.withUnsafeBytes { bytes in
        let again = unsafe try compressor.compress(bytes)
        let new = unsafe try compress(bytes, as: compression)
        #expect(again == new)
      }
    }
  }

  @Test func `levels out of range are taken as the nearest`() throws {
    let content = Self.contents[3]
    try unsafe content.withUnsafeBytes { bytes in
      let beyond = unsafe try compress(bytes, as: .gzip, level: 99)
      let highest = unsafe try compress(bytes, as: .gzip, level: 9)
      #expect(beyond == highest)
    }
  }
}
