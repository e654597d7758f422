/// What a judge said of one pair: as often with a first as with b first.
struct PairVotes: Sendable, Equatable {
  /// Whether each vote is for a; `nil` where the answer says nothing. Even ones showed a first.
  private(set) var votes: [Bool?]

  init(_ votes: [Bool?]) { self.votes = votes }

  enum Verdict: Sendable, Equatable {
    case a, b
    /// Neither has most of all votes.
    case none
    /// The two orders contradict each other.
    case turned
  }

  /// The majority over both orders. Answers that say nothing count among the votes, for nobody; two orders that
  /// contradict each other are a tie.
  var verdict: Verdict {
    let (first, second) = (lead(0), lead(1))
    if first * second < 0 { return .turned }
    let forA = votes.count { $0 == true }
    let forB = votes.count { $0 == false }
    return 2 * forA > votes.count ? .a : 2 * forB > votes.count ? .b : .none
  }

  /// The share of the votes for one response among those that say anything; half where none does.
  func share(ofA isA: Bool) -> Double {
    let said = votes.compactMap(\.self)
    return said.isEmpty ? 0.5 : Double(said.count { $0 == isA }) / Double(said.count)
  }

  /// Answers that say nothing.
  var silent: Int { votes.count { $0 == nil } }

  /// By how many votes a leads in one order.
  private func lead(_ order: Int) -> Int {
    stride(from: order, to: votes.count, by: 2).reduce(0) { lead, place in
      lead + (votes[place].map { $0 ? 1 : -1 } ?? 0)
    }
  }
}

/// What a rubric does to a judge, against the same judge without it.
///
/// C2 (2604.13618) takes the log-probability of the label minus that of the other answer as margin; ours is the share of
/// votes for the preferred answer minus a half, since a chat endpoint need not give log-probabilities.
enum RubricEffect: String, Sendable, CaseIterable {
  case helpful, useless, misleading

  /// - Parameters:
  ///   - margin: with the rubric, −0.5 to 0.5.
  ///   - control: without it.
  init(margin: Double, control: Double) {
    self = margin > max(0, control) ? .helpful : margin < min(0, control) ? .misleading : .useless
  }
}
