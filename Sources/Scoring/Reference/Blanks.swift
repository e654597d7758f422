/// White space as Python's `str.isspace`, `split` and `strip` take it.
///
/// U+0009–000D, 001C–0020, 0085, 00A0, 1680, 2000–200A, 2028, 2029, 202F, 205F and 3000.
enum Blanks {
  /// Whether an ASCII byte is one.
  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool {
    byte <= 0x20 && (byte == 0x20 || (0x09...0x0D).contains(byte) || byte >= 0x1C)
  }

  static func isBlank(_ code: UInt32) -> Bool {
    switch code {
    case 0..<0x80: isBlank(UInt8(truncatingIfNeeded: code))
    case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// Bytes of the blank that begins at `i`; 0 if none does.
  @inline(__always)
  static func length(at i: Int, in text: Span<UInt8>) -> Int {
    let lead = text[i]
    if lead < 0x80 { return isBlank(lead) ? 1 : 0 }
    // Only these four leads begin a blank beyond ASCII.
    guard lead == 0xE2 || lead == 0xC2 || lead == 0xE3 || lead == 0xE1 else { return 0 }
    return wideLength(at: i, in: text)
  }

  @inline(never)
  private static func wideLength(at i: Int, in text: Span<UInt8>) -> Int {
    var end = i
    return isBlank(text.codePoint(&end)) ? end - i : 0
  }

  /// Where the text ends without the blanks at its end.
  static func end(of text: Span<UInt8>) -> Int {
    var end = text.count
    while end > 0 {
      var start = end - 1
      while start > 0, end - start < 3, text[start] & 0xC0 == 0x80 { start -= 1 }
      let length = length(at: start, in: text)
      guard length > 0, start + length == end else { return end }
      end = start
    }
    return 0
  }

  /// Where the text begins without the blanks at its start.
  static func start(of text: Span<UInt8>) -> Int {
    var start = 0
    while start < text.count {
      let length = length(at: start, in: text)
      if length == 0 { return start }
      start += length
    }
    return start
  }
}
