/// Krippendorff's α for verdicts without an order: 1 − observed over expected disagreement.
///
/// With o the coincidences of verdicts within pairs (each ordered couple of a pair's m votes weighing
/// 1/(m − 1)) and n_c their sums: α = 1 − (n − 1) Σ_{c≠k} o_ck / Σ_{c≠k} n_c n_k. 1 is perfect, 0 chance,
/// below 0 worse than chance. Pairs with one vote are left out; weights of votes are not used.
///
/// Which answer stands first is arbitrary, so by default first and second share their marginal: then α is
/// the same however pairs are turned. Without that it is the definition to the letter.
///
/// - SeeAlso: Krippendorff, "Computing Krippendorff's alpha-reliability", 2011.
package struct KrippendorffAlpha: Sendable, Equatable {
  /// `nil` where undefined: no pair with two votes, or one verdict alone.
  package let value: Double?
  /// Pairs with two votes or more.
  package let pairs: Int
  /// Votes on them.
  package let votes: Int

  /// - Complexity: O(votes).
  package init(_ votes: AnnotatorVotes, treatsSidesAlike: Bool = true) {
    var marginals = [Double](repeating: 0, count: 4)
    var differing = 0.0
    var pairs = 0
    var start = 0
    while start < votes.count {
      var counts = [0.0, 0, 0, 0]
      var end = start
      while end < votes.count, votes.pair[end] == votes.pair[start] {
        counts[Int(votes.verdict[end])] += 1
        end += 1
      }
      let m = Double(end - start)
      if m > 1 {
        pairs += 1
        for c in 0..<4 {
          marginals[c] += counts[c]
          differing += counts[c] * (m - counts[c]) / (m - 1)
        }
      }
      start = end
    }
    self.pairs = pairs
    let n = marginals.reduce(0, +)
    self.votes = Int(n)
    if treatsSidesAlike { marginals = VerdictMarginals.sidesAlike(marginals) }
    let expected = marginals.reduce(0) { $0 + $1 * (n - $1) }
    value = expected > 0 ? 1 - (n - 1) * differing / expected : nil
  }
}

/// Shares of verdicts by `Winner.rawValue`.
enum VerdictMarginals {
  /// First and second each with their mean.
  static func sidesAlike(_ marginals: [Double]) -> [Double] {
    let mean = (marginals[1] + marginals[2]) / 2
    return [marginals[0], mean, mean, marginals[3]]
  }
}
