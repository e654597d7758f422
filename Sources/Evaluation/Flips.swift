internal import Foundation
internal import Records

/// A way of planting wrong labels.
package enum FlipKind: String, CaseIterable, Sendable, Codable {
  /// Any label with the same chance.
  case symmetric
  /// Hard pairs more often than easy ones: chances fall by e³ from the hardest to the easiest.
  case difficulty
  /// Pairs whose shorter response is the better one, so that the longer one wins.
  case longer
  /// By who judged: each annotator has a carelessness of his own, chances differ by up to e⁴.
  case annotator

  /// What its AUROC is called.
  package var title: String {
    switch self {
    case .symmetric: "random flips"
    case .difficulty: "random flips, more of them on hard pairs"
    case .longer: "flips that let the longer response win"
    case .annotator: "random flips, more of them by careless annotators"
    }
  }
}

/// Which labels are turned.
package struct PlantedFlips: Sendable, Equatable {
  package var isFlipped: [Bool]
  package var count: Int { isFlipped.count { $0 } }

  /// Turns `rate` of all labels; fewer where the kind has no more to turn.
  ///
  /// - Parameters:
  ///   - difficulty: higher for harder, shape (pairs); used by `.difficulty`.
  ///   - lengths: of the responses, shape (pairs); used by `.longer`.
  /// - Returns: `nil` where the corpus does not know what the kind needs.
  package init?(
    _ kind: FlipKind, rate: Double, seed: UInt64, pairs: [EvaluatedPair], difficulty: [Double],
    lengths: [(Int, Int)]
  ) {
    var weights = [Double](repeating: 1, count: pairs.count)
    switch kind {
    case .symmetric: break
    case .difficulty:
      weights = Self.ranks(difficulty).map { exp(3 * ($0 - 1)) }
    case .longer:
      weights = pairs.indices.map { i in
        let (better, worse) =
          pairs[i].firstIsBetter ? lengths[i] : (lengths[i].1, lengths[i].0)
        return better < worse ? 1 : 0
      }
    case .annotator:
      guard Set(pairs.flatMap(\.annotators)).count > 1 else { return nil }
      weights = pairs.map { pair in
        guard !pair.annotators.isEmpty else { return exp(-2) }
        let chances = pair.annotators.map { exp(4 * (Sampling.unit($0, seed ^ 0xA11) - 1)) }
        return chances.reduce(0, +) / Double(chances.count)
      }
    }
    isFlipped = Sampling.draw(
      Int((rate * Double(pairs.count)).rounded()), of: pairs.map(\.id), weights: weights,
      seed: seed &* 1000 &+ 17)
  }

  /// Mid-ranks in 0…1, shape (values).
  static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0.5, count: values.count)
    guard values.count > 1 else { return ranks }
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      let rank = Double(start + end - 1) / 2 / Double(order.count - 1)
      for place in order[start..<end] { ranks[place] = rank }
      start = end
    }
    return ranks
  }
}
