/// Writes values one after the other, as they are: little-endian numbers, texts after their length, truths as bits.
enum PlainEncoder {
  /// Appends the low `bytes` bytes of `word`.
  static func append(_ word: UInt64, bytes: Int, to out: inout [UInt8]) {
    var word = word.littleEndian
    unsafe withUnsafeBytes(of: &word) { unsafe out.append(contentsOf: $0.prefix(bytes)) }
  }

  /// Appends a text after its length.
  static func append(_ text: UnsafeRawBufferPointer, to out: inout [UInt8]) {
    append(UInt64(UInt32(truncatingIfNeeded: text.count)), bytes: 4, to: &out)
    unsafe out.append(contentsOf: text)
  }

  /// Appends truth values, a bit each, the first lowest; words that are not 0 are true.
  static func appendTruths(_ words: Span<UInt64>, to out: inout [UInt8]) {
    var byte: UInt8 = 0
    for i in words.indices {
      if words[i] != 0 { byte |= 1 << UInt8(i % 8) }
      if i % 8 == 7 {
        out.append(byte)
        byte = 0
      }
    }
    if words.count % 8 != 0 { out.append(byte) }
  }
}
