/// What a Unicode scalar is, as a set of bits; the classes of Python's `str` methods and `re`.
struct ScalarClass: OptionSet, Sendable {
  let rawValue: UInt8

  /// Letters, digits, other numbers and `_`: `\w`.
  static let word = ScalarClass(rawValue: 1)
  /// Decimal digits: `\d`.
  static let digit = ScalarClass(rawValue: 2)
  /// `\s`.
  static let blank = ScalarClass(rawValue: 4)
  static let upper = ScalarClass(rawValue: 8)
  static let lower = ScalarClass(rawValue: 16)

  private static let ascii: [ScalarClass] = (0..<128).map { byte in of(slow: Unicode.Scalar(byte)) }

  /// The class of `scalar`; a table look-up for ASCII.
  static func of(_ scalar: Unicode.Scalar) -> ScalarClass {
    scalar.value < 128 ? ascii[Int(scalar.value)] : of(slow: scalar)
  }

  private static func of(slow scalar: Unicode.Scalar) -> ScalarClass {
    let properties = scalar.properties
    var result: ScalarClass = []
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .letterNumber, .otherNumber:
      result.insert(.word)
    case .decimalNumber: result.formUnion([.word, .digit])
    case .connectorPunctuation where scalar == "_": result.insert(.word)
    default: break
    }
    if properties.isWhitespace || (0x1C...0x1F).contains(scalar.value) { result.insert(.blank) }
    if properties.isUppercase { result.insert(.upper) }
    if properties.isLowercase { result.insert(.lower) }
    return result
  }
}
