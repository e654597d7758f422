package import Records

/// Weights of groups for bootstrap replicates: each group counts Poisson(1) times.
///
/// Groups, not pairs, are resampled, because pairs of one prompt are alike. The weight depends on the
/// group's public id, the seed and the replicate alone, so that the same replicate gives the same weight
/// in every cell, method and corpus part (what pairing needs), on any thread and for any order of pairs.
/// Poisson weights are the limit of drawing groups with replacement (Hanley & MacGibbon 2006; Chamandy et
/// al. 2012): for measures that are ratios the intervals agree from some dozens of groups on.
package struct GroupResampling: Sendable {
  /// The number of each pair's group, below `groupCount`; numbered by first appearance.
  package let index: [Int32]
  private let keys: [UInt64]
  private let seed: UInt64

  package var groupCount: Int { keys.count }

  package init(groups: [PublicID], seed: UInt64) {
    var numbers: [PublicID: Int32] = [:]
    numbers.reserveCapacity(groups.count)
    var keys: [UInt64] = []
    index = groups.map { group in
      if let number = numbers[group] { return number }
      let number = Int32(truncatingIfNeeded: keys.count)
      numbers[group] = number
      keys.append(SplitMix64.mix(group.high ^ SplitMix64.mix(group.low)))
      return number
    }
    self.keys = keys
    self.seed = SplitMix64.mix(seed)
  }

  /// Writes the weights of one replicate: O(groups).
  package func weights(replicate: Int, into weights: inout [Double]) {
    let salt = SplitMix64.mix(seed &+ SplitMix64.mix(UInt64(truncatingIfNeeded: replicate)))
    if weights.count != keys.count { weights = [Double](repeating: 0, count: keys.count) }
    for g in keys.indices {
      weights[g] = Self.poisson(Double(SplitMix64.mix(keys[g] ^ salt) >> 11) * 0x1p-53)
    }
  }

  /// The Poisson(1) quantile of u in [0, 1): on average two comparisons.
  static func poisson(_ u: Double) -> Double {
    var k = 0.0
    var mass = 0.367_879_441_171_442_33
    var sum = mass
    while u >= sum && k < 20 {
      k += 1
      mass /= k
      sum += mass
    }
    return k
  }
}
