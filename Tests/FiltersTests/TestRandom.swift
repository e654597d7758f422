/// Numbers and texts that depend on a seed alone (SplitMix64).
struct TestRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0xD134_2543_DE82_EF95 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from 0 to `limit` − 1; 0 for no limit.
  mutating func below(_ limit: Int) -> Int { limit < 1 ? 0 : Int(next() % UInt64(limit)) }

  /// A text of at most `limit` characters out of a few of every width, many of them white space.
  mutating func text(upTo limit: Int) -> String {
    let alphabet: [Unicode.Scalar] = [
      "a", "b", " ", "\n", "\t", "é", "\u{A0}", "\u{3000}", "\u{2003}", "\u{200B}", "中", "あ", "😀",
      "\u{85}", "ऄ", "\u{FEFF}",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<below(limit + 1) { text.append(alphabet[below(alphabet.count)]) }
    return String(text)
  }
}
