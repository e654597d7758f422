internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// A change to all rubrics that have a criterion, or that lack a principle.
enum RubricChange: Hashable, Sendable {
  /// Weighs a criterion, by its number among the texts, so many times: 0 takes it out.
  case weigh(criterion: Int, times: Double)
  /// Adds the principle of a contrast, in the direction that the corpus prefers.
  case add(contrast: Int)
}

/// A pair as rubrics see it: what each criterion of its prompt's rubric says.
struct RefinedPair: Sendable {
  var id: PublicID
  var group: PublicID
  /// By criterion: its weight, times how much further the preferred answer meets it.
  var votes: [(criterion: Int, vote: Float)]
  /// Chosen − rejected, shape (bank).
  var contrasts: [Float]
  /// Contrasts that the rubric has already.
  var has: Set<Int>
  /// Mean size of the weights of the rubric.
  var weight: Float
  /// Whether `votes` has all criteria of the rubric.
  var isWhole: Bool
}

/// Rubrics with changes made to them.
struct RefinedRubrics: Sendable {
  private var times: [Int: Double] = [:]
  /// Contrasts that are added to rubrics without them, in the order of the bank.
  private(set) var additions: [Int] = []

  /// The changes that stand.
  var changes: Set<RubricChange> {
    Set(
      times.map { .weigh(criterion: $0, times: $1) } + additions.map { .add(contrast: $0) })
  }

  /// Makes a change, in place of an earlier one of the same criterion.
  mutating func make(_ change: RubricChange) {
    switch change {
    case .weigh(let criterion, let factor): times[criterion] = factor
    case .add(let contrast):
      if !additions.contains(contrast) { additions = (additions + [contrast]).sorted() }
    }
  }

  /// How often a criterion counts.
  func times(_ criterion: Int) -> Double { times[criterion] ?? 1 }

  /// Above 0 where the rubric prefers the preferred answer.
  func margin(_ pair: RefinedPair, _ fit: ContrastFit) -> Double {
    let added = additions.filter { !pair.has.contains($0) }
    // A rubric that would be left without any criterion stays as it was.
    let isKept =
      pair.isWhole && added.isEmpty && pair.votes.allSatisfy { times($0.criterion) == 0 }
    var sum = 0.0
    for (criterion, vote) in pair.votes {
      sum += (isKept ? 1 : times(criterion)) * Double(vote)
    }
    for k in added { sum += Double(pair.weight) * fit.vote(pair.contrasts[k], of: k) }
    return sum
  }

  /// 1 where the pair is judged right, 0 where wrong, one half without a verdict.
  func verdict(_ pair: RefinedPair, _ fit: ContrastFit) -> Double {
    let margin = margin(pair, fit)
    return margin > 1e-9 ? 1 : margin < -1e-9 ? 0 : 0.5
  }
}
