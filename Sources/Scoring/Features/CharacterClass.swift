/// What a Unicode scalar is to the features: flags in one byte.
struct CharacterClass: OptionSet, Sendable {
  let rawValue: UInt8

  /// Letter, mark, number or `_`: what tokens are made of.
  static let word = CharacterClass(rawValue: 1)
  static let letter = CharacterClass(rawValue: 2)
  static let digit = CharacterClass(rawValue: 4)
  static let upper = CharacterClass(rawValue: 8)
  static let space = CharacterClass(rawValue: 16)
  /// A token by itself: Han, Hiragana, Katakana, which put no blanks between words.
  static let single = CharacterClass(rawValue: 32)
  static let punctuation = CharacterClass(rawValue: 64)
  /// Beyond ASCII.
  static let wide = CharacterClass(rawValue: 128)

  /// The classes of the scalars below U+10000, by code point.
  ///
  /// Made once from the standard library's Unicode tables, in a few milliseconds.
  static let table: [UInt8] = (0..<0x10000).map { code in
    Unicode.Scalar(UInt32(code)).map { CharacterClass($0).rawValue } ?? wide.rawValue
  }

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The class of any scalar, from the Unicode tables.
  init(_ scalar: Unicode.Scalar) {
    var flags: CharacterClass = scalar.value < 0x80 ? [] : .wide
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .titlecaseLetter: flags.formUnion([.word, .letter, .upper])
    case .lowercaseLetter, .modifierLetter, .otherLetter: flags.formUnion([.word, .letter])
    case .nonspacingMark, .spacingMark: flags.formUnion(.word)
    case .decimalNumber: flags.formUnion([.word, .digit])
    case .letterNumber, .otherNumber: flags.formUnion(.word)
    case .connectorPunctuation:
      flags.formUnion(scalar == "_" ? [.word, .punctuation] : .punctuation)
    case .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol:
      flags.formUnion(.punctuation)
    default: break
    }
    if scalar.properties.isWhitespace { flags.formUnion(.space) }
    switch scalar.value {
    case 0x3041...0x30FF where flags.contains(.letter): flags.formUnion(.single)
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
      flags.formUnion([.word, .letter, .single])
    default: break
    }
    self = flags
  }

  /// The lower-case form of an upper-case scalar beyond ASCII, where it is one fixed step away.
  ///
  /// Latin-1, Latin Extended-A, Greek and Cyrillic; other scripts keep their case.
  static func folded(_ code: UInt32) -> UInt32 {
    switch code {
    case 0xC0...0xDE where code != 0xD7, 0x391...0x3A9, 0x410...0x42F: code + 0x20
    case 0x400...0x40F: code + 0x50
    case 0x100...0x137, 0x14A...0x177: code | 1
    case 0x139...0x148, 0x179...0x17E: code + (code & 1)
    default: code
    }
  }
}
