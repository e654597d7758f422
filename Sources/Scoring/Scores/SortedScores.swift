/// Scores in ascending order, and where others stand among them.
package struct SortedScores: Sendable, Equatable {
  /// Finite ones, ascending.
  package let values: [Double]

  package init(_ scores: [Double] = []) { values = scores.filter(\.isFinite).sorted() }

  /// How many stand below a score, and half of those that are equal to it.
  ///
  /// - Complexity: O(log n).
  package func midRank(_ score: Double) -> Double {
    Double(place { $0 < score } + place { $0 <= score }) / 2
  }

  /// How many come before the first that `isBefore` does not hold for.
  private func place(_ isBefore: (Double) -> Bool) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(values[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
