/// Settings of `PreferenceGroups`.
package struct PreferenceGroupOptions: Sendable, Equatable {
  /// How a response's features and what a group wants make a score.
  package enum Score: String, Sendable, CaseIterable {
    /// −‖f − z‖², up to a scale that is learnt.
    case distance
    /// f · z.
    case innerProduct = "inner_product"
  }

  package var score = Score.distance
  /// Precision of the normal prior of a group's weights on standardised features.
  package var ridge = 1.0
  /// At most so many rounds.
  package var rounds = 300
  /// Ends when a round gains less than this per vote in the log objective.
  package var tolerance = 1e-6
  /// Starts, of which the one with the best objective after some rounds goes on.
  package var starts = 4
  /// Seed of the starts and folds.
  package var seed: UInt64 = 0

  package init() {}
}

/// Groups of annotators who want different things of a response: PAL's mixture of ideal points.
///
/// Group k wants z_k; annotator a's own ideal point is Σ_k w_ak z_k with w_a on the simplex; a response
/// scores −‖f − z‖² (or f·z) and P(first better) = σ(score difference). For the distance the margin is
/// u·(f₁ − f₂) + β(‖f₂‖² − ‖f₁‖²), with u = 2βz and β ≥ 0 shared by the groups, so that both forms are
/// linear in u.
///
/// What differs from PAL: features are fixed (PAL learns a projection of embeddings), and groups are
/// found by expectation maximisation with each annotator in one unknown group (`memberships` are its
/// posteriors), because the likelihood of free w has flat ridges; w is fitted afterwards, the groups
/// held. Ties and both-bad are left out.
///
/// - SeeAlso: Chen et al., "PAL: Pluralistic Alignment Framework for Learning from Heterogeneous
///   Preferences", 2024.
package struct PreferenceGroups: Sendable, Equatable {
  package let groupCount: Int
  package let dimension: Int
  /// u, shape (groups, dimension), on standardised features. Groups by descending share.
  package internal(set) var directions: [Double]
  /// β on the scaled distance, ≥ 0; 0 for inner products.
  package internal(set) var nearness: Double
  /// Share of annotators in each group, shape (groups), sums to 1.
  package internal(set) var shares: [Double]
  /// P(annotator in group | votes), shape (annotators, groups), rows sum to 1; `shares` for one without
  /// votes.
  package internal(set) var memberships: [Double]
  /// PAL's w, shape (annotators, groups), rows sum to 1.
  package internal(set) var weights: [Double]
  /// Margins of the first over the second in logits, shape (groups, pairs).
  package internal(set) var margins: [Double]
  /// The log objective after each round; it never falls.
  package internal(set) var objectives: [Double]
  package internal(set) var hasConverged: Bool
  /// Feature values that were not finite: they count as the mean.
  package let brokenFeatures: Int
  let centralityScale: Double

  /// The group an annotator most likely belongs to.
  package func group(of annotator: Int) -> Int {
    var best = 0
    for k in 0..<groupCount
    where memberships[annotator * groupCount + k] > memberships[annotator * groupCount + best] {
      best = k
    }
    return best
  }

  /// z of a group in standardised features; `nil` for inner products and where distance says nothing.
  package func idealPoint(_ group: Int) -> [Double]? {
    let scale = centralityScale > 0 ? nearness / centralityScale : 0
    guard scale > 1e-12 else { return nil }
    return directions[group * dimension..<(group + 1) * dimension].map { $0 / (2 * scale) }
  }

  /// The model's labels of a group, P(first better), shape (pairs).
  package func softLabels(group: Int) -> [Double] {
    let pairs = groupCount > 0 ? margins.count / groupCount : 0
    return margins[group * pairs..<(group + 1) * pairs].map { Numerics.sigmoid($0) }
  }

  /// The cosine of two groups' margins over the pairs, −1…1; `nil` where a group has none.
  ///
  /// Near 1 the groups want the same and differ in how sure they are, which is care and not taste; near −1
  /// one of them votes against the other. A second group alone does not tell the two apart.
  package func likeness(_ one: Int, _ other: Int) -> Double? {
    let pairs = groupCount > 0 ? margins.count / groupCount : 0
    var (both, squares, others) = (0.0, 0.0, 0.0)
    for i in 0..<pairs {
      let (x, y) = (margins[one * pairs + i], margins[other * pairs + i])
      both += x * y
      squares += x * x
      others += y * y
    }
    guard squares > 0, others > 0 else { return nil }
    return (both / (squares * others).squareRoot()).clamped(-1, 1)
  }

  /// What a group's members voted: their share for the first, each vote weighing its annotator's
  /// membership; shape (pairs), not a number where no member decided.
  package func voteShares(_ votes: AnnotatorVotes, group: Int) -> [Double] {
    var first = [Double](repeating: 0, count: votes.pairCount)
    var all = first
    for row in 0..<votes.count where votes.direction(row) != 0 {
      let weight =
        votes.weight[row] * memberships[Int(votes.annotator[row]) * groupCount + group]
      all[Int(votes.pair[row])] += weight
      if votes.direction(row) > 0 { first[Int(votes.pair[row])] += weight }
    }
    return all.indices.map { all[$0] > 1e-9 ? first[$0] / all[$0] : .nan }
  }
}
