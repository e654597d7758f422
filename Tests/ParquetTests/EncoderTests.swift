import Testing

@testable import Parquet

/// What pages are made of, piece by piece.
@Suite struct EncoderTests {
  @Test(arguments: 0..<100 as Range<UInt64>)
  func `runs and groups come back as they were`(seed: UInt64) throws {
    var random = Seeded(seed)
    let width = Int.random(in: 1...32, using: &random)
    let greatest = UInt32.max >> UInt32(32 - width)
    var values: [UInt32] = []
    for _ in 0..<Int.random(in: 0...20, using: &random) {
      let value = UInt32.random(in: 0...greatest, using: &random)
      let count = [1, 1, 2, 7, 8, 9, 100].randomElement(using: &random) ?? 1
      values += repeatElement(value, count: count)
    }
    var bytes: [UInt8] = []
    HybridEncoder.append(values.span, bitWidth: width, to: &bytes)
    // The decoder may load a word across the end.
    let padded = bytes + [UInt8](repeating: 0, count: 16)
    let decoded = try Self.decode(padded, bytes.count, width, values.count)
    #expect(decoded == values)
  }

  private static func decode(
    _ padded: [UInt8], _ length: Int, _ width: Int, _ count: Int
  ) throws -> [UInt32] {
    let source = UnsafeMutablePointer<UInt8>.allocate(capacity: padded.count)
    let target = UnsafeMutablePointer<UInt32>.allocate(capacity: count + 1)
    defer {
      unsafe source.deallocate()
      unsafe target.deallocate()
    }
    for i in padded.indices { unsafe source[i] = padded[i] }
    var decoder = try unsafe RunDecoder(source, count: length, width: width)
    _ = try unsafe decoder.next(count, into: target)
    return (0..<count).map { unsafe target[$0] }
  }

  @Test(
    arguments: [
      ([], 3, []), ([5], 3, [3, 5, 0, 0]), ([1, 1, 1, 1, 1, 1, 1, 1], 1, [16, 1]),
      ([0, 1, 1, 1, 1, 1, 1, 1, 1], 1, [5, 0xFE, 1]),
      ([7, 7, 7, 7, 7, 7, 7, 7, 7, 2], 3, [18, 7, 3, 2, 0, 0]),
    ] as [([UInt8], Int, [UInt8])])
  func `a run has eight values or more, from a multiple of eight on`(
    values: [UInt8], width: Int, expected: [UInt8]
  ) {
    var bytes: [UInt8] = []
    HybridEncoder.append(values.span, bitWidth: width, to: &bytes)
    #expect(bytes == expected)
  }

  @Test(arguments: [
    ("", "", true, true), ("a", "b", true, true),
    (String(repeating: "a", count: 64), String(repeating: "b", count: 64), true, true),
    (String(repeating: "a", count: 65), String(repeating: "b", count: 65), false, false),
    // 63 bytes and half of é.
    (
      String(repeating: "a", count: 63) + "éé", String(repeating: "a", count: 63) + "éé", false,
      false
    ),
    (
      String(repeating: "\u{D7FF}", count: 30), String(repeating: "\u{D7FF}", count: 30), false,
      false
    ),
    ("a", "b" + String(repeating: "\u{10FFFF}", count: 30), true, false),
    // Nothing of that length is greater: all of it is the bound.
    ("a", String(repeating: "\u{10FFFF}", count: 30), true, true),
  ])
  func `bounds of texts hold them and are text`(
    least: String, greatest: String, leastIsExact: Bool, greatestIsExact: Bool
  ) throws {
    let bounds = Self.bounds(Array(least.utf8), Array(greatest.utf8), .text)
    #expect(bounds.leastIsExact == leastIsExact && bounds.greatestIsExact == greatestIsExact)
    #expect(least.utf8.starts(with: bounds.least))
    #expect(!Array(greatest.utf8).isEmpty || bounds.greatest.isEmpty)
    #expect(!bounds.greatest.lexicographicallyPrecedes(greatest.utf8))
    #expect(String(validating: bounds.least, as: UTF8.self) != nil)
    #expect(String(validating: bounds.greatest, as: UTF8.self) != nil)
    #expect((bounds.greatest == Array(greatest.utf8)) == greatestIsExact)
  }

  private static func bounds(_ least: [UInt8], _ greatest: [UInt8], _ kind: LeafKind) -> Bounds {
    unsafe least.withUnsafeBytes { a in
      unsafe greatest.withUnsafeBytes { b in unsafe Bounds(least: a, greatest: b, kind) }
    }
  }

  @Test func `bytes are cut anywhere, and made greater where they can be`() {
    let full = [UInt8](repeating: 0xFF, count: 70)
    #expect(Self.bounds([1], full, .bytes).greatest == full)
    let high = Self.bounds([1], [3] + full, .bytes)
    #expect(high.greatest == [4] && !high.greatestIsExact)
  }

  @Test func `NaN does not count, and zeros hold both zeros`() {
    func bounds(_ values: [Double]) -> [Double]? {
      let words = values.map(\.bitPattern)
      guard let bounds = Bounds(words.span, .double) else { return nil }
      return [bounds.least, bounds.greatest].map { bytes in
        Double(bitPattern: bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) })
      }
    }
    #expect(bounds([.nan]) == nil)
    #expect(bounds([3, .nan, -1]) == [-1, 3])
    #expect(bounds([0.0])?.map(\.sign) == [.minus, .plus])
    #expect(bounds([-0.0])?.map(\.sign) == [.minus, .plus])
  }

  @Test func `of equal bounds the exact one counts`() {
    let cut = Bounds(least: [1], greatest: [2], leastIsExact: false, greatestIsExact: false)
    let whole = Bounds(least: [1], greatest: [2])
    #expect(cut.union(whole, .bytes) == whole && whole.union(cut, .bytes) == whole)
    let wide = Bounds(least: [0], greatest: [3], leastIsExact: false, greatestIsExact: true)
    #expect(whole.union(wide, .bytes) == wide && wide.union(whole, .bytes) == wide)
  }

  @Test func `a page ends by bytes or rows, and begins with a row`() {
    // Rows of one, two and three values; the second entry has none.
    let isRow = [true, true, false, true, false, false, true]
    let hasValue = [true, false, true, true, true, true, true]
    func pages(_ bytes: Int, _ rows: Int) -> [String] {
      PageCutter(maxBytes: bytes, maxRows: rows).cut(
        count: isRow.count, isRow: { isRow[$0] }, isValue: { hasValue[$0] }, size: { _ in 10 }
      ).map { "\($0.entries) \($0.values) \($0.firstRow) \($0.rows)" }
    }
    #expect(pages(1000, 1000) == ["0..<7 0..<6 0 4"])
    #expect(pages(1000, 2) == ["0..<3 0..<2 0 2", "3..<7 2..<6 2 2"])
    #expect(pages(20, 1000) == ["0..<3 0..<2 0 2", "3..<6 2..<5 2 1", "6..<7 5..<6 3 1"])
  }

  @Test func `values that collide are found, and cost no more than the limit`() {
    var table = DictionaryTable(capacity: 16)
    var values: [Int] = []
    for value in Array(0..<300) + Array(0..<300) {
      var compared = 0
      let (number, isNew) = table.entry(of: 7) { place in
        compared += 1
        return values[place] == value
      }
      if isNew { values.append(value) }
      #expect(values[number] == value)
      #expect(compared <= DictionaryTable.maxProbes)
    }
    #expect(values.prefix(DictionaryTable.maxProbes) == ArraySlice(0..<DictionaryTable.maxProbes))
  }

  @Test func `a dictionary has each text once, in the order they come`() {
    var encoder = TextDictionaryEncoder()
    for text in ["b", "", "a", "b", "", "a longer text than eight"] {
      unsafe Array(text.utf8).withUnsafeBytes { unsafe encoder.append($0) }
    }
    #expect(encoder.indices == [0, 1, 2, 0, 1, 3])
    #expect(encoder.page.prefix(14) == [1, 0, 0, 0, 98, 0, 0, 0, 0, 1, 0, 0, 0, 97])
    #expect(encoder.prefixes.prefix(3) == [98 << 56, 0, 97 << 56])
  }
}
