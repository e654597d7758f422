internal import Records

/// The votes of a pair, added up by strength as the store's first labels do it: a tie is half a
/// vote for each side.
struct VoteTally {
  private(set) var a = 0.0
  private(set) var b = 0.0
  /// Ties and both bad.
  private(set) var neither = 0.0
  private(set) var count = 0
  /// Whether two votes differ; of ties and both bad none does.
  private(set) var differs = false
  private var first: Decision?

  init(_ votes: ArraySlice<PairVote>) {
    for vote in votes {
      let side: Decision = vote.winner == .a || vote.winner == .b ? vote.winner : .tie
      switch side {
      case .a: a += vote.strength
      case .b: b += vote.strength
      default: neither += vote.strength
      }
      if let first, first != side { differs = true }
      first = first ?? side
      count += 1
    }
  }

  /// Strength for the winner and half of that of ties, as a share of all; 0.5 to 1.
  var agreement: Double {
    let all = a + b + neither
    return all > 0 ? (max(a, b) + neither / 2) / all : 0.5
  }

  /// Whether neither response is ahead, though there are votes for both.
  var isDraw: Bool { a > 0 && b > 0 && lead <= 1e-9 * (a + b) }

  /// By how much strength one response is ahead of the other.
  var lead: Double { abs(a - b) }

  /// The tally as members of a JSON object.
  var members: String {
    #""a":\#(json(a)),"b":\#(json(b)),"neither":\#(json(neither)),"votes":\#(count)"#
  }

  private func json(_ strength: Double) -> String { strength.isFinite ? "\(strength)" : "null" }
}
