internal import Foundation

/// Pairs sorted once by a noise score, the most suspicious first, with runs of equal scores kept
/// together.
///
/// Every measure of a ranking is then one walk, and a bootstrap replicate costs O(n) without sorting.
/// Scores that are not a number say nothing: they stand tied below all others, so that such a pair is
/// the last to be dropped. Infinite scores are ordinary ends of the scale. Cost: O(n log n) once.
package struct ScoreOrder: Sendable {
  /// Positions of the pairs, by descending score; equal scores by position.
  package let positions: [Int32]
  /// Beside `positions`: whether the next pair has a lower score, or there is none.
  package let endsTie: [Bool]
  /// How many scores were not a number.
  package let unscored: Int

  package var count: Int { positions.count }

  package init(_ scores: [Double]) {
    // Not a number sorts below −∞: a key of its own, since comparisons with it are all false.
    let order = (0..<scores.count).sorted { a, b in
      let x = scores[a]
      let y = scores[b]
      if x > y { return true }
      if x < y { return false }
      if x.isNaN != y.isNaN { return y.isNaN }
      return a < b
    }
    func same(_ a: Int, _ b: Int) -> Bool {
      scores[a] == scores[b] || (scores[a].isNaN && scores[b].isNaN)
    }
    endsTie = order.indices.map { i in
      i + 1 == order.count || !same(order[i], order[i + 1])
    }
    positions = order.map { Int32(truncatingIfNeeded: $0) }
    unscored = scores.reduce(0) { $0 + ($1.isNaN ? 1 : 0) }
  }
}
