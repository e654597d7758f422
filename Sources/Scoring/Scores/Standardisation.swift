/// Makes the scores of one scorer comparable with those of others.
///
/// A score that is not finite is missing: it stays not a number and takes no part. Scores without spread
/// (all alike within the group, or one alone) get the middle of the scale and are counted, because they
/// say nothing.
package enum Standardisation: Sendable, Equatable {
  /// (x − mean) / population standard deviation; middle 0.
  case z
  /// (rank − ½) / n with ranks shared by ties, in 0…1 exclusive; middle ½.
  case uniformQuantile
  /// The standard normal quantile of that, right to 1.2e-9 of itself; middle 0.
  case normalQuantile
  /// (x − low) / (high − low), held in 0…1; middle ½.
  ///
  /// Low and high are the quantiles `trim` and 1 − `trim` (linear between order statistics); with
  /// `trim` 0 the least and the largest score.
  case range(trim: Double)

  /// Scores after standardisation, and what could not be standardised.
  package struct Result: Sendable, Equatable {
    /// Shape (scores); not a number where missing.
    package var values: [Double]
    package var missing: Int
    /// Scores in groups without spread.
    package var constant: Int
    /// Groups that hold a score.
    package var groups: Int
    /// Those of them without spread.
    package var constantGroups: Int
  }

  /// Over all scores together.
  package func overCorpus(_ scores: [Double]) -> Result {
    var result = Result(
      values: scores, missing: 0, constant: 0, groups: 0, constantGroups: 0)
    apply(scores.indices.map { Int32(truncatingIfNeeded: $0) }[...], scores, &result)
    return result
  }

  /// Within each prompt.
  ///
  /// - Parameters:
  ///   - prompts: shape (scores), the number of each score's prompt; one outside counts as missing.
  ///   - count: how many prompts there are.
  /// - Complexity: O(n log n), n the scores of the largest prompt for the logarithm.
  package func withinPrompts(_ scores: [Double], prompts: [Int32], count: Int) -> Result {
    let index = RowIndex(Array(prompts.prefix(scores.count)), count: count)
    var result = Result(
      values: [Double](repeating: .nan, count: scores.count), missing: 0, constant: 0, groups: 0,
      constantGroups: 0)
    var seen = 0
    for prompt in 0..<index.count {
      apply(index[prompt], scores, &result)
      seen += index[prompt].count
    }
    result.missing += scores.count - seen
    return result
  }

  private func apply(_ rows: ArraySlice<Int32>, _ scores: [Double], _ result: inout Result) {
    var present: [Int32] = []
    for row in rows {
      if scores[Int(row)].isFinite {
        present.append(row)
      } else {
        result.values[Int(row)] = .nan
        result.missing += 1
      }
    }
    guard !present.isEmpty else { return }
    result.groups += 1
    let values = present.map { scores[Int($0)] }
    let scaled = scale(values)
    if scaled == nil {
      result.constant += present.count
      result.constantGroups += 1
    }
    for (place, row) in present.enumerated() {
      result.values[Int(row)] = scaled?[place] ?? middle
    }
  }

  /// What a score without spread becomes.
  package var middle: Double {
    switch self {
    case .z, .normalQuantile: 0
    case .uniformQuantile, .range: 0.5
    }
  }

  /// The values scaled; `nil` where they have no spread.
  private func scale(_ values: [Double]) -> [Double]? {
    FittedScale(self, to: values).map { fitted in values.map(fitted.scaled) }
  }
}

/// Quantiles of sorted numbers, linear between order statistics (Hyndman and Fan's type 7).
enum Quantile {
  /// - Parameter sorted: ascending; not a number of nothing.
  static func of(_ sorted: [Double], _ share: Double) -> Double {
    guard let last = sorted.last else { return .nan }
    let place = share.clamped(0, 1) * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return last }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }
}
