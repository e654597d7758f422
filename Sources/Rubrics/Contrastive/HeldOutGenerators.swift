internal import Records
internal import Scoring

/// Rubrics learned from all pairs, and for each fold of the groups from the pairs of the others.
struct HeldOutGenerators: Sendable {
  typealias Learned = (generator: RubricGenerator, wording: PrincipleCriteria)

  /// For prompts whose group has no pair.
  let whole: Learned
  private let parts: [Learned]
  private let groups: Set<PublicID>
  private let seed: UInt64

  private static let folds = 5

  /// - Complexity: six times that of learning once.
  init(
    _ survey: ContrastSurvey, _ options: RubricGenerator.Options, seed: UInt64, most: Int
  ) {
    let centers = survey.centers
    func learned(_ counts: (PublicID) -> Bool) -> Learned {
      let generator = survey.generator(options, groups: counts)
      return (
        generator, PrincipleCriteria(fit: generator.fit, centers: centers, most: most)
      )
    }
    self.seed = seed
    groups = Set(survey.prompts.map(\.group))
    whole = learned { _ in true }
    parts = (0..<Self.folds).map { fold in
      learned { Folds.fold(of: $0, count: Self.folds, seed: seed) != fold }
    }
  }

  /// What may be asked for prompts of a group: nothing of the group is in it.
  func of(_ group: PublicID) -> Learned {
    groups.contains(group) ? parts[Folds.fold(of: group, count: Self.folds, seed: seed)] : whole
  }
}
