/// Which way a corpus prefers each contrast, and how large a difference is usual.
package struct ContrastFit: Sendable, Equatable {
  /// Of one contrast.
  package struct Direction: Sendable, Equatable {
    /// 1 where more of it is preferred, −1 where less; 0 where the pairs do not tell, within two standard errors, and
    /// where what they tell is no principle.
    package var sign: Int
    /// Median of the differences that are not 0, above 0; 0 where there are none.
    package var typical: Float
    /// Pairs in which the answers differ.
    package var pairs: Int
    /// Share of these in which the preferred answer has more.
    package var shareWithMore: Double
  }

  /// In the order of `Contrast.bank`.
  package let directions: [Direction]

  /// - Parameter differences: chosen − rejected of the pairs that may be fitted, each of shape (bank).
  /// - Complexity: O(bank · pairs · log pairs).
  package init(_ differences: [[Float]]) {
    directions = Contrast.bank.indices.map { k in
      let own = differences.compactMap {
        k < $0.count && $0[k] != 0 && $0[k].isFinite ? $0[k] : nil
      }
      guard !own.isEmpty else {
        return Direction(sign: 0, typical: 0, pairs: 0, shareWithMore: 0.5)
      }
      let share = Double(own.count { $0 > 0 }) / Double(own.count)
      // Of a coin's throws.
      let error = 0.5 / Double(own.count).squareRoot()
      let sizes = own.map { $0.magnitude }.sorted()
      let sign = share > 0.5 + 2 * error ? 1 : share < 0.5 - 2 * error ? -1 : 0
      return Direction(
        sign: Contrast.bank[k].principle(sign) == nil ? 0 : sign,
        typical: sizes[sizes.count / 2], pairs: own.count, shareWithMore: share)
    }
  }

  /// How far a difference goes in the preferred direction, in typical differences, held within ±1.
  package func vote(_ difference: Float, of k: Int) -> Double {
    let direction = directions[k]
    guard direction.sign != 0, direction.typical > 0 else { return 0 }
    return max(-1, min(1, Double(Float(direction.sign) * difference / direction.typical)))
  }

  /// What a principle weighs: how far from a coin the corpus prefers its direction, 0…1.
  package func power(_ k: Int) -> Double { (2 * directions[k].shareWithMore - 1).magnitude }

  /// Contrasts in which a pair differs in the preferred direction by as much as is usual, or more: of what is there
  /// or not, every difference is the usual one.
  ///
  /// - Parameter difference: chosen − rejected, shape (bank).
  package func proposals(_ difference: [Float]) -> [Int] {
    directions.indices.filter { k in
      k < difference.count
        && Float(directions[k].sign) * difference[k] >= directions[k].typical
        && directions[k].sign != 0
    }
  }
}
