internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// How far what earlier stages say of noise bears the labels of pairs out. Used by one thread.
///
/// The region of the recorded margins of the last run that has any for a pair, all its models' moments taken together;
/// where no margins are recorded, how likely the label is wrong. Both are of the label as it is now.
final class NoiseClasses {
  /// Robust, ambiguous, non-robust.
  typealias Class = PairStatistics.Region

  private let margins: MarginReader
  private let noise: NoiseReader

  /// - Parameter isDeclared: whether the stage declares that it reads margins. Else only those runs count that it
  ///   depends on anyway, which are none where it sees all: its own run would not be made anew when theirs are.
  init(_ corpus: Corpus, isDeclared: Bool = false) throws(WinnowError) {
    let runs = Self.runs(of: corpus, isDeclared: isDeclared)
    margins = try MarginReader(corpus.store, runs, corpus.selection)
    noise = try NoiseReader(corpus.store, runs)
  }

  /// The runs whose findings count.
  static func runs(of corpus: Corpus, isDeclared: Bool) -> [RecordedRun] {
    let seen = Set(corpus.selection.verdicts)
    return corpus.recorded.filter { isDeclared || seen.contains($0.run) }
  }

  /// The class of each pair of a batch, in their order; `nil` where nothing is known, and of pairs without a preferred
  /// answer.
  func classes(of batch: ResponseBatch) throws(WinnowError) -> [Class?] {
    var classes = [Class?](repeating: nil, count: batch.pairs.count)
    var left: [Int] = []
    for (place, pair) in batch.pairs.enumerated() where pair.ordered != nil {
      let curves = try margins.curves(of: pair.row, pair.decision)
      let last = curves.map(\.run).max()
      classes[place] = Self.region(
        of: curves.filter { $0.run == last }.flatMap { $0.margins.map(Double.init) })
      if classes[place] == nil { left.append(place) }
    }
    guard !left.isEmpty else { return classes }
    let first = try noise.probabilities(of: left.map { batch.pairs[$0].row })
    for place in left {
      let pair = batch.pairs[place]
      guard let isA = first[pair.row] else { continue }
      classes[place] = Self.region(wrong: pair.decision == .a ? 1 - isA : isA)
    }
    return classes
  }

  /// Of margins of the given label; `nil` without any.
  static func region(of margins: [Double]) -> Class? {
    margins.isEmpty ? nil : PairStatistics(margins).region
  }

  /// Of the probability that the label is wrong, in thirds.
  static func region(wrong: Double) -> Class {
    wrong <= 1.0 / 3 ? .robust : wrong <= 2.0 / 3 ? .ambiguous : .nonRobust
  }
}
