internal import Records
internal import Scoring

/// What a conditional reward model is trained on: one arm of the comparison.
enum GoalArm: String, CaseIterable, Sendable {
  /// The pairs as they are, without any goal.
  case original
  /// The same twice: as many rows as the augmented ones.
  case duplicated
  /// Each pair under the goal of the better answer, and turned round under that of the other.
  case augmented
  /// Half of the pairs, augmented: as many rows as the original.
  case half
  /// Augmented, with the goals dealt out anew among the rows.
  case shuffled
  /// Augmented, with one goal for all: its rows contradict each other.
  case constant
  /// Only the rows under the goal of the better answer.
  case chosen
  /// Only those under the goal of the other.
  case rejected

  /// Rows of training for some pairs: which pair, under which goal in −1…1 (`nil` for none), and whether turned.
  func rows(_ pairs: [ScoredPair], seed: UInt64) -> [(pair: Int, goal: Double?, turned: Bool)] {
    let all = Array(pairs.indices)
    func both(_ indices: [Int]) -> [(pair: Int, goal: Double?, turned: Bool)] {
      indices.flatMap { i -> [(pair: Int, goal: Double?, turned: Bool)] in
        [(i, pairs[i].better, false), (i, pairs[i].worse, true)]
      }
    }
    switch self {
    case .original: return all.map { ($0, nil, false) }
    case .duplicated: return all.flatMap { [($0, nil, false), ($0, nil, false)] }
    case .augmented: return both(all)
    case .half: return both(all.filter { Draw.unit(pairs[$0].id, seed &+ 1) < 0.5 })
    case .constant: return both(all).map { ($0.pair, 0, $0.turned) }
    case .chosen: return both(all).filter { !$0.turned }
    case .rejected: return both(all).filter(\.turned)
    case .shuffled:
      let rows = both(all)
      let order = rows.indices.sorted {
        let (a, b) = (
          Draw.word(pairs[rows[$0].pair].id, seed &+ ($0 % 2 == 0 ? 2 : 3)),
          Draw.word(pairs[rows[$1].pair].id, seed &+ ($1 % 2 == 0 ? 2 : 3))
        )
        return a != b ? a < b : $0 < $1
      }
      return rows.indices.map { (rows[$0].pair, rows[order[$0]].goal, rows[$0].turned) }
    }
  }
}

/// A pair whose answers have scores, by goals in −1…1.
struct ScoredPair: Sendable {
  var id: PublicID
  var group: PublicID
  var row: Int64
  /// Whether the answer that stands first has the higher score.
  var firstIsBetter: Bool
  /// Goal of the answer with the higher score, and of the other.
  var better: Double
  var worse: Double
}
