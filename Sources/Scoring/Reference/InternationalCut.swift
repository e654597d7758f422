/// The tokenizer `intl` of mteval-v14: punctuation and symbols of any script apart, except punctuation
/// within numbers.
enum InternationalCut {
  private static let letter: UInt8 = 0
  private static let digit: UInt8 = 1
  private static let point: UInt8 = 2
  private static let alone: UInt8 = 3
  private static let blank: UInt8 = 4

  /// Of the characters up to U+FFFF.
  private static let table: [UInt8] = (0..<0x10000).map { (code: UInt32) in
    Unicode.Scalar(code).map(kind) ?? letter
  }

  /// N is a digit, P a point, S stands alone.
  private static func kind(_ scalar: Unicode.Scalar) -> UInt8 {
    if Blanks.isBlank(scalar.value) { return blank }
    return switch scalar.properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: digit
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      point
    case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: alone
    default: letter
    }
  }

  @inline(__always)
  private static func kind(_ code: UInt32, _ known: Span<UInt8>) -> UInt8 {
    if code < 0x10000 { return known[Int(code)] }
    return Unicode.Scalar(code).map(kind) ?? letter
  }

  /// Cuts `text[range]`; `EightBytes.padding` bytes follow the text.
  ///
  /// - Complexity: O(n) in bytes.
  static func cut(_ text: Span<UInt8>, _ range: Range<Int>, into cutter: inout TokenCutter) {
    let table = table
    let known = table.span
    cutter.begin(isPadded: false)
    var i = range.lowerBound
    while i < range.upperBound {
      var next = i + 1
      var code = UInt32(text[i])
      if code >= 0x80 {
        next = i
        code = text.codePoint(&next)
      }
      switch kind(code, known) {
      case digit: cutter.digit(i)
      case alone: cutter.alone(i, next)
      case blank: cutter.blank(i)
      case point:
        var after = next
        let isFollowed =
          next < range.upperBound && kind(text.codePoint(&after), known) != digit
        cutter.point(i, next, isFollowed: isFollowed)
      default:
        cutter.letter(i)
        next = min(next + EightBytes.letters(text, next), range.upperBound)
      }
      i = next
    }
    cutter.end(range.upperBound)
  }
}
