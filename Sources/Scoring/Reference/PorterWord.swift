/// A word that is being stemmed: lower-case ASCII letters, and digits, which count as consonants.
struct PorterWord {
  private(set) var letters: [UInt8] = []
  /// The last eight letters, the last one lowest.
  private var tail: UInt64 = 0

  /// A suffix of at most eight letters.
  struct Suffix: ExpressibleByStringLiteral {
    let letters: UInt64
    let mask: UInt64
    let count: Int

    init(stringLiteral value: StaticString) {
      letters = "\(value)".utf8.reduce(0) { $0 << 8 | UInt64($1) }
      count = value.utf8CodeUnitCount
      mask = count < 8 ? (1 << UInt64(8 * count)) - 1 : .max
    }
  }

  var count: Int { letters.count }
  var last: UInt8 { UInt8(truncatingIfNeeded: tail) }

  /// Replaces the word by the end of `text` from `start` on.
  mutating func read(_ text: [UInt8], from start: Int) {
    letters.removeAll(keepingCapacity: true)
    for i in start..<text.count { append(text[i]) }
  }

  @inline(__always)
  func hasSuffix(_ suffix: Suffix) -> Bool {
    tail & suffix.mask == suffix.letters && letters.count >= suffix.count
  }

  mutating func append(_ letter: UInt8) {
    letters.append(letter)
    tail = tail << 8 | UInt64(letter)
  }

  mutating func append(_ suffix: Suffix) {
    for k in stride(from: 8 * suffix.count - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: suffix.letters >> UInt64(k)))
    }
  }

  mutating func removeLast(_ count: Int) {
    letters.removeLast(count)
    tail = letters.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func isVowel(_ letter: UInt8) -> Bool {
    switch letter {
    case 0x61, 0x65, 0x69, 0x6F, 0x75: true
    default: false
    }
  }

  /// Whether the letter at `i` is a consonant: no vowel, and `y` unless a consonant stands before it.
  func isConsonant(_ i: Int) -> Bool {
    var i = i
    var isNegated = false
    while i > 0, letters[i] == 0x79 {
      isNegated.toggle()
      i -= 1
    }
    return Self.isVowel(letters[i]) == isNegated
  }

  /// The m of [C](VC)ᵐ[V], of the word without its last `count` letters.
  func measure(without count: Int = 0) -> Int {
    let letters = letters.span
    var m = 0
    var isConsonant = false
    var wasVowel = false
    for i in 0..<letters.count - count {
      isConsonant = letters[i] == 0x79 ? !isConsonant : !Self.isVowel(letters[i])
      if isConsonant, wasVowel { m += 1 }
      wasVowel = !isConsonant
    }
    return m
  }

  func hasVowel(without count: Int) -> Bool {
    var isConsonant = false
    for letter in letters.dropLast(count) {
      isConsonant = letter == 0x79 ? !isConsonant : !Self.isVowel(letter)
      if !isConsonant { return true }
    }
    return false
  }

  var endsInDoubleConsonant: Bool {
    count >= 2 && letters[count - 1] == letters[count - 2] && isConsonant(count - 1)
  }

  /// Whether the word without its last `removed` letters ends in consonant, vowel, consonant, the last
  /// no w, x or y; or is a vowel and a consonant.
  func endsInShortSyllable(without removed: Int = 0) -> Bool {
    let length = count - removed
    if length == 2 { return !isConsonant(0) && isConsonant(1) }
    guard length >= 3 else { return false }
    let last = length - 1
    return isConsonant(last - 2) && !isConsonant(last - 1) && isConsonant(last)
      && !(0x77...0x79).contains(letters[last])
  }
}
