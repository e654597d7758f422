internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Keeps the pairs with the highest scores.
struct TopPairsStage: CorpusStage {
  static let name = "relabel.top_pairs"
  static let summary = "keep the K best-scored pairs, with a report for other K"
  static let discussion = """
    Ranks the decided pairs by a score of their answers and keeps the best: EditReward (2509.26346) trains best on
    the better half of its data. How many are best for yours is to be measured, so the run notes for every size of
    `sweep` where the cut lies, the mean score, and how many pairs just outside have the same score as the last
    inside: where these are many the cut is one by public id alone.

    `of` says what a pair's score is: the `gap` of chosen over rejected answer, the score of the `chosen` one, the
    `lowest` or the `mean` of both. Ties and undecided pairs are not ranked and stay
    (EditReward trains on a tie as two opposite pairs), and so do pairs whose prompt states a goal or direction.
    Where the split `train` is among those that are worked on, its pairs alone say where the cut lies.
    """
  static let exampleOptions = ["score": "rating"]
  static let reads: Set<Column> = [.labels, .scores]
  static let writes: Set<Column> = [.verdicts]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("outside_top", "other pairs have higher scores"),
    ("no_score", "an answer has no score"),
  ]

  let score: String
  let value: Value
  let keep: Size
  let sweep: [Size]

  enum Value: String, CaseIterable, Sendable {
    case gap, chosen, lowest, mean

    func of(_ chosen: Double, _ rejected: Double) -> Double {
      switch self {
      case .gap: chosen - rejected
      case .chosen: chosen
      case .lowest: min(chosen, rejected)
      case .mean: (chosen + rejected) / 2
      }
    }
  }

  /// A number of pairs or a share of them.
  enum Size: Equatable, Sendable {
    case count(Int)
    case share(Double)

    init?(_ text: String) {
      if text.hasSuffix("%") {
        guard let number = Double(text.dropLast()), (0...100).contains(number) else { return nil }
        self = .share(number / 100)
      } else {
        guard let number = Int(text), number >= 0 else { return nil }
        self = .count(number)
      }
    }

    func of(_ all: Int) -> Int {
      switch self {
      case .count(let count): min(count, all)
      case .share(let share): Int((share * Double(all)).rounded())
      }
    }
  }

  init(options: inout OptionReader) throws(WinnowError) {
    score = try options.string(required: "score", doc: "name of a score")
    value = try options.choice(
      "of", default: Value.gap, doc: "`gap`, `chosen`, `lowest` or `mean` of the pair's two scores")
    let kept = try options.string("keep", default: "50%", doc: "how many pairs: `20000` or `50%`")
    let sizes = try options.strings(
      "sweep", default: ["10%", "25%", "50%", "75%", "100%"], doc: "sizes that the report tells of")
    guard let size = Size(kept) else {
      throw options.problem("keep", must: "be a number of pairs or a share such as `50%`")
    }
    keep = size
    var sweep: [Size] = []
    for text in sizes {
      guard let size = Size(text) else {
        throw options.problem("sweep", must: "hold numbers of pairs or shares such as `50%`")
      }
      sweep.append(size)
    }
    self.sweep = sweep
  }

  private struct Ranked: Sendable {
    var row: Int64
    /// Its score is not a number where an answer has none.
    var rank: RankedScore
    /// Whether it has a say in where the cut lies.
    var isFitted: Bool
  }

  func foresee(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    try ScoreSurvey.run(corpus, [score], least: 2, stage: Self.name).notes(score)
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let notes = try foresee(corpus)
    var pairs: [Ranked] = []
    var others = 0
    let (value, selection) = (value, corpus.selection)
    let passed = try corpus.forEachPromptBatch(
      .init(texts: false, scores: [score]),
      { (batch) throws(WinnowError) in
        batch.prompts.map { prompt in
          batch.pairs[prompt.pairs].compactMap { pair -> Ranked? in
            guard let (chosen, rejected) = pair.ordered, !pair.isConditioned else { return nil }
            return Ranked(
              row: pair.row,
              rank: RankedScore(
                value.of(batch.responses[chosen].scores[0], batch.responses[rejected].scores[0]),
                pair.id),
              isFitted: selection.fits(prompt.split))
          }
        }.reduce(into: (ranked: [], all: batch.pairs.count)) { $0.ranked += $1 }
      },
      consume: { found in
        pairs += found.ranked
        others += found.all - found.ranked.count
      })
    let ofTrain = pairs.filter(\.isFitted)
    let fitted = ofTrain.contains { $0.rank.score.isFinite } ? ofTrain : pairs
    let top = TopScores(fitted.map(\.rank.score), ids: fitted.map(\.rank.id))
    let size = keep.of(top.order.count)
    let last = top.top(size).last.map { fitted[Int($0)].rank }
    let isAll = size == top.order.count
    for start in stride(from: 0, to: pairs.count, by: Self.batch) {
      let range = start..<min(start + Self.batch, pairs.count)
      var out = CorpusBatch(pairs: range.count)
      for i in range {
        let rank = pairs[i].rank
        if rank.score.isFinite, isAll || last.map({ !$0.isBefore(rank) }) ?? false { continue }
        out.findings.append(
          Finding(
            .pair, pairs[i].row,
            rank.score.isFinite
              ? .drop("outside_top", evidence: "{\"\(value.rawValue)\":\(rank.score)}")
              : .drop("no_score")))
      }
      try corpus.commit(out)
    }
    var rest = CorpusBatch(pairs: others)
    if others > 0 { rest.counts["not ranked: no winner, or under a stated goal"] = others }
    try corpus.commit(passed.counted(in: rest))
    let warning =
      value == .gap
      ? []
      : try ScoreSurvey.unanchored(corpus, score, "`of: gap` compares only what can be compared")
    return notes + warning + [report(top, kept: size)]
  }

  private static let batch = 10_000

  private func report(_ top: TopScores, kept: Int) -> RunNote {
    let sizes = Set(sweep.map { $0.of(top.order.count) } + [kept]).sorted()
    let lines = top.sweep(sizes).map { subset in
      "\(subset.size)\(subset.size == kept ? " (kept)" : ""): from \(Self.digits(subset.threshold)), mean "
        + Self.digits(subset.mean)
        + (subset.tiedOutside > 0 ? ", \(subset.tiedOutside) outside have the same" : "")
    }
    return RunNote(
      "table", (["best pairs by \(value.rawValue) of `\(score)`"] + lines).joined(separator: "\n"))
  }

  private static func digits(_ value: Double) -> String {
    value.isFinite ? "\((value * 1e6).rounded() / 1e6)" : "none"
  }
}
