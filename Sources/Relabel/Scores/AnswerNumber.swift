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
    return bytes.indices.lazy.compactMap { read(bytes, from: $0)?.value }.first
  }

  /// The last number in a text, as it stands there.
  static func last(in text: String) -> String? {
    let bytes = Array(text.utf8)
    var last: Range<Int>?
    var at = 0
    while at < bytes.count {
      if let found = read(bytes, from: at) {
        last = at..<found.end
        at = found.end
      } else {
        at += 1
      }
    }
    return last.map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  /// The number that begins at `start`: the longest one.
  private static func read(
    _ text: [UInt8], from start: Int
  ) -> (value: Double, end: Int)? {
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
    for name in ["\\frac", "\\dfrac", "\\tfrac"].map({ Array($0.utf8) })
    where text[start...].starts(with: name) {
      let at = start + name.count
      if at + 1 < text.count, text[at] &- 0x30 < 10, (1...9).contains(text[at + 1] &- 0x30) {
        return (Double(text[at] - 0x30) / Double(text[at + 1] - 0x30), at + 2)
      }
      guard text[at...].first == UInt8(ascii: "{"), let above = read(text, from: at + 1),
        text[above.end...].starts(with: Array("}{".utf8)),
        let below = read(text, from: above.end + 2), below.value != 0,
        text[below.end...].first == UInt8(ascii: "}")
      else { return nil }
      return (above.value / below.value, below.end + 1)
    }
    return nil
  }

  /// Digits, with commas before groups of three, a fraction and an exponent.
  private static func decimal(_ text: [UInt8], from start: Int) -> (value: Double, end: Int)? {
    var digits = ""
    var at = start
    func isDigit(_ place: Int) -> Bool { place < text.count && text[place] &- 0x30 < 10 }
    func take() {
      while isDigit(at) {
        digits.append(Character(Unicode.Scalar(text[at])))
        at += 1
      }
    }
    take()
    if (1...3).contains(at - start), let end = grouped(text, from: at, isDigit) {
      while at < end {
        at += 1
        take()
      }
    }
    if at < text.count, text[at] == UInt8(ascii: "."), isDigit(at + 1) {
      digits += digits.isEmpty ? "0." : "."
      at += 1
      take()
    }
    guard !digits.isEmpty else { return nil }
    if at < text.count, text[at] | 0x20 == UInt8(ascii: "e") {
      let signed = at + 1 < text.count && (text[at + 1] == 0x2B || text[at + 1] == 0x2D)
      if isDigit(at + (signed ? 2 : 1)) {
        digits += signed && text[at + 1] == 0x2D ? "e-" : "e"
        at += signed ? 2 : 1
        take()
      }
    }
    guard let value = Double(digits), value.isFinite else { return nil }
    return (value, at)
  }

  /// Where groups of three digits, each behind a comma, end; `nil` if none begin here.
  private static func grouped(
    _ text: [UInt8], from start: Int, _ isDigit: (Int) -> Bool
  ) -> Int? {
    var at = start
    while at < text.count, text[at] == UInt8(ascii: ","), isDigit(at + 1), isDigit(at + 2),
      isDigit(at + 3)
    {
      at += 4
      // Digits behind them show that the commas are no marks of thousands.
      if isDigit(at) { return nil }
    }
    return at > start ? at : nil
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 || byte == UInt8(ascii: ")")
  }
}
