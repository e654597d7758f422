internal import Pipeline
internal import Records
internal import Scoring
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
    /// By attribute: pairs whose scores go with their label, equal ones counting half, and against it.
    var agreeing: [Double]
    var inverted: [Int]
  }

  func run() throws(WinnowError) -> (scales: [GoalScale], notes: [RunNote]) {
    let names = stage.scores
    // Nothing is fitted on held-out prompts, even where they are named to be augmented.
    let selection = corpus.selection
    var all = Seen(
      values: names.map { _ in [] }, agreeing: names.map { _ in 0 }, inverted: names.map { _ in 0 })
    _ = try corpus.forEachPromptBatch(
      .init(texts: false, scores: names),
      { (batch) throws(WinnowError) in
        Self.look(at: batch, attributes: names.count) { selection.fits($0) }
      },
      consume: { seen in
        all.pairs += seen.pairs
        all.scored += seen.scored
        for k in names.indices {
          all.values[k] += seen.values[k]
          all.agreeing[k] += seen.agreeing[k]
          all.inverted[k] += seen.inverted[k]
        }
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
      let known = stage.scoreRange ?? scale?.range
      let from = known ?? least...most
      scales.append(
        GoalScale(
          anchor: anchor, low: stage.low, high: stage.high, levels: stage.levels,
          from: from, fitted: anchor == .quantile ? SortedScores(all.values[k]) : SortedScores()))
      if anchor == .quantile, let scale, !scale.isAnchored {
        notes.append(
          ScoreSurvey.unanchored(name, "`goals: rank` compares only what can be compared"))
      }
      if anchor == .absolute, known == nil {
        notes.append(
          RunNote(
            "hint",
            "nobody has said what scale `\(name)` has, so that its least and its largest score became the ends: "
              + "`score_low` and `score_high` say it"))
      }
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
      for (k, name) in names.enumerated() {
        let accuracy = 100 * all.agreeing[k] / Double(all.scored)
        let inverted = 100 * Double(all.inverted[k]) / Double(all.scored)
        notes.append(
          RunNote(
            "goals",
            "`\(name)` ranks \(GoalTemplate.digits(accuracy)) % of \(all.scored) labelled pairs as their labels do; "
              + "\(GoalTemplate.digits(inverted)) % the other way"))
      }
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
    var seen = Seen(
      values: [[Double]](repeating: [], count: attributes),
      agreeing: [Double](repeating: 0, count: attributes),
      inverted: [Int](repeating: 0, count: attributes))
    for prompt in batch.plainPrompts where isFitted(prompt.split) {
      for response in batch.responses[prompt.responses] {
        for k in 0..<attributes where response.scores[k].isFinite {
          seen.values[k].append(response.scores[k])
        }
      }
      for pair in batch.pairs[prompt.pairs] {
        guard let (chosen, rejected) = pair.ordered else { continue }
        seen.pairs += 1
        let gaps = (0..<attributes).map {
          batch.responses[chosen].scores[$0] - batch.responses[rejected].scores[$0]
        }
        guard gaps.allSatisfy(\.isFinite) else { continue }
        seen.scored += 1
        for (k, gap) in gaps.enumerated() {
          seen.agreeing[k] += gap > 0 ? 1 : gap == 0 ? 0.5 : 0
          if gap < 0 { seen.inverted[k] += 1 }
        }
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
