/// Logistic regression with weights ≥ 0 over the margins of several models, fold by fold.
///
/// A model may be left out but never turned round: a margin that speaks against the label in training is
/// chance. Columns are first divided by their root mean square.
package struct Stacking: Sendable {
  /// Strength of (ridge / 2)·‖b‖² against the sum of losses.
  package var ridge: Double

  package init(ridge: Double = 5) { self.ridge = ridge.isFinite ? max(1e-6, ridge) : 5 }

  package struct Result: Sendable, Equatable {
    /// Combined margin of each pair by the weights fitted without its fold, shape (pairs).
    package var margins: [Double]
    /// Weights of each fold, for columns of root mean square 1; of `scales` times that for raw columns.
    package var weights: [[Double]]
    /// 1 / root mean square of each column; 0 for a column of zeros.
    package var scales: [Double]
  }

  /// - Parameter columns: margins of the given label, one array of shape (pairs) per model; non-finite ones
  ///   count as 0.
  /// - Complexity: O(folds · rounds · columns · pairs), 25 rounds.
  package func fit(_ columns: [[Double]], folds: Folds) -> Result {
    let pairs = folds.assignment.count
    let scales = columns.map { column -> Double in
      let square = column.reduce(0) { $1.isFinite ? $0 + $1 * $1 : $0 } / Double(max(1, pairs))
      return square > 1e-24 ? 1 / square.squareRoot() : 0
    }
    let scaled = zip(columns, scales).map { column, scale in
      (0..<pairs).map { $0 < column.count && column[$0].isFinite ? column[$0] * scale : 0 }
    }
    var margins = [Double](repeating: 0, count: pairs)
    var weights: [[Double]] = []
    for fold in 0..<folds.count {
      let training = folds.assignment.indices.filter { folds.assignment[$0] != fold }
      let own = solve(scaled, training)
      weights.append(own)
      for i in folds.assignment.indices where folds.assignment[i] == fold {
        margins[i] = zip(own, scaled).reduce(0) { $0 + $1.0 * $1.1[i] }
      }
    }
    return Result(margins: margins, weights: weights, scales: scales)
  }

  /// Newton's method by coordinates, each weight held at 0 or above.
  ///
  /// - Parameter prior: what the penalty draws the weights to.
  func solve(_ columns: [[Double]], _ training: [Int], prior: [Double]? = nil) -> [Double] {
    let prior = prior ?? columns.map { _ in 0.0 }
    var weights = prior
    var margins = training.map { i in zip(weights, columns).reduce(0) { $0 + $1.0 * $1.1[i] } }
    for _ in 0..<25 {
      var largest = 0.0
      for (k, column) in columns.enumerated() {
        var slope = ridge * (weights[k] - prior[k])
        var curvature = ridge
        for (place, i) in training.enumerated() {
          let wrong = Numerics.sigmoid(-margins[place])
          slope -= wrong * column[i]
          curvature += wrong * (1 - wrong) * column[i] * column[i]
        }
        // Half a unit at most: far out the curvature says little.
        let step = max(-0.5, min(0.5, -slope / curvature))
        let next = max(0, weights[k] + step)
        let change = next - weights[k]
        guard change != 0 else { continue }
        weights[k] = next
        for (place, i) in training.enumerated() { margins[place] += change * column[i] }
        largest = max(largest, abs(change))
      }
      if largest < 1e-5 { break }
    }
    return weights
  }
}
