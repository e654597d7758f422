internal import Records

/// What a copy of a model makes of each pair before any selection.
enum PairWeights {
  /// Weight of each pair, shape (pairs): own weight · bootstrap count, 0 in the held-out fold and of
  /// pairs that nothing may be fitted on.
  static func of(_ model: ModelPlan, without fold: Int?, _ facts: [PairFact], _ folds: Folds)
    -> [Float]
  {
    facts.indices.map { i in
      guard fold != folds.assignment[i], facts[i].isFitted else { return 0 }
      let own = model.weights.map { i < $0.count ? $0[i] : 0 } ?? 1
      guard own.isFinite, own > 0 else { return 0 }
      return own * model.bootstrap.weight(facts[i].id, seed: model.seed)
    }
  }

  /// Probability that the first answer is better, shape (pairs), in 0…1; the given label where the plan has none.
  static func targets(_ model: ModelPlan, _ facts: [PairFact]) -> [Float] {
    facts.indices.map { i in
      if let targets = model.targets, i < targets.count, targets[i].isFinite {
        return min(max(targets[i], 0), 1)
      }
      return facts[i].firstIsBetter ? 1 : 0
    }
  }
}
