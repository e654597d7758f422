internal import Pipeline
internal import Records
internal import Store

/// Looks at named scores before anything is made of them.
struct ScoreSurvey: Sendable {
  /// Responses that are live.
  private(set) var responses = 0
  /// Those with all of the scores.
  private(set) var scored = 0
  /// Prompts with as many scored responses as are needed.
  private(set) var prompts = 0
  /// By name: the least and the largest score; of the split `train` alone where others are named beside it.
  private(set) var ranges: [ClosedRange<Double>?]

  private init(_ count: Int) { ranges = [ClosedRange<Double>?](repeating: nil, count: count) }

  /// - Parameters:
  ///   - names: of the scores.
  ///   - least: scored responses a prompt must have to be of use.
  ///   - stage: for what is said where none has.
  /// - Throws: `no-scores` and `too-few-responses`, with what there is.
  static func run(
    _ corpus: Corpus, _ names: [String], least: Int, stage: String
  ) throws(WinnowError) -> ScoreSurvey {
    let selection = corpus.selection
    var all = ScoreSurvey(names.count)
    _ = try corpus.forEachPromptBatch(
      .init(texts: false, scores: names),
      { (batch) throws(WinnowError) in
        var seen = ScoreSurvey(names.count)
        for prompt in batch.plainPrompts {
          seen.add(
            batch.responses[prompt.responses], least, fits: selection.fits(prompt.split))
        }
        return seen
      },
      consume: { seen in all.add(seen) })
    guard all.scored > 0 else {
      throw WinnowError(
        WinnowError.Code("no-scores", exitStatus: 2),
        "no response has \(names.count == 1 ? "a score called" : "all of the scores"): "
          + names.map { "`\($0)`" }.joined(separator: ", "),
        hint: "there are: \(try ScoreName.words(corpus))")
    }
    guard all.prompts > 0 else {
      throw WinnowError(
        WinnowError.Code("too-few-responses", exitStatus: 2),
        "`\(stage)` needs prompts with \(least) scored responses, and no prompt has as many",
        hint:
          "\(all.scored) of \(all.responses) responses have a score; map all candidates of a record, or "
          + "score them first")
    }
    return all
  }

  private mutating func add(
    _ own: ArraySlice<ResponseBatch.Response>, _ least: Int, fits: Bool
  ) {
    let scored = own.filter { $0.scores.allSatisfy(\.isFinite) }
    responses += own.count
    self.scored += scored.count
    if scored.count >= least { prompts += 1 }
    guard fits else { return }
    for response in own {
      for (k, score) in response.scores.enumerated() where score.isFinite {
        widen(k, score...score)
      }
    }
  }

  private mutating func add(_ other: ScoreSurvey) {
    responses += other.responses
    scored += other.scored
    prompts += other.prompts
    for (k, range) in other.ranges.enumerated() { range.map { widen(k, $0) } }
  }

  private mutating func widen(_ k: Int, _ more: ClosedRange<Double>) {
    guard let known = ranges[k] else {
      ranges[k] = more
      return
    }
    ranges[k] =
      min(known.lowerBound, more.lowerBound)...max(known.upperBound, more.upperBound)
  }

  /// That scores of different prompts are compared which nothing makes comparable; empty where something does.
  ///
  /// - Parameter hint: what would not compare them.
  static func unanchored(
    _ corpus: Corpus, _ name: String, _ hint: String
  ) throws(WinnowError) -> [RunNote] {
    guard let scale = try ScoreScale.read(corpus.store, name: name, corpus.selection),
      !scale.isAnchored
    else { return [] }
    return [unanchored(name, hint)]
  }

  static func unanchored(_ name: String, _ hint: String) -> RunNote {
    RunNote(
      "warning",
      "warning: scores of `\(name)` on different prompts have no common zero and are compared here: \(hint)"
    )
  }

  /// How much of the corpus has scores.
  func notes(_ name: String) -> [RunNote] {
    guard scored < responses else { return [] }
    return [
      RunNote(
        "warning",
        "warning: \(responses - scored) of \(responses) responses lack \(ranges.count == 1 ? "the score" : "at least one of") `\(name)`"
      )
    ]
  }
}
