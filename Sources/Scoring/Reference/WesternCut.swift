/// What an ASCII byte is to the tokenizers `13a` and `zh`.
private enum WesternClass {
  static let letter: UInt8 = 0
  static let digit: UInt8 = 1
  /// Full stop and comma.
  static let point: UInt8 = 2
  static let dash: UInt8 = 3
  /// All other punctuation but the apostrophe.
  static let alone: UInt8 = 4
  static let blank: UInt8 = 5
  /// Begins a character beyond ASCII that may be a blank.
  static let wide: UInt8 = 6

  static let table: [UInt8] = (0...255).map { (byte: UInt8) in
    switch byte {
    case 0x30...0x39: digit
    case 0x2C, 0x2E: point
    case 0x2D: dash
    case 0x27: letter
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: alone
    case 0xC2, 0xE1, 0xE2, 0xE3: wide
    default: byte < 0x80 && Blanks.isBlank(byte) ? blank : letter
    }
  }
}

/// The tokenizers `13a` and `zh`: ASCII punctuation apart, except within numbers.
enum WesternCut {
  /// Cuts `text[range]` as `13a`, unless it holds something that `13a` may replace first.
  /// `EightBytes.padding` bytes follow the text.
  ///
  /// - Parameter isResolved: whether that has been done.
  /// - Returns: whether the text has been cut.
  /// - Complexity: O(n) in bytes.
  static func cut(
    _ text: Span<UInt8>, _ range: Range<Int>, isResolved: Bool, into cutter: inout TokenCutter
  ) -> Bool {
    cut(text, range, isPadded: true, isResolved: isResolved, isChinese: false, into: &cutter)
  }

  /// Cuts `text[range]` as `zh`: the same, each Chinese character being a token, and without blanks
  /// thought around the line.
  static func cutChinese(_ text: Span<UInt8>, _ range: Range<Int>, into cutter: inout TokenCutter) {
    _ = cut(text, range, isPadded: false, isResolved: true, isChinese: true, into: &cutter)
  }

  @inline(__always)
  private static func cut(
    _ text: Span<UInt8>, _ range: Range<Int>, isPadded: Bool, isResolved: Bool, isChinese: Bool,
    into cutter: inout TokenCutter
  ) -> Bool {
    let table = WesternClass.table
    let classes = table.span
    cutter.begin(isPadded: isPadded)
    var i = range.lowerBound
    while i < range.upperBound {
      let byte = text[i]
      switch classes[Int(byte)] {
      case WesternClass.digit: cutter.digit(i)
      case WesternClass.point:
        let isFollowed =
          i + 1 < range.upperBound
          ? classes[Int(text[i + 1])] != WesternClass.digit : isPadded
        cutter.point(i, i + 1, isFollowed: isFollowed)
      case WesternClass.dash: cutter.dash(i)
      case WesternClass.alone:
        if !isResolved, byte == 0x26 || byte == 0x3C { return false }
        cutter.alone(i, i + 1)
      case WesternClass.blank:
        if !isResolved, byte == 0x0A, i > range.lowerBound, text[i - 1] == 0x2D { return false }
        cutter.blank(i)
      case WesternClass.wide where Blanks.length(at: i, in: text) > 0:
        cutter.blank(i)
        i += Blanks.length(at: i, in: text) - 1
      default:
        if isChinese, byte >= 0xE2 {
          var next = i
          if Self.isChinese(text.codePoint(&next)) {
            cutter.alone(i, next)
            i = next - 1
            break
          }
        }
        cutter.letter(i)
        i = min(i + EightBytes.letters(text, i + 1), range.upperBound - 1)
      }
      i += 1
    }
    cutter.end(range.upperBound)
    return true
  }

  /// Whether sacrebleu's `zh` takes the character for Chinese.
  ///
  /// Two of its ranges are written with five hexadecimal digits where Python reads four, so that they
  /// stand for U+2001–2A6D and U+2F81–2FA1, and no character beyond U+FFFF is in any.
  private static func isChinese(_ code: UInt32) -> Bool {
    switch code {
    case 0x2001...0x2A6D, 0x2E80...0x2FDF, 0x2FF0...0x303F, 0x3100...0x312F, 0x31A0...0x31BF,
      0x31C0...0x31EF, 0x3200...0x4DB5, 0x4E00...0x9FBB, 0xF900...0xFA2D, 0xFA30...0xFA6A,
      0xFA70...0xFAD9, 0xFE10...0xFE1F, 0xFE30...0xFE4F, 0xFF00...0xFFEF:
      true
    default: false
    }
  }
}
