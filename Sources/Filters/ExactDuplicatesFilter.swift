internal import Pipeline
internal import Records

/// Finds votes that say again what the same annotator has said of the same pair.
struct ExactDuplicatesFilter: PairStage {
  static let name = "filters.exact_duplicates"
  static let summary = "drop repeated votes, in the same or the swapped order"
  static let discussion = """
    A pair is one unordered comparison: equal prompts and responses, byte for byte, are one pair
    from whatever record, member or source they come, and each record adds its votes. Here the votes
    of a record on a pair are dropped if each of them repeats an earlier one: same annotator, same
    winner. What stays of such copies is the vote of the first record, in the order of reading.
    Pairs keep their place; those that lose votes are decided anew.

    A vote without an annotator's name is taken for a copy of another one like it, since most
    corpora name nobody and a row that stands twice is there by mistake; but votes of a human, of a
    model, of a rule and of a kind nobody states are four people's. Where unnamed people judged the
    same pair in records of their own, say `unnamed: distinct`. Votes of one record are never copies
    of one another. An annotator counts by name within a source.

    **When to use.** Before anything that counts votes or weighs pairs: copies make a judgement look
    sure, and those in swapped order hide from a comparison of lines.
    """
  static let version = 2
  static let reads: Set<Column> = [.votes]
  /// A pair that loses votes is decided anew.
  static let writes: Set<Column> = [.verdicts, .labels]
  static let reasons: [(reason: Reason, meaning: String)] = [
    (
      "duplicate",
      "the votes of a record on a pair repeat earlier ones, the responses in the same order"
    ),
    (
      "duplicate_swapped",
      "they repeat earlier ones in which the responses stood in the other order"
    ),
  ]

  let unnamed: UnnamedAnnotators
  let action: FilterAction

  init(options: inout OptionReader) throws(WinnowError) {
    unnamed = try UnnamedAnnotators(&options)
    action = try FilterAction(&options)
  }

  func judge(_ batch: PairBatch, into findings: inout [Finding]) {
    for i in batch.rows.indices where batch.voteRanges[i].count > 1 {
      judge(batch.votes[batch.voteRanges[i]], of: batch.rows[i], into: &findings)
    }
  }

  /// What an annotator said.
  private struct Opinion: Hashable {
    var annotator: Int64
    var winner: Decision
  }

  /// How often an opinion was given in one record at most, and in which order first.
  private struct Seen {
    var count: Int
    var aStoodFirst: Bool
  }

  /// Votes are sorted by record.
  private func judge(
    _ votes: ArraySlice<PairVote>, of pair: Int64, into findings: inout [Finding]
  ) {
    var seen: [Opinion: Seen] = [:]
    var start = votes.startIndex
    while start < votes.endIndex {
      let record = votes[start].record
      let end = votes[start...].firstIndex { $0.record != record } ?? votes.endIndex
      let swapped = repeats(votes[start..<end], &seen)
      if let swapped {
        findings.append(
          Finding(
            .vote, pair, record: record,
            action.verdict(swapped ? "duplicate_swapped" : "duplicate")))
      }
      start = end
    }
  }

  /// Whether the votes of a record are copies in the other order; `nil` if they are no copies, and
  /// then they are added to `seen`.
  private func repeats(_ votes: ArraySlice<PairVote>, _ seen: inout [Opinion: Seen]) -> Bool? {
    var own: [Opinion: Seen] = [:]
    var isCopy = true
    for vote in votes {
      guard let annotator = unnamed.annotator(of: vote) else {
        isCopy = false
        continue
      }
      let opinion = Opinion(annotator: annotator, winner: vote.winner)
      own[opinion, default: Seen(count: 0, aStoodFirst: vote.aStoodFirst)].count += 1
    }
    var swapped = false
    for (opinion, mine) in own {
      guard let known = seen[opinion], known.count >= mine.count else {
        isCopy = false
        break
      }
      if known.aStoodFirst != mine.aStoodFirst { swapped = true }
    }
    guard !isCopy else { return swapped }
    for (opinion, mine) in own {
      seen[opinion, default: mine].count = max(mine.count, seen[opinion]?.count ?? 0)
    }
    return nil
  }
}
