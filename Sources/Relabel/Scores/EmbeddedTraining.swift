internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Trains the reward models of `relabel.score.embedded`.
struct EmbeddedTraining {
  let stage: ScoreEmbeddedStage
  let corpus: Corpus

  /// What was learned.
  struct Learned {
    /// `nil` where there is nothing to learn from.
    var reward: AnswerReward?
    /// The part that has all pairs, so that no model has learned anything outside it.
    var untaught: Int?
    var notes: [RunNote]
  }

  func run() throws(WinnowError) -> Learned {
    let decided = try countDecided()
    guard decided > 0 else {
      return Learned(
        notes: [RunNote("warning", "warning: no pair has a decided label to learn from")])
    }
    let share = min(1, Double(stage.maxPairs) / Double(decided))
    try TrainingMemory.check(
      pairs: min(decided, stage.maxPairs), folds: stage.folds, allowed: corpus.memory)
    var options = FeatureOptions()
    options.orderSeed = corpus.seed
    // Margins are differences of scores only where nothing is cut off.
    options.clip = 0
    let spill = try FeatureSpill(
      folder: corpus.scratch + "/features", options: options, diskBudget: stage.diskBudget / 4 * 3)
    let (isFitted, seed) = (isFitted, corpus.seed)
    _ = try corpus.forEachBatch(
      .texts, worker: { () throws(WinnowError) in spill.extractor() },
      { (extractor, batch) throws(WinnowError) in
        _ = try extractor.add(batch, isFitted: isFitted) { i in
          isFitted(batch.splits[i])
            && (share >= 1 || Draw.unit(batch.ids[i], seed &+ 0x65_6D) < share)
        }
        // Frequencies are sums, so that handing them over batch by batch changes nothing.
        try extractor.finish()
      }, consume: { _ in })
    let rows = try spill.finish()
    guard let weights = spill.weights, rows.count > 0 else {
      return Learned(notes: [RunNote("warning", "warning: no pair was drawn to learn from")])
    }
    let reward = AnswerReward(
      rows, weights: weights, folds: stage.folds, epochs: stage.epochs, seed: corpus.seed,
      workers: corpus.jobs, watch: watch)
    try Interrupt.check()
    let parts = Set(rows.facts.map { reward.fold(of: $0.group) })
    return Learned(
      reward: reward, untaught: parts.count == 1 ? parts.first : nil,
      notes: notes(reward.margins, rows, decided: decided))
  }

  /// Nothing is fitted on held-out prompts, even where they are named to be scored.
  private var isFitted: @Sendable (String) -> Bool {
    let selection = corpus.selection
    return { selection.fits($0) }
  }

  private func countDecided() throws(WinnowError) -> Int {
    let isFitted = isFitted
    var decided = 0
    _ = try corpus.forEachBatch(
      [], worker: { () throws(WinnowError) in () },
      { (_, batch) throws(WinnowError) in
        batch.rows.indices.count { i in
          batch.responseRows[i].b != 0 && (batch.decisions[i] == .a || batch.decisions[i] == .b)
            && isFitted(batch.splits[i])
        }
      }, consume: { decided += $0 })
    return decided
  }

  private var watch: TrainingWatch {
    TrainingWatch(folder: corpus.scratch + "/training", limit: stage.diskBudget / 4) {
      corpus.trained($0, of: $1)
    }
  }

  /// How well models rank pairs they have not seen.
  private func notes(_ margins: [Double], _ rows: PairRows, decided: Int) -> [RunNote] {
    let resampling = GroupResampling(groups: rows.facts.map(\.group), seed: corpus.seed)
    let sample = FitSample(margins: margins, groups: resampling.index)
    let accuracy = GroupBootstrap.run(
      [MeasuredCell(resampling: resampling, methods: [sample])], methods: ["embedded"],
      replicates: 200, jobs: corpus.jobs
    ).estimate("embedded", "accuracy")
    let inverted = Double(margins.count { $0 < 0 }) / Double(max(1, margins.count))
    var words = "models rank "
    words += accuracy.value.map(ScoreDigits.percent) ?? "an unknown share"
    if let interval = accuracy.interval {
      words +=
        " (\(ScoreDigits.percent(interval.low)) to \(ScoreDigits.percent(interval.high)))"
    }
    words += " of \(rows.count) pairs they have not seen as their labels do, "
    words += "\(ScoreDigits.percent(inverted)) the other way"
    var notes = [RunNote("accuracy", words)]
    if rows.count < decided {
      notes.append(RunNote("accuracy", "learned from \(rows.count) of \(decided) decided pairs"))
    }
    if rows.count < 1000 {
      notes.append(
        RunNote(
          "warning", "warning: \(rows.count) pairs are few to learn from: believe them little")
      )
    }
    if let low = accuracy.interval?.low, low <= 0.5 {
      notes.append(
        RunNote(
          "warning", "warning: the models are hardly better than a coin: the scores say little"))
    }
    return notes
  }
}
