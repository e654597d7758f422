/// A pair from a prompt's candidates by two kinds of judgement: rank by pairs, then sift by points.
///
/// Pairwise verdicts split the candidates: those whose mean share of wins is above ½ are winners, below ½
/// losers. Chosen is the winner with the highest point score, rejected the loser with the lowest. Where
/// points and pairs contradict each other, nothing is chosen.
///
/// - SeeAlso: Wang et al., "Unified Reward Model for Multimodal Understanding and Generation", 2025. The
///   split at ½ and the rule for conflicts are ours.
package struct PairRankPointSift: Sendable, Equatable {
  /// A pairwise verdict on two candidates by number.
  package struct Comparison: Sendable, Equatable {
    package var first: Int
    package var second: Int
    /// P(first better), 0…1; ½ is a tie.
    package var label: Double

    package init(first: Int, second: Int, label: Double) {
      self.first = first
      self.second = second
      self.label = label
    }
  }

  /// What became of a prompt.
  package enum Selection: Sendable, Equatable {
    /// Candidates by number, with point(chosen) − point(rejected), above 0.
    case pair(chosen: Int, rejected: Int, gap: Double)
    /// No candidate wins more than it loses, or none loses more, among those with a point score.
    case noSplit
    /// The chosen one has no higher point score than the rejected one by more than the least gap.
    case conflict
  }

  /// Gaps of points up to this are a conflict.
  package var leastGap: Double

  package init(leastGap: Double = 0) { self.leastGap = max(0, leastGap) }

  /// - Parameters:
  ///   - comparisons: numbers outside, or a candidate against itself, are passed over.
  ///   - points: shape (candidates); a candidate without a finite one is not taken.
  /// - Note: of equal points the lower number is taken.
  package func select(_ comparisons: [Comparison], points: [Double]) -> Selection {
    var wins = [Double](repeating: 0, count: points.count)
    var counts = wins
    for comparison in comparisons {
      let (a, b) = (comparison.first, comparison.second)
      guard points.indices.contains(a), points.indices.contains(b), a != b,
        comparison.label.isFinite
      else { continue }
      let label = comparison.label.clamped(0, 1)
      wins[a] += label
      wins[b] += 1 - label
      counts[a] += 1
      counts[b] += 1
    }
    var chosen: Int?
    var rejected: Int?
    for i in points.indices where points[i].isFinite && counts[i] > 0 {
      let balance = wins[i] - counts[i] / 2
      if balance > 1e-12, chosen.map({ points[i] > points[$0] }) ?? true { chosen = i }
      if balance < -1e-12, rejected.map({ points[i] < points[$0] }) ?? true { rejected = i }
    }
    guard let chosen, let rejected else { return .noSplit }
    let gap = points[chosen] - points[rejected]
    return gap > leastGap ? .pair(chosen: chosen, rejected: rejected, gap: gap) : .conflict
  }
}
