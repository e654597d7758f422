internal import Foundation

/// PAL's weights of each annotator over groups that are held: the point of the simplex that explains
/// their votes best.
///
/// Maximises Σ w log σ(± Σ_k w_k m_k) + (1/K) Σ_k log w_k, concave in w, by exponentiated gradients
/// whose step halves until the objective gains. The prior keeps annotators with few votes near even
/// weights.
enum SimplexWeights {
  /// - Returns: shape (annotators, groups), rows sum to 1.
  static func fit(_ groups: PreferenceGroups, _ votes: AnnotatorVotes) -> [Double] {
    let size = groups.groupCount
    guard size > 1 else { return [Double](repeating: 1, count: votes.annotatorCount) }
    let byAnnotator = RowIndex(votes.annotator, count: votes.annotatorCount)
    var weights: [Double] = []
    weights.reserveCapacity(votes.annotatorCount * size)
    for a in 0..<votes.annotatorCount {
      weights += climb(byAnnotator[a], groups, votes)
    }
    return weights
  }

  private static func climb(
    _ rows: ArraySlice<Int32>, _ groups: PreferenceGroups, _ votes: AnnotatorVotes
  ) -> [Double] {
    let size = groups.groupCount
    var weights = [Double](repeating: 1 / Double(size), count: size)
    guard !rows.isEmpty else { return weights }
    var value = objective(weights, rows, groups, votes)
    var rate = 4 / Double(rows.count + 1)
    for _ in 0..<100 {
      let slopes = slopes(weights, rows, groups, votes)
      var gained = 0.0
      while rate > 1e-9 {
        let top = slopes.max() ?? 0
        var next = (0..<size).map { weights[$0] * exp(rate * (slopes[$0] - top)) }
        let sum = next.reduce(0, +)
        for k in 0..<size { next[k] = max(1e-12, next[k] / sum) }
        let reached = objective(next, rows, groups, votes)
        if reached > value {
          gained = reached - value
          (weights, value) = (next, reached)
          rate *= 1.5
          break
        }
        rate /= 2
      }
      if gained < 1e-9 { break }
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  private static func objective(
    _ weights: [Double], _ rows: ArraySlice<Int32>, _ groups: PreferenceGroups,
    _ votes: AnnotatorVotes
  ) -> Double {
    var sum = weights.reduce(0) { $0 + log($1) } / Double(weights.count)
    for row in rows {
      sum -= votes.weight[Int(row)] * Numerics.softplus(-margin(weights, Int(row), groups, votes))
    }
    return sum
  }

  private static func slopes(
    _ weights: [Double], _ rows: ArraySlice<Int32>, _ groups: PreferenceGroups,
    _ votes: AnnotatorVotes
  ) -> [Double] {
    let size = weights.count
    let pairs = groups.margins.count / size
    var slopes = weights.map { 1 / (Double(size) * $0) }
    for row in rows.lazy.map(Int.init) {
      let wrong = votes.weight[row] * Numerics.sigmoid(-margin(weights, row, groups, votes))
      for k in 0..<size {
        slopes[k] += wrong * votes.direction(row) * groups.margins[k * pairs + Int(votes.pair[row])]
      }
    }
    return slopes
  }

  /// The margin of what the vote says.
  private static func margin(
    _ weights: [Double], _ row: Int, _ groups: PreferenceGroups, _ votes: AnnotatorVotes
  ) -> Double {
    let pairs = groups.margins.count / weights.count
    var sum = 0.0
    for k in weights.indices {
      sum += weights[k] * groups.margins[k * pairs + Int(votes.pair[row])]
    }
    return votes.direction(row) * sum
  }
}
