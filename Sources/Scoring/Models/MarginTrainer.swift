/// A learner of several reward models that goes on epoch by epoch and tells its margins after each.
///
/// Whatever reads dynamics (statistics, CRM, the default detector) works on any of them.
package protocol MarginTrainer: AnyObject {
  /// The models, each with its folds.
  var models: [ModelPlan] { get }
  var folds: Folds { get }
  var facts: [PairFact] { get }
  /// Epochs done.
  var epoch: Int { get }

  /// One epoch over the pairs.
  func trainEpoch()

  /// Margin of each pair, first over second, by copy `fold` of a model after the last epoch, shape (pairs).
  ///
  /// A model that is not cross-fitted has the one copy 0.
  func margins(model: Int, copy: Int) -> [Float]

  /// From the next epoch on, copy `copy` of a model learns only from the pairs that `selection` holds.
  func select(_ selection: [Bool]?, model: Int, copy: Int)

  /// The state after the last epoch.
  func save() -> TrainingState

  /// Goes back to a state; `false`, and nothing changed, when it is of another plan or damaged.
  func restore(_ state: TrainingState) -> Bool
}

extension MarginTrainer {
  /// Copies of a model: one per fold, or one.
  package func copies(_ model: Int) -> Int { models[model].isCrossFitted ? folds.count : 1 }

  /// Margins of the given label (chosen over rejected) after the last epoch, shape (pairs).
  ///
  /// Of a cross-fitted model each pair's is by the copy that has not seen it.
  package func heldOutMargins(model: Int) -> [Float] {
    let byCopy = (0..<copies(model)).map { margins(model: model, copy: $0) }
    let isFolded = models[model].isCrossFitted
    return facts.indices.map { i in
      let margin = byCopy[isFolded ? folds.assignment[i] : 0][i]
      return facts[i].firstIsBetter ? margin : -margin
    }
  }

  /// Margins of the given label by the copies that have seen the pair, their mean, shape (pairs).
  ///
  /// Of one fold alone, no copy has seen any pair: margins are then 0.
  package func seenMargins(model: Int) -> [Float] {
    guard models[model].isCrossFitted else { return heldOutMargins(model: model) }
    let byCopy = (0..<copies(model)).map { margins(model: model, copy: $0) }
    let seen = Float(max(1, byCopy.count - 1))
    return facts.indices.map { i in
      var sum: Float = 0
      for copy in byCopy.indices where copy != folds.assignment[i] { sum += byCopy[copy][i] }
      return (facts[i].firstIsBetter ? sum : -sum) / seen
    }
  }

  /// Trains on and records every model's margins after each epoch.
  ///
  /// - Parameters:
  ///   - epochs: until so many are done.
  ///   - seen: whether to record, as runs of their own, the margins by copies that have seen the pair.
  ///   - watch: follows it; when that ends the work, the epochs that are missing are missing.
  package func record(
    epochs: Int, seen: Bool = false, watch: TrainingWatch = TrainingWatch()
  ) -> Dynamics {
    var (training, dynamics, _) = watch.begin(self)
    while epoch < epochs, watch.asks() {
      trainEpoch()
      for model in models.indices {
        dynamics.add(heldOutMargins(model: model), to: models[model].name)
        if seen && models[model].isCrossFitted {
          dynamics.add(seenMargins(model: model), to: models[model].name + Dynamics.seenSuffix)
        }
      }
      watch.trained(training, self, dynamics)
    }
    return dynamics
  }
}
