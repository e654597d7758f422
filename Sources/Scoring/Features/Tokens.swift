/// A word of a text.
struct Token {
  /// Depends on the word in lower case alone, not on any seed.
  var hash: UInt64
  /// Of the first scalar in the decoded text.
  var start: UInt32
  /// Scalars.
  var count: UInt32
  /// Union of the classes of its scalars.
  var classes: CharacterClass
  /// Whether all of its scalars are upper-case letters.
  var isCapitals: Bool
  var startsUpper: Bool

  /// Whether n-grams are made of it: two scalars or more, or a Han or Kana character.
  var isTerm: Bool { count >= 2 || classes.contains(.single) }
}

/// The words of a text, in order.
///
/// A word is a run of letters, marks, digits and `_`, as scikit-learn's `(?u)\b\w\w+\b` takes it, but
/// marks belong to words, and each Han or Kana character is one by itself. Words of one character are
/// kept, for the dense features; n-grams pass over them.
struct TokenList {
  private(set) var tokens: [Token] = []

  var count: Int { tokens.count }

  /// Replaces what it holds by the words of `text`.
  ///
  /// - Complexity: O(n) in scalars.
  mutating func read(_ text: borrowing DecodedText) {
    tokens.removeAll(keepingCapacity: true)
    let scalars = text.scalars.span
    let classes = text.classes.span
    let isWord = CharacterClass.word.rawValue
    let isSingle = CharacterClass.single.rawValue
    let end = text.count
    var i = 1
    while i < end {
      let first = classes[i]
      guard first & isWord != 0 else {
        i += 1
        continue
      }
      let start = i
      var hash = Self.extend(Self.start, scalars[i])
      var all = first
      var common = first
      i += 1
      if first & isSingle == 0 {
        while i < end, classes[i] & (isWord | isSingle) == isWord {
          hash = Self.extend(hash, scalars[i])
          all |= classes[i]
          common &= classes[i]
          i += 1
        }
      }
      tokens.append(
        Token(
          hash: SplitMix64.mix(hash), start: UInt32(truncatingIfNeeded: start),
          count: UInt32(truncatingIfNeeded: i - start), classes: CharacterClass(rawValue: all),
          isCapitals: common & CharacterClass.upper.rawValue != 0,
          startsUpper: first & CharacterClass.upper.rawValue != 0))
    }
  }

  private static let start: UInt64 = 0x243F_6A88_85A3_08D3

  @inline(__always)
  private static func extend(_ hash: UInt64, _ scalar: UInt32) -> UInt64 {
    (hash ^ UInt64(scalar)) &* 0x9E37_79B9_7F4A_7C15
  }
}
