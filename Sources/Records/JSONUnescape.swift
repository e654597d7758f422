// JSON strings in place, as stored messages hold them; `JSONText` is the way there.

extension Span<UInt8> {
  /// Appends the bytes in `range` as they are.
  package func append(_ range: Range<Int>, to text: inout [UInt8]) {
    guard !range.isEmpty else { return }
    unsafe extracting(range).withUnsafeBufferPointer { bytes in
      unsafe text.append(contentsOf: bytes)
    }
  }

  /// Appends what the JSON string in `range`, with its quotes, stands for.
  package func appendUnescaped(_ range: Range<Int>, to text: inout [UInt8]) {
    guard range.count >= 2 else { return }
    let end = range.upperBound - 1
    var i = range.lowerBound + 1
    var plain = i
    while i < end {
      guard self[i] == UInt8(ascii: "\\") else {
        i += 1
        continue
      }
      append(plain..<i, to: &text)
      i = appendEscape(at: i, end: end, to: &text)
      plain = i
    }
    append(plain..<Swift.max(plain, end), to: &text)
  }

  /// Appends what the escape at `start` stands for, and returns the offset past it, at most `end`.
  private func appendEscape(at start: Int, end: Int, to text: inout [UInt8]) -> Int {
    guard start + 1 < end else { return end }
    switch self[start + 1] {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "u"): return appendCodePoint(at: start, end: end, to: &text)
    case let byte: text.append(byte)
    }
    return start + 2
  }

  /// Appends the character of `\uXXXX`, or of two that make a pair; U+FFFD for half a pair.
  private func appendCodePoint(at start: Int, end: Int, to text: inout [UInt8]) -> Int {
    guard let first = hexQuad(at: start + 2, end: end) else { return end }
    var code = first
    var next = start + 6
    if first & 0xFC00 == 0xD800, next + 1 < end, self[next] == UInt8(ascii: "\\"),
      self[next + 1] == UInt8(ascii: "u"), let second = hexQuad(at: next + 2, end: end),
      second & 0xFC00 == 0xDC00
    {
      code = 0x10000 + (first & 0x3FF) << 10 + (second & 0x3FF)
      next += 6
    }
    let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
    text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    return next
  }

  private func hexQuad(at start: Int, end: Int) -> UInt32? {
    guard start + 4 <= end else { return nil }
    var value: UInt32 = 0
    for i in start..<start + 4 {
      let digit: UInt32? =
        switch self[i] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self[i]) - 0x30
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self[i]) - 0x57
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self[i]) - 0x37
        default: nil
        }
      guard let digit else { return nil }
      value = value << 4 | digit
    }
    return value
  }
}
