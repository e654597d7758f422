/// How well the names of the generators alone predict labels.
///
/// Each pair of names is counted by partition; a partition's pairs are predicted by each name's share of wins
/// in the partitions of other folds. Equal shares, and names not seen there, count half.
package struct GeneratorTally: Sendable {
  /// Names, the first before the second.
  private struct Match: Hashable {
    var first: String
    var second: String
  }
  private var matches: [Match: [Int: (first: Int, second: Int)]] = [:]

  package init() {}

  /// Counts a pair between two names that differ.
  package mutating func add(winner: String, loser: String, partition: Int) {
    let isFirst = winner < loser
    let match = Match(first: isFirst ? winner : loser, second: isFirst ? loser : winner)
    matches[match, default: [:]][partition, default: (0, 0)].first += isFirst ? 1 : 0
    matches[match]?[partition]?.second += isFirst ? 0 : 1
  }

  package mutating func add(_ other: GeneratorTally) {
    for (match, parts) in other.matches {
      for (partition, counts) in parts {
        matches[match, default: [:]][partition, default: (0, 0)].first += counts.first
        matches[match]?[partition]?.second += counts.second
      }
    }
  }

  /// What the counts come to; `nil` without such pairs.
  package var result: CueResult? {
    guard !matches.isEmpty else { return nil }
    let shares = (0..<CueTally.folds).map(winShares)
    var hits = [Double](repeating: 0, count: CueTally.partitions)
    var counts = hits
    for (match, parts) in matches {
      for (partition, count) in parts {
        let known = shares[partition % CueTally.folds]
        let (a, b) = (known[match.first], known[match.second])
        counts[partition] += Double(count.first + count.second)
        guard let a, let b, a != b else {
          hits[partition] += Double(count.first + count.second) / 2
          continue
        }
        hits[partition] += Double(a > b ? count.first : count.second)
      }
    }
    return CueResult(
      accuracy: CueTally.estimate(hits, counts), pairs: Int(counts.reduce(0, +)), equal: 0,
      pointsUp: true)
  }

  /// Names by their share of wins, most first; those with fewer than `least` pairs are left out.
  package func ranking(least: Int = 20) -> [(name: String, wins: Int, pairs: Int)] {
    var totals: [String: (wins: Int, pairs: Int)] = [:]
    for (match, parts) in matches {
      for count in parts.values {
        totals[match.first, default: (0, 0)].wins += count.first
        totals[match.first]?.pairs += count.first + count.second
        totals[match.second, default: (0, 0)].wins += count.second
        totals[match.second]?.pairs += count.first + count.second
      }
    }
    return totals.filter { $0.value.pairs >= least }.map { ($0.key, $0.value.wins, $0.value.pairs) }
      .sorted { a, b in
        let (x, y) = (Double(a.1) / Double(a.2), Double(b.1) / Double(b.2))
        return x != y ? x > y : a.0 < b.0
      }
  }

  /// (wins + 1) / (pairs + 2) of each name outside `fold`.
  private func winShares(_ fold: Int) -> [String: Double] {
    var totals: [String: (wins: Int, pairs: Int)] = [:]
    for (match, parts) in matches {
      for (partition, count) in parts where partition % CueTally.folds != fold {
        totals[match.first, default: (0, 0)].wins += count.first
        totals[match.first]?.pairs += count.first + count.second
        totals[match.second, default: (0, 0)].wins += count.second
        totals[match.second]?.pairs += count.first + count.second
      }
    }
    return totals.mapValues { Double($0.wins + 1) / Double($0.pairs + 2) }
  }
}
