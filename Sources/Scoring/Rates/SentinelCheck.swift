package import Records

/// How well a score finds labels that were flipped on purpose, at random.
///
/// This is the AUROC for random flips and is told under that name only: natural mistakes sit on hard
/// pairs and are harder to find. Wrong labels that were there before stand among the unplanted pairs and
/// pull the number towards ½: with a share r of them found equally well it is (1 − r)·AUROC + r/2.
package struct SentinelCheck: Sendable, Equatable {
  package static let name = "AUROC for random flips"

  package var planted: Int
  package var auroc: Estimate
  package var words: String

  /// - Parameters:
  ///   - scores: high for a pair whose label looks wrong.
  ///   - isPlanted: the pairs whose labels were flipped.
  package init(
    scores: [Double], isPlanted: [Bool], groups: [PublicID], seed: UInt64,
    replicates: Int = GroupBootstrap.replicates, jobs: Int = 1
  ) {
    let resampling = GroupResampling(groups: groups, seed: seed)
    let sample = NoiseSample(
      scores: scores, isWrong: isPlanted, groups: resampling.index, measures: [.auroc])
    planted = isPlanted.count { $0 }
    auroc = GroupBootstrap.run(
      [MeasuredCell(resampling: resampling, methods: [sample])], methods: [Self.name],
      replicates: replicates, jobs: jobs
    ).estimate(Self.name, NoiseMeasure.auroc.description)
    guard let value = auroc.value else {
      words = "\(Self.name): undefined, because no labels or all were flipped."
      return
    }
    func digits(_ x: Double) -> String {
      let n = Int((x.clamped(0, 1) * 1000).rounded())
      return "\(n / 1000)." + String(String(1000 + n % 1000).dropFirst())
    }
    let interval = auroc.interval.map {
      " (95 % interval \(digits($0.low)) to \(digits($0.high)))"
    }
    words =
      "\(Self.name): \(digits(value))\(interval ?? ""), over \(Words.count(planted)) planted flips. "
      + "It says nothing of natural mistakes, which sit on harder pairs."
  }
}
