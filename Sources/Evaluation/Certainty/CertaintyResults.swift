internal import Foundation
internal import Records
internal import Scoring

/// What shared beginnings are worth, what comparisons tell where they are placed in one way or another, and what is gained by
/// the next ones.
package struct CertaintyResults: Sendable {
  let store: String
  let trees: Int
  let comparisons: Int
  let seeds: Int
  let biases: [BranchBias]
  /// Trees on which ways to place comparisons are measured.
  var parted = 0
  /// By budget, arm and tree.
  private var measures: [[[CertaintyMeasure]]]
  private var withheld: [[Double]] = [[], [], []]
  private var withheldGroups: [PublicID] = []
  /// Mean uncertainty over the prompts: as it is, with the next ones, with as many that are drawn.
  var before: Double?
  var after: Double?
  var drawn: Double?
  var proposals: [CertaintyProposal] = []

  init(store: String, corpus: CertaintyCorpus, seeds: Int) {
    self.store = store
    self.seeds = seeds
    trees = corpus.trees.count
    comparisons = corpus.trees.reduce(0) { $0 + $1.comparisons.count }
    biases = corpus.biases
    measures = CertaintyEvaluation.budgets.map { _ in CertaintyArm.allCases.map { _ in [] } }
  }

  mutating func add(_ found: [[CertaintyMeasure?]]) {
    guard found.allSatisfy({ $0.allSatisfy { $0 != nil } }) else { return }
    for (budget, arms) in found.enumerated() {
      for (arm, measure) in arms.enumerated() {
        if let measure { measures[budget][arm].append(measure) }
      }
    }
  }

  mutating func addWithheld(_ margins: [[Double]], group: PublicID) {
    for (way, own) in margins.enumerated() { withheld[way] += own }
    withheldGroups += margins[0].map { _ in group }
  }

  private static let ways = ["with the tree", "no tree", "shuffled tree"]

  private func estimate(
    _ budget: Int, _ arm: Int, less other: Int? = nil, _ value: (CertaintyMeasure) -> Double
  ) -> MeanEstimate {
    guard let other else { return MeanEstimate(measures[budget][arm].map(value)) }
    return MeanEstimate(
      zip(measures[budget][arm], measures[budget][other]).map { value($0) - value($1) })
  }

  /// Accuracy and Brier's score of the labels that were withheld.
  private var measuredWithheld: MeasuredMethods? {
    guard withheldGroups.count >= 20 else { return nil }
    let resampling = GroupResampling(groups: withheldGroups, seed: 1)
    return GroupBootstrap.run(
      [
        MeasuredCell(
          resampling: resampling,
          methods: withheld.map { FitSample(margins: $0, groups: resampling.index) })
      ], methods: Self.ways)
  }

  /// For a terminal.
  package var text: String {
    var lines = [
      "\(store): \(trees) trees of responses, \(comparisons) comparisons; what a shared beginning is worth is fitted on the other half of the groups",
      "",
      "variance of the difference of two rewards, in logits², by the depth of the last piece they share (differences)",
    ]
    for (half, bias) in biases.enumerated() {
      let cells = zip(bias.variances, bias.counts).enumerated().map {
        "\($0.offset): \(Self.digits($0.element.0)) (\($0.element.1))"
      }
      lines.append(
        "  half \(half + 1): \(cells.joined(separator: ", ")); a unit of the score is \(Self.digits(bias.slope)) logits"
      )
    }
    lines += placing
    if let measured = measuredWithheld {
      lines += [
        "",
        "labels of \(withheldGroups.count) comparisons of such trees, told by the others of their prompt [95 %]",
      ]
      for way in Self.ways {
        let more = measured.difference(way, minus: Self.ways[1], "accuracy")
        lines.append(
          "  " + way.padded(to: 16) + "accuracy \(measured.estimate(way, "accuracy").words())"
            + (way == Self.ways[1] ? "" : "  \(more.words(sign: true))")
            + "  Brier \(measured.estimate(way, "brier").words())")
      }
    }
    if let before, let after, let drawn {
      lines += [
        "",
        "mean uncertainty over the prompts: \(Self.digits(before)) logits²; with the next \(proposals.count) comparisons "
          + "\(Self.digits(after)), with as many that are drawn \(Self.digits(drawn))",
      ]
    }
    return lines.joined(separator: "\n")
  }

  private var placing: [String] {
    guard parted > 0 else {
      return [
        "",
        "no tree whose responses are all scored has a shared beginning: ways to place comparisons are not measured",
      ]
    }
    var lines = [
      "",
      "\(parted) trees with a shared beginning, \(seeds) draws of labels each: mean uncertainty and share of pairs told right, by comparisons for each response",
      "".padded(to: 23)
        + CertaintyEvaluation.budgets.map { "\(Self.digits($0))".padded(to: 56) }.joined(),
    ]
    let arms = CertaintyArm.allCases
    while lines[2].last == " " { lines[2].removeLast() }
    for (place, arm) in arms.enumerated() {
      var line = arm.rawValue.padded(to: 23)
      for budget in CertaintyEvaluation.budgets.indices {
        let distance = estimate(budget, place) { $0.distance }.mean
        line +=
          "\(Self.digits(distance)), \(estimate(budget, place) { $0.accuracy }.words())"
          .padded(to: 30)
        line +=
          (place == 0
          ? "" : "\(estimate(budget, place, less: 0) { $0.accuracy }.words(sign: true))")
          .padded(to: 26)
      }
      while line.last == " " { line.removeLast() }
      lines.append(line)
    }
    return lines
  }

  static func digits(_ value: Double) -> String { String(format: "%.3g", value) }

  /// For programs.
  package var json: String {
    struct Row: Encodable {
      var arm: String
      var perResponse, distance, distanceError, accuracy, accuracyError: Double
      var accuracyLessRandom, accuracyLessRandomError: Double
    }
    struct Depth: Encodable {
      var half, depth, differences: Int
      var variance: Double
    }
    struct Told: Encodable {
      var bias: String
      var accuracy, low, high, brier: Double?
    }
    struct File: Encodable {
      var store: String
      var trees, comparisons, seeds, parted: Int
      var slopes: [Double]
      var variances: [Depth]
      var placed: [Row]
      var withheld: [Told]
      var before, after, drawn: Double?
      var proposed: Int
    }
    var rows: [Row] = []
    for (place, arm) in CertaintyArm.allCases.enumerated() where parted > 0 {
      for (number, budget) in CertaintyEvaluation.budgets.enumerated() {
        let distance = estimate(number, place) { $0.distance }
        let accuracy = estimate(number, place) { $0.accuracy }
        let less = estimate(number, place, less: 0) { $0.accuracy }
        rows.append(
          Row(
            arm: arm.rawValue, perResponse: budget, distance: distance.mean,
            distanceError: distance.error, accuracy: accuracy.mean, accuracyError: accuracy.error,
            accuracyLessRandom: less.mean, accuracyLessRandomError: less.error))
      }
    }
    let depths = biases.enumerated().flatMap { half, bias in
      bias.variances.indices.map {
        Depth(
          half: half + 1, depth: $0, differences: bias.counts[$0], variance: bias.variances[$0])
      }
    }
    let measured = measuredWithheld
    let told = Self.ways.compactMap { way in
      measured.map {
        let own = $0.estimate(way, "accuracy")
        return Told(
          bias: way, accuracy: own.value, low: own.interval?.low, high: own.interval?.high,
          brier: $0.estimate(way, "brier").value)
      }
    }
    let file = File(
      store: store, trees: trees, comparisons: comparisons, seeds: seeds, parted: parted,
      slopes: biases.map(\.slope), variances: depths, placed: rows, withheld: told, before: before,
      after: after, drawn: drawn, proposed: proposals.count)
    return ResultJSON.text(file)
  }

  /// The next comparisons as JSON Lines, in the order of the choice.
  package var lines: String { proposals.map { $0.line + "\n" }.joined() }
}
