package import Pipeline
package import Records

/// What to evaluate, as the command line says it.
package struct NoiseEvaluation: Sendable {
  package var store: String
  package var clause: WhereClause
  /// Which votes are the truth, where those of `clause` are to be tested against them.
  package var trusted: WhereClause?
  /// Pairs of prompts that one of these stores holds are left out.
  package var without: [String]
  /// Pairs to draw; `nil` for all.
  package var sample: Int?
  package var rates: [Double]
  package var seeds: Int
  package var methods: [EvaluatedMethod]
  package var flips: [FlipKind]
  package var hasDownstream: Bool
  /// Whether folds share no generator either.
  package var splitsGenerators: Bool
  /// The file of results; what is in it is not done again.
  package var out: String?
  package var jobs: Int
  /// Bytes that trainings may take together, about.
  package var memory: Int64

  package init(store: String, methods: [EvaluatedMethod] = EvaluatedMethod.all) {
    self.store = store
    clause = WhereClause()
    trusted = nil
    without = []
    sample = nil
    rates = [0.1, 0.2]
    seeds = 3
    self.methods = methods
    flips = [.symmetric]
    hasDownstream = true
    splitsGenerators = false
    out = nil
    jobs = 1
    memory = 1_000_000_000
  }

  /// Numbers of a list such as `0,0.1,0.2`.
  package static func rates(_ list: String) throws(WinnowError) -> [Double] {
    var rates: [Double] = []
    for part in list.split(separator: ",") {
      let text = String(part.drop { $0 == " " })
      guard let rate = Double(text), rate >= 0, rate <= 0.5 else {
        throw WinnowError(
          .badOption, "no rate of wrong labels from 0 to 0.5: `\(text)`",
          hint: "write `--rates 0,0.1,0.2`")
      }
      if !rates.contains(rate) { rates.append(rate) }
    }
    guard !rates.isEmpty else {
      throw WinnowError(.badOption, "no rate is given", hint: "write `--rates 0,0.1,0.2`")
    }
    return rates.sorted()
  }

  /// Kinds of a list such as `symmetric,longer`.
  package static func flips(_ list: String) throws(WinnowError) -> [FlipKind] {
    var kinds: [FlipKind] = []
    for part in list.split(separator: ",") {
      let name = String(part.drop { $0 == " " })
      guard let kind = FlipKind(rawValue: name) else {
        throw WinnowError(
          .badOption, "no kind of flips: `\(name)`",
          hint: "write some of these, with commas between: "
            + FlipKind.allCases.map(\.rawValue).joined(separator: ", "))
      }
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    return kinds
  }

  /// Memory of a cell: sixty models of the two sparse views, thrice.
  private static let cellBytes: Int64 = 450_000_000

  /// Cells done at once.
  var cellsAtOnce: Int { max(1, min(jobs, Int(memory / Self.cellBytes))) }
}

/// What an evaluation gives.
package struct NoiseEvaluated: Sendable {
  package var file: EvaluationFile
  /// Tables for a terminal.
  package var text: String
}
