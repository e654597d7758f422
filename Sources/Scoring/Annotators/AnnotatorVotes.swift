internal import Records

/// Who said what of which pair, column by column: one row per vote.
///
/// Pairs and annotators are numbered from 0 by the caller; a verdict is a `Winner` by its raw value.
/// Rows are put in the order of pair, annotator, verdict and weight, so that no result depends on the
/// order in which votes arrived, not even in its last digit. Memory is linear in the votes.
package struct AnnotatorVotes: Sendable, Equatable {
  /// Shape (votes), below `pairCount`.
  package let pair: [Int32]
  /// Shape (votes), below `annotatorCount`.
  package let annotator: [Int32]
  /// Shape (votes), 0…3: `Winner.rawValue`.
  package let verdict: [UInt8]
  /// Shape (votes), finite and above 0: a vote of weight 2 counts like two equal ones.
  package let weight: [Double]
  package let pairCount: Int
  package let annotatorCount: Int
  /// Rows that were left out: a number outside, no `Winner`, or a weight that is not above 0.
  package let leftOut: Int

  package var count: Int { pair.count }

  /// - Parameter weight: 1 for every vote where `nil`; missing at the end counts as left out.
  /// - Complexity: O(votes · log votes).
  package init(
    pair: [Int32], annotator: [Int32], verdict: [UInt8], weight: [Double]? = nil,
    pairCount: Int, annotatorCount: Int
  ) {
    let rows = [pair.count, annotator.count, verdict.count, weight?.count ?? .max].min() ?? 0
    let weights = weight ?? [Double](repeating: 1, count: rows)
    var order = [Int32]()
    order.reserveCapacity(rows)
    for i in 0..<rows {
      let isPair = pair[i] >= 0 && Int(pair[i]) < pairCount
      let isAnnotator = annotator[i] >= 0 && Int(annotator[i]) < annotatorCount
      guard isPair, isAnnotator, Winner(rawValue: verdict[i]) != nil, weights[i] > 0,
        weights[i].isFinite
      else { continue }
      order.append(Int32(truncatingIfNeeded: i))
    }
    order.sort { a, b in
      let (a, b) = (Int(a), Int(b))
      if pair[a] != pair[b] { return pair[a] < pair[b] }
      if annotator[a] != annotator[b] { return annotator[a] < annotator[b] }
      if verdict[a] != verdict[b] { return verdict[a] < verdict[b] }
      return weights[a] < weights[b]
    }
    self.pair = order.map { pair[Int($0)] }
    self.annotator = order.map { annotator[Int($0)] }
    self.verdict = order.map { verdict[Int($0)] }
    self.weight = order.map { weights[Int($0)] }
    self.pairCount = max(0, pairCount)
    self.annotatorCount = max(0, annotatorCount)
    leftOut = max(pair.count, annotator.count, verdict.count) - order.count
  }

  /// The votes whose row `isKept` accepts, with all pairs and annotators.
  package func filter(_ isKept: (Int) -> Bool) -> AnnotatorVotes {
    let rows = (0..<count).filter(isKept)
    return AnnotatorVotes(
      pair: rows.map { pair[$0] }, annotator: rows.map { annotator[$0] },
      verdict: rows.map { verdict[$0] }, weight: rows.map { weight[$0] }, pairCount: pairCount,
      annotatorCount: annotatorCount)
  }

  /// The same votes with first and second exchanged on the pairs that `isSwapped` names.
  package func mirrored(_ isSwapped: (Int) -> Bool = { _ in true }) -> AnnotatorVotes {
    AnnotatorVotes(
      pair: pair, annotator: annotator,
      verdict: (0..<count).map {
        isSwapped(Int(pair[$0])) ? Self.mirror(verdict[$0]) : verdict[$0]
      },
      weight: weight, pairCount: pairCount, annotatorCount: annotatorCount)
  }

  /// The verdict of the same judgement with the answers exchanged.
  static func mirror(_ verdict: UInt8) -> UInt8 {
    switch Winner(rawValue: verdict) {
    case .first: Winner.second.rawValue
    case .second: Winner.first.rawValue
    default: verdict
    }
  }

  /// +1 for the first, −1 for the second, 0 for a vote that does not decide.
  @inline(__always)
  func direction(_ row: Int) -> Double {
    verdict[row] == Winner.first.rawValue ? 1 : verdict[row] == Winner.second.rawValue ? -1 : 0
  }
}
