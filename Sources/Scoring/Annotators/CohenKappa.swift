/// Cohen's κ of every two annotators with enough pairs in common: (p_o − p_e) / (1 − p_e).
///
/// p_o is the share of common pairs on which they agree, p_e what their own verdict shares would give by
/// chance. Where an annotator voted on a pair more than once the last vote in the order of
/// `AnnotatorVotes` counts. First and second share their marginals by default, as in `KrippendorffAlpha`.
///
/// - SeeAlso: Cohen, "A coefficient of agreement for nominal scales", 1960.
package struct CohenKappa: Sendable, Equatable {
  /// Two annotators, the lower number first.
  package struct Couple: Sendable, Equatable {
    package var first: Int32
    package var second: Int32
    /// Pairs on which both voted.
    package var overlap: Int
    /// Share of them with the same verdict.
    package var agreement: Double
    /// `nil` where chance alone gives full agreement.
    package var kappa: Double?
  }

  /// Ascending by first, then second.
  package let couples: [Couple]

  /// Mean of κ, each couple weighing its overlap; `nil` without one.
  package var mean: Double? {
    var sum = 0.0
    var weight = 0.0
    for couple in couples {
      guard let kappa = couple.kappa else { continue }
      sum += Double(couple.overlap) * kappa
      weight += Double(couple.overlap)
    }
    return weight > 0 ? sum / weight : nil
  }

  /// - Parameter minimumOverlap: couples with fewer common pairs are left out.
  /// - Complexity: O(Σ m²) time over pairs with m votes; memory for the couples of one annotator at a time.
  package init(_ votes: AnnotatorVotes, minimumOverlap: Int = 20, treatsSidesAlike: Bool = true) {
    // Rows of a pair stand together, one annotator's last vote behind the earlier ones.
    let lasts = (0..<votes.count).filter { row in
      row + 1 == votes.count || votes.pair[row + 1] != votes.pair[row]
        || votes.annotator[row + 1] != votes.annotator[row]
    }
    let byAnnotator = RowIndex(lasts.map { votes.annotator[$0] }, count: votes.annotatorCount)
    var couples: [Couple] = []
    for a in 0..<votes.annotatorCount {
      var tables: [Int32: [Int32]] = [:]
      for place in byAnnotator[a] {
        let row = lasts[Int(place)]
        var next = Int(place) + 1
        // Annotators ascend within a pair: those behind are the higher ones.
        while next < lasts.count, votes.pair[lasts[next]] == votes.pair[row] {
          let cell = Int(votes.verdict[row]) * 4 + Int(votes.verdict[lasts[next]])
          tables[votes.annotator[lasts[next]], default: [Int32](repeating: 0, count: 16)][cell] += 1
          next += 1
        }
      }
      for (b, table) in tables.sorted(by: { $0.key < $1.key }) {
        let overlap = Int(table.reduce(0, +))
        guard overlap >= max(1, minimumOverlap) else { continue }
        couples.append(
          Self.couple(Int32(truncatingIfNeeded: a), b, table.map(Double.init), treatsSidesAlike))
      }
    }
    self.couples = couples
  }

  private static func couple(
    _ a: Int32, _ b: Int32, _ table: [Double], _ treatsSidesAlike: Bool
  ) -> Couple {
    let n = table.reduce(0, +)
    var one = (0..<4).map { r in (0..<4).reduce(0) { $0 + table[r * 4 + $1] } }
    var other = (0..<4).map { c in (0..<4).reduce(0) { $0 + table[$1 * 4 + c] } }
    if treatsSidesAlike {
      one = VerdictMarginals.sidesAlike(one)
      other = VerdictMarginals.sidesAlike(other)
    }
    let agreed = (0..<4).reduce(0) { $0 + table[$1 * 5] } / n
    let chance = (0..<4).reduce(0) { $0 + one[$1] * other[$1] } / (n * n)
    return Couple(
      first: a, second: b, overlap: Int(n), agreement: agreed,
      kappa: chance < 1 ? (agreed - chance) / (1 - chance) : nil)
  }
}
