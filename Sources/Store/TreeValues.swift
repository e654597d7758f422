/// Values of the nodes of a tree from the scores of the responses that end with them.
package enum TreeValues {
  /// What a node is worth.
  package struct Value: Sendable, Equatable {
    /// Mean of the scores in the node and below it; `nil` where there is none.
    package var mean: Double?
    /// How many scores that is the mean of.
    package var leaves = 0
    /// Their standard deviation.
    package var spread = 0.0
  }

  /// The value of each node.
  ///
  /// - Parameters:
  ///   - parents: number of each node's parent, -1 of the root; nodes come in preorder.
  ///   - scores: of the response that ends with each node.
  ///   - keepsOwn: whether a node with a score has that one as its value, whatever is below it.
  /// - Complexity: O(nodes + scores × depth).
  package static func of(
    parents: [Int], scores: [Double?], keepsOwn: Bool = false
  ) -> [Value] {
    // What lies below a node is a range of the scores.
    var values: [Double] = []
    var first: [Int] = []
    for score in scores {
      first.append(values.count)
      if let score { values.append(score) }
    }
    var end = [Int](repeating: 0, count: scores.count)
    for number in scores.indices.reversed() {
      let next = number + 1 < scores.count ? first[number + 1] : values.count
      end[number] = max(end[number], next)
      let parent = parents[number]
      if parent >= 0 { end[parent] = max(end[parent], end[number]) }
    }
    return scores.indices.map { number in
      if keepsOwn, let own = scores[number] { return Value(mean: own, leaves: 1) }
      return value(of: values[first[number]..<end[number]])
    }
  }

  /// Mean, count and standard deviation of some scores.
  package static func value(of scores: ArraySlice<Double>) -> Value {
    guard !scores.isEmpty else { return Value() }
    let count = Double(scores.count)
    func moments(_ scale: Double) -> (mean: Double, squares: Double) {
      let mean = scores.reduce(0) { $0 + $1 / scale } / count
      return (mean, scores.reduce(0) { $0 + ($1 / scale - mean) * ($1 / scale - mean) })
    }
    var scale = 1.0
    var (mean, squares) = moments(scale)
    if !mean.isFinite || !squares.isFinite {
      // Sums and squares of what is near the end of the range are beyond it.
      scale = scores.reduce(1) { max($0, $1.magnitude) }
      (mean, squares) = moments(scale)
    }
    return Value(
      mean: mean * scale, leaves: scores.count, spread: (squares / count).squareRoot() * scale)
  }
}
