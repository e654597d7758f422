/// Chooses exactly `round(share × count)` of `count` rows, each by its own index and the seed.
///
/// Rows are taken in blocks of 100. A block ending at row e holds round(share × e) chosen rows
/// together with all blocks before it; within the block those with the smallest hashes are chosen.
/// So the total is exact, no memory grows with `count`, and a shorter corpus chooses the same rows
/// as a longer one, except in its own last block when that is not full.
///
/// - Complexity: O(100) hashes for each question.
struct ExactShare: Sendable {
  static let block = 100

  /// 0 … 1.
  let share: Double
  let count: Int
  let seed: UInt64
  let stream: SplitMix64.Stream

  /// How many rows are chosen.
  var chosen: Int { before(count) }

  /// How many of the rows in `0 ..< end` are chosen, `end` being the end of a block.
  private func before(_ end: Int) -> Int { Int((share * Double(end)).rounded()) }

  func contains(_ index: Int) -> Bool {
    guard share > 0 else { return false }
    let start = index / Self.block * Self.block
    let end = min(start + Self.block, count)
    let wanted = before(end) - before(start)
    guard wanted > 0 else { return false }
    let own = SplitMix64.seed(seed, stream, index)
    var rank = 0
    for other in start..<end where SplitMix64.seed(seed, stream, other) < own { rank += 1 }
    return rank < wanted
  }
}
