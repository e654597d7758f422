/// Settings of `RePO`.
package struct RePOOptions: Sendable, Equatable {
  /// η before any vote is seen, and what few votes are drawn to; 0.9 is the paper's.
  package var initialReliability = 0.9
  /// Votes that η₀ is worth in every M step of the full-batch form; 0 is the paper's plain mean.
  package var priorVotes = 2.0
  /// Precision of the normal prior of a response's strength, in logits⁻².
  ///
  /// From 0.25 to 4 the order of annotators on llmfao is about the same (rank correlation with their
  /// agreement 0.72 to 0.74).
  package var ridge = 1.0
  /// At most so many rounds of the full-batch form.
  package var rounds = 500
  /// The full-batch form ends when a round gains less than this per vote in the log objective.
  package var tolerance = 1e-8
  /// α of the online form, η ← (1 − α) η + α · mean w; 0.1 is the paper's.
  package var smoothing = 0.1
  /// Votes per step of the online form.
  package var batch = 256
  /// Passes over the votes of the online form.
  package var epochs = 5
  /// Seed of the order of votes in the online form.
  package var seed: UInt64 = 0

  package init() {}
}

/// How reliable annotators are, and how credible each vote, beside a model of preferences (RE-PO).
///
/// A vote of annotator k for l over m, with p the model's chance that l is better, is right with chance
/// w = pη_k / (pη_k + (1 − p)(1 − η_k)); η_k is the mean of w over the votes of k. Ties and both-bad say
/// nothing of a direction: they are left out and counted.
///
/// What differs from the paper: there p is the policy's own, trained meanwhile on the loss −[w log p +
/// (1 − w) log(1 − p)]. Here no policy is trained. Either p is that of a Bradley–Terry strength per
/// response, fitted within the prompt on that same loss, or margins come from outside and stay.
/// Strengths share the votes they judge: where a response has one or two votes, p confirms them and η
/// is too high. Besides, p explains votes that differ by answers that are close, and η has only what is
/// left: its order says who is careless, its level is above any agreement. Believe it beside a check
/// with planted flips only. η has a prior worth `priorVotes` votes.
///
/// - SeeAlso: "RE-PO: Robust Enhanced Policy Optimization", ICLR 2026; Chen et al., "Pairwise Ranking
///   Aggregation in a Crowdsourced Setting" (Crowd-BT), 2013, for strengths and reliabilities together.
/// - Note: the same for any order of the votes, to the bit.
package struct RePO: Sendable, Equatable {
  /// η, shape (annotators), 0…1; η₀ for one without decisive votes.
  package internal(set) var reliability: [Double]
  /// w of each vote, shape (votes), 0…1; not a number for a vote that does not decide.
  package internal(set) var credibility: [Double]
  /// The model's P(first better), shape (pairs).
  package internal(set) var probability: [Double]
  /// Objective at each round of the full-batch form; empty for the online form.
  package internal(set) var objectives: [Double]
  package internal(set) var hasConverged: Bool
  /// Votes that do not decide.
  package internal(set) var undecided: Int

  /// Soft labels, P(first better) of each pair as its votes are credited, shape (pairs).
  ///
  /// The mean over the votes of w, or 1 − w for a vote for the second: RE-PO's losses of a pair's votes
  /// add up to that of this one label, because the loss is linear in w. Not a number for a pair without
  /// decisive votes.
  package func softLabels(_ votes: AnnotatorVotes) -> [Double] {
    var sums = [Double](repeating: 0, count: votes.pairCount)
    var weights = sums
    for row in 0..<min(votes.count, credibility.count) where !credibility[row].isNaN {
      let w = credibility[row]
      sums[Int(votes.pair[row])] += votes.weight[row] * (votes.direction(row) > 0 ? w : 1 - w)
      weights[Int(votes.pair[row])] += votes.weight[row]
    }
    return sums.indices.map { weights[$0] > 0 ? sums[$0] / weights[$0] : .nan }
  }

  /// P(first better) by Bayes' rule from the model and all votes of a pair, shape (pairs).
  ///
  /// logit = logit p + Σ ± logit η. Sharper than `softLabels`, since votes that agree support each other.
  package func posteriors(_ votes: AnnotatorVotes) -> [Double] {
    var logits = probability.map { Numerics.logit($0) }
    for row in 0..<votes.count where votes.direction(row) != 0 {
      logits[Int(votes.pair[row])] +=
        votes.direction(row) * votes.weight[row]
        * Numerics.logit(reliability[Int(votes.annotator[row])])
    }
    return logits.map { Numerics.sigmoid($0) }
  }

  /// w of a vote: `p` that what it says is right by the model, `eta` the annotator's reliability.
  @inline(__always)
  package static func credibility(p: Double, eta: Double) -> Double {
    let right = p * eta
    let all = right + (1 - p) * (1 - eta)
    return all > 0 ? right / all : 0.5
  }
}
