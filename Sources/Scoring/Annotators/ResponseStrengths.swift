/// Which two responses each pair compares, numbered over the corpus.
///
/// Responses of different prompts never meet in a pair, so that strengths are comparable within a
/// prompt only.
package struct ComparedResponses: Sendable, Equatable {
  /// Shape (pairs), below `responseCount`; a number outside takes the pair out.
  package let first: [Int32]
  /// Shape (pairs), below `responseCount`.
  package let second: [Int32]
  package let responseCount: Int

  package init(first: [Int32], second: [Int32], responseCount: Int) {
    self.first = first
    self.second = second
    self.responseCount = max(0, responseCount)
  }

  /// Whether pair `i` compares two different responses that are there.
  func isUsable(_ i: Int) -> Bool {
    guard i < first.count, i < second.count, first[i] != second[i] else { return false }
    return first[i] >= 0 && second[i] >= 0 && Int(first[i]) < responseCount
      && Int(second[i]) < responseCount
  }
}

/// Bradley–Terry strengths of responses from soft labels: P(first better) = σ(s_first − s_second).
///
/// Maximises Σ n [y log p + (1 − y) log(1 − p)] − (ridge / 2) Σ s², one strength after the other. A step
/// is the slope over its largest possible curvature, Σ n/4 + ridge, so that no step overshoots and the
/// objective never falls. The ridge puts strengths that nothing compares at 0, and a prompt's mean there.
struct ResponseStrengths: Sendable {
  private(set) var strengths: [Double]
  private let compared: ComparedResponses
  private let ridge: Double
  /// Pairs by first response and by second.
  private let asFirst: RowIndex
  private let asSecond: RowIndex

  init(_ compared: ComparedResponses, ridge: Double) {
    self.compared = compared
    self.ridge = max(1e-6, ridge)
    strengths = [Double](repeating: 0, count: compared.responseCount)
    let pairs = min(compared.first.count, compared.second.count)
    let usable = (0..<pairs).map { compared.isUsable($0) }
    asFirst = RowIndex(
      (0..<pairs).map { usable[$0] ? compared.first[$0] : -1 }, count: compared.responseCount)
    asSecond = RowIndex(
      (0..<pairs).map { usable[$0] ? compared.second[$0] : -1 }, count: compared.responseCount)
  }

  /// P(first better) of a pair; ½ for one that is out.
  func probability(_ pair: Int) -> Double {
    guard compared.isUsable(pair) else { return 0.5 }
    return Numerics.sigmoid(
      strengths[Int(compared.first[pair])] - strengths[Int(compared.second[pair])])
  }

  /// −(ridge / 2) Σ s².
  var logPrior: Double { -ridge / 2 * strengths.reduce(0) { $0 + $1 * $1 } }

  /// One or more passes over all strengths.
  ///
  /// - Parameters:
  ///   - weights: n, shape (pairs).
  ///   - targets: n·y, shape (pairs).
  /// - Complexity: O(sweeps · pairs).
  mutating func fit(weights: [Double], targets: [Double], sweeps: Int) {
    for _ in 0..<sweeps {
      for response in strengths.indices {
        var slope = -ridge * strengths[response]
        var curvature = ridge
        for pair in asFirst[response] {
          let i = Int(pair)
          slope += targets[i] - weights[i] * probability(i)
          curvature += weights[i] / 4
        }
        for pair in asSecond[response] {
          let i = Int(pair)
          slope -= targets[i] - weights[i] * probability(i)
          curvature += weights[i] / 4
        }
        strengths[response] += slope / curvature
      }
    }
  }
}
