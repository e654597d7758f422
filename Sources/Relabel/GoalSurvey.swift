internal import Pipeline
internal import Records
internal import Store

/// Looks at the scores before any goal is made of them: their range, and how they stand to the labels.
struct GoalSurvey {
  let stage: RewardAugmentedStage
  let corpus: Corpus

  /// What a batch holds, by attribute.
  private struct Seen: Sendable {
    var values: [[Double]]
    var pairs = 0
    var scored = 0
    var agreeing = 0.0
    var inverted = 0
  }

  func run() throws(WinnowError) -> (scales: [GoalScale], notes: [RunNote]) {
    let names = stage.scores
    // Nothing is fitted on held-out prompts, even where they are named to be augmented.
    let selection = corpus.selection
    var all = Seen(values: names.map { _ in [] })
    _ = try corpus.forEachPromptBatch(
      .init(texts: false, scores: names),
      { (batch) throws(WinnowError) in
        Self.look(at: batch, attributes: names.count) { selection.fits($0) }
      },
      consume: { seen in
        for k in names.indices { all.values[k] += seen.values[k] }
        all.pairs += seen.pairs
        all.scored += seen.scored
        all.agreeing += seen.agreeing
        all.inverted += seen.inverted
      })
    var scales: [GoalScale] = []
    var notes: [RunNote] = []
    for (k, name) in names.enumerated() {
      guard let least = all.values[k].min(), let most = all.values[k].max() else {
        throw WinnowError(
          WinnowError.Code("no-scores", exitStatus: 2), "no response has a score called: `\(name)`",
          hint: "there are: \(try ScoreName.words(corpus))")
      }
      let scale = try ScoreScale.read(corpus.store, name: name, corpus.selection)
      let anchor = try anchor(name, scale)
      let from = scale?.range ?? least...most
      scales.append(
        GoalScale(
          anchor: anchor, low: stage.low, high: stage.high, levels: stage.levels,
          from: from,
          bounds: anchor == .quantile
            ? GoalScale.bounds(of: all.values[k], bins: stage.levels) : []))
      notes.append(
        RunNote(
          "goals",
          "goals from `\(name)`: \(anchor.rawValue)"
            + (anchor == .absolute
              ? ", \(GoalTemplate.digits(from.lowerBound)) to \(GoalTemplate.digits(from.upperBound)) become "
                + "\(GoalTemplate.digits(stage.low)) to \(GoalTemplate.digits(stage.high))" : "")
            + "; scores are from \(GoalTemplate.digits(least)) to \(GoalTemplate.digits(most))"))
    }
    if all.scored > 0 {
      let accuracy = 100 * all.agreeing / Double(all.scored)
      let inverted = 100 * Double(all.inverted) / Double(all.scored)
      notes.append(
        RunNote(
          "goals",
          "the scores rank \(GoalTemplate.digits(accuracy)) % of \(all.scored) labelled pairs as their labels do; "
            + "\(GoalTemplate.digits(inverted)) % the other way"))
    }
    if all.scored < all.pairs {
      notes.append(
        RunNote(
          "warning", "warning: \(all.pairs - all.scored) of \(all.pairs) pairs lack a score"))
    }
    return (scales, notes)
  }

  private static func look(
    at batch: ResponseBatch, attributes: Int, isFitted: (String) -> Bool
  ) -> Seen {
    var seen = Seen(values: [[Double]](repeating: [], count: attributes))
    for prompt in batch.prompts where isFitted(prompt.split) {
      for response in batch.responses[prompt.responses] {
        for k in 0..<attributes where response.scores[k].isFinite {
          seen.values[k].append(response.scores[k])
        }
      }
      for pair in batch.pairs[prompt.pairs] {
        guard pair.role.map({ !RewardAugmentedStage.roles.contains($0) }) ?? true,
          let (chosen, rejected) = pair.ordered
        else { continue }
        seen.pairs += 1
        let gaps = (0..<attributes).map {
          batch.responses[chosen].scores[$0] - batch.responses[rejected].scores[$0]
        }
        guard gaps.allSatisfy(\.isFinite) else { continue }
        seen.scored += 1
        let gap = gaps.reduce(0, +)
        seen.agreeing += gap > 0 ? 1 : gap == 0 ? 0.5 : 0
        if gap < 0 { seen.inverted += 1 }
      }
    }
    return seen
  }

  private func anchor(_ name: String, _ scale: ScoreScale?) throws(WinnowError) -> GoalScale.Anchor
  {
    // Scores that records give are ratings; those of a run are what the run says they are.
    let isAnchored = scale?.isAnchored ?? true
    switch stage.goals {
    case .auto: return isAnchored ? .absolute : .rank
    case .rank: return .rank
    case .quantile: return .quantile
    case .absolute:
      guard isAnchored || stage.force else {
        throw WinnowError(
          WinnowError.Code("no-anchor", exitStatus: 2),
          "the scores of different prompts have no common zero, so absolute goals mean nothing: `\(name)`",
          hint: "write `goals: rank`, or `force: true` if you know better")
      }
      return .absolute
    }
  }
}

/// Names of scores, for hints.
enum ScoreName {
  static func words(_ corpus: Corpus) throws(WinnowError) -> String {
    let names = try ScoreScale.names(corpus.store, corpus.selection)
    return names.isEmpty ? "none" : names.map { "`\($0)`" }.joined(separator: ", ")
  }
}
