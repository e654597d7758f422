internal import Foundation
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Makes pairs under prompts that state principles, some of them turned round.
struct PrinciplesStage: CorpusStage {
  static let name = "relabel.principles"
  static let summary = "make pairs under prompts that state principles, some of them negated"
  static let discussion = """
    Principle-conditioned labels (SALMON, 2310.05910): a reward model that reads principles can be steered by them,
    if it has seen pairs whose label follows the principles in the prompt, and turns round with them. Each score is a
    dimension with a principle and its negation. For each pair and pass a number of dimensions is drawn, geometric
    with `stop` and at most `most`; each is negated with `negate`; the dimension in which the two answers
    differ most, in its standard deviations over the corpus, decides: the answer with more of it is chosen, or
    less, where it is negated. A share `flips` of the labels is turned, as in SALMON, so that the model does not
    trust one principle blindly (0 for data that must be right).

    **Differs from SALMON**: its differences are a judge's relative scores in both orders, used where these agree;
    here they are the difference of two scores, such as those of `relabel.score.endpoint` with `ask: pairwise` or
    of `rubrics.score`. It divides by the variance of a dimension, which is not free of its unit; here it is the
    standard deviation. Its rules on `As an AI language model` and on languages are filters of their own.

    A pair whose answers do not differ in what was drawn makes none in that pass; two passes that draw the same make
    one.
    """
  static let exampleOptions = ["scores": "[helpfulness, brevity]"]
  static let reads: Set<Column> = [.texts, .labels, .scores]
  static let writes: Set<Column> = [.verdicts, .labels, .pairs]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("replaced", "pairs under principles stand in its place"),
    ("no_difference", "the answers differ in nothing that was drawn, or have no scores"),
    ("short_answer", "an answer is shorter than `min_chars`"),
  ]

  /// A dimension: a score and what is said of it.
  struct Dimension: Sendable, Equatable {
    let score: String
    let text: String
    let negated: String
  }

  let dimensions: [Dimension]
  let draws: PrincipleDraw
  let passes: Int
  let flips: Double
  let minChars: Int
  let turn: GoalPrompt.Turn
  let template: String
  let oldPairs: OldPairs

  static let standard = "Write the reply that keeps to these principles:\n{principles}"

  init(options: inout OptionReader) throws(WinnowError) {
    let scores = try options.strings(
      "scores", default: [], doc: "names of scores, of which more is better: a dimension each")
    let words = try options.node(
      "principles",
      doc:
        "words of a dimension, by its score: `{helpfulness: {text: …, negated: …}}`; ours by default"
    )
    passes = try options.int("passes", default: 4, in: 1...100, doc: "draws for each pair")
    draws = PrincipleDraw(
      most: try options.int(
        "most", default: 8, in: 1...100, doc: "dimensions that a prompt states, at most"),
      stop: try options.double(
        "stop", default: 0.2, in: 0.01...1,
        doc: "probability that the list ends behind a dimension"),
      negate: try options.double(
        "negate", default: 0.5, in: 0...1, doc: "probability that a dimension is negated"))
    flips = try options.double(
      "flips", default: 0.1, in: 0...0.5, doc: "share of the labels that is turned")
    minChars = try options.count(
      "min_chars", default: 16, doc: "characters that each answer must have")
    turn = try options.choice(
      "turn", default: GoalPrompt.Turn.system, doc: "which turn states the principles")
    template = try options.string(
      "template", default: Self.standard, doc: "the words around them, with `{principles}`")
    oldPairs = try OldPairs(&options)
    guard options.isDescribing || !scores.isEmpty else {
      throw options.problem("scores", must: "name at least one score")
    }
    try options.checkDistinct(scores)
    guard template.contains("{principles}") else {
      throw options.problem("template", must: "contain `{principles}`")
    }
    dimensions = try Self.dimensions(scores, words, options)
  }

  private static func dimensions(
    _ scores: [String], _ words: ConfigNode?, _ options: OptionReader
  ) throws(WinnowError) -> [Dimension] {
    var given: [String: ConfigNode] = [:]
    if let words {
      guard let entries = words.entries else {
        throw options.problem("principles", must: "be a mapping of scores")
      }
      for entry in entries {
        guard scores.contains(entry.name) else {
          throw WinnowError(
            .badOption, "`principles` is about a score that is not among `scores`: `\(entry.name)`",
            mark: entry.key.mark)
        }
        given[entry.name] = entry.value
      }
    }
    var dimensions: [Dimension] = []
    for score in scores {
      let name = GoalNames.words(score)
      var text = "The reply is good in terms of \(name)."
      var negated = "The reply does badly in terms of \(name)."
      if let node = given[score] {
        var reader = try OptionReader(node, of: "the principle of `\(score)`")
        text = try reader.string(required: "text", doc: "the principle")
        negated = try reader.string(required: "negated", doc: "its negation")
        try reader.finish()
      }
      dimensions.append(Dimension(score: score, text: text, negated: negated))
    }
    return dimensions
  }

  var leastResponses: Int { 2 }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let names = dimensions.map(\.score)
    let survey = try ScoreSurvey.run(corpus, names, least: 2, stage: Self.name)
    let making = PrincipleMaking(
      stage: self, deviations: try PrincipleMaking.deviations(corpus, names), seed: corpus.seed)
    try corpus.commitPrompts(.init(scores: names)) { (batch) throws(WinnowError) in
      var out = CorpusBatch(pairs: batch.pairs.count)
      for prompt in batch.plainPrompts { making.add(prompt, batch, to: &out) }
      return [out]
    }
    return survey.notes(names.joined(separator: "`, `"))
  }
}

/// Draws which principles a prompt states.
struct PrincipleDraw: Sendable, Equatable {
  let most: Int
  let stop: Double
  let negate: Double

  /// A dimension that was drawn.
  struct Drawn: Sendable, Hashable {
    let dimension: Int
    let isNegated: Bool
  }

  /// Different dimensions in the order in which they are stated, at least one.
  ///
  /// - Parameter random: seeded by the pair and the pass.
  func draw(_ count: Int, _ random: inout SplitMix64) -> [Drawn] {
    var left = Array(0..<count)
    var drawn: [Drawn] = []
    while !left.isEmpty, drawn.count < most {
      let dimension = left.remove(at: random.below(left.count))
      drawn.append(Drawn(dimension: dimension, isNegated: random.unit() < negate))
      if random.unit() < stop { break }
    }
    return drawn
  }
}
