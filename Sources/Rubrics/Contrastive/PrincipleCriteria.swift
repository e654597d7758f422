internal import Pipeline
internal import Scoring
internal import Store

/// Words principles that were learned as criteria.
struct PrincipleCriteria: Sendable {
  let fit: ContrastFit
  /// Mean of each contrast over the responses, shape (bank).
  let centers: [Float]
  /// Principles of a rubric, at most.
  let most: Int

  /// The weightiest principles of a rubric; of equals the first in the bank.
  ///
  /// - Parameter weights: with the power of each principle in them.
  func criteria(_ weights: PrincipleWeights) -> [Criterion] {
    let ranked = weights.weights.enumerated().filter { $0.element > 0 && sign($0.offset) != 0 }
      .sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }
    return ranked.prefix(most).compactMap { criterion($0.offset, weight: $0.element) }
  }

  /// The principle of a contrast; `nil` where the corpus prefers neither direction.
  func criterion(_ k: Int, weight: Double) -> Criterion? {
    let contrast = Contrast.bank[k]
    guard sign(k) != 0, let principle = contrast.principle(sign(k)) else { return nil }
    return Criterion(
      .principle, principle, weight: (weight * 1e4).rounded() / 1e4,
      check: CriterionCheck.contrast(
        ContrastCheck(
          contrast, direction: sign(k), center: centers[k],
          typical: max(fit.directions[k].typical, .leastNormalMagnitude))
      ).json,
      tags: ["contrast:\(contrast.name)"],
      evidence:
        "{\"share_with_more\":\(ScoreDigits.short(fit.directions[k].shareWithMore)),"
        + "\"pairs\":\(fit.directions[k].pairs)}")
  }

  private func sign(_ k: Int) -> Int { fit.directions[k].sign }

  /// What the corpus prefers, a line each.
  var lines: [String] {
    zip(Contrast.bank, fit.directions).filter { $1.sign != 0 }.map { contrast, direction in
      "\(contrast.name): \(ScoreDigits.percent(direction.shareWithMore)) of \(direction.pairs) pairs prefer more: "
        + (contrast.principle(direction.sign) ?? "")
    }
  }
}
