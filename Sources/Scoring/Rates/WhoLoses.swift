/// Whose pairs are dropped: the share dropped per group of a column, beside the mean.
package struct WhoLoses: Sendable, Equatable {
  package struct Row: Sendable, Equatable {
    package var group: String
    package var pairs: Int
    package var dropped: Int
    /// Wilson's 95 % interval of the share dropped.
    package var interval: Interval
    /// Dropped at twice the mean or more, large enough, and above the mean beyond chance.
    package var isHit: Bool
    package var share: Double { Double(dropped) / Double(max(1, pairs)) }
  }

  /// `source`, `category`, `language`, `length`, `generator`, `annotator`, `refusal`.
  package let column: String
  /// The groups hit first, then the larger first, then by name in Unicode order.
  package let rows: [Row]
  /// Share dropped among all pairs of the column, in [0, 1]; zero without pairs.
  package let mean: Double

  /// Groups below this size are not warned about: their shares say little.
  package static let minimumSize = 30
  package static let ratio = 2.0

  /// - Parameters:
  ///   - groups: one per pair; `nil` and "" are `unknown`. A pair of several groups (both generators)
  ///     may be given several times, with its decision beside it each time.
  ///   - drops: whether the pair is dropped.
  ///
  /// Cost: O(n + groups · log groups).
  package init(
    column: String, groups: [String?], drops: [Bool], minimumSize: Int = WhoLoses.minimumSize,
    ratio: Double = WhoLoses.ratio
  ) {
    self.column = column
    var counts: [String: (pairs: Int, dropped: Int)] = [:]
    for (group, isDropped) in zip(groups, drops) {
      let name = group.flatMap { $0.isEmpty ? nil : $0 } ?? "unknown"
      counts[name, default: (0, 0)].pairs += 1
      if isDropped { counts[name, default: (0, 0)].dropped += 1 }
    }
    let pairs = counts.values.reduce(0) { $0 + $1.pairs }
    let mean =
      pairs > 0
      ? Double(counts.values.reduce(0) { $0 + $1.dropped }) / Double(pairs) : 0
    self.mean = mean
    rows = counts.map { name, count in
      let interval = Proportion(count.dropped, of: count.pairs).wilson()
      let share = Double(count.dropped) / Double(count.pairs)
      return Row(
        group: name, pairs: count.pairs, dropped: count.dropped, interval: interval,
        isHit: mean > 0 && count.pairs >= minimumSize && share >= ratio * mean
          && interval.low > mean)
    }.sorted { a, b in
      a.isHit != b.isHit
        ? a.isHit : a.pairs != b.pairs ? a.pairs > b.pairs : a.group < b.group
    }
  }

  package var hit: [Row] { rows.filter(\.isHit) }

  /// Header and rows of a table, every cell as printed.
  package var table: (header: [String], rows: [[String]]) {
    (
      [column, "pairs", "dropped", "share", "95 % interval", ""],
      rows.map {
        [
          $0.group, Words.count($0.pairs), Words.count($0.dropped), Words.percent($0.share),
          Words.range($0.interval), $0.isHit ? "hit" : "",
        ]
      }
    )
  }

  /// A warning, or `nil` where no group is hit.
  package var warning: String? {
    guard let first = hit.first else { return nil }
    let times = (first.share / mean * 10).rounded() / 10
    let others = hit.count - 1
    let more =
      others > 0 ? "; so \(others == 1 ? "is 1 more group" : "are \(others) more groups")" : ""
    return "\(column) `\(first.group)` is dropped \(times) times as often as the mean: "
      + "\(Words.percent(first.share)) of its \(Words.pairs(first.pairs)) against "
      + "\(Words.percent(mean))\(more)"
  }

  /// The band of a length in characters, by powers of two: `below 128`, `128 to 255`, …, `16384
  /// and more`.
  ///
  /// Bands sort by name with leading zeros left out, so that a table is read by its sizes.
  package static func lengthBand(_ characters: Int) -> String {
    if characters < 128 { return "below 128" }
    if characters >= 16384 { return "16384 and more" }
    let low = 1 << (Int.bitWidth - 1 - characters.leadingZeroBitCount)
    return "\(low) to \(2 * low - 1)"
  }
}
