/// Rubrics learned from labelled pairs, and what it says to a prompt of which it sees no responses.
///
/// A principle weighs its power, times how much more often than usual it is proposed at the nearest prompts. These
/// are added up by likeness, with the mean over all prompts worth `shrinkage` prompts of likeness 1.
package struct RubricGenerator: Sendable {
  /// A pair as the generator learns from it.
  package struct Example: Sendable {
    /// Chosen − rejected, shape (bank).
    package var difference: [Float]
    /// Number of its prompt.
    package var prompt: Int
    /// Share of the prompt's hard rules that the preferred answer keeps, less that of the other.
    package var rules: Double

    package init(difference: [Float], prompt: Int, rules: Double = 0) {
      self.difference = difference
      self.prompt = prompt
      self.rules = rules
    }
  }

  package struct Options: Sendable, Equatable {
    /// Whether only pairs count whose rubric is consistent with the labels (`ConsistencyTest`).
    package var isFiltered = true
    package var threshold = 0.5
    package var neighbours = 20
    package var shrinkage = 5.0
    /// Principles of a rubric, at most, when it is tested.
    package var most = Int.max

    package init() {}
  }

  package let fit: ContrastFit
  /// Of each prompt that has pairs, by number: its rubric.
  package private(set) var rubrics: [Int: PrincipleWeights] = [:]
  /// What testing the pairs of each prompt came to, in the order of the examples.
  package private(set) var results: [Int: ConsistencyTest.Result] = [:]
  /// Pairs of all, and those whose rubric is kept; told whether or not they are filtered.
  package private(set) var tested = 0
  package private(set) var accepted = 0
  private var mean = PrincipleWeights(Contrast.bank.map { _ in 0 })
  private let neighbours: PromptNeighbours
  private let options: Options

  /// - Parameters:
  ///   - examples: pairs that may be fitted, in any fixed order.
  ///   - words: of every prompt, hashed; what has no example counts for nothing.
  /// - Complexity: a search for neighbours for each prompt of one pair.
  package init(_ examples: [Example], words: [[UInt32]], options: Options = Options()) {
    self.options = options
    fit = ContrastFit(examples.map(\.difference))
    var byPrompt: [Int: [[Float]]] = [:]
    var rules: [Int: [Double]] = [:]
    for own in examples {
      byPrompt[own.prompt, default: []].append(own.difference)
      rules[own.prompt, default: []].append(own.rules)
    }
    let known = Set(byPrompt.keys)
    neighbours = PromptNeighbours(words.indices.map { known.contains($0) ? words[$0] : [] })
    let fit = fit
    let proposed = byPrompt.mapValues { PrincipleWeights(shares: $0.map(fit.proposals)) }
    let numbers = byPrompt.keys.sorted()
    let all = Self.mean(numbers.map { proposed[$0] ?? PrincipleWeights(shares: []) })
    var kept: [Int: PrincipleWeights] = [:]
    let test = ConsistencyTest(threshold: options.threshold, most: options.most)
    for number in numbers {
      let own = byPrompt[number] ?? []
      let prior =
        own.count > 1
        ? PrincipleWeights(shares: [])
        : near(
          words[number], proposed, all.without(proposed[number], of: numbers.count),
          without: { $0 == number })
      let result = test.run(own, rules: rules[number] ?? [], fit, prior: prior)
      results[number] = result
      tested += own.count
      accepted += result.accepted.count { $0 }
      let chosen = zip(own, result.accepted).filter(\.1).map { fit.proposals($0.0) }
      if !chosen.isEmpty { kept[number] = PrincipleWeights(shares: chosen) }
    }
    rubrics = options.isFiltered ? kept : proposed
    mean = Self.mean(rubrics.keys.sorted().compactMap { rubrics[$0] })
  }

  /// The rubric of a prompt, from its words alone.
  package func rubric(for words: [UInt32]) -> PrincipleWeights {
    near(words, rubrics, mean, without: { _ in false })
  }

  private func near(
    _ words: [UInt32], _ rubrics: [Int: PrincipleWeights], _ mean: PrincipleWeights,
    without excluded: (Int) -> Bool
  ) -> PrincipleWeights {
    var sums = mean.weights.map { options.shrinkage * $0 }
    var total = options.shrinkage
    let found = neighbours.nearest(words, most: options.neighbours) {
      excluded($0) || rubrics[$0] == nil
    }
    for (prompt, likeness) in found {
      guard let rubric = rubrics[prompt] else { continue }
      for k in sums.indices { sums[k] += Double(likeness) * rubric.weights[k] }
      total += Double(likeness)
    }
    return PrincipleWeights(
      sums.indices.map { k in
        let usual = mean.weights[k]
        return usual > 0 && total > 0 ? fit.power(k) * (sums[k] / total) / usual : 0
      })
  }

  private static func mean(_ rubrics: [PrincipleWeights]) -> PrincipleWeights {
    var sums = Contrast.bank.map { _ in 0.0 }
    for rubric in rubrics { for k in sums.indices { sums[k] += rubric.weights[k] } }
    return PrincipleWeights(sums.map { $0 / Double(max(1, rubrics.count)) })
  }
}
