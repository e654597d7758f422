internal import Dispatch
internal import Foundation
internal import Synchronization

/// One noise draw: its groups, and what is measured on it, one statistic per method.
///
/// Cells of a setting (its seeds) carry the same methods in the same order.
package struct MeasuredCell: Sendable {
  package var resampling: GroupResampling
  package var methods: [any GroupStatistic]

  package init(resampling: GroupResampling, methods: [any GroupStatistic]) {
    self.resampling = resampling
    self.methods = methods
  }
}

/// Percentile bootstrap over groups (Efron & Tibshirani 1993, ch. 13), all methods on the same
/// replicates.
///
/// Cells are averaged inside each replicate, so that seeds, which share their pairs, are not taken for
/// independent corpora. Deterministic for any number of jobs. With fewer than about twenty groups the
/// intervals are too short; none is given below five.
package enum GroupBootstrap {
  package static let replicates = 1000
  package static let minimumGroups = 5

  /// Measures once and in each replicate.
  ///
  /// Cost: O(replicates · cells · methods · pairs), without sorting; memory: one number per replicate,
  /// method and measure.
  ///
  /// - Parameters:
  ///   - methods: their names, in the order of the cells' statistics.
  ///   - replicates: how many; zero gives values without intervals.
  ///   - jobs: threads.
  package static func run(
    _ cells: [MeasuredCell], methods: [String], replicates: Int = replicates, jobs: Int = 1
  ) -> MeasuredMethods {
    let names = cells.first?.methods.first?.names ?? []
    let width = methods.count * names.count
    let perCell = cells.map { cell in
      padded(cell.methods.prefix(methods.count).flatMap { $0.values() }, to: width)
    }
    // A cell in which a measure is undefined (no wrong pair planted) has no part in its average.
    let used = (0..<width).map { column in cells.indices.filter { perCell[$0][column].isFinite } }
    @Sendable func average(_ rows: [[Double]]) -> [Double] {
      (0..<width).map { column in
        used[column].isEmpty
          ? .nan
          : used[column].reduce(0) { $0 + rows[$1][column] } / Double(used[column].count)
      }
    }
    let groups = cells.map(\.resampling.groupCount).min() ?? 0
    let count = groups >= minimumGroups ? max(0, replicates) : 0
    let drawn = parallel(count, jobs: jobs) { range in
      var weights: [Double] = []
      return range.map { replicate in
        average(
          cells.map { cell in
            cell.resampling.weights(replicate: replicate, into: &weights)
            return padded(
              cell.methods.prefix(methods.count).flatMap { $0.values(weights: weights) },
              to: width)
          })
      }
    }
    return MeasuredMethods(
      methods: methods, measures: names, point: average(perCell), replicates: drawn)
  }

  private static func padded(_ row: [Double], to width: Int) -> [Double] {
    row.count == width
      ? row : Array((row + [Double](repeating: .nan, count: width)).prefix(width))
  }

  /// Results of `0 ..< count` in order, a few consecutive numbers at a time on each thread.
  static func parallel<Result: Sendable>(
    _ count: Int, jobs: Int, _ body: @escaping @Sendable (Range<Int>) -> [Result]
  ) -> [Result] {
    guard count > 0 else { return [] }
    guard jobs > 1 else { return body(0..<count) }
    let chunks = min(count, jobs * 4)
    let results = Mutex([[Result]](repeating: [], count: chunks))
    DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
      let done = body(count * chunk / chunks..<count * (chunk + 1) / chunks)
      results.withLock { $0[chunk] = done }
    }
    return results.withLock { $0.flatMap(\.self) }
  }

  /// The percentile interval of replicate values.
  ///
  /// `nil` when fewer than nine tenths of them are defined: what remains would be a selection.
  package static func interval(_ values: [Double], level: Double = 0.95) -> Interval? {
    let defined = values.filter(\.isFinite).sorted()
    guard defined.count >= 20, Double(defined.count) >= 0.9 * Double(values.count) else {
      return nil
    }
    let tail = (1 - level.clamped(0, 1)) / 2
    return Interval(
      low: quantile(defined, tail), high: quantile(defined, 1 - tail), level: level)
  }

  /// The quantile of sorted values, linear between them (type 7 of Hyndman & Fan 1996); NaN of none.
  package static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    guard let last = sorted.last else { return .nan }
    let place = share.clamped(0, 1) * Double(sorted.count - 1)
    let low = Int(place)
    guard low + 1 < sorted.count else { return last }
    return sorted[low] + (place - Double(low)) * (sorted[low + 1] - sorted[low])
  }
}
