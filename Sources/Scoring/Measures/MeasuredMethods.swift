/// Measures of several methods on the same pairs and the same replicates: values, intervals, differences.
package struct MeasuredMethods: Sendable {
  package let methods: [String]
  package let measures: [String]
  /// Values, method by method, measures beside each other.
  private let point: [Double]
  private let replicates: [[Double]]

  init(methods: [String], measures: [String], point: [Double], replicates: [[Double]]) {
    self.methods = methods
    self.measures = measures
    self.point = point
    self.replicates = replicates
  }

  private func column(_ method: String, _ measure: String) -> Int? {
    guard let m = methods.firstIndex(of: method), let k = measures.firstIndex(of: measure) else {
      return nil
    }
    return m * measures.count + k
  }

  /// A measure of a method with its 95 % interval.
  package func estimate(_ method: String, _ measure: String) -> Estimate {
    guard let column = column(method, measure) else { return Estimate(nil, nil) }
    return Estimate(point[column], GroupBootstrap.interval(replicates.map { $0[column] }))
  }

  /// The value of `method` less that of `other`, replicate by replicate: a paired interval.
  package func difference(_ method: String, minus other: String, _ measure: String) -> Estimate {
    difference(method, minusBestOf: [other], measure)
  }

  /// The value of `method` less the best of `others`, the best chosen anew in each replicate.
  ///
  /// The maximum of noisy values lies above the best true one, so that the difference errs against
  /// `method`: what is claimed by it holds. "Best" is the highest; for measures where low is good pass
  /// `lowIsGood`, and then the result is still method less best, and negative is better.
  package func difference(
    _ method: String, minusBestOf others: [String], _ measure: String, lowIsGood: Bool = false
  ) -> Estimate {
    let rest = others.compactMap { column($0, measure) }
    guard let own = column(method, measure), !rest.isEmpty, rest.count == others.count else {
      return Estimate(nil, nil)
    }
    func gain(_ row: [Double]) -> Double {
      var best = row[rest[0]]
      for column in rest {
        if best.isNaN { break }
        let value = row[column]
        if value.isNaN || (lowIsGood ? value < best : value > best) { best = value }
      }
      return row[own] - best
    }
    return Estimate(gain(point), GroupBootstrap.interval(replicates.map(gain)))
  }

  /// The mean over corpora, each corpus weighing the same; replicate r of the mean is that of all
  /// replicates r.
  ///
  /// Corpora with no group in common are resampled independently, as they should be; groups that two
  /// corpora share get the same weight in both. `nil` without corpora, or when methods or measures
  /// differ.
  package static func mean(_ corpora: [MeasuredMethods]) -> MeasuredMethods? {
    guard let first = corpora.first,
      corpora.allSatisfy({ $0.methods == first.methods && $0.measures == first.measures })
    else { return nil }
    func mean(_ rows: [[Double]]) -> [Double] {
      first.point.indices.map { column in
        rows.reduce(0) { $0 + $1[column] } / Double(rows.count)
      }
    }
    let shortest = corpora.map(\.replicates.count).min() ?? 0
    return MeasuredMethods(
      methods: first.methods, measures: first.measures, point: mean(corpora.map(\.point)),
      replicates: (0..<shortest).map { r in mean(corpora.map { $0.replicates[r] }) })
  }
}
