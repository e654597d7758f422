internal import Records
internal import Store

/// The versions of a prompt's rubrics.
struct RubricVersions {
  let earlier: [Rubric]

  init(_ earlier: [Rubric]) { self.earlier = earlier }

  /// A rubric as the next version, or as the one that has its criteria already.
  ///
  /// One that is there is told again by the run that finds it: of a prompt only the rubrics of the last run count.
  func rubric(
    prompt: (row: Int64, id: PublicID), pair: (row: Int64, id: PublicID)? = nil, name: String,
    origin: String, _ criteria: [Criterion]
  ) -> (rubric: Rubric, isKnown: Bool) {
    let before = earlier.filter { $0.name == name && $0.pair == pair?.row }
    let known = before.first { $0.criteria == criteria }
    let last = before.max { ($0.version, $1.id) < ($1.version, $0.id) }
    let rubric = Rubric(
      prompt: prompt, pair: pair, name: name, version: known?.version ?? (last?.version ?? 0) + 1,
      parent: known == nil ? last?.id : known?.parent, origin: origin, criteria: criteria)
    return (rubric, known != nil)
  }
}

extension Rubric {
  /// Whether it was made of pairs of its prompt, or is a version of one that was.
  var isLearned: Bool { origin.contains("\"accuracy\":") }
}
