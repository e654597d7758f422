/// Hashed word 1–2-grams.
///
/// - SeeAlso: scikit-learn's `HashingVectorizer(ngram_range=(1, 2))`, whose tokens these are but for
///   marks, Han and Kana (`TokenList`); the hash differs, and no term has a negative sign.
struct WordNgrams {
  private let one: UInt64
  private let two: UInt64
  private let shift: UInt64

  /// - Parameters:
  ///   - bits: terms are below 2^`bits`.
  ///   - seed: terms of differing seeds collide differently.
  init(bits: Int, seed: UInt64) {
    one = SplitMix64.mix(seed ^ 0x0077_6F72_6473_0001)
    two = SplitMix64.mix(seed ^ 0x0077_6F72_6473_0002)
    shift = UInt64(64 - bits)
  }

  /// The bucket of a word.
  @inline(__always)
  func bucket(_ word: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: SplitMix64.mix(word ^ one) &>> shift)
  }

  /// The bucket of two words that follow each other.
  @inline(__always)
  func bucket(_ first: UInt64, _ second: UInt64) -> UInt32 {
    let both = first &* 0xD6E8_FEB8_6659_FD93 &+ second
    return UInt32(truncatingIfNeeded: SplitMix64.mix(both ^ two) &>> shift)
  }

  /// Gathers the terms of a text.
  func gather(_ words: borrowing TokenList, into counter: inout TermCounter) {
    let tokens = words.tokens.span
    counter.gather(atMost: 2 * tokens.count) { out in
      var n = 0
      var last: UInt64 = 0
      for i in tokens.indices where tokens[i].isTerm {
        let hash = tokens[i].hash
        if n > 0 {
          out[n] = bucket(last, hash)
          n += 1
        }
        out[n] = bucket(hash)
        n += 1
        last = hash
      }
      return n
    }
  }
}
