internal import Foundation
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Makes pairs under prompts that state how much two attributes count.
struct DirectionalStage: CorpusStage {
  static let name = "relabel.directional"
  static let summary = "make pairs under prompts that state how much each of two scores counts"
  static let discussion = """
    Directional preference alignment (DPA, 2402.18571): a prompt states a direction, a unit vector over two
    attributes written as whole numbers that are its parts times 100, and asks for the answer with the highest
    weighted sum. For each of `directions` seeded draws per prompt the answer with the highest sum is chosen and
    that with the lowest rejected; for `trl.sft` this is the paper's rejection sampling, whose trained model is
    steered by the numbers. DPA has no rejected answer; the pair is what reward-augmented relabelling adds.

    The first attribute counts between `min_weight` and 100 of 100, the second what is left of the unit vector, above
    0 or below. Each score is brought to 0 to 100 by its own scale, or by its range over the prompts that may be
    fitted where it has none. Two draws that give the same numbers are one.
    """
  static let exampleOptions = ["scores": "[helpfulness, verbosity]"]
  static let reads: Set<Column> = [.texts, .labels, .scores]
  static let writes: Set<Column> = [.verdicts, .labels, .pairs]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("replaced", "direction-conditioned pairs of the prompt stand in its place"),
    ("too_few_scored", "fewer than two responses of the prompt have both scores"),
    ("below_min_gap", "the weighted sums of the prompt's responses differ too little"),
  ]

  let scores: [String]
  let directions: Int
  let minWeight: Int
  let minGap: Double
  let turn: GoalPrompt.Turn
  let template: GoalTemplate
  let oldPairs: OldPairs

  static let standard = GoalTemplate(
    text: """
      Write the reply that makes this weighted sum as large as it can be, each attribute being rated from {low} to \
      {high}:
      {goals}
      """)

  init(options: inout OptionReader) throws(WinnowError) {
    scores = try options.strings(
      "scores", default: [], doc: "names of two scores; the first always counts for something")
    directions = try options.int(
      "directions", default: 2, in: 1...100, doc: "draws of a direction for each prompt")
    minWeight = try options.int(
      "min_weight", default: 71, in: 1...100,
      doc: "least weight of the first score, of 100; DPA's is 71")
    minGap = try options.double(
      "min_gap", default: 5, in: 0...,
      doc: "least difference of the weighted sums, on a scale of 100")
    turn = try options.choice(
      "turn", default: GoalPrompt.Turn.system, doc: "which turn states the direction")
    let words = try options.string(
      optional: "template", doc: "the words, with `{goals}`, and `{low}` and `{high}` if you like")
    template = words.map { GoalTemplate(text: $0) } ?? Self.standard
    oldPairs = try OldPairs(&options)
    guard options.isDescribing || scores.count == 2 else {
      throw options.problem("scores", must: "name two scores")
    }
    try options.checkDistinct(scores)
    guard template.isUsable else { throw options.problem("template", must: "contain `{goals}`") }
  }

  var leastResponses: Int { 2 }

  func foresee(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    try ScoreSurvey.run(corpus, scores, least: 2, stage: Self.name)
      .notes(scores.joined(separator: "`, `"))
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let survey = try ScoreSurvey.run(corpus, scores, least: 2, stage: Self.name)
    var scales: [ClosedRange<Double>] = []
    for (k, name) in scores.enumerated() {
      let known = try ScoreScale.read(corpus.store, name: name, corpus.selection)?.range
      scales.append(known ?? survey.ranges[k] ?? 0...1)
    }
    let (stage, ranges, seed) = (self, scales, corpus.seed)
    try corpus.commitPrompts(.init(scores: scores)) { (batch) throws(WinnowError) in
      var out = CorpusBatch(pairs: batch.pairs.count)
      for prompt in batch.plainPrompts { stage.add(prompt, batch, ranges, seed, to: &out) }
      return [out]
    }
    let (best, words) = ((x: 100, y: 0), scores.map(GoalNames.words))
    return survey.notes(scores.joined(separator: "`, `")) + [
      RunNote(
        "inference",
        "Trained on these pairs, a model is steered by the two numbers, \(words[0]) from \(minWeight) to 100: "
          + text(best).replacing("\n", with: " "))
    ]
  }

  private func text(_ direction: (x: Int, y: Int)) -> String {
    let goals = zip(scores, [direction.x, direction.y]).map {
      (name: "weight of \(GoalNames.words($0))", value: Double($1))
    }
    return template.filled(goals, low: 0, high: 100)
  }

  /// Draw `number` for a prompt: an angle even between both ends, as whole numbers.
  static func direction(
    _ prompt: PublicID, _ number: Int, minWeight: Int, seed: UInt64
  ) -> (x: Int, y: Int) {
    let widest = acos(Double(minWeight) / 100)
    let place = Draw.unit(prompt, seed &+ 0x4450 &+ UInt64(number) &* 0x1_0000)
    let angle = (2 * place - 1) * widest
    return (Int((100 * cos(angle)).rounded()), Int((100 * sin(angle)).rounded()))
  }

  private func add(
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, _ scales: [ClosedRange<Double>],
    _ seed: UInt64, to out: inout CorpusBatch
  ) {
    let own = MadePairs(prompt, batch)
    let scored = prompt.responses.filter { batch.responses[$0].scores.allSatisfy(\.isFinite) }
    var made = 0
    var used: Set<[Int]> = []
    if scored.count > 1, let place = own.place {
      for number in 0..<directions {
        let direction = Self.direction(prompt.id, number, minWeight: minWeight, seed: seed)
        guard used.insert([direction.x, direction.y]).inserted else { continue }
        guard let pair = pair(scored, batch, scales, direction) else { continue }
        made += 1
        out.made.append(
          DerivedPair(
            place: place, prompt: prompt.row,
            newPrompt: GoalPrompt.text(prompt, batch, with: text(direction), in: turn),
            chosen: .row(batch.responses[pair.best].row),
            rejected: .row(batch.responses[pair.worst].row), role: "direction",
            evidence: "{\"direction\":[\(direction.x),\(direction.y)]}"))
      }
    }
    if oldPairs == .replace {
      own.drop(
        made > 0 ? "replaced" : scored.count < 2 ? "too_few_scored" : "below_min_gap", to: &out)
    }
  }

  private func pair(
    _ scored: [Int], _ batch: ResponseBatch, _ scales: [ClosedRange<Double>],
    _ direction: (x: Int, y: Int)
  ) -> (best: Int, worst: Int)? {
    func sum(_ response: Int) -> Double {
      let parts = batch.responses[response].scores.enumerated().map { k, score in
        let width = scales[k].upperBound - scales[k].lowerBound
        return width > 0 ? 100 * min(1, max(0, (score - scales[k].lowerBound) / width)) : 50
      }
      return (Double(direction.x) * parts[0] + Double(direction.y) * parts[1]) / 100
    }
    // Of equal sums the lower public id.
    let ranked = scored.map { (place: $0, sum: sum($0)) }.sorted {
      $0.sum != $1.sum ? $0.sum > $1.sum : $0.place < $1.place
    }
    guard let best = ranked.first, let worst = ranked.last, best.sum > worst.sum,
      best.sum - worst.sum >= minGap
    else { return nil }
    return (best.place, worst.place)
  }
}
