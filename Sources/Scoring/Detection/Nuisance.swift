/// Control: what one plain number says about the label, such as a difference of lengths.
package enum Nuisance {
  /// Held-out logistic regression of the given label on one column.
  ///
  /// - Parameters:
  ///   - column: first − second, shape (pairs); a constant 1 asks about the side. Non-finite ones count as 0.
  ///   - folds: by group.
  /// - Returns: noise score, minus the margin of the given label, shape (pairs), finite.
  package static func score(
    _ column: [Float], facts: [PairFact], folds: Folds, seed: UInt64 = 0
  ) -> [Double] {
    let padded = facts.indices.map { $0 < column.count ? column[$0] : 0 }
    let rows = PairRows(
      facts: facts, sparse: [], dense: [("nuisance", DenseRows(dimension: 1, padded))])
    let trainer = LinearTrainer(
      rows: rows, models: [ModelPlan(name: "nuisance", views: [ViewSetting(l2: 0.1)])],
      folds: folds, options: .init(seed: seed))
    return trainer.record(epochs: 5).runs.first?.meanMargins(skipped: 1).map { -$0 }
      ?? facts.map { _ in 0 }
  }
}
