/// Eight bytes of a text in one integer, the first one lowest.
enum EightBytes {
  /// A text that is read so goes on for this many bytes behind its end.
  static let padding = 8

  @inline(__always)
  static func load(_ text: Span<UInt8>, _ offset: Int) -> UInt64 {
    // Bounds are checked, and any eight bytes are an integer.
    let word = unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    return UInt64(littleEndian: word)
  }

  /// How many of the bytes from `offset` on, eight at most, are ASCII letters without a gap.
  ///
  /// Without branches, which words of all lengths would make hard to foresee.
  @inline(__always)
  static func letters(_ text: Span<UInt8>, _ offset: Int) -> Int {
    let bytes = load(text, offset)
    let high: UInt64 = 0x8080_8080_8080_8080
    let lower = (bytes | 0x2020_2020_2020_2020) & ~high
    // The high bit of each byte: at least `a`; above `z`. No sum is above 0xFF.
    let fromA = lower &+ 0x1F1F_1F1F_1F1F_1F1F
    let aboveZ = lower &+ 0x0505_0505_0505_0505
    let isLetter = fromA & ~aboveZ & ~bytes & high
    return (isLetter ^ high).trailingZeroBitCount / 8
  }
}
