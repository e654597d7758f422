internal import Records

/// Which comparisons are drawn from responses that have ranks or scores.
enum RankedPairs: String, CaseIterable {
  /// Each response with each other; equal ones tie.
  case all
  /// Each response with the next in order; equal ones tie.
  case adjacent
  /// The best with the worst; no comparison where they are equal.
  case bestWorst = "best_worst"
  /// None: the scores are kept, and that is all.
  case none

  /// A record with more comparisons is quarantined, so that none fills the memory.
  static let maxVotes = 1 << 20
}

extension RecordBuilder {
  /// Adds a vote for each of the `pairs` of responses, by their value; the greater one wins.
  ///
  /// - Parameter ranked: Responses in the order of the record, with finite values.
  /// - Throws: `too_many_responses`.
  mutating func votes(
    _ pairs: RankedPairs, of ranked: [(response: Int32, value: Double)],
    _ vote: (Int32, Int32, Winner, inout RecordBuilder) -> Void
  ) throws(RecordError) {
    guard ranked.count > 1 else { return }
    switch pairs {
    case .none: return
    case .all:
      try checkVotes(ranked.count * (ranked.count - 1) / 2)
      for i in ranked.indices {
        for j in ranked[(i + 1)...].indices { compare(ranked[i], ranked[j], vote) }
      }
    case .adjacent:
      let sorted = ranked.sorted { ($0.value, $1.response) > ($1.value, $0.response) }
      for (better, worse) in zip(sorted, sorted.dropFirst()) { compare(better, worse, vote) }
    case .bestWorst:
      guard let best = ranked.max(by: { ($0.value, $1.response) < ($1.value, $0.response) }),
        let worst = ranked.min(by: { ($0.value, $0.response) < ($1.value, $1.response) }),
        best.value > worst.value
      else { return }
      compare(best, worst, vote)
    }
  }

  /// - Throws: `too_many_responses` for more than `RankedPairs.maxVotes`.
  func checkVotes(_ count: Int) throws(RecordError) {
    guard count > RankedPairs.maxVotes else { return }
    throw RecordError(
      .tooManyResponses, "\(count) comparisons, more than \(RankedPairs.maxVotes)")
  }

  /// - Throws: `too_many_responses` for more than `limit`.
  func checkResponses(_ count: Int, limit: Int) throws(RecordError) {
    guard count > limit else { return }
    throw RecordError(.tooManyResponses, "\(count) responses, more than \(limit)")
  }

  private mutating func compare(
    _ a: (response: Int32, value: Double), _ b: (response: Int32, value: Double),
    _ vote: (Int32, Int32, Winner, inout RecordBuilder) -> Void
  ) {
    let winner: Winner = a.value == b.value ? .tie : a.value > b.value ? .first : .second
    vote(a.response, b.response, winner, &self)
  }
}
