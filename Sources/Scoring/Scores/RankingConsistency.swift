/// How alike two rankings of a prompt's responses are: CREAM's consistency C, in 0…1.
///
/// With soft label C the loss is C · (−log σ(z)) + (1 − C) · (−log σ(−z)), z the margin of best over worst.
///
/// What differs from the released code: its ranks break ties by position, here ties are ties (τ-b, mean
/// ranks). Its third option compares the ranks of the first and the last response of the list; here the
/// responses that stand at the top and at the bottom. Its skipped prompts shift the rates of those
/// behind them; here a prompt keeps its place.
///
/// - SeeAlso: Wang et al., "CREAM: Consistency Regularized Self-Rewarding Language Models", 2024.
package enum RankingConsistency: String, Sendable, CaseIterable {
  /// (τ-b + 1) / 2.
  case kendall
  /// (ρ + 1) / 2.
  case spearman
  /// 1 where the same response is best and the same worst, else 0.
  case topAndBottom = "top_and_bottom"

  /// C of one prompt; `nil` where undefined: fewer than two responses, a score missing, or a ranking
  /// without order. At the top and bottom, where several share the place, the first of them stands.
  package func of(_ one: [Double], _ other: [Double]) -> Double? {
    guard one.count == other.count, one.count > 1, one.allSatisfy(\.isFinite),
      other.allSatisfy(\.isFinite)
    else { return nil }
    switch self {
    case .kendall: return RankCorrelation.kendall(one, other).map { ($0 + 1) / 2 }
    case .spearman: return RankCorrelation.spearman(one, other).map { ($0 + 1) / 2 }
    case .topAndBottom:
      guard one.min() != one.max(), other.min() != other.max() else { return nil }
      return Self.ends(one) == Self.ends(other) ? 1 : 0
    }
  }

  /// C of many prompts.
  ///
  /// - Parameter prompts: shape (responses), the number of each response's prompt.
  package func of(_ one: [Double], _ other: [Double], prompts: [Int32], count: Int) -> ByPrompt {
    let rows = min(one.count, other.count, prompts.count)
    let index = RowIndex(Array(prompts.prefix(rows)), count: count)
    let values = (0..<index.count).map { prompt in
      of(index[prompt].map { one[Int($0)] }, index[prompt].map { other[Int($0)] })
    }
    let known = values.compactMap { $0 }
    return ByPrompt(
      values: values, mean: known.isEmpty ? nil : Numerics.mean(known),
      undefined: values.count - known.count)
  }

  /// C by prompt, and over the corpus.
  package struct ByPrompt: Sendable, Equatable {
    /// Shape (prompts): CREAM's `dyn`, a label for each prompt.
    package var values: [Double?]
    /// Mean of those that are defined: CREAM's `avg`, one label for all.
    package var mean: Double?
    package var undefined: Int
  }

  private static func ends(_ scores: [Double]) -> [Int?] {
    [
      scores.indices.max { scores[$0] != scores[$1] ? scores[$0] < scores[$1] : $0 > $1 },
      scores.indices.min { scores[$0] != scores[$1] ? scores[$0] < scores[$1] : $0 < $1 },
    ]
  }
}
