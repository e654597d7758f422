/// Vigna's SplitMix64: one 64-bit state, any seed is good, the same numbers everywhere.
struct SplitMix64 {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// A number in 0 ..< `bound`; `bound` in 1 ..< 2^32. The bias is below 2^-32 × bound.
  mutating func below(_ bound: Int) -> Int {
    Int(((next() >> 32) &* UInt64(truncatingIfNeeded: bound)) >> 32)
  }

  /// True in `thousandths` of 1000 cases.
  mutating func chance(_ thousandths: Int) -> Bool { below(1000) < thousandths }

  /// A number in `range`.
  mutating func pick(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// The finaliser: a bijection of 64 bits in which every input bit moves every output bit.
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The seed of the `index`-th thing of a kind under `seed`; unrelated for any two arguments.
  static func seed(_ seed: UInt64, _ kind: Stream, _ index: Int) -> UInt64 {
    mix(
      mix(seed &+ kind.rawValue &* 0x9E37_79B9_7F4A_7C15) ^ mix(UInt64(truncatingIfNeeded: index)))
  }

  /// What a stream of random numbers is for, so that no two uses share one.
  enum Stream: UInt64 {
    case prompt = 1
    case response, sides, flip, tie, duplicate, dirt, quality
  }
}
