internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// What a run of the detector says in words: how much is wrong, what its decision does, and to whom.
struct NoiseReport {
  let corpus: Corpus
  let features: PairFeatures
  let judged: NoiseJudgement
  let taken: [Bool]
  let action: NoiseAction
  let rule: DropRule

  func notes() throws(WinnowError) -> [RunNote] {
    guard features.rows.count > 0 else {
      return [RunNote("warning", "no pair has a decided label: nothing could be learned")]
    }
    var notes: [RunNote] = []
    if features.rows.count < 1000 {
      notes.append(
        RunNote(
          "warning",
          "\(features.rows.count) pairs are few to learn from: believe the ranking little"))
    }
    for (name, pairs) in features.withoutView {
      let lack = pairs == features.rows.count ? "no pair has" : "\(pairs) pairs lack"
      notes.append(RunNote("warning", "warning: \(lack) the further view `\(name)`"))
    }
    notes += features.warnings.map { RunNote("warning", "warning: \($0)") }
    let votes = try RepeatedVotes.read(corpus.store, corpus.selection)
    let rate = rate(votes)
    notes.append(RunNote("rate", rate.words))
    guard action != .weight else { return notes }
    if let wrong = judged.wrong, action == .drop || action == .flip {
      // What few pairs with several votes say is not said of all the others.
      let known = votes.count >= features.rows.count * 9 / 10 ? rate : unknownRate
      let words = Consequences(probabilities: wrong, drops: taken, rate: known).words
      notes.append(
        RunNote(
          "consequence", action == .flip ? words.replacing("Dropping", with: "Flipping") : words))
    }
    if !taken.contains(true), case .threshold(let threshold) = rule, let most = judged.wrong?.max()
    {
      notes.append(
        RunNote(
          "warning",
          "warning: no pair reaches the threshold \(threshold): the highest `wrong` is "
            + "\((most * 1000).rounded() / 1000)"))
    }
    notes += try whoLoses()
    return notes
  }

  /// From repeated votes where there are some, else bounds.
  private func rate(_ votes: [RepeatedVotes]) -> NoiseRate {
    let decisive = votes.count { $0.first + $0.second > 1 }
    guard decisive >= Self.fewestRepeated else { return unknownRate }
    let pairs = votes.map {
      PairVotes(group: $0.group, first: $0.first, second: $0.second, ties: $0.ties)
    }
    return NoiseRateEvidence.votes(VoteEvidence(pairs, seed: corpus.seed), .majority).rate
  }

  /// Pairs with several votes from which on they are asked.
  private static let fewestRepeated = 50

  private var unknownRate: NoiseRate { NoiseRateEvidence.none(agreement: agreement).rate }

  /// Share of the given labels that models which have not seen them agree with.
  private var agreement: Estimate {
    let resampling = GroupResampling(
      groups: features.rows.facts.map(\.group), seed: corpus.seed)
    let sample = FitSample(margins: judged.margins ?? [], groups: resampling.index)
    return GroupBootstrap.run(
      [MeasuredCell(resampling: resampling, methods: [sample])], methods: ["detector"],
      replicates: 200, jobs: corpus.jobs
    ).estimate("detector", "accuracy")
  }

  /// A table per column in which a group is hit, else one line.
  private func whoLoses() throws(WinnowError) -> [RunNote] {
    let facts = features.rows.facts
    let traits = try PairTraits.read(corpus.store, facts.map(\.row))
    var columns: [WhoLoses] = [
      WhoLoses(column: "source", groups: traits.map(\.source), drops: taken),
      WhoLoses(
        column: "language", groups: features.shapes.map(\.languageName), drops: taken),
      WhoLoses(
        column: "length",
        groups: features.shapes.map { WhoLoses.lengthBand(Int($0.bytes)) }, drops: taken),
      WhoLoses(
        column: "refusal",
        groups: features.shapes.map { $0.isRefusal ? "chosen refuses" : "no refusal" },
        drops: taken),
    ]
    if traits.contains(where: { $0.category != nil }) {
      columns.append(
        WhoLoses(column: "category", groups: traits.map(\.category), drops: taken))
    }
    for (name, groups) in [
      ("generator", traits.map(\.generators)), ("annotator", traits.map(\.annotators)),
    ] where groups.contains(where: { !$0.isEmpty }) {
      // A pair counts for each of its groups.
      let each = groups.enumerated().flatMap { i, names in names.map { ($0, taken[i]) } }
      columns.append(WhoLoses(column: name, groups: each.map(\.0), drops: each.map(\.1)))
    }
    let warnings = columns.compactMap(\.warning)
    let verb = "is \(action.done) "
    return warnings.isEmpty
      ? [RunNote("who", "no group is hit at twice the mean")]
      : warnings.map { words in
        RunNote("warning", "warning: \(words.replacing("is dropped ", with: verb))")
      }
  }
}
