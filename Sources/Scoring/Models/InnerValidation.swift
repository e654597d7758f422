/// Chooses step and penalty of every view by held-out loss of the given labels.
///
/// All points of the grid are trained together, one copy per fold. For fold f the point with the least mean
/// loss on the *other* folds' held-out pairs is taken, so no label of a pair has a say in the choice
/// of the model that judges it. (It had one in training the other folds' copies; a second level of folds
/// would remove that at `folds` times the cost.) Loss is that of margins averaged over epochs.
package struct InnerValidation: Sendable {
  /// Penalties tried for sparse views and, apart, for dense ones.
  package var sparsePenalties: [Double]
  package var densePenalties: [Double]
  /// Steps tried, relative to the trainer's.
  package var steps: [Double]
  package var epochs: Int

  package init(
    sparsePenalties: [Double] = [300, 100, 30, 8], densePenalties: [Double] = [300, 30, 3],
    steps: [Double] = [0.2], epochs: Int = 6
  ) {
    self.sparsePenalties = sparsePenalties
    self.densePenalties = densePenalties
    self.steps = steps
    self.epochs = epochs
  }

  /// What was chosen.
  package struct Choice: Sendable, Equatable {
    /// Settings for all pairs: the best over all folds.
    package var views: [ViewSetting]
    /// Settings of the copy without each fold.
    package var byFold: [[ViewSetting]]
    /// Mean held-out loss of each point of the grid, in nats, in the grid's order.
    package var losses: [Double]
  }

  /// - Parameter names: views used; `nil` for all.
  /// - Complexity: one training of `grid · folds` lanes.
  package func choose(
    _ rows: PairRows, folds: Folds, only names: Set<String>? = nil,
    options: LinearTrainer.Options = .init(), watch: TrainingWatch = TrainingWatch()
  ) -> Choice {
    let grid = points(rows, names)
    let trainer = LinearTrainer(
      rows: rows,
      models: grid.enumerated().map { ModelPlan(name: "\($0)", views: $1, seed: UInt64($0)) },
      folds: folds, options: options)
    let dynamics = trainer.record(epochs: max(1, epochs), watch: watch)
    // Σ loss and count, [point][fold].
    let sums = dynamics.runs.map { run in
      var sums = [Double](repeating: 0, count: folds.count)
      for (i, margin) in run.meanMargins().enumerated() where rows.facts[i].isFitted {
        sums[trainer.folds.assignment[i]] += Numerics.softplus(-margin)
      }
      return sums
    }
    let byFold = (0..<folds.count).map { fold in
      grid[Self.least(sums.map { $0.reduce(0, +) - $0[fold] })]
    }
    let all = sums.map { $0.reduce(0, +) }
    return Choice(
      views: grid[Self.least(all)], byFold: byFold,
      losses: all.map { $0 / Double(max(1, rows.count)) })
  }

  private func points(_ rows: PairRows, _ names: Set<String>?) -> [[ViewSetting]] {
    let used = rows.viewNames.map { names?.contains($0) ?? true }
    let sparse = rows.sparse.indices.contains { used[$0] } ? sparsePenalties : [1]
    let hasDense = rows.dense.indices.contains { used[rows.sparse.count + $0] }
    let dense = hasDense ? densePenalties : [1]
    var points: [[ViewSetting]] = []
    for step in steps.isEmpty ? [1] : steps {
      for sparse in sparse.isEmpty ? [1] : sparse {
        for dense in dense.isEmpty ? [1] : dense {
          points.append(
            used.enumerated().map { v, isUsed in
              isUsed ? ViewSetting(step: step, l2: v < rows.sparse.count ? sparse : dense) : .off
            })
        }
      }
    }
    return points
  }

  /// Place of the smallest number; the first of equal ones.
  private static func least(_ values: [Double]) -> Int {
    values.indices.min { values[$0] < values[$1] } ?? 0
  }
}
