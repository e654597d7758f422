internal import Foundation
internal import Scoring

/// Accuracy of every arm on held-out prompts, with intervals that resample prompts.
package struct GoalResults: Sendable {
  package let score: String
  package let pairs: Int
  package let groups: Int
  package let seeds: Int
  let arms: [String]
  let best: MeasuredMethods
  let better: MeasuredMethods
  let worse: MeasuredMethods
  let conditional: MeasuredMethods

  private var columns: [(name: String, measured: MeasuredMethods)] {
    [
      ("at the highest goal", best), ("at the better one's", better), ("at the worse one's", worse),
      ("at both", conditional),
    ]
  }

  /// For a terminal.
  package var text: String {
    var lines = [
      "goals from `\(score)`: \(pairs) pairs of \(groups) prompts, \(seeds) seeds, held out by prompt",
      "accuracy [95 %], and its difference from `original`", "",
      "arm         " + columns.map { $0.name.padded(to: 38) }.joined(),
    ]
    for arm in arms {
      var line = arm.padded(to: 12)
      for column in columns {
        let own = column.measured.estimate(arm, "accuracy")
        let more = column.measured.difference(arm, minus: "original", "accuracy")
        line += (own.words() + (arm == "original" ? "" : "  \(more.words(sign: true))"))
          .padded(to: 38)
      }
      while line.last == " " { line.removeLast() }
      lines.append(line)
    }
    lines += [
      "",
      "The highest goal asks for the better of the two; a model without goals answers each question alike,",
      "so that at both it is right in half of the cases by construction.",
    ]
    return lines.joined(separator: "\n")
  }

  /// For programs.
  package var json: String {
    struct Cell: Encodable {
      var value, low, high, difference, differenceLow, differenceHigh: Double?
    }
    struct File: Encodable {
      var score: String
      var pairs, prompts, seeds: Int
      var accuracy: [String: [String: Cell]]
    }
    var cells: [String: [String: Cell]] = [:]
    for arm in arms {
      for column in columns {
        let own = column.measured.estimate(arm, "accuracy")
        let more = column.measured.difference(arm, minus: "original", "accuracy")
        cells[arm, default: [:]][column.name] = Cell(
          value: own.value, low: own.interval?.low, high: own.interval?.high,
          difference: more.value, differenceLow: more.interval?.low,
          differenceHigh: more.interval?.high)
      }
    }
    return ResultJSON.text(
      File(score: score, pairs: pairs, prompts: groups, seeds: seeds, accuracy: cells),
      snakeCase: false)
  }
}
