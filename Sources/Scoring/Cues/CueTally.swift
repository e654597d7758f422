internal import Foundation
package import Records

/// How well a cue alone predicts labels, counted so that memory does not grow with the pairs.
///
/// Pairs are counted by partition of their group, 64 of them, so that pairs of one prompt stay together.
/// A partition's pairs are predicted by what the other partitions of other folds show (five folds); a pair
/// in which the cue is equal on both sides counts half. The interval is a jackknife that leaves out one
/// partition at a time, and no narrower than Wilson's for as many independent pairs.
package struct CueTally: Sendable {
  package static let partitions = 64
  package static let folds = 5

  /// What was seen of a pair whose label is known.
  package enum Sign: Sendable { case up, down, equal }

  private struct Part: Sendable {
    var up = 0
    var down = 0
    var equal = 0
  }
  private var parts = [Part](repeating: Part(), count: partitions)

  package init() {}

  /// The partition of a group.
  package static func partition(_ group: PublicID) -> Int {
    Int(truncatingIfNeeded: SplitMix64.mix(group.high ^ group.low) % UInt64(partitions))
  }

  /// Counts a pair: whether the better answer has more of the cue.
  package mutating func add(_ sign: Sign, partition: Int) {
    switch sign {
    case .up: parts[partition].up += 1
    case .down: parts[partition].down += 1
    case .equal: parts[partition].equal += 1
    }
  }

  package mutating func add(_ other: CueTally) {
    for i in parts.indices {
      parts[i].up += other.parts[i].up
      parts[i].down += other.parts[i].down
      parts[i].equal += other.parts[i].equal
    }
  }

  /// What the counts come to.
  package var result: CueResult {
    let ups = parts.map(\.up)
    let downs = parts.map(\.down)
    var hits = [Double](repeating: 0, count: Self.partitions)
    for fold in 0..<Self.folds {
      let others = parts.indices.filter { $0 % Self.folds != fold }
      let lead = others.reduce(0) { $0 + ups[$1] - downs[$1] }
      for i in parts.indices where i % Self.folds == fold {
        let right =
          lead > 0 ? Double(ups[i]) : lead < 0 ? Double(downs[i]) : Double(ups[i] + downs[i]) / 2
        hits[i] = right + Double(parts[i].equal) / 2
      }
    }
    let counts = parts.map { Double($0.up + $0.down + $0.equal) }
    let equal = parts.reduce(0) { $0 + $1.equal }
    return CueResult(
      accuracy: Self.estimate(hits, counts), pairs: Int(counts.reduce(0, +)), equal: equal,
      pointsUp: ups.reduce(0, +) >= downs.reduce(0, +))
  }

  /// Σ hits / Σ counts with its interval over partitions.
  static func estimate(_ hits: [Double], _ counts: [Double]) -> Estimate {
    let total = counts.reduce(0, +)
    let sum = hits.reduce(0, +)
    guard total > 0 else { return Estimate(nil, nil) }
    let value = sum / total
    let used = counts.indices.filter { counts[$0] > 0 && counts[$0] < total }
    let wilson = Proportion(sum, of: total).wilson()
    guard used.count > 4 else { return Estimate(value, wilson) }
    let left = used.map { (sum - hits[$0]) / (total - counts[$0]) }
    let mean = left.reduce(0, +) / Double(left.count)
    let n = Double(left.count)
    let spread = left.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * (n - 1) / n
    // Student's 97.5 % point, by its first correction: within 1 % from five degrees on.
    let t = 1.96 * (1 + (1.96 * 1.96 + 1) / (4 * (n - 1)))
    let half = t * spread.squareRoot()
    return Estimate(
      value,
      Interval(low: min(value - half, wilson.low), high: max(value + half, wilson.high))
        .asProportion)
  }
}

/// How well a cue alone predicts the label.
package struct CueResult: Sendable, Equatable {
  /// Share of pairs predicted rightly, out of fold.
  package var accuracy: Estimate
  package var pairs: Int
  /// Pairs in which both sides have as much of it.
  package var equal: Int
  /// Whether more of it goes with being better.
  package var pointsUp: Bool

  /// Whether it predicts better than chance beyond doubt.
  package var isBeyondChance: Bool { (accuracy.interval?.low ?? 0) > 0.5 }
}
