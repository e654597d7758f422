import Foundation
import Records

@testable import Scoring

/// A small world of algorithms.md, section 7: x ~ N(0, I), hidden w*, labels drawn or certain, then flips.
struct World {
  var rows: PairRows
  /// Whether the given label was turned.
  var flipped: [Bool]
  /// Whether the first answer is truly better.
  var truth: [Bool]

  init(
    pairs: Int, columns: Int = 30, flips: Double, isCertain: Bool = false, isSparse: Bool = false,
    seed: UInt64
  ) {
    var random = SplitMix64(seed &* 977 &+ 5)
    func normal() -> Float {
      let (u, v) = (max(random.unit(), 1e-12), random.unit())
      return Float((-2 * log(u)).squareRoot() * cos(2 * .pi * v))
    }
    let hidden = (0..<columns).map { _ in normal() / Float(columns).squareRoot() * 2.5 }
    var values: [Float] = []
    var facts: [PairFact] = []
    flipped = []
    truth = []
    for i in 0..<pairs {
      let x = (0..<columns).map { _ in normal() }
      let z = zip(x, hidden).reduce(0) { $0 + $1.0 * $1.1 }
      let isBetter = isCertain ? z > 0 : random.unit() < Double(Numerics.sigmoid(z))
      let isFlipped = random.unit() < flips
      values += x
      truth.append(isBetter)
      flipped.append(isFlipped)
      let id = PublicID(high: random.next(), low: random.next())
      facts.append(
        PairFact(id: id, group: id, row: Int64(i), firstIsBetter: isBetter != isFlipped))
    }
    if isSparse {
      let sparse = (0..<pairs).map { i in
        (0..<columns).map { (index: UInt32($0), value: values[i * columns + $0]) }
      }
      rows = PairRows(
        facts: facts, sparse: [("words", SparseRows(dimension: columns, sparse))], dense: [])
    } else {
      rows = PairRows(
        facts: facts, sparse: [],
        dense: [("answer", DenseRows(dimension: columns, values))])
    }
  }

  /// How well a noise score finds the flips: probability that a flipped pair scores above another.
  func auroc(_ score: [Double]) -> Double { World.auroc(score, flipped) }

  static func auroc(_ score: [Double], _ positive: [Bool]) -> Double {
    let ranks = Numerics.ranks(score)
    let wins = zip(ranks, positive).reduce(0) { $1.1 ? $0 + $1.0 : $0 }
    let (n, m) = (Double(positive.count { $0 }), Double(positive.count { !$0 }))
    return n > 0 && m > 0 ? (wins - n * (n + 1) / 2) / (n * m) : 0.5
  }
}

/// Facts with ids 0, 1, 2… and these labels.
func facts(_ labels: [Bool], groups: [UInt64]? = nil) -> [PairFact] {
  labels.enumerated().map { i, label in
    PairFact(
      id: PublicID(high: UInt64(i) &* 0x9E37_79B9_7F4A_7C15, low: UInt64(i)),
      group: PublicID(high: groups?[i] ?? UInt64(i), low: 7), row: Int64(i), firstIsBetter: label)
  }
}
