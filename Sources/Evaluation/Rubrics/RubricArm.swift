internal import Records
internal import Scoring

/// What judges held-out pairs.
enum RubricArm: String, CaseIterable, Sendable {
  /// The prompt's hard rules, and principles of accepted pairs by nearest prompts where both answers keep as many.
  case rubric
  /// The same without hard rules.
  case principles
  /// The same without the consistency filter.
  case unfiltered
  /// One rubric for all prompts: the corpus's preferred direction of every contrast.
  case generic
  /// As `rubric`, from labels of which a fifth is turned.
  case flipped = "20 % flips"
  /// As `rubric`, from labels that say nothing.
  case shuffled
  /// The longer or the shorter answer, as the other folds prefer.
  case length
  /// The answer that stands where the better one mostly stands.
  case majority

  /// Labels that it learns from.
  func labels(_ pairs: [EvaluatedPair], seed: UInt64) -> [Bool] {
    pairs.map { pair in
      switch self {
      case .flipped: pair.firstIsBetter != (Sampling.unit(pair.id, seed &+ 0x52_31) < 0.2)
      case .shuffled: Sampling.unit(pair.id, seed &+ 0x52_32) < 0.5
      default: pair.firstIsBetter
      }
    }
  }
}

/// Judges all pairs of a table, each by what was learned from the other folds.
struct RubricCell: Sendable {
  let arm: RubricArm
  let table: ContrastTable
  let folds: Folds
  let seed: UInt64

  struct Result: Sendable {
    /// Of the trusted label, shape (pairs).
    var margins: [Double]
    /// Pairs whose rubric was kept, of those that were tested.
    var accepted = 0
    var tested = 0
  }

  func run() -> Result {
    let labels = arm.labels(table.pairs, seed: seed)
    var result = Result(margins: [Double](repeating: 0, count: table.pairs.count))
    for fold in 0..<folds.count {
      let training = table.pairs.indices.filter { folds.assignment[$0] != fold }
      let test = table.pairs.indices.filter { folds.assignment[$0] == fold }
      for (i, margin) in zip(test, margins(test, training, labels, &result)) {
        result.margins[i] = table.pairs[i].firstIsBetter ? margin : -margin
      }
    }
    return result
  }

  /// First over second.
  private func margins(
    _ test: [Int], _ training: [Int], _ labels: [Bool], _ result: inout Result
  ) -> [Double] {
    switch arm {
    case .majority:
      let first = training.count { labels[$0] }
      return test.map { _ in 2 * first >= training.count ? 1 : -1 }
    case .length:
      let longer = training.reduce(0.0) { sum, i in
        let length = table.lengths[i]
        return sum + (length == 0 ? 0 : (length > 0) == labels[i] ? 1 : -1)
      }
      return test.map { Double(table.lengths[$0]) * (longer >= 0 ? 1 : -1) }
    case .generic:
      let fit = ContrastFit(training.map { chosenLessRejected($0, labels) })
      let rubric = PrincipleWeights(fit.directions.indices.map(fit.power))
      return test.map { rubric.margin(table.differences[$0], fit) }
    case .rubric, .principles, .unfiltered, .flipped, .shuffled:
      var options = RubricGenerator.Options()
      options.isFiltered = arm != .unfiltered
      let generator = RubricGenerator(
        training.map {
          RubricGenerator.Example(
            difference: chosenLessRejected($0, labels), prompt: table.prompts[$0],
            rules: labels[$0] ? rules($0) : -rules($0))
        }, words: table.words, options: options)
      result.accepted += generator.accepted
      result.tested += generator.tested
      var known: [Int: PrincipleWeights] = [:]
      return test.map { i in
        let prompt = table.prompts[i]
        let rubric = known[prompt] ?? generator.rubric(for: table.words[prompt])
        known[prompt] = rubric
        return Gatekeeper.margin(
          rules: rules(i), principles: rubric.margin(table.differences[i], generator.fit))
      }
    }
  }

  /// First less second; 0 where rules do not count.
  private func rules(_ i: Int) -> Double { arm == .principles ? 0 : table.rules[i] }

  private func chosenLessRejected(_ i: Int, _ labels: [Bool]) -> [Float] {
    labels[i] ? table.differences[i] : table.differences[i].map { -$0 }
  }
}
