package import Records
internal import Scoring

/// A way to rank pairs, as tables name it.
package struct EvaluatedMethod: Sendable, Equatable {
  package enum Role: String, Sendable, Codable {
    /// The default detector.
    case detector
    /// What a practitioner would do otherwise: cleanlab on one plain linear model.
    case peer
    case method
    /// A number that knows nothing of what a label means, or less than one method's worth.
    case control
  }

  package var name: String
  package var role: Role
  /// Whether its score is a probability.
  package var isProbability: Bool

  private static let controls: Set<String> = ["random", "self_review", "two_averaged"]
  static let nuisances = ["length", "side", "generator"]

  /// All there are, in the order they run.
  package static let all: [EvaluatedMethod] =
    [
      EvaluatedMethod(name: "winnow", role: .detector, isProbability: true),
      EvaluatedMethod(name: "baseline", role: .peer, isProbability: true),
    ]
    + DetectionMethods.all.map { method in
      EvaluatedMethod(
        name: method.name, role: controls.contains(method.name) ? .control : .method,
        isProbability: method.name == "confident_learning")
    }
    + nuisances.map { EvaluatedMethod(name: $0, role: .control, isProbability: false) }

  /// The methods that a list names: `all`, `fast` (winnow, baseline and the nuisance controls), or names
  /// with commas between. winnow, baseline and length are always among them.
  package static func named(_ list: String) throws(WinnowError) -> [EvaluatedMethod] {
    var wanted: Set<String> = ["winnow", "baseline", "length"]
    for part in list.split(separator: ",") {
      let name = part.drop { $0 == " " }
      switch name {
      case "all": wanted.formUnion(all.map(\.name))
      case "fast": wanted.formUnion(nuisances + ["random"])
      default:
        guard all.contains(where: { $0.name == name }) else {
          throw WinnowError(
            .badOption, "no method of `--methods`: `\(name)`",
            hint: "write `all`, `fast`, or of these, with commas between: "
              + all.map(\.name).joined(separator: ", "))
        }
        wanted.insert(String(name))
      }
    }
    return all.filter { wanted.contains($0.name) }
  }
}

/// Scores of every method on one labelling of the rows; trainings that methods share are made once.
final class MethodScores {
  private let rows: PairRows
  private let folds: Folds
  private let features: EvaluationFeatures
  private let seed: UInt64
  private let workers: Int
  private lazy var context = DetectionContext(
    rows: rows, folds: folds,
    options: .init(seed: seed, trainer: .init(seed: seed, workers: workers)))

  init(
    _ features: EvaluationFeatures, labels: [Bool], folds: Folds, seed: UInt64, workers: Int
  ) {
    self.features = features
    rows = features.rows(firstIsBetter: labels)
    self.folds = folds
    self.seed = seed
    self.workers = workers
  }

  /// What a method says of every pair, each of shape (pairs).
  struct Scores {
    /// Higher for labels more likely wrong.
    var ranks: [Double]
    /// That the label is wrong; of methods whose `isProbability` says so.
    var probabilities: [Double]?
  }

  /// Runs a method.
  func score(_ method: EvaluatedMethod) -> Scores {
    if method.name == "winnow" {
      let found = DefaultDetector(trainer: .init(seed: seed, workers: workers))
        .detect(rows, folds: folds)
      // Probabilities tie at their ends; margins do not.
      return Scores(ranks: found.margins.map { -$0 }, probabilities: found.wrong)
    }
    let ranks = ranks(method)
    return Scores(ranks: ranks, probabilities: method.isProbability ? ranks : nil)
  }

  private func ranks(_ method: EvaluatedMethod) -> [Double] {
    switch method.name {
    case "baseline":
      return PlainModel(seed: seed, workers: workers).wrong(rows, folds: folds)
    case "length":
      return Nuisance.score(
        features.lengthColumn, facts: rows.facts, folds: folds, seed: seed)
    case "side":
      return Nuisance.score(
        rows.facts.map { _ in 1 }, facts: rows.facts, folds: folds, seed: seed)
    case "generator":
      return GeneratorControl(seed: seed, workers: workers)
        .score(features.generators, facts: rows.facts, folds: folds)
    default:
      return DetectionMethods.named(method.name)?.score(context) ?? rows.facts.map { _ in 0 }
    }
  }
}
