/// The margins of several models as one, by given shares.
///
/// On real corpora at 20 and 40 % planted flips learned weights ranked no better than fixed ones, at 40 % worse
/// (docs/noise-benchmark.md). Each column is first divided by its root mean square within the fold, which no label
/// of the fold has a part in: the folds' models differ in how far they go. One number, the
/// temperature, is fitted on all labels: by fold it would bring the pairs of different folds out of order. It
/// is at least 0.02, so that a ranking is left where the labels teach nothing.
package struct MarginCombination: Sendable {
  /// Combined margin of each pair, in logits, shape (pairs).
  package private(set) var margins: [Double]
  /// Say of each column by fold, for columns of root mean square 1, shape (folds, columns).
  package private(set) var shares: [[Double]]
  /// The same for the columns as they are.
  package private(set) var weights: [[Double]]

  /// A fold with fewer pairs takes the root mean square over all folds.
  static let fewest = 30

  /// - Parameters:
  ///   - columns: held-out margins of the given label, one array of shape (pairs) per model; non-finite ones
  ///     count as 0.
  ///   - shares: of each column, ≥ 0.
  ///   - pairs: whose labels may be read.
  /// - Complexity: O(columns · pairs).
  package init(_ columns: [[Double]], shares: [Double], folds: Folds, pairs: [Int]) {
    let scales = columns.map { Self.scales($0, folds) }
    let byFold = (0..<folds.count).map { fold in
      let own = zip(shares, scales).map { $1[fold] > 0 ? max(0, $0) : 0 }
      let used = max(1e-9, own.reduce(0, +))
      return own.map { $0 / used }
    }
    let raw = byFold.enumerated().map { fold, own in
      own.enumerated().map { $1 * scales[$0][fold] }
    }
    let sum = folds.assignment.enumerated().map { i, fold in
      columns.enumerated().reduce(0.0) { sum, column in
        let margin = i < column.element.count ? column.element[i] : 0
        return margin.isFinite ? sum + raw[fold][column.offset] * margin : sum
      }
    }
    let temperature = max(0.02, ScaledLosses(sum, folds, pairs: pairs).bestScale())
    margins = sum.map { temperature * $0 }
    self.shares = byFold.map { $0.map { temperature * $0 } }
    weights = raw.map { $0.map { temperature * $0 } }
  }

  /// 1 / root mean square of a column by fold; 0 of zeros.
  private static func scales(_ column: [Double], _ folds: Folds) -> [Double] {
    var squares = [Double](repeating: 0, count: folds.count)
    var counts = [Int](repeating: 0, count: folds.count)
    for (margin, fold) in zip(column, folds.assignment) {
      squares[fold] += margin.isFinite ? margin * margin : 0
      counts[fold] += 1
    }
    let all = squares.reduce(0, +) / Double(max(1, counts.reduce(0, +)))
    return (0..<folds.count).map { fold in
      let square = counts[fold] < fewest ? all : squares[fold] / Double(counts[fold])
      return square > 1e-24 && square.isFinite ? 1 / square.squareRoot() : 0
    }
  }
}
