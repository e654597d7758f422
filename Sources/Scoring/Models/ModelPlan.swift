internal import Foundation
package import Records

/// How a model uses one view of the rows.
package struct ViewSetting: Sendable, Equatable {
  /// Step relative to the trainer's; 0 leaves the view out.
  package var step: Double
  /// Strength of the penalty (l2 / 2)·‖w‖² against the *sum* of losses.
  ///
  /// Weights are those of the view scaled to rows of mean square norm 1, so 1 says that margins of about
  /// ±1 are expected of the view, whatever its number of columns or rows.
  package var l2: Double

  package init(step: Double = 1, l2: Double = 1) {
    self.step = step
    self.l2 = l2
  }

  /// Not used.
  package static let off = ViewSetting(step: 0, l2: 0)
}

/// How often a model sees each pair, drawn from the pair's id and the model's seed.
package enum Bootstrap: Sendable, Equatable {
  /// Once.
  case none
  /// Poisson(1) times: the bootstrap of streams (Oza and Russell 2001).
  case poisson
  /// Once with this probability, else never.
  case share(Double)

  /// Weight of pair `id`; 0 leaves it out.
  package func weight(_ id: PublicID, seed: UInt64) -> Float {
    switch self {
    case .none: return 1
    case .share(let share): return Draw.unit(id, seed) < share ? 1 : 0
    case .poisson:
      // Inversion: u below e^−1·Σ 1/k!; past 12 the tail is under 1e-9.
      let u = Draw.unit(id, seed)
      var term = exp(-1.0)
      var sum = term
      var k = 0
      while u >= sum && k < 12 {
        k += 1
        term /= Double(k)
        sum += term
      }
      return Float(k)
    }
  }
}

/// One reward model: a peer, a member of an ensemble or a point of a grid.
package struct ModelPlan: Sendable {
  package var name: String
  /// One for each view: the sparse ones in their order, then the dense ones. Missing ones are off.
  package var views: [ViewSetting]
  /// Settings of the copy without each fold, where inner validation chose them apart; else `nil`.
  package var viewsByFold: [[ViewSetting]]?
  package var objective: Objective
  package var bootstrap: Bootstrap
  package var seed: UInt64
  /// Whether one copy per fold is trained, each without its fold (margins are then out-of-fold), or one
  /// copy on all pairs (margins are then of pairs it has seen).
  package var isCrossFitted: Bool
  /// Weight of each pair, or `nil` for 1; negative and non-finite ones count as 0.
  package var weights: [Float]?
  /// Probability that the first answer is better, for each pair, in place of the given label.
  package var targets: [Float]?

  package init(
    name: String, views: [ViewSetting], objective: Objective = .plain,
    bootstrap: Bootstrap = .none, seed: UInt64 = 0, isCrossFitted: Bool = true,
    weights: [Float]? = nil, targets: [Float]? = nil
  ) {
    self.name = name
    self.views = views
    self.objective = objective
    self.bootstrap = bootstrap
    self.seed = seed
    self.isCrossFitted = isCrossFitted
    self.weights = weights
    self.targets = targets
  }
}

extension ModelPlan {
  /// Settings of the copy trained without `fold`, or of the one copy.
  package func views(without fold: Int?) -> [ViewSetting] {
    guard let fold, let own = viewsByFold, fold < own.count else { return views }
    return own[fold]
  }
}

extension PairRows {
  /// Views in the order of `ModelPlan.views`.
  package var viewNames: [String] { sparse.map(\.name) + dense.map(\.name) }

  /// The same setting for all views, or for those named.
  package func settings(_ setting: ViewSetting = .init(), only names: Set<String>? = nil)
    -> [ViewSetting]
  {
    viewNames.map { names?.contains($0) ?? true ? setting : .off }
  }
}
