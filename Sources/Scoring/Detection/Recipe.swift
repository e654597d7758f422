/// What the default detector is made of: a value, so that another recipe is another value.
package struct Recipe: Sendable, Equatable {
  /// Models of one kind of evidence.
  package struct Part: Sendable, Equatable {
    /// As evidence names it.
    package var name: String
    /// Views it reads, by name; those that the rows lack are left out, a part without views too.
    package var views: [String]
    package var learner: Learner
    package var objective: Objective
    /// Settings tried, the same for each of its views, from the most to the least restrained.
    package var grid: [ViewSetting]
    /// Whether one point of the grid is taken for each fold (`HeldOutChoice`), or all of them are.
    package var takesBest: Bool
    /// Its say where parts are combined by fixed weights, on margins of root mean square 1.
    package var weight: Double

    package init(
      name: String, views: [String], learner: Learner = .linear, objective: Objective = .plain,
      grid: [ViewSetting], takesBest: Bool = true, weight: Double = 1
    ) {
      self.name = name
      self.views = views
      self.learner = learner
      self.objective = objective
      self.grid = grid
      self.takesBest = takesBest
      self.weight = weight
    }
  }

  package enum Learner: Sendable { case linear, network }

  package var parts: [Part]
  package var epochs: Int
  /// Assumed share of wrong labels, which probabilities rest on.
  package var noisePrior: Double
  /// Whether the other pairs of a prompt have a say, and how; `nil` for not.
  package var consistency: PromptConsistency?

  package init(
    parts: [Part], epochs: Int = 6, noisePrior: Double = 0.2,
    consistency: PromptConsistency? = PromptConsistency()
  ) {
    self.parts = parts
    self.epochs = max(1, epochs)
    self.noisePrior = noisePrior.isFinite ? min(max(noisePrior, 0.01), 0.49) : 0.2
    self.consistency = consistency
  }

  /// The recipe that `method: winnow` stands for.
  ///
  /// One part per view, so that a strong view is not drowned by a wide one, and a network on the dense ones; of
  /// each the best restrained by held-out loss of the given labels; all with the same say.
  /// Steps and penalties by trial on hh-rlhf-harmless and rmb-dev at 20 and 40 % flips, one seed (2026-11-27).
  package static let standard = Recipe(parts: [
    Part(
      name: "answer", views: ["answer"], grid: grid(step: 0.1, [300, 100, 30, 10, 3]), weight: 1.5),
    Part(
      name: "words", views: ["words"], grid: grid(step: 0.2, [300, 100, 30, 8, 1]), weight: 0.5),
    Part(
      name: "characters", views: ["characters"], grid: grid(step: 0.2, [300, 100, 30, 8, 1])),
    Part(name: "embedding", views: ["embedding"], grid: grid(step: 0.1, [300, 100, 30, 10])),
    Part(name: "scores", views: ["scores"], grid: grid(step: 0.5, [30, 1])),
    Part(
      name: "network", views: ["answer", "scores"], learner: .network,
      grid: grid(step: 1, [100, 10]), weight: 0.5),
  ])

  private static func grid(step: Double, _ penalties: [Double]) -> [ViewSetting] {
    penalties.map { ViewSetting(step: step, l2: $0) }
  }
}
