internal import Foundation

/// How often the majority of k votes is wrong, for pairs with a majority, as the disagreement D of
/// two votes tells.
///
/// With e the error of one vote and u = e(1−e) = D/2: P(majority wrong) and P(balance) are convex in u,
/// so that equal difficulty gives the least error for a given D, and a mixture of undisputed pairs and
/// coin tosses the most.
struct MajorityError {
  /// Share of pairs with k decisive votes.
  private let shares: [(k: Int, share: Double)]

  /// - Parameter sizes: decisive votes of each pair. Above 101 they count as 101: the error is nil
  ///   by then.
  init(sizes: [Int]) {
    var counts: [Int: Int] = [:]
    for size in sizes where size > 0 { counts[min(size, 101 + size % 2), default: 0] += 1 }
    shares = counts.sorted { $0.key < $1.key }.map {
      ($0.key, Double($0.value) / Double(max(1, sizes.count)))
    }
  }

  func ifEquallyHard(_ d: Double) -> Double {
    let e = VoteEvidence.errorIfEquallyHard(d)
    var wrong = 0.0
    var decided = 0.0
    for (k, share) in shares {
      let outcome = Self.outcome(k, error: e)
      wrong += share * outcome.wrong
      decided += share * (1 - outcome.balanced)
    }
    return decided > 0 ? min(0.5, wrong / decided) : 0
  }

  /// A share q = 2D of the pairs are coin tosses, the others undisputed.
  func atMost(_ d: Double) -> Double {
    let q = (2 * d).clamped(0, 1)
    var wrong = 0.0
    var decided = 0.0
    for (k, share) in shares {
      let outcome = Self.outcome(k, error: 0.5)
      wrong += share * q * outcome.wrong
      decided += share * (1 - q * outcome.balanced)
    }
    return decided > 0 ? min(0.5, wrong / decided) : 0
  }

  /// P(more than half of k votes are wrong) and P(exactly half are).
  private static func outcome(_ k: Int, error e: Double) -> (wrong: Double, balanced: Double) {
    guard e > 0 else { return (0, 0) }
    var wrong = 0.0
    var balanced = 0.0
    for j in 0...k where 2 * j >= k {
      let choose =
        IncompleteBeta.logGamma(Double(k + 1)) - IncompleteBeta.logGamma(Double(j + 1))
        - IncompleteBeta.logGamma(Double(k - j + 1))
      let chance = exp(choose + Double(j) * log(e) + Double(k - j) * log1p(-e))
      if 2 * j == k { balanced = chance } else { wrong += chance }
    }
    return (wrong, balanced)
  }
}
