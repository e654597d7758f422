/// A text as Unicode scalars in lower case, with the class of each: what tokens and n-grams are cut from.
///
/// Blanks of any kind become U+0020, and one stands before and one after the text, so that a word with its
/// boundaries is a slice. What is no UTF-8 becomes U+FFFD, one for each byte. Memory is kept between texts.
struct DecodedText {
  /// Scalars in use, the two blanks at the ends included.
  private(set) var count = 0
  /// In lower case; `count` of them are in use.
  private(set) var scalars: [UInt32] = []
  /// Raw values of `CharacterClass`, of the scalars as they stand in the text.
  private(set) var classes: [UInt8] = []

  /// Replaces what it holds by `text`.
  ///
  /// - Complexity: O(n) in bytes; 5 bytes of memory per byte of the longest text.
  mutating func read(_ text: Span<UInt8>) {
    let room = text.count + 2
    if scalars.count < room {
      scalars = [UInt32](repeating: 0x20, count: room + room / 2)
      classes = [UInt8](repeating: 0, count: room + room / 2)
    }
    count = Self.decode(text, into: &scalars, &classes)
  }

  private static func decode(
    _ text: Span<UInt8>, into scalars: inout [UInt32], _ classes: inout [UInt8]
  ) -> Int {
    let table = CharacterClass.table
    let known = table.span
    var out = scalars.mutableSpan
    var kinds = classes.mutableSpan
    let upper = CharacterClass.upper.rawValue
    let space = CharacterClass.space.rawValue
    out[0] = 0x20
    kinds[0] = space
    var at = 0
    var n = 1
    while at < text.count {
      let byte = text[at]
      if byte < 0x80 {
        let kind = known[Int(byte)]
        let isUpper = UInt32(kind & upper) << 2
        out[n] = kind & space != 0 ? 0x20 : UInt32(byte) + isUpper
        kinds[n] = kind
        at += 1
      } else {
        let code = text.codePoint(&at)
        let kind = code < 0x10000 ? known[Int(code)] : rareClass(code)
        if kind & space != 0 {
          out[n] = 0x20
        } else {
          out[n] = kind & upper != 0 ? CharacterClass.folded(code) : code
        }
        kinds[n] = kind
      }
      n += 1
    }
    out[n] = 0x20
    kinds[n] = space
    return n + 1
  }

  private static func rareClass(_ code: UInt32) -> UInt8 {
    Unicode.Scalar(code).map { CharacterClass($0).rawValue } ?? CharacterClass.wide.rawValue
  }
}

extension Span<UInt8> {
  /// The code point of the scalar that begins at `i`, which moves past it; U+FFFD, one byte long, for
  /// what is none.
  func codePoint(_ i: inout Int) -> UInt32 {
    let lead = self[i]
    let (length, bits): (Int, UInt32) =
      switch lead {
      case 0..<0x80: (1, UInt32(lead))
      case 0xC2...0xDF: (2, UInt32(lead & 0x1F))
      case 0xE0...0xEF: (3, UInt32(lead & 0x0F))
      case 0xF0...0xF4: (4, UInt32(lead & 0x07))
      default: (0, 0)
      }
    guard length > 0, i + length <= count else {
      i += 1
      return 0xFFFD
    }
    var code = bits
    for k in 1..<Swift.max(length, 1) {
      guard self[i + k] & 0xC0 == 0x80 else {
        i += 1
        return 0xFFFD
      }
      code = code << 6 | UInt32(self[i + k] & 0x3F)
    }
    guard length == 1 || Unicode.Scalar(code) != nil, length < 3 || code >= 0x800 else {
      i += 1
      return 0xFFFD
    }
    i += length
    return code
  }
}
