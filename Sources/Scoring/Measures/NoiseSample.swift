/// A score of pairs against the known mask of their wrong labels, laid out for fast measuring.
///
/// Everything is in the order of the score, so that a walk reads memory forwards; only the weights of
/// groups are gathered. A replicate costs two walks: O(n).
package struct NoiseSample: Sendable {
  package let measures: [NoiseMeasure]
  /// How many scores were not a number; they stand tied at the end.
  package let unscored: Int

  private let endsTie: [Bool]
  /// 1 for a wrong pair.
  private let wrong: [Float]
  private let group: [Int32]
  /// Membership of the hardest fifth of the right pairs, in [0, 1]: fractional where difficulty ties; 0
  /// for wrong pairs.
  private let hard: [Float]
  private let probability: [Float]
  private let bin: [UInt8]

  static let bins = 10

  /// Sorts once.
  ///
  /// - Parameters:
  ///   - scores: high for a pair whose label looks wrong.
  ///   - isWrong: the known mask; pairs beyond the shortest list are left out.
  ///   - groups: a number below the count of groups for each pair (`GroupResampling.index`).
  ///   - difficulty: how hard a pair is, from outside (vote share, score gap); empty when unknown, and
  ///     then the measure of the hardest fifth is undefined.
  ///   - measures: which, in the order of the results.
  package init(
    scores: [Double], isWrong: [Bool], groups: [Int32], difficulty: [Double] = [],
    measures: [NoiseMeasure] = NoiseMeasure.standard
  ) {
    let count = min(scores.count, isWrong.count, groups.count)
    let order = ScoreOrder(Array(scores.prefix(count)))
    let places = order.positions.map(Int.init)
    self.measures = measures
    unscored = order.unscored
    endsTie = order.endsTie
    wrong = places.map { isWrong[$0] ? 1 : 0 }
    group = places.map { max(0, groups[$0]) }
    let hardness = Self.hardestFifth(difficulty, isWrong: isWrong, count: count)
    hard = places.map { hardness.isEmpty ? 0 : hardness[$0] }
    let needsProbability = measures.contains(.ece) || measures.contains(.brier)
    probability =
      needsProbability ? places.map { Float(scores[$0].clamped(0, 1)) } : []
    bin =
      needsProbability
      ? places.map { UInt8(Calibration.bin(scores[$0], of: Self.bins)) } : []
  }

  /// The measures with every pair counted once; not a number where undefined (one class only, no pairs).
  package func values() -> [Double] { walk([Double](repeating: 1, count: wrong.count)) }

  /// The measures with the pairs of group g counted `weights[g]` times; a missing weight counts as zero.
  package func values(weights: [Double]) -> [Double] {
    walk(group.map { Int($0) < weights.count ? weights[Int($0)] : 0 })
  }

  /// Two walks in the order of the score: totals, then everything else. Classes are numbers, not
  /// branches.
  private func walk(_ weights: [Double]) -> [Double] {
    var sum = Sums()
    for i in wrong.indices { sum.take(weights[i], wrong[i], hard[i]) }
    let total = sum
    // Where the ranking is cut; cuts are few, so each tie looks at the next one only.
    let cuts = cuts(total: total.all, wrong: total.wrong)
    var results = [Double](repeating: .nan, count: measures.count)
    var next = 0
    var nextCut = cuts.first?.pairs ?? .infinity
    var seen = Sums()
    var before = Sums()
    var area = 0.0
    var precision = 0.0
    for i in wrong.indices {
      let weight = weights[i]
      // A third of the groups are absent from a replicate.
      if weight == 0 && !endsTie[i] { continue }
      seen.take(weight, wrong[i], hard[i])
      guard endsTie[i] else { continue }
      while nextCut <= seen.all, seen.all > before.all {
        // Inside a tie the expectation over its orders: the share of the tie that is taken.
        let share = (nextCut - before.all) / (seen.all - before.all)
        results[cuts[next].measure] = cut(
          cuts[next], wrong: before.wrong + share * (seen.wrong - before.wrong),
          hard: before.hard + share * (seen.hard - before.hard), total: total)
        next += 1
        nextCut = next < cuts.count ? cuts[next].pairs : .infinity
      }
      let found = seen.wrong - before.wrong
      area += (seen.all - before.all - found) * (before.wrong + found / 2)
      if found > 0 { precision += found * seen.wrong / seen.all }
      before = seen
    }
    // Rounding can leave the last cut a hair above the total.
    while next < cuts.count, total.all > 0, cuts[next].pairs <= total.all * (1 + 1e-9) {
      results[cuts[next].measure] = cut(
        cuts[next], wrong: seen.wrong, hard: seen.hard, total: total)
      next += 1
    }
    let calibration = probability.isEmpty ? nil : calibrate(weights, total: total.all)
    for (i, measure) in measures.enumerated() {
      switch measure {
      case .auroc where total.wrong > 0 && total.all > total.wrong:
        results[i] = area / (total.wrong * (total.all - total.wrong))
      case .averagePrecision where total.wrong > 0: results[i] = precision / total.wrong
      case .ece: results[i] = calibration?.ece ?? .nan
      case .brier: results[i] = calibration?.brier ?? .nan
      default: break
      }
    }
    return results
  }

  private struct Sums {
    var all = 0.0
    var wrong = 0.0
    var hard = 0.0

    @inline(__always)
    mutating func take(_ weight: Double, _ wrong: Float, _ hard: Float) {
      all += weight
      self.wrong += weight * Double(wrong)
      self.hard += weight * Double(hard)
    }
  }

  private struct Cut {
    var measure: Int
    var pairs: Double
  }

  /// Where to cut, ascending. k and budgets beyond all pairs are left out, and stay undefined.
  private func cuts(total: Double, wrong: Double) -> [Cut] {
    measures.enumerated().compactMap { i, measure -> Cut? in
      switch measure {
      case .precisionAt(let k): k > 0 ? Cut(measure: i, pairs: Double(k)) : nil
      case .precisionAtPlanted: wrong > 0 ? Cut(measure: i, pairs: wrong) : nil
      case .recallAt(let share), .hardFalseDropsAt(let share):
        Cut(measure: i, pairs: share.clamped(0, 1) * total)
      default: nil
      }
    }.sorted { $0.pairs < $1.pairs }
  }

  private func cut(
    _ cut: Cut, wrong: Double, hard: Double, total: Sums
  ) -> Double {
    switch measures[cut.measure] {
    case .precisionAt, .precisionAtPlanted: cut.pairs > 0 ? wrong / cut.pairs : .nan
    case .recallAt: total.wrong > 0 ? wrong / total.wrong : .nan
    case .hardFalseDropsAt: total.hard > 0 ? hard / total.hard : .nan
    default: .nan
    }
  }

  private func calibrate(_ weights: [Double], total: Double) -> (ece: Double, brier: Double) {
    var gaps = [Double](repeating: 0, count: Self.bins)
    var squares = 0.0
    for i in wrong.indices {
      let w = weights[i]
      let gap = Double(probability[i] - wrong[i])
      gaps[Int(bin[i])] += w * gap
      squares += w * gap * gap
    }
    guard total > 0 else { return (.nan, .nan) }
    return (gaps.reduce(0) { $0 + $1.magnitude } / total, squares / total)
  }

  /// Membership of the hardest fifth of the right pairs; a tie at its border is shared out.
  private static func hardestFifth(_ difficulty: [Double], isWrong: [Bool], count: Int) -> [Float] {
    guard difficulty.count >= count, count > 0 else { return [] }
    let right = (0..<count).filter { !isWrong[$0] }
    let order = ScoreOrder(right.map { difficulty[$0] })
    var membership = [Float](repeating: 0, count: count)
    var left = Double(right.count) / 5
    var start = 0
    for i in order.positions.indices where order.endsTie[i] {
      let size = Double(i + 1 - start)
      let share = (left / size).clamped(0, 1)
      for j in start...i { membership[right[Int(order.positions[j])]] = Float(share) }
      left -= share * size
      start = i + 1
      if left <= 0 { break }
    }
    return membership
  }
}
