internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Judges prompts by the rewards of their responses, as training on groups sees them.
struct RewardGroupsFilter: CorpusStage {
  static let name = "filters.reward_groups"
  static let summary = "drop prompts whose responses have rewards that teach nothing"
  static let discussion = """
    For training on groups of responses (GRPO, best of N) a prompt teaches something only if its responses are rewarded
    differently: with equal rewards every advantage is 0. And a prompt that hardly any answer passes, or nearly every
    one, teaches little. This stage judges whole prompts, with all their responses and pairs.

    A response passes from `pass` upwards, on the score's own scale. Prompts outside `min_pass_rate` …
    `max_pass_rate` are dropped as too hard or too easy. Every prompt that is kept is marked with its difficulty, 1 −
    pass rate, as evidence with mean and standard deviation; `winnow why` on one of its pairs shows it. With `action:
    mark` nothing is dropped.

    **When to use.** Before data goes to a trainer that samples or reads groups, once rewards are there, of records
    or of an earlier stage; and to learn how hard the prompts are.
    """
  static let reads: Set<Column> = [.scores]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("too_few_scored", "fewer than two responses of the prompt have a reward"),
    ("zero_variance", "all responses of the prompt have the same reward"),
    ("too_hard", "the share of responses that pass is below `min_pass_rate`"),
    ("too_easy", "the share of responses that pass is above `max_pass_rate`"),
    ("difficulty", "the prompt is kept; the evidence says how hard it is"),
  ]

  let score: String
  let rule: RewardGroupRule
  let action: Action

  enum Action: String, CaseIterable, Sendable { case drop, mark }

  init(options: inout OptionReader) throws(WinnowError) {
    score = try options.string(
      "score", default: "reward", doc: "name of the score that is the reward")
    let pass = try options.double("pass", default: 0.5, doc: "a reward of this or more passes")
    let low = try options.double(
      "min_pass_rate", default: 0, in: 0...1, doc: "least share of responses that pass")
    let high = try options.double(
      "max_pass_rate", default: 1, in: 0...1, doc: "largest share of responses that pass")
    let spread = try options.double(
      "spread", default: 1e-9, in: 0...,
      doc: "rewards that differ by no more than this are the same")
    action = try options.choice(
      "action", default: Action.drop, doc: "`drop` what teaches nothing, or `mark` it")
    guard high >= low else {
      throw options.problem("max_pass_rate", must: "not be below `min_pass_rate`")
    }
    rule = RewardGroupRule(passingMark: pass, passRates: low...high, spread: spread)
  }

  var leastResponses: Int { 2 }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    guard try isScored(corpus) else {
      throw WinnowError(
        WinnowError.Code("no-scores", exitStatus: 2), "no response has a score called: `\(score)`",
        hint: "name a score of the records, or of an earlier stage")
    }
    let (stage, score) = (self, score)
    var bands = [Int](repeating: 0, count: 5)
    let passed = try corpus.forEachPromptBatch(
      .init(texts: false, scores: [score]), { (batch) throws(WinnowError) in stage.judge(batch) },
      consume: { found throws(WinnowError) in
        try corpus.commit(found.batch)
        for band in found.bands { bands[band] += 1 }
      })
    try corpus.commit(passed.counted())
    let words = zip(["0", "up to 1/3", "up to 2/3", "below 1", "1"], bands).map { "\($0): \($1)" }
    return [RunNote("difficulty", "prompts by pass rate: \(words.joined(separator: ", "))")]
  }

  private func isScored(_ corpus: Corpus) throws(WinnowError) -> Bool {
    try ScoreScale.names(corpus.store, corpus.selection).contains(score)
  }

  func judge(_ batch: ResponseBatch) -> (batch: CorpusBatch, bands: [Int]) {
    var out = CorpusBatch(pairs: batch.pairs.count)
    var bands: [Int] = []
    for prompt in batch.prompts {
      let group = rule.judge(batch.responses[prompt.responses].map { $0.scores[0] })
      if group.count > 0 { bands.append(Self.band(group.passRate)) }
      let reason: Reason =
        switch group.verdict {
        case .kept: "difficulty"
        case .tooFew: "too_few_scored"
        default: Reason(group.verdict.rawValue)
        }
      let evidence = group.count > 0 ? Self.evidence(group) : "{\"responses\":0}"
      let isDropped = group.verdict != .kept && action == .drop
      out.findings.append(
        Finding(
          .prompt, prompt.row,
          isDropped ? .drop(reason, evidence: evidence) : .mark(reason, evidence: evidence)))
      if isDropped { out.fallen += prompt.pairs.map { _ in reason } }
    }
    return (out, bands)
  }

  private static func evidence(_ group: RewardGroup) -> String {
    "{\"responses\":\(group.count),\"mean\":\(digits(group.mean)),\"deviation\":\(digits(group.deviation)),"
      + "\"pass_rate\":\(digits(group.passRate)),\"difficulty\":\(digits(group.difficulty))}"
  }

  private static func digits(_ value: Double) -> String {
    value.isFinite ? "\((value * 1e6).rounded() / 1e6)" : "null"
  }

  static func band(_ rate: Double) -> Int {
    rate <= 0 ? 0 : rate <= 1.0 / 3 ? 1 : rate <= 2.0 / 3 ? 2 : rate < 1 ? 3 : 4
  }
}
