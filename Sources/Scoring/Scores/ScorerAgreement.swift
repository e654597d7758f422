/// How much several scorers agree, and how often all of them are wrong together.
///
/// An ensemble cannot see a mistake that all its members make. With errors e_m of the single scorers,
/// independent members would all be wrong in Π e_m of the pairs; `allWrong` above that says that they
/// share errors.
package struct ScorerAgreement: Sendable, Equatable {
  /// Kendall's τ-b between scorers, shape (scorers, scorers); `nil` where undefined.
  package let kendall: [Double?]
  /// Spearman's ρ, the same shape.
  package let spearman: [Double?]

  /// - Parameter columns: scores of the same responses, a column for each scorer; missing ones are left
  ///   out couple by couple.
  /// - Complexity: O(scorers² · n log n).
  package init(_ columns: [[Double]]) {
    let size = columns.count
    var kendall = [Double?](repeating: nil, count: size * size)
    var spearman = kendall
    for a in 0..<size {
      for b in a..<size {
        let tau = RankCorrelation.kendall(columns[a], columns[b])
        let rho = RankCorrelation.spearman(columns[a], columns[b])
        for place in [a * size + b, b * size + a] {
          kendall[place] = tau
          spearman[place] = rho
        }
      }
    }
    self.kendall = kendall
    self.spearman = spearman
  }
}

/// Scorers against trusted labels of pairs: who is right, and when all are wrong.
package struct SharedErrors: Sendable, Equatable {
  /// Pairs on which all scorers speak for the trusted label.
  package let allRight: Proportion
  /// Pairs on which all scorers speak against it.
  package let allWrong: Proportion
  /// Share of `allWrong` if the scorers erred independently; `nil` without pairs.
  package let allWrongIfIndependent: Double?
  /// Of pairs on which all agree, the share that is wrong: what agreement does not protect from.
  package let wrongWhereAllAgree: Proportion
  /// Errors of single scorers, shape (scorers); a difference of 0 counts half.
  package let errors: [Proportion]
  /// Pairs left out because a scorer is missing.
  package let missing: Int

  /// - Parameter differences: s(better) − s(worse) by the trusted label, a column of shape (pairs) for
  ///   each scorer.
  package init(differences: [[Double]]) {
    let pairs = differences.map(\.count).min() ?? 0
    let used = (0..<pairs).filter { i in differences.allSatisfy { $0[i].isFinite } }
    missing = (differences.map(\.count).max() ?? 0) - used.count
    let right = used.count { i in differences.allSatisfy { $0[i] > 0 } }
    let wrong = used.count { i in differences.allSatisfy { $0[i] < 0 } }
    allRight = Proportion(right, of: used.count)
    allWrong = Proportion(wrong, of: used.count)
    wrongWhereAllAgree = Proportion(wrong, of: right + wrong)
    errors = differences.map { column in
      let hits = used.reduce(0) { $0 + (column[$1] < 0 ? 1 : column[$1] > 0 ? 0 : 0.5) }
      return Proportion(hits, of: Double(used.count))
    }
    allWrongIfIndependent =
      used.isEmpty ? nil : errors.reduce(1) { $0 * ($1.value ?? 1) }
  }
}
