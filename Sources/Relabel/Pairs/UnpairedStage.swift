internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Labels single responses as good or bad by score.
struct UnpairedStage: CorpusStage {
  static let name = "relabel.unpaired"
  static let summary = "label single responses as good or bad by a score"
  static let discussion = """
    For trainers of unpaired data (KTO, BCO): every scored response becomes a judgement of that one response. A
    response with the shift δ or more is good, one below it bad.

    **The shift.** Without `threshold`, δ = (mean score of preferred + mean score of rejected answers) / 2, over the
    labelled pairs of the split `train`: the middle between what was liked and what was not, as BCO
    (2404.04656) shifts rewards. BCO moves δ as training goes on; here it is one number. Responses nearer to δ
    than `margin` are left out.

    **Density weights.** `weights: density` gives a bad response of prompt x the weight p(good | x) / (1 − p(good |
    x)), within `min_weight` and `max_weight`: where prompts of good and of bad answers differ, the bad ones are so
    weighed to the prompts of the good ones. BCO trains a classifier of prompts for p; here p is the prompt's own share
    of good answers, drawn to that of the corpus by two answers' worth, which needs several answers a prompt.
    """
  static let exampleOptions = ["score": "rating"]
  static let reads: Set<Column> = [.labels, .scores]
  static let writes: Set<Column> = [.verdicts, .labels, .pairs]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("replaced", "judgements of its responses by themselves stand in its place"),
    ("none_labelled", "no response of the prompt has a score away from the shift"),
  ]

  let score: String
  let threshold: Double?
  let margin: Double
  let weights: Weights
  let minWeight: Double
  let maxWeight: Double
  let oldPairs: OldPairs

  enum Weights: String, CaseIterable, Sendable { case none, density }

  init(options: inout OptionReader) throws(WinnowError) {
    score = try options.string(required: "score", doc: "name of a score")
    threshold = try options.double(
      optional: "threshold",
      doc: "the shift; without it the middle between preferred and rejected answers")
    margin = try options.double(
      "margin", default: 0, in: 0..., doc: "responses nearer to the shift than this are left out")
    weights = try options.choice(
      "weights", default: Weights.none,
      doc: "`density` weighs bad responses to the prompts of good ones")
    minWeight = try options.double(
      "min_weight", default: 0.5, in: Double.leastNonzeroMagnitude..., doc: "least density weight")
    maxWeight = try options.double(
      "max_weight", default: 10, in: Double.leastNonzeroMagnitude..., doc: "largest density weight")
    oldPairs = try OldPairs(&options)
    guard maxWeight >= minWeight else {
      throw options.problem("max_weight", must: "not be below `min_weight`")
    }
  }

  /// What the labels rest on.
  private struct Shift: Sendable {
    var threshold: Double
    /// Share of good responses in the corpus.
    var good: Double
  }

  func foresee(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    try ScoreSurvey.run(corpus, [score], least: 1, stage: Self.name).notes(score)
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let notes = try foresee(corpus)
    let delta = if let threshold { threshold } else { try middle(corpus) }
    let share = try shareOfGood(corpus, delta)
    let shift = Shift(threshold: delta, good: share)
    let stage = self
    try corpus.commitPrompts(.init(texts: false, scores: [score])) { (batch) throws(WinnowError) in
      var out = CorpusBatch(pairs: batch.pairs.count)
      for prompt in batch.plainPrompts { stage.add(prompt, batch, shift, to: &out) }
      return [out]
    }
    let warning = try ScoreSurvey.unanchored(
      corpus, score,
      "whole prompts may come out as good or bad; take ratings, or build pairs within prompts")
    return notes + warning + [
      RunNote(
        "shift",
        "responses with `\(score)` of \(delta) or more are good: "
          + "\(GoalTemplate.digits(100 * share)) % of those of the fitted prompts")
    ]
  }

  /// δ over the decided pairs of what may be fitted, by the order of public ids.
  private func middle(_ corpus: Corpus) throws(WinnowError) -> Double {
    let selection = corpus.selection
    var found: [(id: PublicID, chosen: Double, rejected: Double)] = []
    _ = try corpus.forEachPromptBatch(
      .init(texts: false, scores: [score]),
      { (batch) throws(WinnowError) in
        var own: [(id: PublicID, chosen: Double, rejected: Double)] = []
        for prompt in batch.plainPrompts where selection.fits(prompt.split) {
          for pair in batch.pairs[prompt.pairs] {
            guard let (chosen, rejected) = pair.ordered else { continue }
            let (one, other) = (
              batch.responses[chosen].scores[0], batch.responses[rejected].scores[0]
            )
            if one.isFinite && other.isFinite { own.append((pair.id, one, other)) }
          }
        }
        return own
      }, consume: { found += $0 })
    guard !found.isEmpty else {
      throw WinnowError(
        WinnowError.Code("no-shift", exitStatus: 2),
        "no labelled pair has scores of both answers, so nothing says what is good: `\(score)`",
        hint: "write `threshold: NUMBER`")
    }
    found.sort { $0.id < $1.id }
    let count = Double(found.count)
    let chosen = found.reduce(0) { $0 + $1.chosen } / count
    let rejected = found.reduce(0) { $0 + $1.rejected } / count
    return (chosen + rejected) / 2
  }

  private func shareOfGood(_ corpus: Corpus, _ delta: Double) throws(WinnowError) -> Double {
    let selection = corpus.selection
    var (good, all) = (0, 0)
    _ = try corpus.forEachPromptBatch(
      .init(texts: false, scores: [score]),
      { (batch) throws(WinnowError) in
        let scores = batch.plainPrompts.filter { selection.fits($0.split) }
          .flatMap { batch.responses[$0.responses].map { $0.scores[0] } }.filter { $0.isFinite }
        return (scores.count { $0 >= delta }, scores.count)
      },
      consume: { found in
        good += found.0
        all += found.1
      })
    return all > 0 ? Double(good) / Double(all) : 0.5
  }

  private func add(
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, _ shift: Shift,
    to out: inout CorpusBatch
  ) {
    var own = MadePairs(prompt, batch)
    let scores = batch.responses[prompt.responses].map { $0.scores[0] }.filter { $0.isFinite }
    let good = Double(scores.count { $0 >= shift.threshold })
    var labelled = 0
    for response in prompt.responses {
      let value = batch.responses[response].scores[0]
      guard value.isFinite, abs(value - shift.threshold) >= margin, !own.isFallen(response, nil),
        let place = own.place
      else { continue }
      let isGood = value >= shift.threshold
      let weight =
        isGood || weights == .none
        ? 1
        : Self.density(
          good: good, of: Double(scores.count), base: shift.good, minWeight...maxWeight)
      own.note(response, nil)
      labelled += 1
      out.made.append(
        DerivedPair(
          single: .row(batch.responses[response].row), isGood: isGood, place: place,
          prompt: prompt.row,
          weight: weight, role: isGood ? "good" : "bad", evidence: "{\"score\":\(value)}"))
    }
    if oldPairs == .replace { own.drop(labelled > 0 ? "replaced" : "none_labelled", to: &out) }
  }

  /// p / (1 − p), p the prompt's share of good answers drawn to `base` by two answers.
  static func density(
    good: Double, of count: Double, base: Double, _ range: ClosedRange<Double>
  ) -> Double {
    let p = (good + 2 * base) / (count + 2)
    let odds = p < 1 ? p / (1 - p) : range.upperBound
    return min(range.upperBound, max(range.lowerBound, odds))
  }
}
