package import Records

/// A pair whose given label could be held against a trusted one.
package struct TrustedPair: Sendable {
  package var group: PublicID
  /// Number of the stratum it was drawn from; 0 where the draw was simple.
  package var stratum: Int
  package var isWrong: Bool

  package init(group: PublicID, stratum: Int = 0, isWrong: Bool) {
    self.group = group
    self.stratum = stratum
    self.isWrong = isWrong
  }
}

/// The rate from a random sample of pairs with trusted labels.
///
/// The share of wrong labels, each stratum weighing by its size (`StratifiedProportion`). Pairs of one
/// group are alike: the sample counts as n / deff, with deff the variance by groups over that by pairs
/// (Kish 1965), at least 1, and pairs per group where the sample is all right or all wrong.
package struct TrustedEvidence: Sendable {
  package let pairs: Int
  package let designEffect: Double
  package let rate: NoiseRate

  /// - Parameters:
  ///   - pairs: the sample. Pairs of a stratum that `sizes` lacks are left out.
  ///   - sizes: pairs of the corpus in each stratum; one number for a simple draw.
  package init(_ pairs: [TrustedPair], sizes: [Int]) {
    let pairs = pairs.filter { sizes.indices.contains($0.stratum) }
    self.pairs = pairs.count
    var counts = [Double](repeating: 0, count: sizes.count)
    var hits = counts
    for pair in pairs {
      counts[pair.stratum] += 1
      if pair.isWrong { hits[pair.stratum] += 1 }
    }
    let effect = Self.designEffect(pairs, counts: counts, hits: hits, sizes: sizes)
    designEffect = effect
    let strata = sizes.indices.map { h in
      // The finite population shrinks with the sample, so that a complete check stays complete.
      SampledStratum(
        size: Double(max(0, sizes[h])),
        sampled: counts[h] >= Double(sizes[h]) ? counts[h] : counts[h] / effect,
        hits: counts[h] >= Double(sizes[h]) ? hits[h] : hits[h] / effect)
    }
    let share = StratifiedProportion(strata).share()
    guard share.value != nil else {
      rate = NoiseRate(
        kind: .unknown, bounds: Interval(low: 0, high: 1),
        words: "No pair has a trusted label: how many labels are wrong is not known.")
      return
    }
    rate = NoiseRate(
      kind: .trusted, estimate: share.value, interval: share.interval, bounds: share.interval,
      words:
        "\(Words.estimate(share)) of the labels are wrong, by \(Words.pairs(pairs.count)) with "
        + "trusted labels, if these were drawn at random\(sizes.count > 1 ? " within their strata" : "")."
    )
  }

  private static func designEffect(
    _ pairs: [TrustedPair], counts: [Double], hits: [Double], sizes: [Int]
  ) -> Double {
    struct Key: Hashable {
      var stratum: Int
      var group: PublicID
    }
    var residuals: [Key: Double] = [:]
    for pair in pairs {
      let p = hits[pair.stratum] / counts[pair.stratum]
      residuals[Key(stratum: pair.stratum, group: pair.group), default: 0] +=
        (pair.isWrong ? 1 : 0) - p
    }
    guard !pairs.isEmpty else { return 1 }
    var clustered = [Double](repeating: 0, count: sizes.count)
    var groups = clustered
    // Sorted, because the order of a sum is part of its value.
    for (key, residual) in residuals.sorted(by: {
      ($0.key.stratum, $0.key.group) < ($1.key.stratum, $1.key.group)
    }) {
      clustered[key.stratum] += residual * residual
      groups[key.stratum] += 1
    }
    var byGroups = 0.0
    var byPairs = 0.0
    for h in sizes.indices where counts[h] > 0 {
      let weight = Double(sizes[h]) / counts[h]
      let p = hits[h] / counts[h]
      byPairs += weight * weight * counts[h] * p * (1 - p)
      if groups[h] > 1 {
        byGroups += weight * weight * clustered[h] * groups[h] / (groups[h] - 1)
      }
    }
    guard byPairs > 0 else { return max(1, Double(pairs.count) / Double(residuals.count)) }
    return max(1, byGroups / byPairs)
  }
}
