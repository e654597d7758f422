internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Reads the scores of all scorers, fits what is to be fitted, and tells how they stand to each other.
struct CombineSurvey {
  let stage: ScoreCombineStage
  let corpus: Corpus
  let isOverCorpus: Bool

  /// What a prompt holds.
  private struct Prompt: Sendable {
    var id: PublicID
    /// By scorer.
    var scores: [[Double]]
    /// Of labelled pairs: places of the better and the worse response.
    var pairs: [(row: Int64, better: Int, worse: Int)]
    var group: PublicID
  }

  /// What follows from the scores.
  struct Fitted: Sendable {
    var scaling: ScoreScaling
    var ensemble: ScoreEnsemble
    var notes: [RunNote]

    /// One score for each response of a prompt from those of the scorers, a column each.
    ///
    /// - Parameter leavesOutConstant: whether scorers without spread take no part, where others do.
    func values(_ raw: [[Double]], atLeast: Int, leavesOutConstant: Bool) -> [Double] {
      let columns = scaling.columns(raw)
      let values = ensemble.combine(columns, atLeast: atLeast).values
      guard leavesOutConstant else { return values }
      let isConstant = scaling.constant(raw)
      guard isConstant.contains(true) else { return values }
      // They count among those that know a response all the same.
      let speaking = zip(columns, isConstant).map { column, isConstant in
        isConstant ? [Double](repeating: .nan, count: column.count) : column
      }
      return zip(values, ensemble.combine(speaking).values).map { all, speaking in
        all.isFinite && speaking.isFinite ? speaking : all
      }
    }
  }

  func fit() throws(WinnowError) -> Fitted {
    let trusted = try trustedLabels()
    var prompts = try read(trusted)
    // By public id: nothing may depend on the order in which files were read.
    prompts.sort { $0.id < $1.id }
    let raw = stage.scores.indices.map { k in prompts.flatMap { $0.scores[k] } }
    let scaling = ScoreScaling(
      stage.standardisation, fittedTo: raw, tameAbove: stage.tameAbove,
      isOverCorpus: isOverCorpus)
    var columns = [[Double]](repeating: [], count: stage.scores.count)
    var differences = columns
    var facts: [PairFact] = []
    for prompt in prompts {
      let scaled = scaling.columns(prompt.scores)
      for k in columns.indices {
        columns[k] += scaled[k]
        differences[k] += prompt.pairs.map { scaled[k][$0.better] - scaled[k][$0.worse] }
      }
      facts += prompt.pairs.map { pair in
        PairFact(id: prompt.id, group: prompt.group, row: pair.row, firstIsBetter: true)
      }
    }
    var notes = [words(scaling)] + tamed(scaling)
    var ensemble = plainEnsemble
    if stage.method == .weighted {
      guard !facts.isEmpty else {
        throw WinnowError(
          WinnowError.Code("no-trusted-labels", exitStatus: 2),
          "no pair has a trusted label, so no weights can be fitted",
          hint: "is a name of `trusted:` misspelt? `winnow status` lists sources and members")
      }
      let weights = TrustedWeights(
        differences: differences, folds: Folds(facts, count: 5, seed: corpus.seed))
      ensemble = .weighted(weights.weights)
      notes += weightNotes(weights, pairs: facts.count)
    }
    let report = ScorerReport(
      names: stage.scores, columns: columns, differences: differences,
      labels: trusted == nil ? "labelled" : "trusted")
    return Fitted(scaling: scaling, ensemble: ensemble, notes: notes + report.notes)
  }

  private var plainEnsemble: ScoreEnsemble {
    switch stage.method {
    case .mean, .weighted: .mean
    case .median: .median
    case .min: .minimum
    case .meanLessStd: .meanLessDeviation(k: stage.k)
    case .meanLessVariance: .meanLessVariance(lambda: stage.lambda)
    }
  }

  /// By pair, whether a is better by the votes that are trusted; `nil` where nobody is named.
  private func trustedLabels() throws(WinnowError) -> [Int64: Bool]? {
    guard let clause = stage.trusted, clause.choosesVotes || clause.leavesOutTies else {
      return nil
    }
    var labels: [Int64: Bool] = [:]
    for pair in try JudgedPair.read(corpus.store, corpus.selection) {
      if clause.leavesOutTies, pair.votes.contains(where: { clause.takes($0) && $0.winner == .tie })
      {
        continue
      }
      if let label = pair.firstIsBetter(by: clause) { labels[pair.row] = label }
    }
    return labels
  }

  private func read(_ trusted: [Int64: Bool]?) throws(WinnowError) -> [Prompt] {
    // Nothing is fitted on held-out prompts, even where they are named to be scored.
    let selection = corpus.selection
    let names = stage.scores
    var prompts: [Prompt] = []
    var responses: Int64 = 0
    _ = try corpus.forEachPromptBatch(
      .init(texts: false, scores: names),
      { (batch) throws(WinnowError) in
        batch.prompts.filter { selection.fits($0.split) }.map { prompt in
          Self.prompt(prompt, of: batch, scorers: names.count, trusted)
        }
      },
      consume: { found throws(WinnowError) in
        prompts += found
        responses += found.reduce(0) { $0 + Int64($1.scores[0].count) }
        guard responses * Int64(names.count) * 48 < corpus.memory else {
          throw WinnowError(
            WinnowError.Code("too-little-memory", exitStatus: 2),
            "the scores of more than \(responses) responses need more memory than the pipeline allows",
            hint: "raise `memory:`")
        }
      })
    return prompts
  }

  private static func prompt(
    _ prompt: ResponseBatch.Prompt, of batch: ResponseBatch, scorers: Int,
    _ trusted: [Int64: Bool]?
  ) -> Prompt {
    let first = prompt.responses.lowerBound
    let pairs = batch.pairs[prompt.pairs].compactMap {
      pair -> (row: Int64, better: Int, worse: Int)? in
      guard pair.a >= 0, pair.b >= 0 else { return nil }
      if let trusted {
        guard let isFirst = trusted[pair.row] else { return nil }
        return (
          pair.row, (isFirst ? pair.a : pair.b) - first, (isFirst ? pair.b : pair.a) - first
        )
      }
      return pair.ordered.map { (pair.row, $0.chosen - first, $0.rejected - first) }
    }
    return Prompt(
      id: prompt.id,
      scores: (0..<scorers).map { k in batch.responses[prompt.responses].map { $0.scores[k] } },
      pairs: pairs, group: prompt.group)
  }

  // MARK: Words

  private func words(_ scaling: ScoreScaling) -> RunNote {
    let names = stage.scores.map { "`\($0)`" }.joined(separator: ", ")
    let scale =
      stage.scale == .none
      ? "as they are"
      : "by `\(stage.scale.rawValue)` over the \(isOverCorpus ? "corpus" : "prompt")"
    return RunNote("combine", "`\(stage.method.rawValue)` of \(names), \(scale)")
  }

  private func tamed(_ scaling: ScoreScaling) -> [RunNote] {
    zip(stage.scores, scaling.isTamed).filter(\.1).map { name, _ in
      RunNote("combine", "the logarithm is taken of `\(name)`, which spreads too far")
    }
  }

  private func weightNotes(_ weights: TrustedWeights, pairs: Int) -> [RunNote] {
    let all = weights.weights.reduce(0, +)
    let shares = zip(stage.scores, weights.weights).map { name, weight in
      "`\(name)` \(ScoreDigits.percent(all > 0 ? weight / all : 0))"
    }
    func percent(_ share: Proportion) -> String {
      share.value.map(ScoreDigits.percent) ?? "unknown"
    }
    var notes = [
      RunNote(
        "weights",
        "weights by \(pairs) trusted labels: \(shares.joined(separator: ", ")); held out they rank "
          + "\(percent(weights.accuracy)) right, the mean \(percent(weights.accuracyOfMean)), the best "
          + "single scorer \(percent(weights.accuracyOfBest))")
    ]
    if all == 0 {
      notes.append(
        RunNote(
          "warning",
          "warning: no scorer speaks for the trusted labels: all weights are 0, and no "
            + "response gets a score"))
    }
    return notes
  }
}
