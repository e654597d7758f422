internal import Foundation

/// How many groups of annotators the votes support, by votes that were held out.
///
/// Pairs are put into folds by a seeded digest of their group (a prompt's pairs stay together), so that
/// every annotator's votes are split and no pair is on both sides. A held-out vote of a has the chance
/// Σ_k P(a in k | other votes) σ(± m_k). The smallest number of groups is chosen that the best beats by
/// no more than two standard errors, annotators being the cases: with few annotators the errors are
/// rough.
///
/// A second group can be one of careless annotators: `PreferenceGroups.likeness` tells care from taste.
package struct GroupChoice: Sendable, Equatable {
  /// One number of groups.
  package struct Candidate: Sendable, Equatable {
    package var groups: Int
    /// Mean log chance of a held-out vote, ≤ 0; −log 2 is a coin.
    package var logLikelihood: Double
    /// Gain over one group per vote, with its standard error over annotators.
    package var gain: Double
    package var gainError: Double
  }

  package let candidates: [Candidate]
  package let groups: Int
  /// Votes that were held out, each once.
  package let votes: Int

  /// Whether nothing speaks for a second group.
  package var isOneEnough: Bool { groups == 1 }

  /// - Parameters:
  ///   - promptOf: a number for each pair's prompt, shape (pairs); each pair on its own where `nil`.
  ///   - largest: the most groups to try, 1 or more; never more than there are annotators.
  /// - Complexity: `folds` · `largest` fits.
  package init(
    _ votes: AnnotatorVotes, responses: ComparedResponses, features: [Float], dimension: Int,
    promptOf: [Int32]? = nil, largest: Int = 4, folds: Int = 5,
    options: PreferenceGroupOptions = PreferenceGroupOptions()
  ) {
    let contrasts = PairContrasts(
      features, dimension: dimension, responses: responses, pairCount: votes.pairCount,
      usesDistance: options.score == .distance)
    let decisive = votes.filter { votes.direction($0) != 0 }
    let folds = max(2, folds)
    let foldOf = (0..<votes.pairCount).map { pair -> Int in
      let number = promptOf.flatMap { pair < $0.count ? Int($0[pair]) : nil } ?? pair
      let word = SplitMix64.mix(
        SplitMix64.mix(UInt64(truncatingIfNeeded: number)) ^ SplitMix64.mix(options.seed))
      return Int(word % UInt64(folds))
    }
    // A group needs somebody in it, and taste cannot be told from one annotator.
    let voting = Set(decisive.annotator).count
    var sums = (0..<max(1, min(largest, voting))).map { _ in
      [Double](repeating: 0, count: votes.annotatorCount)
    }
    for fold in 0..<folds {
      let training = decisive.filter { foldOf[Int(decisive.pair[$0])] != fold }
      for k in sums.indices {
        let fit = PreferenceGroups.fit(training, contrasts, groups: k + 1, options)
        for row in 0..<decisive.count where foldOf[Int(decisive.pair[row])] == fold {
          sums[k][Int(decisive.annotator[row])] +=
            decisive.weight[row] * log(max(1e-300, fit.chance(of: row, in: decisive)))
        }
      }
    }
    var sizes = [Double](repeating: 0, count: votes.annotatorCount)
    for row in 0..<decisive.count { sizes[Int(decisive.annotator[row])] += decisive.weight[row] }
    let total = max(1e-9, sizes.reduce(0, +))
    let candidates = sums.indices.map { k in
      let gain = Self.gain(sums[k], over: sums[0], sizes)
      return Candidate(
        groups: k + 1, logLikelihood: sums[k].reduce(0, +) / total, gain: gain.mean,
        gainError: gain.error)
    }
    let best = sums.indices.max { candidates[$0].logLikelihood < candidates[$1].logLikelihood } ?? 0
    let enough = sums.indices.first { k in
      let gain = Self.gain(sums[best], over: sums[k], sizes)
      return gain.mean <= 2 * gain.error || k == best
    }
    self.candidates = candidates
    groups = (enough ?? 0) + 1
    self.votes = decisive.count
  }

  /// Mean difference per vote and its standard error, annotators being drawn.
  private static func gain(
    _ sums: [Double], over others: [Double], _ sizes: [Double]
  ) -> (mean: Double, error: Double) {
    let total = max(1e-9, sizes.reduce(0, +))
    let mean = zip(sums, others).reduce(0) { $0 + $1.0 - $1.1 } / total
    var squares = 0.0
    for (a, size) in sizes.enumerated() {
      let rest = sums[a] - others[a] - mean * size
      squares += rest * rest
    }
    let count = Double(sizes.count { $0 > 0 })
    guard count > 1 else { return (mean, .infinity) }
    return (mean, (squares * count / (count - 1)).squareRoot() / total)
  }
}

extension PreferenceGroups {
  /// The chance of a vote by an annotator whose membership is known from other votes.
  func chance(of row: Int, in votes: AnnotatorVotes) -> Double {
    let pairs = margins.count / groupCount
    let base = Int(votes.annotator[row]) * groupCount
    return (0..<groupCount).reduce(0) {
      let margin = votes.direction(row) * margins[$1 * pairs + Int(votes.pair[row])]
      return $0 + memberships[base + $1] * Numerics.sigmoid(margin)
    }
  }
}
