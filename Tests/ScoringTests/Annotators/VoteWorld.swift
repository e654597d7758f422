import Records

@testable import Scoring

/// Votes whose truth is known.
struct VoteWorld {
  var votes: AnnotatorVotes
  /// True verdict of each pair, `Winner.rawValue`.
  var truth: [UInt8]
  /// Chance of a right vote of each annotator.
  var accuracy: [Double]

  /// Each annotator votes on a pair with chance `coverage`; a wrong vote falls on any class.
  ///
  /// - Parameter classes: how many of tie, first, second, both bad occur.
  static func plain(
    seed: UInt64, pairs: Int = 120, accuracy: [Double] = [0.8, 0.7, 0.6, 0.55, 0.5, 0.4],
    classes: Int = 3, coverage: Double = 0.8
  ) -> VoteWorld {
    var random = SplitMix64(seed)
    var (pair, annotator, verdict, truth) = ([Int32](), [Int32](), [UInt8](), [UInt8]())
    for i in 0..<pairs {
      let right = UInt8(random.below(classes))
      truth.append(right)
      for a in accuracy.indices {
        let isCast = random.chance(coverage)
        let said = random.chance(accuracy[a]) ? right : UInt8(random.below(classes))
        guard isCast else { continue }
        pair.append(Int32(i))
        annotator.append(Int32(a))
        verdict.append(said)
      }
    }
    return VoteWorld(
      votes: AnnotatorVotes(
        pair: pair, annotator: annotator, verdict: verdict, pairCount: pairs,
        annotatorCount: accuracy.count), truth: truth, accuracy: accuracy)
  }

  /// The same votes in another order of rows.
  func shuffled(seed: UInt64) -> AnnotatorVotes {
    var random = SplitMix64(seed)
    var order = Array(0..<votes.count)
    for i in stride(from: order.count - 1, to: 0, by: -1) { order.swapAt(i, random.below(i + 1)) }
    return AnnotatorVotes(
      pair: order.map { votes.pair[$0] }, annotator: order.map { votes.annotator[$0] },
      verdict: order.map { votes.verdict[$0] }, weight: order.map { votes.weight[$0] },
      pairCount: votes.pairCount, annotatorCount: votes.annotatorCount)
  }

  /// The same votes with annotator a called `count − 1 − a`.
  func relabelled() -> AnnotatorVotes {
    let last = Int32(votes.annotatorCount - 1)
    return AnnotatorVotes(
      pair: votes.pair, annotator: votes.annotator.map { last - $0 }, verdict: votes.verdict,
      weight: votes.weight, pairCount: votes.pairCount, annotatorCount: votes.annotatorCount)
  }
}

/// A small table of votes: a row per pair, a column per annotator, a blank for none.
///
/// `1` first, `2` second, `0` tie, `3` both bad.
func voteTable(_ rows: String...) -> AnnotatorVotes {
  var (pair, annotator, verdict) = ([Int32](), [Int32](), [UInt8]())
  for (i, row) in rows.enumerated() {
    for (a, digit) in row.utf8.enumerated() where digit != UInt8(ascii: " ") {
      pair.append(Int32(i))
      annotator.append(Int32(a))
      verdict.append(digit - UInt8(ascii: "0"))
    }
  }
  return AnnotatorVotes(
    pair: pair, annotator: annotator, verdict: verdict, pairCount: rows.count,
    annotatorCount: rows.map(\.utf8.count).max() ?? 0)
}
