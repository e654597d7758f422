/// Lower case as Python's `str.lower` makes it: Unicode's full mapping, with a final sigma where a
/// capital sigma ends a word.
///
/// Characters are those of the Swift runtime's version of Unicode.
enum LowerCase {
  /// Appends `text` in lower case to `out`.
  ///
  /// - Complexity: O(n) in bytes.
  static func append(_ text: Span<UInt8>, to out: inout [UInt8]) {
    var i = 0
    // Whether the last character that is not case-ignorable has case: for the sigma.
    var followsCased = false
    while i < text.count {
      let byte = text[i]
      if byte < 0x80 {
        let isUpper = byte &- 0x41 < 26
        out.append(isUpper ? byte | 0x20 : byte)
        if !isASCIIIgnorable(byte) { followsCased = (byte | 0x20) &- 0x61 < 26 }
        i += 1
        continue
      }
      let start = i
      let code = text.codePoint(&i)
      guard let scalar = Unicode.Scalar(code), i - start > 1 else {
        out.append(byte)
        continue
      }
      if code == 0x3A3 {
        let isFinal = followsCased && !isBeforeCased(i, in: text)
        out.append(0xCF)
        out.append(isFinal ? 0x82 : 0x83)
        followsCased = true
        continue
      }
      let properties = scalar.properties
      if properties.changesWhenLowercased {
        out.append(contentsOf: properties.lowercaseMapping.utf8)
      } else {
        for k in start..<i { out.append(text[k]) }
      }
      if !properties.isCaseIgnorable { followsCased = properties.isCased }
    }
  }

  /// ASCII's case-ignorable characters: ' . : ^ `
  private static func isASCIIIgnorable(_ byte: UInt8) -> Bool {
    byte == 0x27 || byte == 0x2E || byte == 0x3A || byte == 0x5E || byte == 0x60
  }

  /// Whether the first character from `i` on that is not case-ignorable has case.
  ///
  /// The characters passed over lie before the next sigma that could ask, so that a text costs O(n).
  private static func isBeforeCased(_ i: Int, in text: Span<UInt8>) -> Bool {
    var i = i
    while i < text.count {
      guard let properties = Unicode.Scalar(text.codePoint(&i))?.properties else { return false }
      if !properties.isCaseIgnorable { return properties.isCased }
    }
    return false
  }
}
