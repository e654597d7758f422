internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// What the votes come to for one pair.
struct PairLabel: Sendable, Equatable {
  var decision: Decision
  /// That a is better.
  var probability: Double
}

/// A model of annotators, fitted to a table of votes.
struct AnnotatorFit {
  let votes: AnnotatorVotes
  /// By pair of the table; `nil` where the label stays.
  let labels: [PairLabel?]
  /// By annotator of the table; not a number where the model has no such thing.
  let reliability: [Double]
  /// What the model itself has to say.
  let notes: [RunNote]

  static func run(
    _ stage: AnnotatorsStage, _ table: VoteTable, _ corpus: Corpus, _ selection: Selection
  ) throws(WinnowError) -> AnnotatorFit {
    let votes = AnnotatorVotes(
      pair: table.pair, annotator: table.annotator, verdict: table.verdict, weight: table.strength,
      pairCount: table.pairs.count, annotatorCount: table.annotators.count)
    let tally = PairTallies(votes)
    switch stage.method {
    case .dawidSkene, .oneCoin:
      var options = DawidSkeneOptions()
      options.model = stage.method == .oneCoin ? .oneCoin : .confusion
      let fit = DawidSkene.fit(votes, options: options)
      return AnnotatorFit(
        votes: votes,
        labels: table.pairs.indices.map { tally.isOpen($0) ? label(fit, $0) : nil },
        reliability: table.annotators.indices.map { fit.reliability($0) },
        notes: [convergence(fit.hasConverged)].compactMap { $0 })
    case .rePO:
      var options = RePOOptions()
      options.seed = corpus.seed
      let fit =
        stage.online
        ? RePO.online(votes, responses: table.compared, options: options)
        : RePO.fit(votes, responses: table.compared, options: options)
      let posteriors = fit.posteriors(votes)
      return AnnotatorFit(
        votes: votes,
        labels: table.pairs.indices.map {
          tally.isOpen($0) && tally.decisive[$0] > 0 ? label(posteriors[$0]) : nil
        },
        reliability: fit.reliability, notes: [convergence(fit.hasConverged)].compactMap { $0 })
    case .pal:
      return try AnnotatorGroups(stage: stage, table: table, votes: votes, tally: tally)
        .fit(corpus, selection)
    }
  }

  /// The most probable class; ties and both-bad halve the probability.
  private static func label(_ fit: DawidSkene, _ pair: Int) -> PairLabel {
    let classes: [(Winner, Decision)] = [
      (.first, .a), (.second, .b), (.tie, .tie), (.bothBad, .bothBad),
    ]
    let chances = classes.map { fit.probability($0.0.rawValue, ofPair: pair) }
    let most = chances.max() ?? 0
    let leaders = chances.indices.filter { chances[$0] >= most - 1e-9 }
    let decision = leaders.count == 1 ? classes[leaders[0]].1 : .tie
    let probability = chances[0] + (chances[2] + chances[3]) / 2
    return PairLabel(decision: decision, probability: min(1, max(0, probability)))
  }

  static func label(_ probability: Double) -> PairLabel? {
    guard probability.isFinite else { return nil }
    return PairLabel(
      decision: probability > 0.5 + 1e-9 ? .a : probability < 0.5 - 1e-9 ? .b : .tie,
      probability: probability)
  }

  private static func convergence(_ hasConverged: Bool) -> RunNote? {
    hasConverged
      ? nil : RunNote("warning", "warning: the fit had not come to rest when its rounds were over")
  }
}

/// How much weight of each pair's votes decides, and how much does not.
struct PairTallies {
  private(set) var decisive: [Double]
  private(set) var neither: [Double]

  init(_ votes: AnnotatorVotes) {
    decisive = [Double](repeating: 0, count: votes.pairCount)
    neither = decisive
    for row in 0..<votes.count {
      let pair = Int(votes.pair[row])
      switch Winner(rawValue: votes.verdict[row]) {
      case .first, .second: decisive[pair] += votes.weight[row]
      default: neither[pair] += votes.weight[row]
      }
    }
  }

  /// Whether it has votes, and most of them are for one of the answers: else the pair stays what it is.
  func isOpen(_ pair: Int) -> Bool { decisive[pair] > 0 && decisive[pair] >= neither[pair] }
}

extension VoteTable {
  var compared: ComparedResponses {
    ComparedResponses(
      first: pairs.map(\.a), second: pairs.map(\.b), responseCount: responses.count)
  }
}
