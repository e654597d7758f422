internal import Pipeline
internal import Records

/// Finds judgements of a prompt that contradict one another.
struct ContradictionsFilter: PromptStage {
  static let name = "filters.contradictions"
  static let summary = "drop pairs preferred both ways, disputed pairs, and preference cycles"
  static let discussion = """
    Three things are looked for, in this order; a pair gets the first reason that holds.

    1. **Preferred both ways.** The same annotator preferred each response in turn. Annotators
       without a name count as one person of their kind (human, model, rule, not stated) over
       different records, as most corpora name nobody; where they are a crowd, say
       `unnamed: distinct`, and the majority decides.
    2. **Votes disagree.** Different annotators differ, and it is a draw, or less than
       `min_agreement` of the votes' strength stands behind the winner. A tie counts half for each
       side. The default drops draws only; 0.67 asks for more than two of three.
    3. **Preference cycles.** Among the decided pairs of the prompt that are left, a beats b, b
       beats c and c beats a: no reward can say that. Such pairs form strongly connected components.
       `cycles: all` drops every pair inside one, for none can be trusted more than another;
       `cycles: weakest` drops those that are the weakest of some cycle, with all as weak. Strength
       is the winner's lead in votes, compared in hundredths of the greatest lead in the component.

    Of a single response, thumbs up and down are the two ways.

    **When to use.** Behind `filters.exact_duplicates`, wherever a pair has several votes or a
    prompt more than two responses. Strongly connected components as in Tarjan 1972. `weakest` is
    stricter than the ranked pairs of Tideman 1987, which keep one of several equally weak pairs by
    lot, and pairs that close only cycles which stronger ones have broken already.
    """
  static let version = 2
  static let reads: Set<Column> = [.votes, .labels]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("preferred_both_ways", "an annotator preferred each of the two responses"),
    ("votes_disagree", "annotators differ, and too few agree; the evidence holds the tally"),
    ("preference_cycle", "the pair lies on a cycle of preferences; the evidence holds a short one"),
  ]

  let minAgreement: Double
  let unnamed: UnnamedAnnotators
  let cycles: Cycles
  let action: FilterAction

  /// Which pairs of a preference cycle are found.
  enum Cycles: String, CaseIterable, Sendable {
    case all, weakest, none
  }

  init(options: inout OptionReader) throws(WinnowError) {
    minAgreement = try options.double(
      "min_agreement", default: 0.5, in: 0.5...1,
      doc:
        "least share of the votes' strength behind the winner, ties halved; a draw never is enough")
    cycles = try options.choice(
      "cycles", default: Cycles.all,
      doc: "find `all` pairs of a preference cycle, the `weakest`, or `none`")
    unnamed = try UnnamedAnnotators(&options)
    action = try FilterAction(&options)
  }

  func judge(_ batch: PairBatch, pairs: Range<Int>, into findings: inout [Finding]) {
    var decided: [Int] = []
    for i in pairs {
      let votes = batch.votes[batch.voteRanges[i]]
      if let (reason, evidence) = dispute(votes) {
        batch.note(reason, evidence, at: i, action, into: &findings)
      } else if batch.decisions[i] == .a || batch.decisions[i] == .b,
        batch.responseRows[i].b != 0, batch.responseRows[i].a != batch.responseRows[i].b
      {
        decided.append(i)
      }
    }
    guard cycles != .none, decided.count > 2 else { return }
    // Public ids, so that what is found does not depend on the order in which sources were read.
    decided.sort { batch.ids[$0] < batch.ids[$1] }
    judgeCycles(batch, decided, into: &findings)
  }

  /// Why the votes of a pair cannot be trusted, with the evidence.
  private func dispute(_ votes: ArraySlice<PairVote>) -> (Reason, String)? {
    guard votes.count > 1 else { return nil }
    let tally = VoteTally(votes)
    guard tally.differs else { return nil }
    let undecided = annotatorsOfTwoMinds(votes)
    if undecided > 0 {
      return ("preferred_both_ways", #"{"annotators":\#(undecided),\#(tally.members)}"#)
    }
    // The sum of many strengths may miss a bound such as 2/3 by rounding.
    guard tally.isDraw || tally.agreement < minAgreement - 1e-9 else { return nil }
    return ("votes_disagree", "{\(tally.members)}")
  }

  /// How many annotators preferred `a` and preferred `b`.
  private func annotatorsOfTwoMinds(_ votes: ArraySlice<PairVote>) -> Int {
    var opinions: [Int64: Opinion] = [:]
    for vote in votes {
      guard let annotator = unnamed.annotator(of: vote) else { continue }
      switch vote.winner {
      case .a: Self.widen(&opinions[annotator, default: Opinion(vote)].a, vote.record)
      case .b: Self.widen(&opinions[annotator, default: Opinion(vote)].b, vote.record)
      default: break
      }
    }
    return opinions.values.count { $0.isOfTwoMinds }
  }

  /// In which records an annotator preferred `a`, and `b`: from the first to the last.
  private struct Opinion {
    var a: ClosedRange<Int64>?
    var b: ClosedRange<Int64>?
    let isNamed: Bool

    init(_ vote: PairVote) { isNamed = vote.annotatorIsNamed }

    /// Votes of one record without names are different people's.
    var isOfTwoMinds: Bool {
      guard let a, let b else { return false }
      return isNamed || a != b || a.lowerBound != a.upperBound
    }
  }

  private static func widen(_ records: inout ClosedRange<Int64>?, _ record: Int64) {
    records =
      min(records?.lowerBound ?? record, record)...max(records?.upperBound ?? record, record)
  }
}

extension ContradictionsFilter {
  /// Finds cycles among the pairs in `decided`.
  private func judgeCycles(
    _ batch: PairBatch, _ decided: [Int], into findings: inout [Finding]
  ) {
    let graph = PreferenceGraph(
      decided.map { i in
        let (a, b) = batch.responseRows[i]
        return batch.decisions[i] == .a ? (a, b) : (b, a)
      })
    let cyclic = graph.cyclicEdges()
    guard !cyclic.isEmpty else { return }
    let found =
      cycles == .all
      ? cyclic : graph.weakestEdges(of: cyclic, levels: levels(batch, decided, graph, cyclic))
    for edge in found {
      let path = graph.cycle(through: edge)?.map { "\"\(batch.ids[decided[$0]])\"" }
      let evidence = path.map { #"{"cycle":[\#($0.joined(separator: ","))]}"# } ?? ""
      batch.note("preference_cycle", evidence, at: decided[edge], action, into: &findings)
    }
  }

  /// The lead of each pair's winner, in hundredths of the greatest one in its component.
  private func levels(
    _ batch: PairBatch, _ decided: [Int], _ graph: PreferenceGraph, _ cyclic: [Int]
  ) -> [Int] {
    let leads = decided.map { VoteTally(batch.votes[batch.voteRanges[$0]]).lead }
    let component = graph.components()
    var greatest = [Double](repeating: 0, count: graph.nodeCount)
    for e in cyclic {
      let of = component[graph.edges[e].winner]
      greatest[of] = max(greatest[of], leads[e])
    }
    return leads.indices.map { e in
      let most = greatest[component[graph.edges[e].winner]]
      let share = leads[e] / most
      return share.isFinite ? Int((100 * min(share, 1)).rounded()) : 0
    }
  }
}
