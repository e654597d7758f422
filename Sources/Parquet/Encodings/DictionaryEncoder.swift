internal import Glibc

/// Distinct texts in the order in which they first come: the page of a dictionary, and an index for each text.
struct TextDictionaryEncoder {
  /// Plain encoding of the entries.
  private(set) var page: [UInt8] = []
  /// Where in `page` each text stands.
  private(set) var entries: [Range<Int>] = []
  /// The first eight bytes of each entry as a number, zeros behind a shorter one: they are in the order of the texts.
  private(set) var prefixes: [UInt64] = []
  /// An index for each text that was added.
  private(set) var indices: [UInt32] = []
  private var table = DictionaryTable()

  /// Adds a text.
  mutating func append(_ text: UnsafeRawBufferPointer) {
    let (number, isNew) = unsafe table.entry(of: TextHash.hash(text)) { number in
      let range = entries[number]
      guard range.count == text.count else { return false }
      return unsafe page.withUnsafeBytes { unsafe Self.isEqual($0, range, text) }
    }
    if isNew {
      unsafe PlainEncoder.append(text, to: &page)
      entries.append(page.count - text.count..<page.count)
      unsafe prefixes.append(Self.prefix(text))
    }
    indices.append(UInt32(truncatingIfNeeded: number))
  }

  private static func prefix(_ text: UnsafeRawBufferPointer) -> UInt64 {
    var prefix: UInt64 = 0
    for i in 0..<8 { prefix = unsafe prefix << 8 | (i < text.count ? UInt64(text[i]) : 0) }
    return prefix
  }

  private static func isEqual(
    _ page: UnsafeRawBufferPointer, _ range: Range<Int>, _ text: UnsafeRawBufferPointer
  ) -> Bool {
    guard let a = page.baseAddress, let b = text.baseAddress else { return unsafe text.isEmpty }
    return unsafe memcmp(a + range.lowerBound, b, range.count) == 0
  }
}

/// The same of numbers by their bits.
struct NumberDictionaryEncoder {
  /// The distinct numbers.
  private(set) var entries: [UInt64] = []
  /// An index for each number that was added.
  private(set) var indices: [UInt32] = []
  private var table = DictionaryTable()

  /// Adds a number.
  mutating func append(_ word: UInt64) {
    let (number, isNew) = table.entry(of: TextHash.hash(word)) { entries[$0] == word }
    if isNew { entries.append(word) }
    indices.append(UInt32(truncatingIfNeeded: number))
  }
}
