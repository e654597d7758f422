/// The principles of a rubric as weights over the bank of contrasts, and what they say of a pair.
package struct PrincipleWeights: Sendable, Equatable {
  /// Shape (bank), ≥ 0; 0 where the rubric does not have the principle.
  package var weights: [Double]

  package init(_ weights: [Double]) { self.weights = weights }

  /// Of the pairs of one prompt: the share of them that propose each principle.
  package init(shares proposals: [[Int]]) {
    weights = Contrast.bank.map { _ in 0 }
    for own in proposals { for k in own { weights[k] += 1 / Double(proposals.count) } }
  }

  /// The same with each principle weighed by its power.
  package func weighed(_ fit: ContrastFit) -> PrincipleWeights {
    PrincipleWeights(weights.enumerated().map { $1 * fit.power($0) })
  }

  /// The `most` weightiest principles alone; of equals the first in the bank.
  package func top(_ most: Int) -> PrincipleWeights {
    guard weights.count(where: { $0 > 0 }) > most else { return self }
    let ranked = weights.enumerated().sorted {
      ($1.element, $0.offset) < ($0.element, $1.offset)
    }
    var kept = weights.map { _ in 0.0 }
    for (k, weight) in ranked.prefix(max(0, most)) { kept[k] = weight }
    return PrincipleWeights(kept)
  }

  /// The mean over `count` rubrics with one of them taken out.
  func without(_ own: PrincipleWeights?, of count: Int) -> PrincipleWeights {
    guard let own, count > 1 else { return PrincipleWeights(weights.map { _ in 0 }) }
    return PrincipleWeights(
      zip(weights, own.weights).map { max(0, (Double(count) * $0 - $1) / Double(count - 1)) })
  }

  package var isEmpty: Bool { weights.allSatisfy { $0 == 0 } }

  /// Σ weight · vote: above 0 where the first answer is the better one by the rubric.
  ///
  /// - Parameter difference: first − second, shape (bank).
  package func margin(_ difference: [Float], _ fit: ContrastFit) -> Double {
    var sum = 0.0
    for (k, weight) in weights.enumerated() where weight > 0 && k < difference.count {
      sum += weight * fit.vote(difference[k], of: k)
    }
    return sum
  }
}

/// Rubrics of one prompt's pairs, each proposed by the other pairs and tested on its own.
///
/// A contrast that is proposed because a pair differs would reproduce that pair: so the pair is judged by what the
/// others propose, or, where it is alone, by what similar prompts have. As in OpenRubrics a pair keeps its rubric if
/// the share of the prompt's pairs that are judged right reaches τ and the pair itself is among them.
package struct ConsistencyTest: Sendable {
  package var threshold: Double
  /// Principles of a rubric, at most.
  package var most: Int

  package init(threshold: Double = 0.5, most: Int = .max) {
    self.threshold = threshold
    self.most = most
  }

  /// What came of the pairs of a prompt.
  package struct Result: Sendable, Equatable {
    /// Margin of the preferred answer by what the others propose; 0 for no verdict, shape (pairs).
    package var margins: [Double]
    /// Whether the rubric is kept for the pair, shape (pairs).
    package var accepted: [Bool]
    /// Of all its pairs; no verdict counts as half right.
    package var accuracy: Double
  }

  /// - Parameters:
  ///   - differences: chosen − rejected of the prompt's pairs, each of shape (bank).
  ///   - rules: how much more of the prompt's hard rules the preferred answer of each pair keeps, as a share.
  ///   - prior: what is known of prompts of its kind without this one; used where the prompt has one pair alone.
  package func run(
    _ differences: [[Float]], rules: [Double], _ fit: ContrastFit, prior: PrincipleWeights
  ) -> Result {
    let proposals = differences.map { fit.proposals($0) }
    let margins = differences.indices.map { i -> Double in
      var others = proposals
      others.remove(at: i)
      let own = others.isEmpty ? prior : PrincipleWeights(shares: others).weighed(fit)
      return Gatekeeper.margin(
        rules: rules[i], principles: own.top(most).margin(differences[i], fit))
    }
    let right = margins.reduce(0) { $0 + ($1 > 0 ? 1 : $1 == 0 ? 0.5 : 0) }
    let accuracy = margins.isEmpty ? 0 : right / Double(margins.count)
    return Result(
      margins: margins, accepted: margins.map { accuracy >= threshold && $0 > 0 },
      accuracy: accuracy)
  }
}

/// Hard rules decide first, principles only where both answers keep as many.
package enum Gatekeeper {
  /// What a rule is worth beside all principles together.
  private static let gate = 1000.0

  /// Above 0 where the first answer is the better one.
  ///
  /// - Parameters:
  ///   - rules: share of the rules that the first answer keeps, less that of the second.
  ///   - principles: margin by the principles; less than 1000.
  package static func margin(rules: Double, principles: Double) -> Double {
    gate * rules + principles
  }
}
