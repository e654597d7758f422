/// Hashed character 3–5-grams within words, each word with a blank before and behind it.
///
/// Counted in Unicode scalars, of the text in lower case; a word is what stands between blanks, with its
/// punctuation. A word of one or two characters gives its n-grams as far as it reaches.
///
/// - SeeAlso: scikit-learn's `analyzer="char_wb", ngram_range=(3, 5)`, whose n-grams these are; the hash
///   differs.
struct CharacterNgrams {
  private let three: UInt64
  private let four: UInt64
  private let five: UInt64
  private let shift: UInt64

  /// - Parameters:
  ///   - bits: terms are below 2^`bits`.
  ///   - seed: terms of differing seeds collide differently.
  init(bits: Int, seed: UInt64) {
    three = SplitMix64.mix(seed ^ 0x0063_6861_7273_0003)
    four = SplitMix64.mix(seed ^ 0x0063_6861_7273_0004)
    five = SplitMix64.mix(seed ^ 0x0063_6861_7273_0005)
    shift = UInt64(64 - bits)
  }

  private static let base: UInt64 = 0xD6E8_FEB8_6659_FD93

  /// The bucket of three to five scalars.
  func bucket(_ scalars: ArraySlice<UInt32>) -> UInt32 {
    let hash = scalars.reduce(UInt64(0)) { $0 &* Self.base &+ UInt64($1) }
    let seed = scalars.count == 3 ? three : scalars.count == 4 ? four : five
    return UInt32(truncatingIfNeeded: SplitMix64.mix(hash ^ seed) &>> shift)
  }

  /// Gathers the terms of a text.
  func gather(_ text: borrowing DecodedText, into counter: inout TermCounter) {
    let scalars = text.scalars.span
    let end = text.count
    counter.gather(atMost: 3 * end) { out in
      var n = 0
      var i = 1
      while i < end {
        guard scalars[i] != 0x20 else {
          i += 1
          continue
        }
        let first = i - 1
        while scalars[i] != 0x20 { i += 1 }
        n = gatherWord(scalars.extracting(first...i), into: &out, from: n)
      }
      return n
    }
  }

  /// Gathers the terms of one word with its two blanks: at least three scalars.
  @inline(__always)
  private func gatherWord(_ word: Span<UInt32>, into out: inout MutableSpan<UInt32>, from: Int)
    -> Int
  {
    var n = from
    let last = word.count - 2
    for i in 0..<max(0, last) {
      var hash = (UInt64(word[i]) &* Self.base &+ UInt64(word[i + 1])) &* Self.base
      hash = hash &+ UInt64(word[i + 2])
      out[n] = UInt32(truncatingIfNeeded: SplitMix64.mix(hash ^ three) &>> shift)
      n += 1
      guard i + 1 < last else { break }
      hash = hash &* Self.base &+ UInt64(word[i + 3])
      out[n] = UInt32(truncatingIfNeeded: SplitMix64.mix(hash ^ four) &>> shift)
      n += 1
      guard i + 2 < last else { continue }
      hash = hash &* Self.base &+ UInt64(word[i + 4])
      out[n] = UInt32(truncatingIfNeeded: SplitMix64.mix(hash ^ five) &>> shift)
      n += 1
    }
    return n
  }
}
