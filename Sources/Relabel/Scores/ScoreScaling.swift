internal import Scoring

/// Brings the scores of several scorers to one scale.
struct ScoreScaling: Sendable {
  let standardisation: Standardisation?
  /// Whether the logarithm is taken of each scorer first.
  let isTamed: [Bool]
  /// Of each scorer over the corpus; `nil` works within each prompt.
  let fitted: [FittedScale?]?

  /// - Parameter columns: of each scorer, the fitted scores of the corpus.
  init(
    _ standardisation: Standardisation?, fittedTo columns: [[Double]], tameAbove: Double?,
    isOverCorpus: Bool
  ) {
    self.standardisation = standardisation
    let isTamed = columns.map { column in
      // In order of size, so that the sum does not depend on that of files.
      tameAbove.map {
        LogTaming(column.filter(\.isFinite).sorted(), above: $0).isTamed
      } ?? false
    }
    self.isTamed = isTamed
    guard let standardisation, isOverCorpus else {
      fitted = nil
      return
    }
    fitted = columns.enumerated().map { k, column in
      FittedScale(standardisation, to: isTamed[k] ? column.map(LogTaming.tamed) : column)
    }
  }

  /// Whether the scores of each scorer are all alike where they are brought to one scale, and so say nothing.
  func constant(_ raw: [[Double]]) -> [Bool] {
    guard let standardisation else { return raw.map { _ in false } }
    if let fitted { return fitted.map { $0 == nil } }
    return raw.enumerated().map { k, column in
      let column = isTamed[k] ? column.map(LogTaming.tamed) : column
      return standardisation.overCorpus(column).constantGroups > 0
    }
  }

  /// The scores of a prompt's responses on one scale, a column per scorer; what is missing stays so.
  func columns(_ raw: [[Double]]) -> [[Double]] {
    raw.enumerated().map { k, column in
      let column = isTamed[k] ? column.map(LogTaming.tamed) : column
      guard let standardisation else { return column }
      guard let fitted else { return standardisation.overCorpus(column).values }
      return column.map { score in
        guard score.isFinite else { return .nan }
        return fitted[k]?.scaled(score) ?? standardisation.middle
      }
    }
  }
}
