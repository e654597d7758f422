/// Vigna's SplitMix64: one 64-bit state, any seed is good, the same numbers everywhere.
package struct SplitMix64: Sendable {
  private var state: UInt64

  package init(_ seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// A number in 0 ..< 1, of 53 bits.
  package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number in 0 ..< `bound`; `bound` in 1 ..< 2^32.
  package mutating func below(_ bound: Int) -> Int {
    Int(((next() >> 32) &* UInt64(truncatingIfNeeded: bound)) >> 32)
  }

  /// The finaliser: a bijection of 64 bits in which every input bit moves every output bit.
  package static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
