package import Records

/// A score with whose it is: the higher one first, of equal ones the lower public id.
package struct RankedScore: Sendable, Equatable {
  package var score: Double
  package var id: PublicID

  package init(_ score: Double, _ id: PublicID) {
    self.score = score
    self.id = id
  }

  package func isBefore(_ other: RankedScore) -> Bool {
    score != other.score ? score > other.score : id < other.id
  }
}

/// The best-scored part of a corpus, for a subset of K and for a sweep over several K.
///
/// Equal scores stand in the order of public ids, so that the subset depends on nothing else. Scores
/// that are not finite are never taken. Cost: O(n log n) once.
///
/// - SeeAlso: EditReward (2025), which trains best on the better half of its data: sweep, do not guess.
package struct TopScores: Sendable, Equatable {
  /// What a subset of one size is like.
  package struct Subset: Sendable, Equatable {
    package var size: Int
    /// The lowest score within; not a number when empty.
    package var threshold: Double
    package var mean: Double
    /// Cases outside whose score equals the threshold: cut by id alone.
    package var tiedOutside: Int
  }

  /// Rows by descending score.
  package let order: [Int32]
  /// Scores in that order.
  private let scores: [Double]

  package init(_ scores: [Double], ids: [PublicID]) {
    let rows = (0..<min(scores.count, ids.count)).filter { scores[$0].isFinite }
      .sorted { RankedScore(scores[$0], ids[$0]).isBefore(RankedScore(scores[$1], ids[$1])) }
    order = rows.map { Int32(truncatingIfNeeded: $0) }
    self.scores = rows.map { scores[$0] }
  }

  /// Rows of the best K, best first.
  package func top(_ k: Int) -> ArraySlice<Int32> { order.prefix(max(0, k)) }

  /// What the subsets of some sizes are like; a size beyond the corpus is the corpus.
  package func sweep(_ sizes: [Int]) -> [Subset] {
    sizes.map { size in
      let part = scores.prefix(max(0, size))
      let threshold = part.last ?? .nan
      let tied = scores[part.count...].prefix { $0 == threshold }.count
      return Subset(
        size: part.count, threshold: threshold,
        mean: part.isEmpty ? .nan : Numerics.mean(part), tiedOutside: tied)
    }
  }
}
