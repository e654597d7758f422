internal import Foundation

/// Numbers as answers have them: `-1,234.5`, `.5`, `1e-3`, `10/2`, `\frac{10}{2}`.
enum AnswerNumber {
  /// The number that a whole text is.
  static func whole(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    guard let found = read(bytes, from: 0), found.end == bytes.count else { return nil }
    return found.value
  }

  /// The first number in a text.
  static func first(in text: String) -> Double? {
    let bytes = Array(text.utf8)
    return next(in: bytes, from: 0)?.value
  }

  /// The last number in a text, as it stands there.
  ///
  /// - Complexity: O(n) in bytes, whatever stands in them.
  static func last(in text: String) -> String? {
    let bytes = Array(text.utf8)
    var last: Range<Int>?
    var at = 0
    while let found = next(in: bytes, from: at) {
      last = found.place
      at = found.place.upperBound
    }
    return last.map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  /// The next number from `start` on.
  private static func next(
    in text: [UInt8], from start: Int
  ) -> (value: Double, place: Range<Int>)? {
    var at = start
    while at < text.count {
      if let found = read(text, from: at) { return (found.value, at..<found.end) }
      // What is too large for a number is not looked at from every digit on.
      repeat { at += 1 } while at < text.count && isDigit(text[at - 1]) && isDigit(text[at])
    }
    return nil
  }

  /// The number that begins at `start`: the longest one.
  private static func read(_ text: [UInt8], from start: Int) -> (value: Double, end: Int)? {
    guard start < text.count else { return nil }
    var at = start
    var sign = 1.0
    if text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") {
      // Between numbers or letters it is no sign.
      guard start == 0 || !isWord(text[start - 1]) else { return nil }
      if text[at] == UInt8(ascii: "-") { sign = -1 }
      at += 1
    }
    if let fraction = fraction(text, from: at) { return (sign * fraction.value, fraction.end) }
    guard let number = decimal(text, from: at) else { return nil }
    if number.end < text.count, text[number.end] == UInt8(ascii: "/"),
      let below = decimal(text, from: number.end + 1), below.value != 0
    {
      return (sign * number.value / below.value, below.end)
    }
    return (sign * number.value, number.end)
  }

  /// `\frac{a}{b}`, `\dfrac`, `\tfrac`; of two digits without braces too.
  private static func fraction(_ text: [UInt8], from start: Int) -> (value: Double, end: Int)? {
    guard start < text.count, text[start] == UInt8(ascii: "\\") else { return nil }
    for name in ["\\frac", "\\dfrac", "\\tfrac"] where text[start...].starts(with: name.utf8) {
      let at = start + name.utf8.count
      if at + 1 < text.count, isDigit(text[at]), (1...9).contains(text[at + 1] &- 0x30) {
        return (Double(text[at] - 0x30) / Double(text[at + 1] - 0x30), at + 2)
      }
      guard let above = braced(text, from: at), let below = braced(text, from: above.end),
        below.value != 0
      else { return nil }
      return (above.value / below.value, below.end)
    }
    return nil
  }

  /// `{12}`, `{-3.5}`.
  private static func braced(_ text: [UInt8], from start: Int) -> (value: Double, end: Int)? {
    guard start + 1 < text.count, text[start] == UInt8(ascii: "{") else { return nil }
    let isNegative = text[start + 1] == UInt8(ascii: "-")
    guard let number = decimal(text, from: start + (isNegative ? 2 : 1)), number.end < text.count,
      text[number.end] == UInt8(ascii: "}")
    else { return nil }
    return (isNegative ? -number.value : number.value, number.end + 1)
  }

  /// Digits, with commas before groups of three, a fraction and an exponent.
  private static func decimal(_ text: [UInt8], from start: Int) -> (value: Double, end: Int)? {
    var at = start
    var digits: [UInt8] = []
    func digit(_ place: Int) -> Bool { place < text.count && isDigit(text[place]) }
    func take() {
      while digit(at) {
        digits.append(text[at])
        at += 1
      }
    }
    guard digit(at) || at < text.count && text[at] == UInt8(ascii: ".") else { return nil }
    take()
    if (1...3).contains(at - start), let end = grouped(text, from: at) {
      while at < end {
        at += 1
        take()
      }
    }
    if at < text.count, text[at] == UInt8(ascii: "."), digit(at + 1) {
      digits += digits.isEmpty ? [0x30, 0x2E] : [0x2E]
      at += 1
      take()
    }
    guard !digits.isEmpty else { return nil }
    if at < text.count, text[at] | 0x20 == UInt8(ascii: "e") {
      let isSigned = at + 1 < text.count && (text[at + 1] == 0x2B || text[at + 1] == 0x2D)
      if digit(at + (isSigned ? 2 : 1)) {
        digits += isSigned && text[at + 1] == 0x2D ? [0x65, 0x2D] : [0x65]
        at += isSigned ? 2 : 1
        take()
      }
    }
    guard let value = Double(String(decoding: digits, as: UTF8.self)), value.isFinite else {
      return nil
    }
    return (value, at)
  }

  /// Where groups of three digits, each behind a comma, end; `nil` if none begin here, or more than a number has.
  private static func grouped(_ text: [UInt8], from start: Int) -> Int? {
    var at = start
    for _ in 0...110 {
      guard at + 3 < text.count, text[at] == UInt8(ascii: ","),
        text[at + 1...at + 3].allSatisfy(isDigit)
      else { return at > start ? at : nil }
      at += 4
      // Digits behind them show that the commas are no marks of thousands.
      if at < text.count, isDigit(text[at]) { return nil }
    }
    return nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  private static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 || byte == UInt8(ascii: ")")
  }
}
