/// Counts the characters of a text by what they are.
enum CharacterScan {
  /// - Complexity: O(n) in scalars, one pass.
  static func read(_ text: borrowing DecodedText, into facts: inout TextFacts) {
    let scalars = text.scalars.span
    let classes = text.classes.span
    var byClass = InlineArray<256, UInt32>(repeating: 0)
    var byByte = InlineArray<128, UInt32>(repeating: 0)
    let letter = CharacterClass.letter.rawValue
    let end = text.count - 1
    for i in 1..<max(1, end) {
      let scalar = scalars[i]
      byClass[Int(classes[i])] &+= 1
      if scalar < 0x80 {
        byByte[Int(scalar)] &+= 1
        // The blank stands in most places, and nothing is to be done with it.
        if scalar < 0x40 || scalar == 0x5D, scalar != 0x20 {
          look(at: i, scalars, &facts)
        }
      } else {
        lookWide(scalar, &facts)
        if classes[i] & letter != 0, scalar < 0x250 { facts.latin += 1 }
      }
    }
    facts.scalars = max(0, end - 1)
    for code in 0..<256 where byClass[code] > 0 {
      let kind = CharacterClass(rawValue: UInt8(code))
      let times = Int(byClass[code])
      if kind.contains(.letter) { facts.letters += times }
      if kind.contains(.digit) { facts.digits += times }
      if kind.contains(.upper) { facts.uppers += times }
      if kind.contains(.wide) { facts.wide += times }
      if kind.contains(.punctuation) { facts.punctuation += times }
      if kind.contains(.letter), !kind.contains(.wide) { facts.latin += times }
    }
    func count(_ characters: StaticString) -> Int {
      characters.withUTF8Buffer { bytes in
        var sum = 0
        for i in 0..<bytes.count { sum += unsafe Int(byByte[Int(bytes[i] & 0x7F)]) }
        return sum
      }
    }
    facts.commas += count(",")
    facts.questions += count("?")
    facts.exclamations += count("!")
    facts.colons += count(":")
    facts.semicolons += count(";")
    facts.quotes += count("\"")
    facts.parentheses += count("(")
    facts.dashes += count("-")
    facts.markup += count("<>{}[]=|\\$")
    facts.backticks += count("`")
  }

  /// What depends on the characters beside it.
  @inline(__always)
  private static func look(at i: Int, _ scalars: Span<UInt32>, _ facts: inout TextFacts) {
    switch scalars[i] {
    case 0x2E, 0x21, 0x3F:  // . ! ?
      let next = scalars[i + 1]
      let before = scalars[i - 1]
      if before == 0x2E, scalars[i] == 0x2E {
        if i > 1, scalars[i - 2] == 0x2E, next != 0x2E { facts.ellipses += 1 }
      } else if isAfterSentence(next), before != 0x20, !isStop(before) {
        facts.sentences += 1
      }
    case 0x2A:  // *
      if scalars[i + 1] == 0x2A, scalars[i - 1] != 0x2A { facts.boldMarks += 1 }
    case 0x3A:  // ://
      if scalars[i + 1] == 0x2F, i + 2 < scalars.count, scalars[i + 2] == 0x2F { facts.links += 1 }
    case 0x5D:  // ](
      if scalars[i + 1] == 0x28 { facts.links += 1 }
    default: break
    }
  }

  @inline(__always)
  private static func lookWide(_ scalar: UInt32, _ facts: inout TextFacts) {
    switch scalar {
    case 0x3002, 0x0964, 0x06D4: facts.sentences += 1
    case 0xFF01:
      facts.sentences += 1
      facts.exclamations += 1
    case 0xFF1F, 0x061F:
      facts.sentences += 1
      facts.questions += 1
    case 0xFF0C, 0x3001, 0x060C: facts.commas += 1
    case 0x201C...0x201F, 0xAB, 0xBB, 0x300C...0x300F: facts.quotes += 1
    case 0x2013, 0x2014: facts.dashes += 1
    case 0x2026: facts.ellipses += 1
    case 0xFF08: facts.parentheses += 1
    case 0xFF1A: facts.colons += 1
    default: break
    }
  }

  /// A blank, a closing quote or bracket, or emphasis.
  private static func isAfterSentence(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x20, 0x22, 0x27, 0x29, 0x2A, 0x5D, 0x201D, 0x2019: true
    default: false
    }
  }

  private static func isStop(_ scalar: UInt32) -> Bool {
    scalar == 0x2E || scalar == 0x21 || scalar == 0x3F
  }
}
