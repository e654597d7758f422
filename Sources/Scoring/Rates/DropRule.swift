package import Records

/// Which pairs are dropped by how likely their labels are wrong.
package enum DropRule: Sendable, Equatable {
  /// Those with a probability of at least this.
  case threshold(Double)
  /// This share of all pairs, the likeliest first, rounded down; equal ones by public id.
  case budget(Double)

  /// Whether each pair is dropped. A pair whose probability is not a number is never dropped.
  ///
  /// The same for any order of the pairs. Cost: O(n log n).
  package func decide(_ probabilities: [Double], ids: [PublicID]) -> [Bool] {
    switch self {
    case .threshold(let threshold): return probabilities.map { $0 >= threshold }
    case .budget(let share):
      let count = min(probabilities.count, ids.count)
      let order = (0..<count).filter { !probabilities[$0].isNaN }.sorted { a, b in
        probabilities[a] != probabilities[b]
          ? probabilities[a] > probabilities[b] : ids[a] < ids[b]
      }
      // A budget of 10 % of 30 pairs is 3, though 0.1 · 30 is a hair above or below.
      let take = Int((share.clamped(0, 1) * Double(count) + 1e-9).rounded(.down))
      var drops = [Bool](repeating: false, count: probabilities.count)
      for i in order.prefix(take) { drops[i] = true }
      return drops
    }
  }
}
