/// The order in which an epoch walks the rows: blocks in seeded random order, rows in place within them.
///
/// Rows are stored in random order already, so a block is a random sample; the blocks' order differs by epoch
/// so that no pair is always last. Reading stays sequential within a block. The first block begins at a
/// random row, so that blocks do not hold the same rows each epoch.
struct RowOrder: Sendable {
  /// 64: small enough that an epoch of 1,500 rows has 24 blocks, long enough to read ahead.
  static let block = 64

  let count: Int
  private let rotation: Int
  private let starts: [Int]

  init(count: Int, epoch: Int, seed: UInt64) {
    self.count = count
    var random = SplitMix64(SplitMix64.mix(seed) &+ UInt64(epoch))
    rotation = count > 0 ? random.below(count) : 0
    var starts = Array(stride(from: 0, to: count, by: Self.block))
    var i = starts.count - 1
    while i > 0 {
      starts.swapAt(i, random.below(i + 1))
      i -= 1
    }
    self.starts = starts
  }

  /// Calls `body` with each row once.
  @inline(__always)
  func forEach(_ body: (Int) -> Void) {
    for start in starts {
      for place in start..<min(start + Self.block, count) {
        let row = place + rotation
        body(row < count ? row : row - count)
      }
    }
  }
}
