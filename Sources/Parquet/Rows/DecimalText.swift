extension RowBytes {
  /// A whole number divided by 10 to the power of `scale`, with all its digits.
  mutating func appendDecimal<T: FixedWidthInteger>(_ value: T, scale: Int) {
    let start = count
    append(number: value)
    placePoint(from: start, isNegative: value < 0, scale: scale)
  }

  /// The same of a number in two's complement from the highest byte, of any length.
  mutating func appendDecimal(_ view: ByteView, scale: Int) {
    let start = count
    var isNegative = false
    var words: [UInt32] = []
    if view.count > 0 {
      isNegative = unsafe view.start[0] & 0x80 != 0
      if view.count <= 16 {
        var value: Int128 = isNegative ? -1 : 0
        for index in 0..<view.count { value = value << 8 | Int128(unsafe view.start[index]) }
        return appendDecimal(value, scale: scale)
      }
      words = Self.magnitude(view, isNegative)
    }
    if isNegative { append(0x2d) }
    appendDigits(&words)
    placePoint(from: start, isNegative: isNegative, scale: scale)
  }

  /// The magnitude as words from the highest.
  private static func magnitude(_ view: ByteView, _ isNegative: Bool) -> [UInt32] {
    var words = [UInt32](repeating: 0, count: (view.count + 3) / 4)
    var carry: UInt32 = isNegative ? 1 : 0
    for index in 0..<view.count {
      // From the lowest byte on; the complement plus one where it is negative.
      let byte = unsafe view.start[view.count - 1 - index]
      let sum = UInt32(isNegative ? ~byte : byte) + carry
      carry = sum >> 8
      words[words.count - 1 - index / 4] |= (sum & 0xff) << UInt32(8 * (index % 4))
    }
    return words
  }

  /// Divides by 10^9 again and again; quadratic, so a value of more than 64 bytes shows as 0.
  private mutating func appendDigits(_ words: inout [UInt32]) {
    var groups: [UInt32] = []
    while words.contains(where: { $0 != 0 }), words.count <= 128 {
      var rest: UInt64 = 0
      for index in words.indices {
        let value = rest << 32 | UInt64(words[index])
        words[index] = UInt32(value / 1_000_000_000)
        rest = value % 1_000_000_000
      }
      groups.append(UInt32(rest))
    }
    guard let first = groups.popLast() else { return append(0x30) }
    append(number: first)
    for group in groups.reversed() { append(padded: UInt64(group), width: 9) }
  }

  /// Puts the point before the last `scale` digits of the number that begins at `start`.
  private mutating func placePoint(from start: Int, isNegative: Bool, scale: Int) {
    guard scale > 0 else { return }
    let first = start + (isNegative ? 1 : 0)
    let digits = Array(suffix(from: first))
    truncate(to: first)
    let whole = digits.count - scale
    if whole <= 0 {
      append("0." as StaticString)
      for _ in whole..<0 { append(0x30) }
      for digit in digits { append(digit) }
    } else {
      for digit in digits[..<whole] { append(digit) }
      append(0x2e)
      for digit in digits[whole...] { append(digit) }
    }
  }

  private func suffix(from start: Int) -> [UInt8] {
    unsafe withBytes { unsafe Array($0[start...]) }
  }

  /// A number with zeros before it up to `width` digits.
  mutating func append(padded value: UInt64, width: Int) {
    var digits = 1
    var rest = value
    while rest >= 10 {
      rest /= 10
      digits += 1
    }
    while digits < width {
      append(0x30)
      digits += 1
    }
    append(number: value)
  }
}
