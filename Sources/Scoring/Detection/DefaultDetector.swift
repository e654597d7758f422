/// `method: winnow`: a probability that the given label is wrong, and apart from it how ambiguous a pair is.
///
/// Margins of several learners, each of models that have not seen the pair and averaged over epochs, are
/// combined as the recipe says and brought to the scale at which σ(m) fits the given labels best. With m the
/// combined margin of the given label, p_wrong = 1 − σ(m). A label that is wrong in a share of cases for no visible reason
/// pulls every m towards 0, so p_wrong is a ranking and a chance of *disagreement*, not a rate of errors.
package struct DefaultDetector: Sendable {
  package var recipe: Recipe
  package var trainer: LinearTrainer.Options
  package var network: MLPTrainer.Options
  /// Follows every training; when it ends the work, the result means nothing.
  package var watch = TrainingWatch()
  /// Whether the models of sparse views are kept too, 1 MB a model.
  package var keepsSparse = false

  package init(
    recipe: Recipe = .standard, trainer: LinearTrainer.Options = .init(),
    network: MLPTrainer.Options = .init(hidden: 16)
  ) {
    self.recipe = recipe
    self.trainer = trainer
    self.network = network
  }

  /// What is known of every pair.
  package struct Result: Sendable {
    /// That the given label is wrong, if a share `noisePrior` of all is, in 0…1, shape (pairs).
    package var wrong: [Double]
    /// 0 where all parts agree firmly, whichever way, 1 where they cancel or do not know, shape (pairs).
    package var ambiguity: [Double]
    /// Combined margin of the given label, in logits, shape (pairs).
    package var margins: [Double]
    /// Margins of the chosen model of each part per epoch, of the given label.
    package var dynamics: Dynamics
    /// Mean weight of each column of the combination, in the order of `columns`.
    package var weights: [Double]
    /// Names of the columns: the part, and its point of the grid where all are taken.
    package var columns: [String]
    /// Held-out linear models of parts that read dense views alone, or of all, one per fold, with their weight.
    package var linear: [(part: String, models: [LinearModel], weights: [Double])]
    package var folds: Folds

    /// Dense features that pull the combined margin of pair `i` most: positive towards the first answer.
    package func topFeatures(_ i: Int, limit: Int = 5) -> [LinearModel.Part] {
      let fold = folds.assignment[i]
      var parts: [LinearModel.Part] = []
      for entry in linear where fold < entry.models.count && entry.weights[fold] > 0 {
        parts += entry.models[fold].topDense(i, limit: limit).map { part in
          var part = part
          part.contribution *= entry.weights[fold]
          return part
        }
      }
      parts.sort { abs($0.contribution) > abs($1.contribution) }
      return Array(parts.prefix(max(0, limit)))
    }
  }

  /// - Parameter folds: five by group unless given; folds that share no generator are the caller's.
  /// - Complexity: one training per part of `grid · folds` lanes, `refits + 1` times.
  package func detect(_ rows: PairRows, folds: Folds? = nil) -> Result {
    let own = folds ?? Folds(rows.facts, seed: trainer.seed)
    let folds = own.assignment.count == rows.count ? own : Folds(rows.facts, count: own.count)
    watch.expect(epochs: recipe.parts.count * recipe.epochs * (recipe.refits + 1))
    var targets: [Float]?
    var result = round(rows, folds, targets)
    for _ in 0..<recipe.refits {
      targets = softened(rows, result)
      result = round(rows, folds, targets)
    }
    return result
  }

  private func round(_ rows: PairRows, _ folds: Folds, _ targets: [Float]?) -> Result {
    var dynamics = Dynamics(pairs: rows.count)
    var columns: [(name: String, margins: [Double])] = []
    var shares: [Double] = []
    var linear: [(column: Int, part: String, models: [LinearModel])] = []
    for part in recipe.parts {
      let own = columnsOf(part, rows, folds, targets)
      for (name, run, models) in own {
        for epoch in run.epochs { dynamics.add(epoch, to: name) }
        if !models.isEmpty { linear.append((columns.count, part.name, models)) }
        columns.append((name, run.meanMargins()))
        shares.append(part.weight)
      }
    }
    let margins = columns.map(\.margins)
    let stack =
      recipe.combination == .fixed
      ? Stacking.fixed(margins, weights: shares, folds: folds)
      : Stacking(ridge: recipe.ridge).fit(margins, folds: folds)
    let weights = columns.indices.map { k in
      Numerics.mean(stack.weights.map { $0[k] * stack.scales[k] })
    }
    let final = consistent(rows, stack.margins)
    return Result(
      wrong: final.map { wrong($0, rate: rate(final)) },
      ambiguity: ambiguity(dynamics, stack, folds), margins: final, dynamics: dynamics,
      weights: weights, columns: columns.map(\.name),
      linear: linear.map { entry in
        (
          entry.part, entry.models,
          stack.weights.map { $0[entry.column] * stack.scales[entry.column] }
        )
      }, folds: folds)
  }

  /// The margins with what the other pairs of a prompt say added.
  ///
  /// final = b₀·m + Σ b_τ·u_τ with b ≥ 0 by the loss of the given labels, drawn towards (1, 0, 0 …). A pair's
  /// own label has no part in its u; four numbers are fitted on all pairs.
  private func consistent(_ rows: PairRows, _ margins: [Double]) -> [Double] {
    guard let consistency = recipe.consistency,
      let kernel = rows.sparse.first(where: { $0.name == "characters" })?.rows
        ?? rows.sparse.first?.rows
    else { return margins }
    let said = consistency.columns(
      rows, kernel: kernel, margins: margins, workers: trainer.workers)
    guard said.contains(where: { $0.contains { $0 != 0 } }) else { return margins }
    let columns = [margins] + said
    let weights = Stacking(ridge: 5).solve(
      columns, Array(margins.indices), prior: [1] + said.map { _ in 0 })
    return margins.indices.map { i in
      zip(weights, columns).reduce(0) { $0 + $1.0 * $1.1[i] }
    }
  }

  /// The share of wrong labels that probabilities rest on: the prior, or what the margins disagree with where
  /// that is less, since mistakes at random cannot be more than that.
  func rate(_ margins: [Double]) -> Double {
    guard !margins.isEmpty else { return recipe.noisePrior }
    let against = margins.reduce(0) { $0 + ($1 < 0 ? 1 : $1 == 0 ? 0.5 : 0) }
    return min(recipe.noisePrior, max(0.01, against / Double(margins.count)))
  }

  /// That the label of a pair with this combined margin is wrong, if a share η of all are (`rate`).
  ///
  /// 1 − σ(m) is the chance that another label of the same kind would differ. With mistakes at random,
  /// σ(m) = q(1−η) + (1−q)η gives q, the chance that the given side is truly better before its label
  /// was seen, and Bayes' rule the rest: η(1−q) / σ(m). η is assumed, not found out: it moves all
  /// probabilities and leaves their order as it is.
  func wrong(_ margin: Double, rate: Double) -> Double {
    let raw = (Numerics.sigmoid(margin) - rate) / (1 - 2 * rate)
    // σ(m) outside η … 1 − η cannot be by this account: there q goes on, slowly, so that the order is kept. It
    // stays within 0.01 of the ends, for nothing is certain to a model of this kind.
    let most = rate / (1 - 2 * rate)
    let q =
      raw < 0
      ? 0.02 + 0.01 * raw / most : raw > 1 ? 0.98 + 0.01 * (raw - 1) / most : 0.02 + 0.96 * raw
    return rate * (1 - q) / (q * (1 - rate) + (1 - q) * rate)
  }

  /// Held-out runs of a part, with its linear models where they are kept.
  private func columnsOf(
    _ part: Recipe.Part, _ rows: PairRows, _ folds: Folds, _ targets: [Float]?
  ) -> [(name: String, run: Dynamics.Run, models: [LinearModel])] {
    let views = part.views.filter { name in
      part.learner == .linear
        ? rows.viewNames.contains(name) : rows.dense.contains { $0.name == name }
    }
    guard !views.isEmpty, !part.grid.isEmpty else { return [] }
    let models = part.grid.enumerated().map { k, setting in
      ModelPlan(
        name: "\(part.name)-\(k)",
        views: rows.settings(setting, only: Set(views)), objective: part.objective,
        seed: UInt64(k), targets: targets)
    }
    if part.learner == .network {
      var options = network
      options.workers = trainer.workers
      options.seed = trainer.seed
      let learner = MLPTrainer(rows: rows, models: models, folds: folds, options: options)
      return runs(learner, part).map { ($0.name, $0.run, []) }
    }
    let learner = LinearTrainer(rows: rows, models: models, folds: folds, options: trainer)
    let isDense = views.allSatisfy { name in rows.dense.contains { $0.name == name } }
    return runs(learner, part).map { name, run, model in
      let copies = isDense || keepsSparse ? 0..<learner.copies(model) : 0..<0
      return (name, run, copies.map { learner.linearModel(model: model, copy: $0) })
    }
  }

  /// Trains, and takes one point of the grid, or all.
  private func runs(_ learner: some MarginTrainer, _ part: Recipe.Part) -> [(
    name: String, run: Dynamics.Run, model: Int
  )] {
    let runs = learner.record(epochs: recipe.epochs, watch: watch).runs.enumerated().map {
      ($1.name, $1, $0)
    }
    guard part.takesBest else { return runs }
    guard !runs.isEmpty else { return [] }
    let best = runs[Stacking.choose(runs.map { $0.1.meanMargins() })]
    return [(part.name, Dynamics.Run(name: part.name, epochs: best.1.epochs), best.2)]
  }

  /// 1 − |2·p̄ − 1|, p̄ the mean over columns and epochs of σ(margin), each at the scale of its column.
  ///
  /// Ours. Columns count by their weight in the combination; without any the pair is wholly ambiguous.
  private func ambiguity(_ dynamics: Dynamics, _ stack: Stacking.Result, _ folds: Folds) -> [Double]
  {
    (0..<dynamics.pairs).map { i in
      let weights = zip(stack.weights[folds.assignment[i]], stack.scales).map { $0 * $1 }
      let shares = stack.weights[folds.assignment[i]]
      let total = shares.reduce(0, +)
      guard total > 0 else { return 1 }
      var mean = 0.0
      for (k, run) in dynamics.runs.enumerated() where weights[k] > 0 {
        // At the scale at which this column alone would carry the whole combination.
        let scale = weights[k] * total / shares[k]
        mean +=
          shares[k] / total
          * Numerics.mean(run.epochs.map { Numerics.sigmoid(scale * Double($0[i])) })
      }
      return 1 - abs(2 * mean - 1)
    }
  }

  /// P(first is better) given margin and label: w = p·η / (p·η + (1 − p)·(1 − η)), η the share of right labels.
  ///
  /// The E-step of RE-PO with one annotator and a fixed prior. A pair's own margin is held out, but the models
  /// that judge others then train on a label softened by models that saw theirs: a second-order leak.
  private func softened(_ rows: PairRows, _ result: Result) -> [Float] {
    let right = 1 - recipe.noisePrior
    return rows.facts.indices.map { i in
      let p = Numerics.sigmoid(result.margins[i])
      let stays = p * right / max(1e-12, p * right + (1 - p) * (1 - right))
      return Float(rows.facts[i].firstIsBetter ? stays : 1 - stays)
    }
  }
}
