/// Two linear peers on different bootstraps that choose each other's pairs, easy ones first.
package struct CRMMethod: DetectionMethod {
  package let name = "crm"
  package let summary =
    "two linear reward models pick each other's small-loss pairs, easy ones first"
  package let source =
    "CRM (2505.10597) over linear learners, which is not the paper's setting; schedule and pacing are ours"
  /// What the peers are; results name it beside the method.
  package let learner = "linear"
  /// How the peers differ: each sees this share of the pairs.
  package var share = 0.7
  package init() {}

  package func score(_ context: DetectionContext) -> [Double] { run(context).noise }

  /// Score, drop frequency, disagreement and dynamics.
  package func run(_ context: DetectionContext) -> CRM.Result {
    let trainer = context.trainer(Peers.of(context, share: share))
    return CRM(epochs: context.options.epochs, noisePrior: context.options.noisePrior).run(
      trainer, watch: context.watch)
  }
}

/// Co-teaching: the exchange without the curriculum.
package struct CoTeachingMethod: DetectionMethod {
  package let name = "co_teaching"
  package let summary = "two linear models train on the pairs with the smallest loss of the other"
  package let source =
    "Han et al. 2018 (bhanML/Co-teaching); one cut per epoch, and bootstraps in place of random starts"
  package init() {}

  package func score(_ context: DetectionContext) -> [Double] {
    let trainer = context.trainer(Peers.of(context, share: 0.7))
    return CRM(
      epochs: context.options.epochs, noisePrior: context.options.noisePrior, isPaced: false
    ).run(
      trainer, watch: context.watch
    ).noise
  }
}

/// Control: one model that selects its own pairs.
package struct SelfReviewMethod: DetectionMethod {
  package let name = "self_review"
  package let summary = "control: one model picks its own small-loss pairs"
  package let source = "ablation of CRM; errors of the model confirm themselves"
  package init() {}

  package func score(_ context: DetectionContext) -> [Double] {
    let trainer = context.trainer([context.plan("self")])
    return CRM(
      epochs: context.options.epochs, noisePrior: context.options.noisePrior, review: .own
    ).run(
      trainer, watch: context.watch
    ).noise
  }
}

/// Control: the two peers without any exchange.
package struct TwoAveragedMethod: DetectionMethod {
  package let name = "two_averaged"
  package let summary = "control: two models that never exchange anything, averaged"
  package let source =
    "asked for by CRM's reviewers: two models against one is not a fair comparison"
  package init() {}

  package func score(_ context: DetectionContext) -> [Double] {
    let trainer = context.trainer(Peers.of(context, share: 0.7))
    return CRM(epochs: context.options.epochs, noisePrior: 0, isPaced: false).run(
      trainer, watch: context.watch
    ).noise
  }
}

/// Control: chance.
package struct RandomMethod: DetectionMethod {
  package let name = "random"
  package let summary = "control: a number drawn from the pair's id"
  package let source = "none"
  package init() {}

  package func score(_ context: DetectionContext) -> [Double] {
    context.rows.facts.map { Draw.unit($0.id, context.options.seed &+ 0x72_61_6E_64) }
  }
}

/// Two models that differ by bootstrap.
private enum Peers {
  static func of(_ context: DetectionContext, share: Double) -> [ModelPlan] {
    (1...2).map { peer in
      context.plan("peer-\(peer)", bootstrap: .share(share), seed: UInt64(peer))
    }
  }
}
