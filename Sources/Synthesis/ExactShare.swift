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
  private let key: UInt64

  init(share: Double, count: Int, seed: UInt64, stream: SplitMix64.Stream) {
    self.share = share
    self.count = count
    key = SplitMix64.seed(seed, stream, 0)
  }

  /// How many rows are chosen.
  var chosen: Int { before(count) }

  /// How many of the rows in `0 ..< end` are chosen, `end` being the end of a block.
  private func before(_ end: Int) -> Int { Int((share * Double(end)).rounded()) }

  /// A bijection of the index, so that no two rows have the same.
  private func hash(_ index: Int) -> UInt64 {
    SplitMix64.mix(key &+ UInt64(truncatingIfNeeded: index) &* 0x9E37_79B9_7F4A_7C15)
  }

  func contains(_ index: Int) -> Bool {
    guard share > 0 else { return false }
    let start = index / Self.block * Self.block
    let end = min(start + Self.block, count)
    let wanted = before(end) - before(start)
    guard wanted > 0 else { return false }
    let own = hash(index)
    var rank = 0
    for other in start..<end where hash(other) < own { rank += 1 }
    return rank < wanted
  }
}
