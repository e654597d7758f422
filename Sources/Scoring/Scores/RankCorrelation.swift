/// Correlations of two orders of the same things.
///
/// Places where one of the two is not finite are left out. `nil` where undefined: fewer than two
/// places, or one of them constant.
package enum RankCorrelation {
  /// Kendall's τ-b, in −1…1: (concordant − discordant) / √((n₀ − n₁)(n₀ − n₂)), n₀ all couples, n₁ and n₂
  /// those tied in one.
  ///
  /// - Complexity: O(n log n), by counting the exchanges of a merge sort (Knight 1966).
  package static func kendall(_ a: [Double], _ b: [Double]) -> Double? {
    let order = (0..<min(a.count, b.count)).filter { a[$0].isFinite && b[$0].isFinite }
      .sorted { a[$0] != a[$1] ? a[$0] < a[$1] : b[$0] < b[$1] }
    let n = order.count
    guard n > 1 else { return nil }
    let tiedInA = ties(n) { a[order[$0]] == a[order[$1]] }
    let tiedInBoth = ties(n) { a[order[$0]] == a[order[$1]] && b[order[$0]] == b[order[$1]] }
    var values = order.map { b[$0] }
    let discordant = exchanges(&values)
    let tiedInB = ties(n) { values[$0] == values[$1] }
    let all = Double(n) * Double(n - 1) / 2
    let scale = ((all - tiedInA) * (all - tiedInB)).squareRoot()
    guard scale > 0 else { return nil }
    return ((all - tiedInA - tiedInB + tiedInBoth - 2 * discordant) / scale).clamped(-1, 1)
  }

  /// Spearman's ρ, in −1…1: the correlation of ranks, ties sharing their mean rank.
  ///
  /// - Complexity: O(n log n).
  package static func spearman(_ a: [Double], _ b: [Double]) -> Double? {
    let places = (0..<min(a.count, b.count)).filter { a[$0].isFinite && b[$0].isFinite }
    guard places.count > 1 else { return nil }
    return pearson(
      Numerics.ranks(places.map { a[$0] }), Numerics.ranks(places.map { b[$0] }))
  }

  private static func pearson(_ a: [Double], _ b: [Double]) -> Double? {
    let (meanA, meanB) = (Numerics.mean(a), Numerics.mean(b))
    var (both, squaresA, squaresB) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      both += (x - meanA) * (y - meanB)
      squaresA += (x - meanA) * (x - meanA)
      squaresB += (y - meanB) * (y - meanB)
    }
    guard squaresA > 0, squaresB > 0 else { return nil }
    return (both / (squaresA * squaresB).squareRoot()).clamped(-1, 1)
  }

  /// Couples within runs of neighbours that are the same.
  private static func ties(_ n: Int, _ isSame: (Int, Int) -> Bool) -> Double {
    var sum = 0.0
    var run = 1.0
    for i in 1..<n {
      if isSame(i - 1, i) {
        sum += run
        run += 1
      } else {
        run = 1
      }
    }
    return sum
  }

  /// Sorts; returns how many couples stood the wrong way round.
  private static func exchanges(_ values: inout [Double]) -> Double {
    var from = values
    var to = values
    var count = 0.0
    var width = 1
    while width < from.count {
      for start in stride(from: 0, to: from.count, by: 2 * width) {
        let middle = min(start + width, from.count)
        let end = min(start + 2 * width, from.count)
        var (left, right) = (start, middle)
        for place in start..<end {
          if left < middle && (right >= end || from[left] <= from[right]) {
            to[place] = from[left]
            left += 1
          } else {
            count += Double(middle - left)
            to[place] = from[right]
            right += 1
          }
        }
      }
      swap(&from, &to)
      width *= 2
    }
    values = from
    return count
  }
}
