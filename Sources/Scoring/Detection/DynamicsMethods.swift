/// Area under the margin: minus the mean margin over epochs.
package struct AUMMethod: DetectionMethod {
  package let name = "aum"
  package let summary = "low mean margin over the epochs of training"
  package let source = "Pleiss et al. 2020; with two classes AUM is the mean margin"
  package init() {}

  package func score(_ context: DetectionContext) -> [Double] {
    context.scoreSeen { -$0.meanMargin }
  }
}

/// Hard to learn: minus the mean probability of the given label over epochs.
package struct CartographyMethod: DetectionMethod {
  package let name = "cartography"
  package let summary = "low mean probability of the given label over the epochs"
  package let source =
    "Swayamdipta et al. 2020 (confidence; variability marks ambiguity, not noise)"
  package init() {}

  package func score(_ context: DetectionContext) -> [Double] {
    context.scoreSeen { -$0.confidence }
  }
}

/// How often a learnt pair is forgotten.
package struct ForgettingMethod: DetectionMethod {
  package let name = "forgetting"
  package let summary = "often learnt and forgotten again, or never learnt"
  package let source =
    "Toneva et al. 2019; never learnt counts 1000; ties broken by the mean margin"
  package init() {}

  package func score(_ context: DetectionContext) -> [Double] {
    // The term of the margin is below 1/2, so it orders equal counts only.
    context.scoreSeen { Double($0.forgetting) + 0.49 * (1 - 2 * $0.confidence) }
  }
}

/// How much the loss moves from epoch to epoch.
package struct LossFluctuationMethod: DetectionMethod {
  package let name = "loss_fluctuation"
  package let summary = "loss that jumps from epoch to epoch"
  package let source = "after CRM (2505.10597), which says it in words; mean absolute step is ours"
  package init() {}

  package func score(_ context: DetectionContext) -> [Double] {
    context.scoreSeen { $0.lossFluctuation }
  }
}

/// Gradients that point elsewhere than those of the batch, while there is something left to learn.
///
/// Measured before the first epoch and after it, where reward models, trained for an epoch, are. Later the
/// mean gradient is the penalty's alone and the ranking is chance (AUROC 0.52 over
/// six epochs, 0.64 so, in a world of section 7 with 30 % flips).
package struct GradientIrregularityMethod: DetectionMethod {
  package let name = "gradient_irregularity"
  package let summary = "gradient that points away from the mean of its batch, early in training"
  package let source =
    "after CRM (2505.10597), which says it in words; one minus the cosine, first epoch, is ours"
  package init() {}

  package func score(_ context: DetectionContext) -> [Double] {
    let untrained = [Float](repeating: 0, count: context.rows.count)
    return GradientIrregularity.of(
      context.rows, margins: [untrained] + context.standard.seen.epochs.prefix(1),
      views: context.choice.views)
  }
}

/// Early-learnt pairs that a later model contradicts, then late-learnt ones.
///
/// Of the pairs learnt in the earlier half, those are cut that a later model gives loss in the top 10 %,
/// certainty (max of p, 1 − p) in the top 20 % and sensitivity in the bottom 20 %. For a linear model the
/// input gradient of the loss is (1 − p)·‖w‖, which only repeats the loss; p·(1 − p) stands for it.
package struct EarlyCuttingMethod: DetectionMethod {
  package let name = "early_cutting"
  package let summary = "learnt early but contradicted later, or learnt late"
  package let source =
    "Early Cutting (2502.08227); ranks by learning time, cut pairs first; p(1−p) for the input gradient"
  package init() {}

  package func score(_ context: DetectionContext) -> [Double] {
    let run = context.standard.seen
    let statistics = context.rows.facts.indices.map { PairStatistics(run.margins(of: $0)) }
    let last = statistics.map { $0.margins.last ?? 0 }
    let times = statistics.map { Double($0.learningTime) }
    let median = Self.quantile(times, 0.5)
    let early = times.indices.filter { times[$0] <= median }
    let loss = early.map { Numerics.softplus(-last[$0]) }
    let certainty = early.map { abs(last[$0]) }
    let (highLoss, highCertainty) = (Self.quantile(loss, 0.9), Self.quantile(certainty, 0.8))
    let epochs = Double(run.epochs.count + 1)
    // Learning time leads; the mean loss orders pairs of equal time.
    var score = statistics.indices.map { i in
      times[i] / epochs + 0.5 / epochs * (1 - statistics[i].confidence)
    }
    // p·(1 − p) falls with |margin|: its bottom fifth is the top fifth of certainty.
    for (place, i) in early.enumerated()
    where loss[place] >= highLoss && certainty[place] >= highCertainty && last[i] < 0 {
      score[i] = 2 + 1 - Numerics.sigmoid(last[i])
    }
    return score
  }

  /// The value below which a share of `values` lies; 0 of nothing.
  private static func quantile(_ values: [Double], _ share: Double) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
  }
}
