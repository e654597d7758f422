/// Preference strength: the mean margin of several models on bootstraps of the data.
///
/// "Secrets of RLHF in Large Language Models, Part II" (2401.06080) with M = 10: μ < 0 likely wrong, μ near 0
/// ambiguous. There the models differ by order and seed; linear ones need bootstraps to differ.
package struct EnsembleStrengthMethod: DetectionMethod {
  package let name = "ensemble_strength"
  package let summary = "low mean margin of ten models on bootstraps of the pairs"
  package let source =
    "Secrets of RLHF II (2401.06080); Poisson bootstraps make the ten linear models differ"
  package var members = 10
  package init() {}

  package func score(_ context: DetectionContext) -> [Double] { run(context).mean.map { -$0 } }

  /// Mean and population standard deviation over the members of the epoch-averaged margin, shape (pairs) each.
  ///
  /// The deviation marks ambiguity; on planted flips it is a coin toss.
  package func run(_ context: DetectionContext) -> (mean: [Double], deviation: [Double]) {
    let trainer = context.trainer(
      (0..<max(1, members)).map {
        context.plan("member-\($0)", bootstrap: .poisson, seed: 100 + UInt64($0))
      })
    let means = trainer.record(epochs: context.options.epochs, watch: context.watch).runs
      .map { $0.meanMargins() }
    let byPair = context.rows.facts.indices.map { i in means.map { $0[i] } }
    return (byPair.map { Numerics.mean($0) }, byPair.map { Numerics.variance($0).squareRoot() })
  }
}
