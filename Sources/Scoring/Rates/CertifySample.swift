package import Records

/// A pair that may be drawn for a blind check.
package struct CertifyCandidate: Sendable {
  package var id: PublicID
  /// The given label: whether the answer that stands first (before b by digest) is the better one.
  package var firstIsBetter: Bool
  /// How likely the label is wrong, by the detector.
  package var pWrong: Double
  package var isDropped: Bool

  package init(id: PublicID, firstIsBetter: Bool, pWrong: Double, isDropped: Bool) {
    self.id = id
    self.firstIsBetter = firstIsBetter
    self.pWrong = pWrong
    self.isDropped = isDropped
  }
}

/// A stratified random sample of pairs for raters who see neither label nor score.
///
/// Strata are dropped and kept pairs, each cut by p_wrong into up to three bands of equal Σ √(p(1−p))
/// (Dalenius & Hodges 1959), so that equal numbers from each are about Neyman's allocation. A third of
/// the budget at least goes to the dropped pairs and a third to the kept, because precision and
/// recall rest on both. Who is drawn depends on public ids and the seed alone.
package struct CertifySample: Sendable, Equatable {
  package struct Stratum: Sendable, Equatable {
    package var isDropped: Bool
    /// Least and greatest p_wrong.
    package var low: Double
    package var high: Double
    /// Pairs of the corpus.
    package var size: Int
    package var sampled: Int

    package init(isDropped: Bool, low: Double, high: Double, size: Int, sampled: Int) {
      self.isDropped = isDropped
      self.low = low
      self.high = high
      self.size = size
      self.sampled = sampled
    }
  }

  package struct Item: Sendable, Equatable {
    /// What stands in the file that raters see; tells neither pair nor stratum.
    package var id: PublicID
    package var pair: PublicID
    /// Position among the candidates.
    package var position: Int
    package var stratum: Int
    package var firstIsBetter: Bool
    /// Whether the second answer (b) is shown before the first.
    package var isSwapped: Bool

    package init(
      id: PublicID, pair: PublicID, position: Int, stratum: Int, firstIsBetter: Bool,
      isSwapped: Bool
    ) {
      self.id = id
      self.pair = pair
      self.position = position
      self.stratum = stratum
      self.firstIsBetter = firstIsBetter
      self.isSwapped = isSwapped
    }
  }

  package let seed: UInt64
  package let strata: [Stratum]
  /// The stratum of each candidate.
  package let assignment: [Int]
  /// In the order raters see them, unrelated to strata.
  package let items: [Item]

  /// A sample as it was drawn earlier.
  package init(seed: UInt64, strata: [Stratum], assignment: [Int], items: [Item]) {
    self.seed = seed
    self.strata = strata
    self.assignment = assignment
    self.items = items
  }

  /// Fewest items of a stratum, where it has as many.
  package static let minimum = 12

  /// Cost: O(n log n).
  ///
  /// - Parameter budget: items to draw; all pairs when there are fewer.
  package static func draw(
    _ candidates: [CertifyCandidate], budget: Int, seed: UInt64
  ) -> CertifySample {
    let budget = max(0, min(budget, candidates.count))
    let sides = [true, false].map { side in
      candidates.indices.filter { candidates[$0].isDropped == side }.sorted { a, b in
        let x = candidates[a].pWrong.clamped(0, 1)
        let y = candidates[b].pWrong.clamped(0, 1)
        return x != y ? x > y : candidates[a].id < candidates[b].id
      }
    }
    let weights = sides.map { side in side.reduce(0) { $0 + spread(candidates[$1].pWrong) } }
    let shares = split(budget, weights: weights, sizes: sides.map(\.count))
    var strata: [Stratum] = []
    var items: [Item] = []
    var assignment = [Int](repeating: 0, count: candidates.count)
    for (side, share) in zip(sides, shares) where !side.isEmpty {
      let bands = bands(side, count: max(1, min(3, share / (2 * minimum)))) {
        spread(candidates[$0].pWrong)
      }
      let counts = even(share, sizes: bands.map(\.count))
      for (band, count) in zip(bands, counts) {
        let keyed = band.map { ($0, key(candidates[$0].id, seed, 1)) }.sorted { a, b in
          a.1 != b.1 ? a.1 < b.1 : candidates[a.0].id < candidates[b.0].id
        }
        for position in band { assignment[position] = strata.count }
        let probabilities = band.map { candidates[$0].pWrong.clamped(0, 1) }
        for (position, _) in keyed.prefix(count) {
          items.append(item(candidates[position], at: position, stratum: strata.count, seed))
        }
        strata.append(
          Stratum(
            isDropped: candidates[band[0]].isDropped, low: probabilities.min() ?? 0,
            high: probabilities.max() ?? 0, size: band.count, sampled: count))
      }
    }
    return CertifySample(
      seed: seed, strata: strata, assignment: assignment, items: items.sorted { $0.id < $1.id })
  }

  private static func item(
    _ candidate: CertifyCandidate, at position: Int, stratum: Int, _ seed: UInt64
  ) -> Item {
    Item(
      id: PublicID(high: key(candidate.id, seed, 2), low: key(candidate.id, seed, 3)),
      pair: candidate.id, position: position, stratum: stratum,
      firstIsBetter: candidate.firstIsBetter, isSwapped: key(candidate.id, seed, 4) & 1 == 1)
  }

  /// A number of a pair under a seed; unrelated for any two uses.
  private static func key(_ id: PublicID, _ seed: UInt64, _ use: UInt64) -> UInt64 {
    let salt = SplitMix64.mix(seed &+ use &* 0x9E37_79B9_7F4A_7C15)
    return SplitMix64.mix(id.high ^ SplitMix64.mix(id.low ^ salt))
  }

  /// √(p(1−p)), with p held away from the ends, where a detector is surer than it should be.
  private static func spread(_ p: Double) -> Double {
    let p = p.clamped(0.02, 0.98)
    return (p * (1 - p)).squareRoot()
  }

  /// Neyman's split between the dropped and the kept, a third for each at least.
  private static func split(_ budget: Int, weights: [Double], sizes: [Int]) -> [Int] {
    let sum = weights.reduce(0, +)
    guard sum > 0 else { return sizes.map { _ in 0 } }
    let wanted = (Double(budget) * weights[0] / sum).clamped(
      Double(budget) / 3, Double(budget) * 2 / 3)
    let first = max(min(Int(wanted.rounded()), sizes[0]), budget - sizes[1])
    return [first, budget - first]
  }

  /// Cuts sorted pairs into parts of about equal weight; pairs never stand in two, parts are never empty.
  private static func bands(_ side: [Int], count: Int, weight: (Int) -> Double) -> [[Int]] {
    let total = side.reduce(0) { $0 + weight($1) }
    var bands: [[Int]] = [[]]
    var sum = 0.0
    for (i, position) in side.enumerated() {
      let isFull = sum >= total * Double(bands.count) / Double(count)
      let rest = side.count - i
      if bands.count < count, let last = bands.indices.last, bands[last].count >= minimum,
        isFull && rest >= minimum
      {
        bands.append([])
      }
      bands[bands.count - 1].append(position)
      sum += weight(position)
    }
    return bands
  }

  /// Equal numbers for all, what a small one lacks going to the others.
  private static func even(_ budget: Int, sizes: [Int]) -> [Int] {
    var counts = sizes.map { _ in 0 }
    var left = budget
    for (done, i) in sizes.indices.sorted(by: { (sizes[$0], $0) < (sizes[$1], $1) }).enumerated() {
      counts[i] = min(sizes[i], left / (sizes.count - done))
      left -= counts[i]
    }
    return counts
  }
}
